//! Contacts whom nobody can reach or who are there already, and orders that cannot be.

use serde_json::json;

use super::table::{each_is_refused, mistake};

#[test]
fn a_contact_can_be_reached_and_is_there_once() {
    each_is_refused(|desk| {
        let anna =
            json!({ "name": "Anna", "phone": "(415) 555-2671", "email": "anna@wren.example" });
        desk.ok("createContact", anna);
        let order = json!({ "contactId": "Anna", "items": [{ "title": "A", "unitPrice": 1 }] });
        desk.ok("createOrder", order);
        vec![
            mistake(
                "createContact",
                json!({ "name": "B", "phone": "123" }),
                "PHONE_INVALID",
                "not a phone number in US",
                "+49",
            ),
            mistake(
                "createContact",
                json!({ "name": "B" }),
                "ARGUMENT_INVALID",
                "phone number or an e-mail",
                "ask for one",
            ),
            mistake(
                "createContact",
                json!({ "name": "B", "phone": "+14155552671" }),
                "PHONE_DUPLICATE",
                "Anna (con_",
                "updateContact",
            ),
            mistake(
                "createContact",
                json!({ "name": "B", "email": "ANNA@wren.example" }),
                "EMAIL_DUPLICATE",
                "Anna (con_",
                "updateContact",
            ),
            mistake(
                "createContact",
                json!({ "name": "B", "email": "nobody" }),
                "ARGUMENT_INVALID",
                "not an e-mail address",
                "",
            ),
            mistake(
                "updateContact",
                json!({ "id": "Anna", "phone": null, "email": null }),
                "ARGUMENT_INVALID",
                "phone number or an e-mail",
                "",
            ),
            mistake(
                "updateContact",
                json!({ "id": "Nobody" }),
                "CONTACT_NOT_FOUND",
                "Nobody",
                "getContact",
            ),
            mistake(
                "deleteContact",
                json!({ "ids": ["Anna"] }),
                "CONTACT_IN_USE",
                "has orders (1)",
                "archived: true",
            ),
            mistake("getContact", json!({ "tag": "none" }), "TAG_NOT_FOUND", "none", "queryData"),
        ]
    });
}

#[test]
fn an_order_is_of_somebody_for_something_at_a_price() {
    each_is_refused(|desk| {
        desk.ok("createContact", json!({ "name": "Anna", "email": "anna@wren.example" }));
        let euro = json!({ "action": "create", "name": "Euro", "price": 5, "currency": "EUR", "description": "x" });
        desk.ok("manage_packages", euro);
        let order = |items| json!({ "contactId": "Anna", "items": items });
        let line =
            |price, quantity| json!([{ "title": "A", "unitPrice": price, "quantity": quantity }]);
        let mut elsewhere = order(line(1, 1));
        elsewhere["contactId"] = json!("Nobody");
        let mut staged = order(line(1, 1));
        staged["stage"] = json!("nowhere");
        let mut piped = order(line(1, 1));
        piped["pipeline"] = json!("nowhere");
        let many: Vec<_> = (0..101).map(|_| json!({ "title": "A", "unitPrice": 1 })).collect();
        let both = json!([{ "packageId": "Euro", "title": "A" }]);
        vec![
            mistake("createOrder", order(line(1, 0)), "ARGUMENT_INVALID", "quantity", ""),
            mistake("createOrder", order(line(1, -1)), "ARGUMENT_INVALID", "quantity", ""),
            mistake("createOrder", order(line(-1, 1)), "PRICE_INVALID", "negative", ""),
            mistake(
                "createOrder",
                order(line(900_000_000_000_i64, 1_000_000)),
                "PRICE_INVALID",
                "total of the order is too large",
                "quantity",
            ),
            mistake("createOrder", order(json!([])), "ARGUMENT_INVALID", "items", ""),
            mistake("createOrder", order(json!(many)), "ARGUMENT_INVALID", "items", ""),
            mistake(
                "createOrder",
                order(both),
                "ARGUMENT_INVALID",
                "either packageId",
                "title and unitPrice",
            ),
            mistake(
                "createOrder",
                order(json!([{ "packageId": "Euro" }])),
                "CURRENCY_MISMATCH",
                "EUR | USD",
                "unitPrice",
            ),
            mistake(
                "createOrder",
                order(json!([{ "packageId": "None" }])),
                "PACKAGE_NOT_FOUND",
                "None",
                "",
            ),
            mistake("createOrder", elsewhere, "CONTACT_NOT_FOUND", "Nobody", ""),
            mistake(
                "createOrder",
                staged,
                "STAGE_NOT_FOUND",
                "nowhere",
                "new, quoted, booked, done",
            ),
            mistake("createOrder", piped, "PIPELINE_NOT_FOUND", "nowhere", "sales"),
            mistake("updateOrder", json!({ "id": "none" }), "ORDER_NOT_FOUND", "none", "getOrder"),
        ]
    });
}
