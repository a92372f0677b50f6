//! Quotes, deposits, invoices and credit notes: from a draft to a document that stays.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, id, in_both_eras};
use crate::common::BOTH_ERAS;

/// A German business with everything that the law wants, Anna, and an order of 1000 net.
fn given(desk: &mut Desk) -> Value {
    desk.ok(
        "updateSite",
        json!({ "name": "Atelier Sommer", "country": "DE", "currency": "EUR", "locale": "de",
            "address": { "street": "Lindenweg 3", "postalCode": "10115", "city": "Berlin", "country": "DE" },
            "tax": { "taxId": "12/345/67890", "rates": [19] } }),
    );
    let anna = json!({ "name": "Anna Lang", "email": "anna@wren.example", "address": "Rosenstr. 1", "city": "Bonn" });
    desk.ok("createContact", anna);
    let order = json!({ "contactId": "anna@wren.example", "items": [{ "title": "Hochzeit", "unitPrice": 1000 }] });
    desk.data("createOrder", order)
}

/// Issues a draft after the person's yes; the whole document.
fn issue(desk: &mut Desk, draft: &Value) -> Value {
    let issue = json!({ "id": draft["id"], "status": "issued", "returning": "full" });
    let asked = desk.ok("updateInvoice", issue.clone());
    assert_eq!(asked["requiresConfirmation"], true, "{asked}");
    desk.ok("updateInvoice", confirmed(&issue, &asked["confirmationToken"]))
}

fn draft(desk: &mut Desk, more: Value) -> Value {
    let mut draft = json!({ "kind": "invoice", "orderId": "1", "returning": "full" });
    for (name, value) in more.as_object().unwrap() {
        draft[name] = value.clone();
    }
    if draft["kind"] == "credit_note" {
        draft.as_object_mut().unwrap().remove("orderId");
    }
    desk.ok("createInvoice", draft)["data"].clone()
}

fn status(desk: &mut Desk, id: &Value) -> (Value, Value) {
    let shown = desk.item("getInvoice", json!({ "id": id }));
    (shown["status"].clone(), shown["open"].clone())
}

#[test]
fn a_deposit_and_the_invoice_settle_against_each_other() {
    in_both_eras(|desk| {
        given(desk);
        let year = desk.item("getOrder", json!({ "id": "1" }))["orderedOn"].as_str().unwrap()[..4]
            .to_owned();
        let deposit = draft(desk, json!({ "kind": "deposit", "amount": "30%" }));
        assert_eq!(
            (&deposit["total"], &deposit["status"], deposit.get("missing")),
            (&json!(357), &json!("draft"), None)
        );
        let deposit = issue(desk, &deposit)["data"].clone();
        assert_eq!(deposit["number"], format!("{year}-0001"));
        assert_eq!((&deposit["tax"], &deposit["open"]), (&json!(57), &json!(357)));
        desk.ok(
            "createPayment",
            json!({ "invoiceId": deposit["number"], "amount": 357, "method": "transfer" }),
        );
        assert_eq!(status(desk, &deposit["id"]), (json!("paid"), json!(0)));

        let invoice = draft(desk, json!({}));
        assert_eq!((&invoice["total"], &invoice["due"]), (&json!(1190), &json!(833)));
        let invoice = issue(desk, &invoice)["data"].clone();
        assert_eq!(
            (&invoice["number"], &invoice["due"]),
            (&json!(format!("{year}-0002")), &json!(833))
        );
        assert_eq!(status(desk, &invoice["id"]), (json!("issued"), json!(833)));
        desk.ok("createPayment", json!({ "orderId": "1", "amount": 33, "method": "cash" }));
        assert_eq!(status(desk, &invoice["number"]), (json!("part_paid"), json!(800)));
        desk.ok("createPayment", json!({ "orderId": "1", "method": "cash" }));
        assert_eq!(status(desk, &invoice["id"]), (json!("paid"), json!(0)));
        let order = desk.item("getOrder", json!({ "id": "1" }));
        assert_eq!(
            (&order["balance"], order["documents"].as_array().unwrap().len()),
            (&json!(0), 2)
        );
        desk.refused(
            "createInvoice",
            json!({ "kind": "invoice", "orderId": "1" }),
            "INVOICE_TOO_MUCH",
        );
        let listed = desk
            .items("queryData", json!({ "entity": "invoice", "filter": { "kind": "invoice" } }));
        assert_eq!((&listed[0]["total"], &listed[0]["number"]), (&json!(1190), &invoice["number"]));
    });
}

