//! Money: what is ordered, what is paid of it, and who still owes.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};
use crate::common::BOTH_ERAS;

fn anna(desk: &mut Desk) -> String {
    id(&desk.data("createContact", json!({ "name": "Anna Lang", "email": "anna@wren.example" })))
}

fn order(desk: &mut Desk, more: Value) -> Value {
    let mut order = json!({ "contactId": "anna@wren.example", "items": [{ "title": "Album", "unitPrice": 100 }] });
    for (name, value) in more.as_object().unwrap() {
        order[name] = value.clone();
    }
    order["returning"] = json!("full");
    desk.ok("createOrder", order)["data"].clone()
}

#[test]
fn an_order_has_a_number_a_day_of_its_own_discounts_and_tax() {
    in_both_eras(|desk| {
        anna(desk);
        let package =
            json!({ "action": "create", "name": "Wedding", "price": 2000, "description": "x" });
        desk.ok("manage_packages", package);
        desk.ok("updateSite", json!({ "tax": { "rates": [19, "7 %"] } }));
        let made = order(
            desk,
            json!({ "orderedOn": "2025-03-04", "dueOn": "2025-04-01", "discount": "10%", "items": [
                { "packageId": "Wedding", "unitPrice": 1800 },
                { "title": "Book", "unitPrice": 50, "quantity": 2, "discount": 10, "tax": 7 },
                { "title": "Travel", "unitPrice": 30, "tax": 0, "discount": "50%" },
            ] }),
        );
        assert_eq!((&made["number"], &made["orderedOn"]), (&json!(1), &json!("2025-03-04")));
        // 1800 at 19, 90 at 7, 15 at 0; of 1905 a tenth is 190.50: 180, 9 and 1.50.
        // 1620 + 307.80, 81 + 5.67, 13.50.
        assert_eq!((&made["total"], &made["tax"]), (&json!(2027.97), &json!(313.47)));
        assert_eq!(
            made["items"][0]["packageId"].as_str().map(|id| id.starts_with("pkg_")),
            Some(true)
        );
        assert_eq!(
            (&made["items"][1]["discount"], &made["items"][1]["tax"]),
            (&json!(10), &json!(7))
        );
        assert_eq!((&made["discount"], &made["balance"]), (&json!("10%"), &json!(2027.97)));
        // It is found by its number, and its discount is changed alone.
        let changed = json!({ "id": "#1", "discount": 5.5, "returning": "full" });
        let changed = desk.ok("updateOrder", changed);
        assert_eq!(changed["data"]["discount"], 5.5);
        desk.ok("undoChange", json!({ "changeId": changed["changeId"] }));
        assert_eq!(desk.item("getOrder", json!({ "id": "1" }))["total"], 2027.97);
        // With the tax in the prices the sum stays what it is.
        desk.ok("updateSite", json!({ "tax": { "included": true } }));
        let gross = order(desk, json!({}));
        assert_eq!(
            (&gross["number"], &gross["total"], &gross["tax"]),
            (&json!(2), &json!(100), &json!(15.97))
        );
        // Sales by package are right: the package stays on the line.
        let sold = desk.items("queryData", json!({ "entity": "orderItem", "filter": { "packageId": made["items"][0]["packageId"] } }));
        assert_eq!(
            (&sold[0]["amount"], &sold[0]["currency"], &sold[0]["orderedOn"]),
            (&json!(1800), &json!("USD"), &json!("2025-03-04"))
        );
        // An amount is what is left after the discount of its line.
        let own = json!({ "entity": "orderItem", "filter": { "orderId": made["id"] }, "sort": "-amount", "fields": ["amount"] });
        let amounts: Vec<Value> =
            desk.items("queryData", own).iter().map(|item| item["amount"].clone()).collect();
        assert_eq!(amounts, [json!(1800), json!(90), json!(15)]);
        let sold = json!({ "entity": "orderItem", "sum": "amount" });
        assert_eq!(desk.items("queryData", sold)[0]["sum"], 2005);
    });
}

#[test]
fn payments_lower_what_is_due_and_are_taken_back() {
    in_both_eras(|desk| {
        anna(desk);
        let made = order(desk, json!({ "items": [{ "title": "Wedding", "unitPrice": 1500 }] }));
        let pay =
            |amount: Value| json!({ "orderId": made["id"], "amount": amount, "method": "cash" });
        let first = desk.ok("createPayment", pay(json!(500)));
        assert_eq!(
            (&first["data"]["amount"], &first["data"]["balance"]),
            (&json!(500), &json!(1000))
        );
        let mut card = pay(json!(200));
        (card["method"], card["paidOn"], card["reference"]) =
            (json!("card"), json!("2025-01-02"), json!("Terminal 7"));
        desk.ok("createPayment", card);
        let mut back = pay(json!(-50));
        desk.refused("createPayment", back.clone(), "PAYMENT_INVALID");
        back["reason"] = json!("One hour less");
        desk.ok("createPayment", back);
        let shown = desk.item("getOrder", json!({ "id": made["id"] }));
        assert_eq!((&shown["paid"], &shown["balance"]), (&json!(650), &json!(850)));
        assert_eq!(shown["payments"].as_array().unwrap().len(), 3);
        assert_eq!(shown["payments"][0]["reference"]["text"], "Terminal 7");
        desk.ok("undoChange", json!({ "changeId": first["changeId"] }));
        assert_eq!(desk.item("getOrder", json!({ "id": made["id"] }))["balance"], 1350);
        // Without an amount it is all that is due.
        let rest = desk.ok("createPayment", json!({ "orderId": "1", "method": "transfer" }));
        assert_eq!((&rest["data"]["amount"], &rest["data"]["balance"]), (&json!(1350), &json!(0)));
        desk.refused("createPayment", pay(json!(1)), "OVERPAID");
        let paid = desk
            .items("queryData", json!({ "entity": "payment", "filter": { "method": "transfer" } }));
        assert_eq!((&paid[0]["amount"], &paid[0]["currency"]), (&json!(1350), &json!("USD")));
    });
}

