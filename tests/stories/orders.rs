//! Orders: from packages or free lines, through a pipeline, and what stays of them.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};

fn given(desk: &mut Desk) -> (String, String) {
    let contact = desk.data("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
    let package =
        json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "x" });
    let package = desk.data("manage_packages", package);
    (id(&contact), id(&package))
}

#[test]
fn an_order_copies_titles_and_prices_and_adds_them_up() {
    in_both_eras(|desk| {
        let (contact, package) = given(desk);
        let made = desk.ok(
            "createOrder",
            json!({ "contactId": "a@wren.example", "items": [
                { "packageId": "Elopement" },
                { "title": "Travel", "unitPrice": 49.95, "quantity": 2 },
            ] }),
        );
        let order = &made["data"];
        assert_eq!(order["contactId"], contact.as_str());
        assert_eq!((&order["pipeline"], &order["stage"]), (&json!("sales"), &json!("new")));
        assert_eq!((&order["total"], &order["currency"]), (&json!(2599.9), &json!("USD")));
        // A package that is deleted leaves the line as it was.
        desk.delete("manage_packages", json!({ "action": "delete", "packageId": package }));
        let kept = desk.item("getOrder", json!({ "id": order["id"] }));
        let line = json!({ "title": "Elopement", "unitPrice": 2500, "quantity": 1 });
        assert_eq!(kept["items"][0], line);
        let contact = desk.item("getContact", json!({ "id": contact, "includeOrders": true }));
        assert_eq!(contact["orders"][0]["total"], 2599.9);
    });
}

#[test]
fn an_order_moves_through_its_stages_and_its_lines_are_replaced() {
    in_both_eras(|desk| {
        let (contact, _) = given(desk);
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        let order = id(&desk.data("createOrder", json!({ "contactId": contact, "items": items })));
        let moved = json!({ "id": order, "stage": "booked", "items": [
            { "title": "Album", "unitPrice": 100, "quantity": 3 }] });
        let moved = desk.ok("updateOrder", moved);
        assert_eq!(
            (&moved["data"]["stage"], &moved["data"]["total"]),
            (&json!("booked"), &json!(300))
        );
        let count = |found: Value| found["count"].clone();
        assert_eq!(count(desk.ok("getOrder", json!({ "stage": "booked" }))), 1);
        assert_eq!(count(desk.ok("getOrder", json!({ "stage": "new" }))), 0);
        desk.ok("undoChange", json!({ "changeId": moved["changeId"] }));
        let back = desk.item("getOrder", json!({ "contactId": contact }));
        assert_eq!((&back["stage"], &back["total"]), (&json!("new"), &json!(100)));
    });
}

/// A package of 1,900 in each of two currencies.
fn weddings(desk: &mut Desk) -> String {
    let contact = desk.data("createContact", json!({ "name": "Ines", "email": "i@wren.example" }));
    for (name, currency) in [("Wedding", "EUR"), ("Boda", "mxn")] {
        let package =
            json!({ "action": "create", "name": name, "price": 1900, "currency": currency });
        desk.ok("manage_packages", package);
    }
    id(&contact)
}

