//! Contacts: who they are, how they are found, and that no two are the same person.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};

#[test]
fn a_contact_is_kept_in_one_form_and_found_by_all_that_it_is_known_by() {
    in_both_eras(|desk| {
        let made = desk.ok(
            "createContact",
            json!({ "name": "Anna Berg", "phone": "(415) 555-2671", "email": "Anna@Wren.Example",
                    "city": "Oakland", "notes": "Likes lighthouses", "tags": ["VIP", "vip"] }),
        );
        let contact = &made["data"];
        assert_eq!(contact["phone"], "+14155552671");
        assert_eq!(contact["email"], "anna@wren.example");
        assert_eq!(contact["tags"], json!(["VIP"]));
        for scope in [
            json!({ "id": contact["id"] }),
            json!({ "id": "415 555 2671" }),
            json!({ "id": "ANNA@wren.example" }),
            json!({ "id": "Anna Berg" }),
            json!({ "phone": "+1 415-555-2671" }),
            json!({ "email": "anna@WREN.example" }),
            json!({ "query": "lighthouse" }),
            json!({ "query": "vip" }),
            json!({ "query": "oakland" }),
            json!({ "tag": "Vip" }),
            json!({ "all": true }),
        ] {
            assert_eq!(desk.item("getContact", scope.clone())["id"], contact["id"], "{scope}");
        }
    });
}

/// Somebody here and somebody abroad, as people write down how they are reached.
fn anna_and_bo(desk: &mut Desk) -> [Value; 2] {
    let anna = json!({ "name": "Anna", "phone": "(415) 555-0132", "email": "Anna Berg <anna@xn--mnchen-3ya.example>" });
    let anna = desk.data("createContact", anna);
    assert_eq!(anna["email"], "anna@münchen.example");
    let bo = json!({ "name": "Bo 415", "phone": "+49 171 5550123", "email": "<mailto:BO@Wren.example>", "notes": "2026-05 12" });
    let bo = desk.data("createContact", bo);
    assert_eq!(bo["email"], "bo@wren.example");
    [anna, bo]
}

#[test]
fn a_number_and_an_address_are_read_as_people_write_them_whole_and_in_part() {
    in_both_eras(|desk| {
        let [anna, bo] = anna_and_bo(desk);
        for (query, who) in [
            ("(415) 555-0132", &anna),
            ("0132", &anna),
            ("555-0132", &anna),
            ("415.555.0132", &anna),
            ("+1 415 555 0132", &anna),
            ("001 415-555-0132", &anna),
            ("1 (415)", &anna),
            ("(415) 555", &anna),
            ("Anna 0132", &anna),
            ("anna 555 0132", &anna),
            ("0171 555", &bo),
            ("0049 171 5550123", &bo),
            ("011 49 171 5550123", &bo),
            ("171 5550123", &bo),
            ("5550123", &bo),
            ("2026-05", &bo),
            ("anna@MÜNCHEN.example", &anna),
            ("anna@xn--mnchen-3ya.example", &anna),
            ("<anna@mu\u{308}nchen.example>", &anna),
            ("münchen", &anna),
            ("mailto:bo@wren.example", &bo),
            ("bo@wren", &bo),
        ] {
            let found = desk.items("getContact", json!({ "query": query }));
            assert_eq!(found.first().map(|it| &it["id"]), Some(&who["id"]), "{query}: {found:?}");
        }
        for nobody in ["0133", "555-9999", "+49 171 0132", "carl@wren.example"] {
            let found = desk.items("getContact", json!({ "query": nobody }));
            assert!(found.iter().all(|it| it["id"] != anna["id"]), "{nobody}: {found:?}");
        }
    });
}