#[test]
fn who_still_owes_is_one_call_with_a_sum_for_each_currency() {
    in_both_eras(|desk| {
        anna(desk);
        desk.ok("createContact", json!({ "name": "Ben", "email": "ben@wren.example" }));
        order(desk, json!({ "dueOn": "2025-01-31", "orderedOn": "2025-01-01", "stage": "booked" }));
        order(desk, json!({ "contactId": "ben@wren.example", "currency": "EUR" }));
        let paid = order(desk, json!({ "contactId": "ben@wren.example" }));
        order(
            desk,
            json!({ "contactId": "ben@wren.example", "stage": "quoted", "items": [{ "title": "B", "unitPrice": 40.5 }] }),
        );
        desk.ok("createPayment", json!({ "orderId": paid["id"], "method": "cash" }));
        desk.ok("createPayment", json!({ "orderId": "2", "amount": 30, "method": "cash" }));
        let owed = desk.ok("getOrder", json!({ "unpaid": true }));
        assert_eq!(owed["items"].as_array().unwrap().len(), 3);
        assert_eq!(
            owed["note"],
            "Owed: 70 EUR by 1 order (new 1); 140.50 USD by 2 orders (quoted 1, booked 1)."
        );
        assert_eq!(owed["items"][2]["contactName"], "Anna Lang");
        assert_eq!(owed["items"][2]["overdue"], true);
        let late = desk.ok("getOrder", json!({ "overdue": true }));
        assert_eq!(
            (&late["items"][0]["number"], &late["note"]),
            (&json!(1), &json!("Owed: 100 USD by 1 order (booked 1)."))
        );
        let of_ben = desk.ok("getOrder", json!({ "unpaid": true, "contactId": "Ben" }));
        assert_eq!(of_ben["items"].as_array().unwrap().len(), 2);
        let none = desk.ok("getOrder", json!({ "overdue": true, "contactId": "Ben" }));
        assert_eq!(
            (none["items"].as_array().unwrap().len(), &none["note"]),
            (0, &json!("Nobody owes anything."))
        );
        let sums = desk.items("queryData", json!({ "entity": "order", "sum": "balance", "filter": { "stage": { "in": ["booked", "new"] } } }));
        assert_eq!(
            sums,
            [
                json!({ "currency": "EUR", "count": 1, "sum": 70 }),
                json!({ "currency": "USD", "count": 2, "sum": 100 })
            ]
        );
        desk.refused("queryData", json!({ "entity": "order", "sum": "number" }), "FILTER_INVALID");
        let by_balance = json!({ "entity": "order", "filter": { "balance": { "gt": 0 }, "currency": "USD" }, "sort": "-balance" });
        assert_eq!(desk.items("queryData", by_balance)[0]["balance"], 100);
    });
}

#[test]
fn a_proposal_says_who_what_and_how_much() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    anna(&mut desk);
    order(&mut desk, json!({}));
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    let made = json!({ "contactId": "anna@wren.example", "items": [
        { "title": "Wedding", "unitPrice": 1500.5 }, { "title": "Travel", "unitPrice": 1 }] });
    let proposed = trainee.call("createOrder", made).ok();
    let said = proposed.to_string();
    for part in ["2: Wedding and 1 more", "Anna Lang", "1501.50 USD"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let paid = json!({ "orderId": "1", "amount": 40, "method": "cash" });
    let said = trainee.call("createPayment", paid).ok().to_string();
    for part in ["40 USD, cash", "1: Album", "Anna Lang"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn an_order_is_moved_to_another_contact() {
    in_both_eras(|desk| {
        let anna = anna(desk);
        let ben =
            id(&desk.data("createContact", json!({ "name": "Ben", "email": "ben@wren.example" })));
        order(desk, json!({}));
        let moved = desk.ok("updateOrder", json!({ "id": "1", "contactId": "Ben" }));
        assert_eq!(desk.item("getOrder", json!({ "id": "1" }))["contactId"], ben.as_str());
        desk.ok("undoChange", json!({ "changeId": moved["changeId"] }));
        assert_eq!(desk.item("getOrder", json!({ "id": "1" }))["contactId"], anna.as_str());
    });
}

#[test]
fn an_order_that_was_moved_is_not_erased_with_who_had_it_before() {
    in_both_eras(|desk| {
        let anna = anna(desk);
        desk.data("createContact", json!({ "name": "Ben", "email": "ben@wren.example" }));
        order(desk, json!({}));
        let moved = json!({ "id": "1", "contactId": "Ben", "description": "For the hall." });
        desk.ok("updateOrder", moved);
        desk.run(&["contact", "erase", &anna, "--yes"]);
        let order = desk.item("getOrder", json!({ "id": "1" }));
        assert_eq!(order["contactName"], "Ben", "{order}");
        for kept in ["Album", "For the hall."] {
            assert!(order.to_string().contains(kept), "{order}");
        }
    });
}