#[test]
fn an_invoice_says_what_was_paid_before_it_and_on_which_day_it_was_supplied() {
    in_both_eras(|desk| {
        given(desk);
        let booking = |start: &str| json!({ "start": start, "minutes": 60, "service": "Hochzeit", "orderId": "1" });
        desk.ok("createBooking", booking("2031-06-12 14:00"));
        desk.ok("createBooking", booking("2031-06-14 22:30"));
        desk.ok("createPayment", json!({ "orderId": "1", "amount": 200, "method": "cash" }));
        let made = draft(desk, json!({}));
        assert_eq!((&made["due"], &made["open"]), (&json!(1190), &json!(990)));
        assert_eq!(made["suppliedOn"], "2031-06-14");
        let issued = issue(desk, &made)["data"].clone();
        assert_eq!((&issued["due"], &issued["open"]), (&json!(1190), &json!(990)));
        let content = desk.item("getInvoice", json!({ "id": issued["id"] }))["content"].clone();
        assert_eq!(content["paid"], "200 EUR", "{content}");
        // What comes later stands on no paper.
        desk.ok("createPayment", json!({ "orderId": "1", "method": "transfer" }));
        let content = desk.item("getInvoice", json!({ "id": issued["id"] }))["content"].clone();
        assert_eq!(content["paid"], "200 EUR", "{content}");
        assert_eq!(status(desk, &issued["id"]), (json!("paid"), json!(0)));
    });
}

#[test]
fn an_issued_document_stays_whoever_tries() {
    in_both_eras(|desk| {
        given(desk);
        let made = draft(desk, json!({ "notes": "Danke" }));
        let issued = issue(desk, &made);
        let invoice = issued["data"].clone();
        desk.cannot_undo(&issued["changeId"], &["it has been issued", "credit note"]);
        let edit = |more: Value| {
            let mut edit = json!({ "id": invoice["id"] });
            for (name, value) in more.as_object().unwrap() {
                edit[name] = value.clone();
            }
            edit
        };
        desk.refused("updateInvoice", edit(json!({ "notes": "Merci" })), "INVOICE_ISSUED");
        desk.refused("updateInvoice", edit(json!({ "status": "discarded" })), "INVOICE_STATUS");
        let other = json!({ "id": "1", "items": [{ "title": "Hochzeit", "unitPrice": 900 }] });
        desk.refused("updateOrder", other, "INVOICE_ISSUED");
        // The store itself holds it, against anybody.
        for meddling in [
            "UPDATE invoice SET notes = 'x'",
            "DELETE FROM invoice",
            "UPDATE invoice SET number = NULL, status = 'draft'",
        ] {
            assert!(
                std::panic::catch_unwind(
                    std::panic::AssertUnwindSafe(|| desk.meddle(meddling, []))
                )
                .is_err()
            );
        }
        // Words of the order may change.
        desk.ok(
            "updateOrder",
            json!({ "id": "1", "description": "In the garden", "stage": "done" }),
        );
    });
}

#[test]
fn credit_notes_take_an_invoice_back_part_by_part() {
    in_both_eras(|desk| {
        given(desk);
        let made = draft(desk, json!({}));
        let invoice = issue(desk, &made)["data"].clone();
        desk.ok("updateOrder", json!({ "id": "1", "stage": "done" }));
        let too_much =
            json!({ "kind": "credit_note", "corrects": invoice["number"], "amount": 1190.01 });
        desk.refused("createInvoice", too_much, "INVOICE_TOO_MUCH");
        let part = draft(
            desk,
            json!({ "kind": "credit_note", "corrects": invoice["number"], "amount": 190 }),
        );
        let part = issue(desk, &part)["data"].clone();
        assert!(part["number"].as_str().unwrap().starts_with("C-"), "{part}");
        assert_eq!(status(desk, &invoice["id"]), (json!("issued"), json!(1000)));
        // What is credited is not owed any more, and nobody pays it.
        let owed = desk.ok("getOrder", json!({ "unpaid": true }));
        assert_eq!(owed["note"], "Owed: 1000 EUR by 1 order (done 1).");
        assert_eq!(
            (&owed["items"][0]["credited"], &owed["items"][0]["balance"]),
            (&json!(190), &json!(1000))
        );
        let all = json!({ "entity": "order", "filter": { "balance": 1000, "credited": 190 }, "count": true });
        assert_eq!(desk.ok("queryData", all)["total"], 1);
        let pay = json!({ "orderId": "1", "amount": 1000.01, "method": "cash" });
        desk.refused("createPayment", pay, "OVERPAID");
        // The tax of both credits is the tax of the invoice: 190, of which 30.34 are tax, and 159.66.
        assert_eq!(part["tax"], 30.34);
        let rest = draft(desk, json!({ "kind": "credit_note", "corrects": invoice["id"] }));
        assert_eq!((&rest["total"], &rest["tax"]), (&json!(1000), &json!(159.66)));
        issue(desk, &rest);
        assert_eq!(status(desk, &invoice["id"]).0, "credited");
        // All of it is back: the order stands as it did before it was invoiced.
        let free = desk.item("getOrder", json!({ "id": "1" }));
        assert_eq!((free.get("credited"), &free["balance"]), (None, &json!(1190)));
        // Now the order is free again.
        let other = json!({ "id": "1", "items": [{ "title": "Hochzeit", "unitPrice": 900 }] });
        desk.ok("updateOrder", other);
        let anew = draft(desk, json!({}));
        assert_eq!(issue(desk, &anew)["data"]["total"], 1071);
    });
}