#[test]
fn fields_of_numbers_and_addresses_are_compared_as_people_write_them() {
    in_both_eras(|desk| {
        let [anna, bo] = anna_and_bo(desk);
        for phone in ["0132", "555-0132", "(415) 555", "4155550132", "+14155550132"] {
            assert_eq!(
                desk.item("getContact", json!({ "phone": phone }))["id"],
                anna["id"],
                "{phone}"
            );
        }
        desk.refused("getContact", json!({ "phone": "12" }), "PHONE_INVALID");
        for email in [
            "ANNA@münchen.example",
            "Anna <anna@xn--mnchen-3ya.example>",
            "mailto:anna@münchen.example",
        ] {
            assert_eq!(
                desk.item("getContact", json!({ "email": email }))["id"],
                anna["id"],
                "{email}"
            );
            assert_eq!(
                desk.item("getContact", json!({ "id": email }))["id"],
                anna["id"],
                "{email}"
            );
            let double = json!({ "name": "C", "email": email });
            desk.refused("createContact", double, "EMAIL_DUPLICATE");
        }
        for (filter, who) in [
            (json!({ "phone": "(415) 555-0132" }), &anna),
            (json!({ "phone": { "in": ["415-555-0132", "none"] } }), &anna),
            (json!({ "phone": { "contains": "555-0132" } }), &anna),
            (json!({ "phone": { "contains": "0132" } }), &anna),
            (json!({ "phone": { "contains": "0171 555" } }), &bo),
            (json!({ "phone": { "ne": "415 555 0132" } }), &bo),
            (json!({ "email": "ANNA@xn--mnchen-3ya.example" }), &anna),
            (json!({ "email": { "contains": "@MÜNCHEN" } }), &anna),
            (json!({ "email": { "ne": "anna@münchen.example" } }), &bo),
        ] {
            let found = desk.items("queryData", json!({ "entity": "contact", "filter": filter }));
            assert_eq!(found.len(), 1, "{filter}: {found:?}");
            assert_eq!(found[0]["id"], who["id"], "{filter}");
        }
    });
}

#[test]
fn tags_are_added_and_removed_by_name_and_the_search_follows() {
    in_both_eras(|desk| {
        let made = desk.data("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
        let contact = id(&made);
        let tagged = json!({ "id": contact, "addTags": ["lakeside"] });
        let first = desk.ok("updateContact", tagged.clone());
        assert_eq!(first["data"]["tags"], json!(["lakeside"]));
        let again = desk.ok("updateContact", tagged);
        assert_eq!(again["data"]["version"], first["data"]["version"]);
        assert_eq!(desk.ok("getContact", json!({ "query": "lakeside" }))["count"], 1);
        let less = json!({ "id": contact, "removeTags": ["Lakeside", "never there"] });
        let less = desk.ok("updateContact", less);
        assert_eq!(less["data"].get("tags"), None);
        assert_eq!(desk.ok("getContact", json!({ "query": "lakeside" }))["count"], 0);
        desk.ok("undoChange", json!({ "changeId": less["changeId"] }));
        assert_eq!(desk.ok("getContact", json!({ "query": "lakeside" }))["count"], 1);
        desk.delete("deleteContact", json!({ "ids": [contact] }));
        assert_eq!(desk.ok("getContact", json!({ "all": true }))["count"], 0);
    });
}

#[test]
fn a_stage_takes_as_many_orders_as_people_allow() {
    in_both_eras(|desk| {
        desk.run(&["pipeline", "add", "weddings", "--stage", "inquiry", "--stage", "booked:1"]);
        desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
        let mut order = json!({ "contactId": "Anna", "pipeline": "weddings",
            "items": [{ "title": "A", "unitPrice": 1 }] });
        let waiting = id(&desk.data("createOrder", order.clone()));
        order["stage"] = json!("booked");
        desk.ok("createOrder", order.clone());
        desk.refused("createOrder", order, "STAGE_FULL");
        desk.refused("updateOrder", json!({ "id": waiting, "stage": "booked" }), "STAGE_FULL");
    });
}

#[test]
fn what_a_person_told_is_not_in_the_log() {
    in_both_eras(|desk| {
        let contact = json!({ "name": "Anna Berg", "phone": "(415) 555-2671", "notes": "Allergic to nuts",
                              "tags": ["vip"] });
        desk.ok("createContact", contact);
        desk.ok("updateContact", json!({ "id": "Anna Berg", "city": "Oakland" }));
        desk.ok("queryData", json!({ "entity": "contact", "filter": { "city": "Oakland" } }));
        let calls = json!({ "entity": "call", "fields": ["tool", "arguments"] });
        let calls = desk.ok("queryData", calls).to_string();
        assert!(calls.contains("[personal]") && calls.contains("vip"), "{calls}");
        for word in ["Anna", "555", "nuts", "Oakland"] {
            assert!(!calls.contains(word), "{word}: {calls}");
        }
    });
}
