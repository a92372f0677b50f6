//! Releases: those that are none, targets that nobody set up, and one with nothing in it that is new.

use serde_json::json;

use super::table::{each_is_refused, mistake};

#[test]
fn a_release_that_is_none_is_refused() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        desk.agreed("createRelease", json!({}));
        let mut table = Vec::new();
        for from in [json!(99), json!("99"), json!("#99"), json!(0), json!("yesterday")] {
            let shown = from.to_string();
            let shown = shown.trim_matches('"');
            let create = json!({ "from": from });
            let found = format!("no release `{shown}`");
            table.push(mistake("createRelease", create, "RELEASE_NOT_FOUND", &found, "getRelease"));
        }
        let other = json!({ "from": page });
        table.push(mistake("createRelease", other, "ID_WRONG_KIND", "page", "release"));
        let public = "release 1, public at";
        for nothing in [json!({}), json!({ "from": 1 }), json!({ "target": "folder" })] {
            table.push(mistake("createRelease", nothing, "RELEASE_UNCHANGED", public, "drafts"));
        }
        table
    });
}

#[test]
fn what_else_a_release_does_not_take() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        let (create, get) = ("createRelease", "getRelease");
        let note = "x".repeat(201);
        vec![
            mistake(
                create,
                json!({ "target": "nowhere" }),
                "TARGET_NOT_FOUND",
                "`nowhere`",
                "leave",
            ),
            mistake(create, json!({ "target": page }), "ID_WRONG_KIND", "page", "target"),
            mistake(create, json!({ "note": note }), "ARGUMENT_INVALID", "note", "correct"),
            mistake(
                create,
                json!({ "publishAt": "soon" }),
                "ARGUMENT_INVALID",
                "publishAt: “soon” is no time",
                "2026-12-04 09:00",
            ),
            mistake(get, json!({}), "SCOPE_INVALID", "id, current, all", "say which"),
            mistake(
                get,
                json!({ "all": true, "id": 1 }),
                "SCOPE_INVALID",
                "id and all",
                "leave out",
            ),
        ]
    });
}
