//! Writes on what has changed since it was read, and undoing what is undone.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};

#[test]
fn a_write_on_an_old_version_is_refused_with_what_changed_and_by_whom() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let add =
            json!({ "action": "create", "name": "Elopement", "price": 1, "description": "x" });
        desk.ok("manage_packages", add.clone());
        desk.ok("manage_services", add);
        let mut owner = desk.colleague("owner");
        let mut table = Vec::new();
        for (tool, update, change, words) in [
            ("updatePage", json!({ "id": page }), json!({ "name": "Us" }), "page | name"),
            (
                "updateSection",
                json!({ "pageSectionId": section }),
                json!({ "hidden": true }),
                "section | hidden",
            ),
            (
                "manage_packages",
                json!({ "action": "update", "packageId": "Elopement" }),
                json!({ "price": 2 }),
                "package | price",
            ),
            (
                "manage_services",
                json!({ "action": "update", "serviceId": "Elopement" }),
                json!({ "durationMinutes": 9 }),
                "service | durationMinutes",
            ),
        ] {
            let with = |more: &Value| {
                let mut call = update.clone();
                call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                call
            };
            owner.call(tool, with(&change)).ok();
            let words = format!("{words} | at version 2, not 1 | (by owner)");
            let late = with(&json!({ "expectedVersion": 1 }));
            table.push(mistake(tool, late, "VERSION_CONFLICT", &words, "get it again"));
            let early = with(&json!({ "expectedVersion": 3 }));
            let words = "at version 2, not 3";
            table.push(mistake(tool, early, "VERSION_CONFLICT", words, "get it again"));
            let wrong = with(&json!({ "expectedVersion": "2" }));
            let words = "expectedVersion: must be a whole number";
            table.push(mistake(tool, wrong, "ARGUMENT_INVALID", words, "send the number 2"));
        }
        table
    });
}

#[test]
fn what_is_undone_is_not_undone_again() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        desk.restart();
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Us" }));
        let request = desk.items("getHistory", json!({ "limit": 1 }))[0]["requestId"].clone();
        desk.restart();
        let undone = desk.ok("undoChange", json!({ "changeId": renamed["changeId"] }));
        let by = undone["changeId"].as_str().unwrap();
        let whole = json!({ "requestId": request });
        vec![
            mistake(
                "undoChange",
                json!({ "changeId": renamed["changeId"] }),
                "ALREADY_UNDONE",
                by,
                "to bring it back, undo",
            ),
            // Of the request nothing is left to undo.
            mistake("undoChange", whole, "UNDO_CONFLICT", "“Us”", "getHistory"),
        ]
    });
}
