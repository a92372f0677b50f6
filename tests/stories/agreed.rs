//! What was agreed and noted down: own prices of packages, lines added to notes, amounts that are looked for.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};

fn wedding(desk: &mut Desk) -> (String, String) {
    let contact = desk.data("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
    let package = json!({ "action": "create", "name": "Wedding", "price": 1900 });
    (id(&contact), id(&desk.data("manage_packages", package)))
}

#[test]
fn a_package_is_sold_at_an_agreed_price_and_stays_that_package() {
    in_both_eras(|desk| {
        let (contact, package) = wedding(desk);
        let mut line = |item: Value| {
            let order = desk.data("createOrder", json!({ "contactId": contact, "items": [item] }));
            let order = desk.item("getOrder", json!({ "id": order["id"] }));
            (order["items"][0].clone(), order["total"].clone())
        };
        let own = json!({ "packageId": package, "unitPrice": 1700, "quantity": 2 });
        let kept =
            json!({ "packageId": package, "title": "Wedding", "unitPrice": 1700, "quantity": 2 });
        assert_eq!(line(own), (kept, json!(3400)));
        let named = json!({ "packageId": "Wedding", "title": "Wedding, half a day" });
        let kept = json!({
            "packageId": package, "title": "Wedding, half a day", "unitPrice": 1900, "quantity": 1
        });
        assert_eq!(line(named), (kept, json!(1900)));
        let free = json!({ "packageId": "Wedding", "unitPrice": 0 });
        assert_eq!(line(free).1, 0);
        for (item, code, says) in [
            (json!({ "packageId": "Wedding", "unitPrice": -1 }), "PRICE_INVALID", "negative"),
            (json!({ "packageId": "Wedding", "unitPrice": 1.999 }), "PRICE_INVALID", ""),
            (json!({ "packageId": "None", "unitPrice": 1 }), "PACKAGE_NOT_FOUND", "None"),
            (json!({ "unitPrice": 1 }), "ARGUMENT_INVALID", "packageId, or title and unitPrice"),
        ] {
            let order = json!({ "contactId": contact, "items": [item] });
            let refused = desk.refused("createOrder", order, code);
            assert!(refused.to_string().contains(says), "{refused}");
        }
    });
}

#[test]
fn a_line_is_added_to_what_was_noted_and_nothing_of_it_is_lost() {
    in_both_eras(|desk| {
        let (contact, _) = wedding(desk);
        let mut add = |arguments: Value| {
            let mut whole = json!({ "id": contact });
            whole.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
            desk.ok("updateContact", whole);
            desk.item("getContact", json!({ "id": contact }))["notes"]["text"].clone()
        };
        assert_eq!(add(json!({ "addNote": "Likes tulips." })), "Likes tulips.");
        assert_eq!(
            add(json!({ "addNote": "Allergic to nuts." })),
            "Likes tulips.\nAllergic to nuts."
        );
        assert_eq!(add(json!({ "notes": "New.", "addNote": "More." })), "New.\nMore.");
        let long = json!({ "id": contact, "addNote": "x".repeat(4_995) });
        let refused = desk.refused("updateContact", long, "ARGUMENT_INVALID");
        assert!(refused.to_string().contains("5000 fit"), "{refused}");
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        let made = json!({ "contactId": contact, "items": items, "description": "For June." });
        let order = id(&desk.data("createOrder", made));
        desk.ok("updateOrder", json!({ "id": order, "addNote": "Paid 50 in cash." }));
        let kept = desk.item("getOrder", json!({ "id": order }));
        assert_eq!(kept["description"]["text"], "For June.\nPaid 50 in cash.");
    });
}

/// The entity and the field of each place.
fn places(found: &Value) -> Vec<(String, String)> {
    let text = |place: &Value, key: &str| place[key].as_str().unwrap().to_owned();
    let items = found["items"].as_array().unwrap().iter();
    items.map(|place| (text(place, "entity"), text(place, "field"))).collect()
}

#[test]
fn who_looks_for_a_number_finds_the_prices_as_well() {
    in_both_eras(|desk| {
        let (contact, package) = wedding(desk);
        let items = json!([{ "packageId": "Wedding" }, { "title": "Album", "unitPrice": 49.5 }]);
        desk.ok("createOrder", json!({ "contactId": contact, "items": items }));
        let yen = json!({ "action": "create", "name": "Tea", "price": 1900, "currency": "JPY", "durationMinutes": 90 });
        desk.ok("manage_packages", yen);
        let mut find = |text: &str| places(&desk.ok("findText", json!({ "text": text })));
        let price = |entity: &str, field: &str| (entity.to_owned(), field.to_owned());
        let all =
            [price("package", "price"), price("package", "price"), price("orderItem", "unitPrice")];
        for text in ["1900", "1,900.00", "$1900", "1900.0"] {
            assert_eq!(find(text), all, "{text}");
        }
        assert_eq!(find("49.50"), [price("orderItem", "unitPrice")]);
        assert_eq!(find("1949.5"), [price("order", "total")]);
        assert_eq!(find("90"), [price("package", "durationMinutes")]);
        assert_eq!(find("190000"), []);
        let within = json!({ "text": "1900", "where": { "id": package } });
        assert_eq!(places(&desk.ok("findText", within)), [price("package", "price")]);
        let field = json!({ "text": "1900", "where": { "field": "price" } });
        assert_eq!(desk.ok("findText", field)["total"], 2);
        // The program's own texts are nobody's.
        let own = desk.ok("findText", json!({ "text": "Testimonials" }));
        assert_eq!(places(&own), [], "{own}");
    });
}

#[test]
fn a_history_says_amounts_of_items_in_the_currency_of_their_order() {
    in_both_eras(|desk| {
        let (contact, _) = wedding(desk);
        let items = json!([{ "title": "Album", "unitPrice": 49.5 }]);
        let order = desk.ok("createOrder", json!({ "contactId": contact, "items": items }));
        let change = json!({ "changeId": order["changeId"] });
        let told = desk.ok("getHistory", change)["items"][0]["changes"].clone();
        let item = told.as_array().unwrap().iter().find(|it| it["entity"] == "orderItem").unwrap();
        assert_eq!(item["fields"]["unitPrice"], json!([null, 49.5]), "{told}");
        // In a list, what is new says which it is; what it has stands where it is.
        let since = json!({ "since": "yesterday", "includeFields": true });
        let list = desk.ok("getHistory", since);
        for change in list["items"].as_array().unwrap() {
            for thing in change["changes"].as_array().unwrap() {
                assert!(thing["op"] != "insert" || thing.get("fields").is_none(), "{thing}");
            }
        }
        desk.ok("updateOrder", json!({ "id": order["data"]["id"], "stage": "booked" }));
        let list = desk.ok("getHistory", json!({ "since": "yesterday", "includeFields": true }));
        assert!(list["items"][0]["changes"][0]["fields"]["stageId"].is_array(), "{list}");
    });
}

#[test]
fn an_address_of_the_past_leads_on_and_says_so() {
    in_both_eras(|desk| {
        let page = desk.data("createPage", json!({ "name": "Weddings", "slug": "bodas" }));
        let moved = desk.brief("updatePage", json!({ "id": page["id"], "slug": "weddings" }));
        assert_eq!(moved["note"], "/bodas leads to /weddings now.");
        let found = desk.ok("getPage", json!({ "slug": "bodas" }));
        assert_eq!(found["items"][0]["id"], page["id"]);
        assert_eq!(found["note"], "/bodas leads to /weddings now.");
        assert_eq!(desk.ok("getPage", json!({ "slug": "weddings" })).get("note"), None);
        assert_eq!(desk.ok("getPage", json!({ "slug": "never" }))["count"], 0);
        let post = json!({ "collectionSlug": "blog", "title": "News", "slug": "news", "content": { "body": "x" } });
        let post = desk.data("createPost", post);
        desk.ok("updatePost", json!({ "id": post["id"], "newSlug": "old-news" }));
        let found = desk.ok("getPost", json!({ "slug": "news" }));
        assert_eq!(found["items"][0]["slug"], "old-news", "{found}");
        assert!(found["note"].as_str().unwrap().ends_with("/old-news now."), "{found}");
    });
}
