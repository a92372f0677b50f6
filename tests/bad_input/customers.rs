//! Contacts whom nobody can reach or who are there already, and orders that cannot be.

use serde_json::json;

use super::table::{each_is_refused, mistake};
use crate::desk::id;

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
                "too short",
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
                "Anna, anna@wren.example (con_",
                "updateContact",
            ),
            mistake(
                "createContact",
                json!({ "name": "B", "email": "ANNA@wren.example" }),
                "EMAIL_DUPLICATE",
                "Anna, anna@wren.example (con_",
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
        let euro = json!({ "action": "create", "name": "Euro", "price": 5, "currency": "EUR" });
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
        let unpriced = json!([{ "title": "A" }]);
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
                order(unpriced),
                "ARGUMENT_INVALID",
                "packageId, or title and unitPrice",
                "agreed",
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

#[test]
fn who_has_a_number_or_an_address_already_is_named_and_may_be_the_same_person() {
    each_is_refused(|desk| {
        let anna =
            json!({ "name": "Anna", "phone": "(415) 555-2671", "email": "anna@wren.example" });
        desk.ok("createContact", anna);
        desk.ok("createContact", json!({ "name": "Bo", "email": "bo@wren.example" }));
        vec![
            mistake(
                "createContact",
                json!({ "name": "B", "phone": "912 000 111" }),
                "PHONE_INVALID",
                "`912 000 111` is not a phone number in US",
                "+351 912000111 is one of Portugal",
            ),
            mistake(
                "updateContact",
                json!({ "id": "Anna", "phone": "+351 12" }),
                "PHONE_INVALID",
                "`+351 12` is not a phone number",
                "country's code and the digits after it",
            ),
            mistake(
                "updateContact",
                json!({ "id": "Bo", "email": "anna@wren.example" }),
                "EMAIL_DUPLICATE",
                "Anna, anna@wren.example (con_",
                "they may be one person: ask which contact to keep, else send another e-mail address",
            ),
            mistake(
                "updateContact",
                json!({ "id": "Bo", "phone": "415 555 2671" }),
                "PHONE_DUPLICATE",
                "Anna, anna@wren.example (con_",
                "they may be one person: ask which contact to keep, else send another phone number",
            ),
        ]
    });
}

#[test]
fn an_order_has_one_currency_and_no_line_below_nothing() {
    each_is_refused(|desk| {
        desk.ok("createContact", json!({ "name": "Anna", "email": "anna@wren.example" }));
        for (name, currency) in [("Euro", "EUR"), ("Dollar", "USD")] {
            let package =
                json!({ "action": "create", "name": name, "price": 5, "currency": currency });
            desk.ok("manage_packages", package);
        }
        let kept = json!({ "contactId": "Anna", "items": [{ "title": "A", "unitPrice": 1 }] });
        let kept = id(&desk.data("createOrder", kept));
        let mut in_pounds = json!({ "contactId": "Anna", "items": [{ "packageId": "Euro" }] });
        in_pounds["currency"] = json!("GBP");
        let mixed = json!([{ "packageId": "Euro" }, { "packageId": "Dollar" }]);
        let order = |items| json!({ "contactId": "Anna", "items": items });
        vec![
            mistake(
                "createOrder",
                order(json!([{ "title": "A", "unitPrice": -50.5 }])),
                "PRICE_INVALID",
                "items[0].unitPrice: -50.5 is negative",
                "for a discount send `discount`",
            ),
            mistake(
                "updateOrder",
                json!({ "id": kept, "items": [{ "title": "A", "unitPrice": -1 }] }),
                "PRICE_INVALID",
                "negative",
                "for a discount send `discount`",
            ),
            mistake(
                "createOrder",
                order(mixed.clone()),
                "CURRENCY_MISMATCH",
                "“Euro” is priced in EUR and “Dollar” in USD",
                "an order of its own",
            ),
            mistake(
                "createOrder",
                in_pounds,
                "CURRENCY_MISMATCH",
                "“Euro” is priced in EUR, not in GBP",
                "leave `currency` out",
            ),
            mistake(
                "updateOrder",
                json!({ "id": kept, "items": mixed }),
                "CURRENCY_MISMATCH",
                "EUR | USD",
                "an order of its own",
            ),
            mistake(
                "updateOrder",
                json!({ "id": kept, "currency": "EUR" }),
                "CURRENCY_MISMATCH",
                "the items are priced in USD",
                "`items` with their prices",
            ),
        ]
    });
}