#[test]
fn a_draft_follows_its_order_and_what_it_lacks_is_named_at_once() {
    in_both_eras(|desk| {
        desk.ok(
            "updateSite",
            json!({ "name": "Sommer", "country": "FR", "currency": "EUR", "locale": "fr" }),
        );
        desk.ok("createContact", json!({ "name": "Anna", "email": "anna@wren.example" }));
        let order =
            json!({ "contactId": "Anna", "items": [{ "title": "Photos", "unitPrice": 1000 }] });
        desk.ok("createOrder", order);
        let made = draft(desk, json!({}));
        let missing = made["missing"].to_string();
        for what in ["address of the business", "address of the buyer", "SIREN", "VAT id"] {
            assert!(missing.contains(what), "{what}: {missing}");
        }
        let refused = desk.refused(
            "updateInvoice",
            json!({ "id": made["id"], "status": "issued" }),
            "INVOICE_INCOMPLETE",
        );
        assert!(refused.to_string().contains("SIREN"), "{refused}");
        desk.ok(
            "updateSite",
            json!({
            "address": { "street": "12 rue des Lilas", "postalCode": "75011", "city": "Paris" },
            "tax": { "smallBusiness": true, "registration": "SIREN 123 456 789" } }),
        );
        let buyer = json!({ "id": made["id"], "buyer": { "name": "SARL Anna", "address": "3 rue Verte\n69001 Lyon" }, "returning": "full" });
        let ready = desk.ok("updateInvoice", buyer)["data"].clone();
        assert_eq!(ready.get("missing"), None, "{ready}");
        let said = ready["content"].to_string();
        for text in ["art. 293 B", "40 €", "SARL Anna", "69001 Lyon"] {
            assert!(said.contains(text), "{text}: {said}");
        }
        desk.ok(
            "updateOrder",
            json!({ "id": "1", "items": [{ "title": "Photos", "unitPrice": 1200 }] }),
        );
        assert_eq!(desk.item("getInvoice", json!({ "id": made["id"] }))["total"], 1200);
        // A draft is taken back and thrown away like anything else.
        let thrown = desk.ok("updateInvoice", json!({ "id": made["id"], "status": "discarded" }));
        desk.ok("undoChange", json!({ "changeId": thrown["changeId"] }));
        assert_eq!(issue(desk, &made)["data"]["status"], "issued");
    });
}

#[test]
fn a_quote_is_answered_and_reverse_charge_wants_both_ids() {
    in_both_eras(|desk| {
        given(desk);
        let quote = draft(desk, json!({ "kind": "quote" }));
        desk.refused(
            "updateInvoice",
            json!({ "id": quote["id"], "status": "accepted" }),
            "INVOICE_STATUS",
        );
        let quote = issue(desk, &quote)["data"].clone();
        assert!(quote["number"].as_str().unwrap().starts_with("Q-"), "{quote}");
        // A quote binds nobody: the order can change.
        let accepted = desk.ok("updateInvoice", json!({ "id": quote["id"], "status": "accepted" }));
        assert_eq!(status(desk, &quote["id"]).0, "accepted");
        desk.ok("undoChange", json!({ "changeId": accepted["changeId"] }));
        assert_eq!(status(desk, &quote["id"]).0, "issued");
        desk.refused(
            "createInvoice",
            json!({ "kind": "credit_note", "corrects": quote["number"] }),
            "INVOICE_STATUS",
        );

        let made = draft(desk, json!({ "reverseCharge": true }));
        let missing = made["missing"].to_string();
        for what in ["VAT id of the buyer", "VAT id of the business", "tax of 0"] {
            assert!(missing.contains(what), "{what}: {missing}");
        }
        desk.ok("updateSite", json!({ "tax": { "vatId": "DE123456789" } }));
        desk.ok(
            "updateOrder",
            json!({ "id": "1", "items": [{ "title": "Hochzeit", "unitPrice": 1000, "tax": 0 }] }),
        );
        desk.ok("updateInvoice", json!({ "id": made["id"], "buyer": { "taxId": "ATU12345678" } }));
        let issued = issue(desk, &made)["data"].clone();
        assert!(issued["content"].to_string().contains("Steuerschuldnerschaft"), "{issued}");
    });
}