#[test]
fn an_order_is_in_the_currency_of_its_packages() {
    in_both_eras(|desk| {
        let contact = weddings(desk);
        let mut made = |items: Value, currency: Option<&str>| {
            let mut order = json!({ "contactId": contact, "items": items });
            if let Some(currency) = currency {
                order["currency"] = json!(currency);
            }
            let order = desk.data("createOrder", order);
            (order["total"].clone(), order["currency"].clone())
        };
        let wedding = json!({ "packageId": "Wedding" });
        let travel = json!({ "title": "Travel", "unitPrice": 49.5 });
        let is = |total: f64, currency: &str| (json!(total), json!(currency));
        let whole = |total: i64, currency: &str| (json!(total), json!(currency));
        assert_eq!(made(json!([wedding]), None), whole(1900, "EUR"));
        // What is no package is priced as the packages are, before them and behind them.
        assert_eq!(made(json!([wedding, travel]), None), is(1949.5, "EUR"));
        assert_eq!(made(json!([travel, wedding]), Some("€")), is(1949.5, "EUR"));
        assert_eq!(made(json!([{ "packageId": "Boda", "quantity": 2 }]), None), whole(3800, "MXN"));
        // Without packages it is the business's, or the one that is said.
        assert_eq!(made(json!([travel]), None), is(49.5, "USD"));
        assert_eq!(made(json!([travel]), Some("gbp")), is(49.5, "GBP"));
        // What is compared by amount is compared within one currency.
        let mut ask = |filter: Value| {
            desk.ok("queryData", json!({ "entity": "order", "filter": filter, "count": true }))
        };
        let own = ask(json!({ "total": { "gt": 0 } }));
        assert_eq!((&own["total"], &own["note"]), (&json!(1), &json!("Only amounts in USD.")));
        for (currency, count) in [("EUR", 3), ("€", 3), ("eur", 3), ("£", 1), ("JPY", 0)] {
            let found = ask(json!({ "total": { "gt": 0 }, "currency": currency }));
            assert_eq!((&found["total"], found.get("note")), (&json!(count), None), "{currency}");
        }
        let sorted = json!({ "entity": "order", "sort": "-total" });
        let note = desk.ok("queryData", sorted)["note"].to_string();
        assert!(note.contains("not all are in one currency"), "{note}");
        for unclear in ["$", "moon"] {
            let filter = json!({ "entity": "order", "filter": { "currency": unclear } });
            desk.refused("queryData", filter, "CURRENCY_UNKNOWN");
        }
    });
}

#[test]
fn an_order_that_was_stored_in_the_wrong_currency_is_mended_with_its_package() {
    in_both_eras(|desk| {
        let contact = weddings(desk);
        let wrong = json!([{ "title": "Wedding", "unitPrice": 1900 }]);
        let wrong = json!({ "contactId": contact, "items": wrong });
        let order = id(&desk.data("createOrder", wrong));
        let mended =
            desk.ok("updateOrder", json!({ "id": order, "items": [{ "packageId": "Wedding" }] }));
        let data = &mended["data"];
        assert_eq!((&data["total"], &data["currency"]), (&json!(1900), &json!("EUR")));
        // From now on it is in euros: other lines stay in that currency, unless another is said with their prices.
        let album = json!([{ "title": "Album", "unitPrice": 80 }]);
        let update = |currency: &str| json!({ "id": order, "items": album, "currency": currency });
        let kept = desk.data("updateOrder", json!({ "id": order, "items": album }));
        assert_eq!((&kept["total"], &kept["currency"]), (&json!(80), &json!("EUR")));
        desk.ok("updateOrder", json!({ "id": order, "currency": "EUR", "stage": "quoted" }));
        assert_eq!(desk.data("updateOrder", update("USD"))["currency"], "USD");
        let yen = json!({ "id": order, "items": [{ "title": "A", "unitPrice": 0.5 }], "currency": "JPY" });
        desk.refused("updateOrder", yen, "PRICE_INVALID");
        // Lines, amount and currency go back together.
        let changed =
            desk.ok("updateOrder", json!({ "id": order, "items": [{ "packageId": "Wedding" }] }));
        assert_eq!(changed["data"]["currency"], "EUR");
        desk.ok("undoChange", json!({ "changeId": changed["changeId"] }));
        let back = desk.item("getOrder", json!({ "id": order }));
        assert_eq!((&back["total"], &back["currency"]), (&json!(80), &json!("USD")));
        assert_eq!(back["items"][0]["title"], "Album");
    });
}

