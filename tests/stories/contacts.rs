//! Contacts: who they are, how they are found, and that no two are the same person.

use serde_json::json;

use super::desk::{id, in_both_eras};

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