#[test]
fn in_portugal_nothing_is_issued_and_the_paper_is_no_fatura() {
    in_both_eras(|desk| {
        given(desk);
        desk.ok("updateSite", json!({ "country": "PT", "address": { "country": "PT" }, "locale": "pt", "tax": { "vatId": "PT123" } }));
        for kind in ["invoice", "quote"] {
            let made = draft(desk, json!({ "kind": kind }));
            let refused = desk.refused(
                "updateInvoice",
                json!({ "id": made["id"], "status": "issued" }),
                "NOT_CERTIFIED",
            );
            assert!(refused.to_string().contains("no fatura"), "{refused}");
        }
    });
}

#[test]
fn a_document_is_a_pdf_in_the_tenants_folder() {
    in_both_eras(|desk| {
        given(desk);
        let made = draft(desk, json!({}));
        let drafted = desk.ok("getInvoice", json!({ "id": made["id"], "pdf": true }));
        assert!(drafted["note"].as_str().unwrap().contains("It is a draft"), "{drafted}");
        // Letters of other scripts are named while a draft can still be changed.
        for (name, letters) in
            [("אנה כהן", "אהכן"), ("محمد", "دمح"), ("田中 Anna", "中田"), ("Анна Ξένια", "")]
        {
            let other = json!({ "id": made["id"], "buyer": { "name": name } });
            let answer = desk.ok("updateInvoice", other);
            let note = answer["note"].as_str().unwrap_or_default();
            assert_eq!(!note.is_empty(), !letters.is_empty(), "{name}: {note}");
            assert!(letters.chars().all(|letter| note.contains(letter)), "{name}: {note}");
        }
        let issued = issue(desk, &made)["data"].clone();
        let shown = desk.ok("getInvoice", json!({ "id": issued["number"], "pdf": true }));
        let path = std::path::Path::new(shown["items"][0]["file"].as_str().unwrap());
        assert!(
            path.starts_with(desk.folder()) && path.to_string_lossy().contains("exports"),
            "{path:?}"
        );
        assert!(path.ends_with(format!("{}.pdf", issued["number"].as_str().unwrap())), "{path:?}");
        assert!(std::fs::read(path).unwrap().starts_with(b"%PDF-1."));
        assert!(shown["note"].as_str().unwrap().contains("1 page"), "{shown}");
    });
}

#[test]
fn numbers_follow_the_pattern_and_begin_where_the_old_ones_end() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    given(&mut desk);
    desk.ok("updateSite", json!({ "tax": { "numbering": "RE-{n:5}", "firstNumber": 57 } }));
    let first = draft(&mut desk, json!({ "kind": "deposit", "amount": 100 }));
    let first = issue(&mut desk, &first)["data"].clone();
    assert_eq!(first["number"], "RE-00057");
    let second = draft(&mut desk, json!({}));
    assert_eq!(issue(&mut desk, &second)["data"]["number"], "RE-00058");
    // What is past its day is late when it is looked at, without anybody's doing.
    let sql = "UPDATE customer_order SET due_on = '2020-01-01', ordered_on = '2019-01-01'";
    assert_eq!(desk.meddle(sql, []), 1);
    assert_eq!(
        desk.ok("getOrder", json!({ "overdue": true }))["items"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn an_erased_person_stays_on_what_has_been_invoiced() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    given(&mut desk);
    let made = draft(&mut desk, json!({}));
    let issued = issue(&mut desk, &made)["data"].clone();
    desk.ok(
        "createPayment",
        json!({ "orderId": "1", "amount": 10, "method": "cash", "reference": "from Anna Lang" }),
    );
    let contact = id(&desk.item("getContact", json!({ "query": "Anna" })));
    desk.run(&["contact", "erase", &contact, "--yes", "--redact"]);
    let kept = desk.item("getInvoice", json!({ "id": issued["id"] }));
    assert_eq!(kept["content"]["buyer"], "Anna Lang");
    assert_eq!(desk.item("getOrder", json!({ "id": "1" }))["payments"][0].get("reference"), None);
}