#[test]
fn an_order_that_is_cancelled_is_owed_by_nobody() {
    in_both_eras(|desk| {
        let (contact, _) = given(desk);
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        let order = desk.data("createOrder", json!({ "contactId": contact, "items": items }));
        assert_eq!(order["status"], "confirmed");
        let pay = json!({ "orderId": order["id"], "amount": 40, "method": "cash" });
        desk.ok("createPayment", pay);
        let booking = json!({ "start": "2031-06-12 14:00", "minutes": 60, "orderId": "1", "service": "Fitting" });
        desk.ok("createBooking", booking);
        let note = |desk: &mut Desk| desk.ok("getOrder", json!({ "unpaid": true }))["note"].clone();
        assert_eq!(note(desk), "Owed: 60 USD by 1 order (new 1).");
        let cancelled = desk.ok("updateOrder", json!({ "id": "1", "status": "cancelled" }));
        let said = cancelled["note"].as_str().unwrap();
        for part in ["40 USD has come in", "1 booking stands"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(note(desk), "Nobody owes anything.");
        let shown = desk.item("getOrder", json!({ "id": "1" }));
        assert_eq!((&shown["status"], &shown["balance"]), (&json!("cancelled"), &json!(-40)));
        let pay = |amount: i64| json!({ "orderId": "1", "amount": amount, "method": "cash", "reason": "cancelled" });
        desk.refused("createPayment", pay(10), "OVERPAID");
        desk.ok("createPayment", pay(-40));
        assert_eq!(desk.item("getOrder", json!({ "id": "1" }))["balance"], 0);
        let found = json!({ "entity": "order", "filter": { "status": "cancelled", "balance": 0 }, "count": true });
        assert_eq!(desk.ok("queryData", found)["total"], 1);
        let sold = json!({ "entity": "orderItem", "filter": { "orderStatus": "cancelled" }, "count": true });
        assert_eq!(desk.ok("queryData", sold)["total"], 1);
        // It can be agreed after all.
        desk.ok("updateOrder", json!({ "id": "1", "status": "confirmed" }));
        assert_eq!(note(desk), "Owed: 100 USD by 1 order (new 1).");
    });
}

#[test]
fn an_order_that_was_only_asked_for_is_owed_when_it_is_agreed_paid_or_invoiced() {
    in_both_eras(|desk| {
        let (contact, _) = given(desk);
        for price in [100, 200, 300, 400] {
            let items = json!([{ "title": "Album", "unitPrice": price }]);
            let order = json!({ "contactId": contact, "items": items, "status": "pending" });
            assert_eq!(desk.data("createOrder", order)["status"], "pending");
        }
        let note = |desk: &mut Desk| desk.ok("getOrder", json!({ "unpaid": true }));
        let before = note(desk);
        assert_eq!(before.get("items").and_then(Value::as_array).map_or(0, Vec::len), 0);
        assert_eq!(
            before["note"],
            "Nobody owes anything. Asked for and not confirmed (status: pending): 1000 USD by 4 orders (new 4)."
        );
        let moved = desk.ok("updateOrder", json!({ "id": "1", "stage": "quoted" }));
        assert!(moved["note"].as_str().unwrap().contains("status: confirmed"), "{moved}");
        desk.ok("updateOrder", json!({ "id": "1", "status": "confirmed" }));
        desk.ok("createPayment", json!({ "orderId": "2", "amount": 50, "method": "cash" }));
        let draft = desk.data("createInvoice", json!({ "kind": "invoice", "orderId": "3" }));
        assert_eq!(desk.item("getOrder", json!({ "id": "3" }))["status"], "pending");
        desk.ok("updateSite", json!({ "name": "Wren" }));
        let issued = desk.agreed("updateInvoice", json!({ "id": draft["id"], "status": "issued" }));
        assert_eq!(issued["success"], true, "{issued}");
        assert_eq!(desk.item("getOrder", json!({ "id": "3" }))["status"], "confirmed");
        let after = note(desk);
        assert_eq!(
            after["note"],
            "Owed: 550 USD by 3 orders (new 2, quoted 1). \
             Asked for and not confirmed (status: pending): 400 USD by 1 order (new 1)."
        );
        // What is invoiced is not cancelled, and what is cancelled not invoiced, before a credit note.
        desk.refused("updateOrder", json!({ "id": "3", "status": "cancelled" }), "INVOICE_ISSUED");
        desk.ok("updateOrder", json!({ "id": "4", "status": "cancelled" }));
        let invoice = json!({ "kind": "invoice", "orderId": "4" });
        desk.refused("createInvoice", invoice, "INVOICE_STATUS");
    });
}
