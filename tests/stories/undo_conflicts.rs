//! Undo where somebody has gone on: never half done, and the refusal says what stands in the way.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};

/// Two changes of `assistant`, then one of `owner` to the same page; gives the change of `assistant` to the
/// name.
fn renamed_twice(desk: &mut Desk, page: &str) -> Value {
    let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
    let mut owner = desk.colleague("owner");
    owner.call("updatePage", json!({ "id": page, "name": "People" })).ok();
    renamed["changeId"].clone()
}

#[test]
fn an_undo_conflict_names_the_fields_and_by_whom() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let change = renamed_twice(desk, &page);
        let before = desk.contents();
        let refusal = desk.refused("undoChange", json!({ "changeId": change }), "UNDO_CONFLICT");
        assert_eq!(refusal["type"], "conflict");
        let message = text(&refusal["message"]);
        for word in ["“Team”", "name", "by owner with updatePage", "nothing was undone"] {
            assert!(message.contains(word), "{word} is not in: {message}");
        }
        assert!(text(&refusal["suggestion"]).contains("getHistory"), "{refusal}");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn an_update_is_in_conflict_only_where_one_of_its_fields_changed_again() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        desk.ok("updatePage", json!({ "id": page, "isProtected": true }));
        desk.ok("undoChange", json!({ "changeId": renamed["changeId"] }));
        let after = desk.item("getPage", json!({ "id": page }));
        assert_eq!(after["name"], "About");
        assert_eq!(after["isProtected"], true, "the later change stays");
    });
}

#[test]
fn a_price_can_be_undone_after_the_description_was_changed() {
    in_both_eras(|desk| {
        let create =
            json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "a" });
        desk.ok("manage_packages", create);
        let mut update = |field: &str, value: Value| {
            let mut update = json!({ "action": "update", "packageId": "Elopement" });
            update[field] = value;
            desk.ok("manage_packages", update)
        };
        let dearer = update("price", json!(2750));
        update("description", json!("b"));
        desk.ok("undoChange", json!({ "changeId": dearer["changeId"] }));
        let after = desk.item("manage_packages", json!({ "action": "list" }));
        assert_eq!((&after["price"], &after["description"]), (&json!(2500), &json!("b")));
    });
}

#[test]
fn what_was_made_is_not_unmade_after_others_worked_on_it() {
    in_both_eras(|desk| {
        let made = desk.ok("createPage", json!({ "name": "About" }));
        let page = text(&made["data"]["id"]);
        let undo = json!({ "changeId": made["changeId"] });
        // A section on the page would go with it, though the undone change has not made it.
        let section = desk.section(&page, "Words");
        let before = desk.contents();
        let refusal = desk.refused("undoChange", undo.clone(), "UNDO_CONFLICT");
        assert!(text(&refusal["message"]).contains("section"), "{refusal}");
        assert_eq!(desk.contents(), before);
        desk.delete("deleteSection", json!({ "ids": [section] }));
        desk.ok("undoChange", undo);
        assert_eq!(desk.items("getPage", json!({ "id": page })), [json!(null); 0]);
    });
}

#[test]
fn what_is_gone_cannot_be_put_back_into_an_older_form() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        desk.delete("deletePage", json!({ "ids": [page] }));
        let before = desk.contents();
        let undo = json!({ "changeId": renamed["changeId"] });
        let refusal = desk.refused("undoChange", undo, "UNDO_CONFLICT");
        assert!(text(&refusal["message"]).contains("deleted"), "{refusal}");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn an_address_that_was_taken_since_stands_in_the_way() {
    in_both_eras(|desk| {
        let first = desk.page("About");
        let gone = desk.delete("deletePage", json!({ "ids": [first] }));
        desk.page("About");
        let before = desk.contents();
        let undo = json!({ "changeId": gone["changeId"] });
        desk.refused("undoChange", undo, "UNDO_CONFLICT");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_request_with_one_conflict_is_not_undone_at_all() {
    in_both_eras(|desk| {
        let (about, team) = (desk.page("About"), desk.page("Team"));
        desk.restart();
        desk.ok("updatePage", json!({ "id": about, "name": "About us" }));
        desk.ok("updatePage", json!({ "id": team, "name": "Our team" }));
        let request = desk.items("getHistory", json!({ "limit": 1 }))[0]["requestId"].clone();
        desk.restart();
        desk.ok("updatePage", json!({ "id": team, "name": "The team" }));
        let before = desk.contents();
        desk.refused("undoChange", json!({ "requestId": request }), "UNDO_CONFLICT");
        assert_eq!(desk.contents(), before);
    });
}
