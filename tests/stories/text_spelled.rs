//! A text in other capitals, accents or blanks than the one that is to be replaced: left, and told.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};

fn section(desk: &mut Desk, body: &str) -> String {
    let count = desk.ok("queryData", json!({ "entity": "page", "count": true }))["total"].clone();
    let page = desk.page(&format!("Page {count}"));
    desk.section(&page, body)
}

fn body(desk: &mut Desk, section: &str) -> String {
    let ask = json!({ "pageSectionId": section, "includeContent": true });
    text(&desk.item("getSection", ask)["content"]["body"])
}

fn replace(find: &str, by: &str) -> Value {
    json!({ "find": find, "replace": by })
}

#[test]
fn what_is_written_otherwise_is_left_and_said() {
    in_both_eras(|desk| {
        let here = section(desk, "Photo sessions and photo sessions. PHOTO SESSION");
        let done = desk.data("replaceText", replace("photo session", "portrait"));
        assert_eq!(done["replaced"], 1, "{done}");
        let left = done["left"].as_array().unwrap();
        assert_eq!(
            each(left, "why"),
            [
                "differs in capitals: \"Photo session\" in \"Photo sessions\"",
                "differs in capitals: \"PHOTO SESSION\""
            ]
        );
        assert_eq!((&left[0]["id"], &left[0]["field"]), (&json!(here), &json!("content.body")));
        assert_eq!(body(desk, &here), "Photo sessions and portraits. PHOTO SESSION");

        // What only differs so is found by what is said, and what is right in the end is nothing left.
        let failed =
            desk.refused("replaceText", replace("photo session", "portrait"), "EDIT_NOT_FOUND");
        let message = text(&failed["message"]);
        assert!(message.contains("\"Photo session\"") && message.contains(&here), "{failed}");
        assert!(text(&failed["suggestion"]).contains("as it is written there"), "{failed}");
        let done = desk.data("replaceText", replace("PHOTO SESSION", "Photo session"));
        assert_eq!((&done["replaced"], done.get("left")), (&json!(1), None), "{done}");
        let failed = desk.refused("replaceText", replace("photo session", "x"), "EDIT_NOT_FOUND");
        assert_eq!(failed["suggestion"], "send find: \"Photo session\"");
        // An address is always small.
        desk.ok("createPage", json!({ "name": "Wren days", "slug": "wren-days" }));
        let done = desk.data("replaceText", replace("Wren", "Robin"));
        assert_eq!((&done["replaced"], done.get("left")), (&json!(1), None), "{done}");
    });
}

#[test]
fn accents_blanks_quotes_and_widths_are_said_as_capitals_are() {
    in_both_eras(|desk| {
        for (written, find, differs) in [
            ("Café Central", "Cafe Central", "accents: \"Café Central\""),
            ("two\u{a0}words", "two words", "blanks: \"two\\u00a0words\""),
            ("Baby’s day", "Baby's day", "quotes or dashes: \"Baby’s day\""),
            ("Ｗｒｅｎ", "Wren", "the form of its letters: \"Ｗｒｅｎ\""),
            ("ПРИВЕТ", "привет", "capitals: \"ПРИВЕТ\""),
            ("CAFÉ", "cafe", "capitals and accents: \"CAFÉ\""),
        ] {
            let here = section(desk, &format!("Before {written} after"));
            let within = json!({ "find": find, "replace": "x", "where": { "id": here } });
            let failed = desk.refused("replaceText", within, "EDIT_NOT_FOUND");
            assert!(text(&failed["message"]).contains(differs), "{failed}");
            // What is proposed does it.
            let find = text(&failed["suggestion"]);
            let find: String =
                serde_json::from_str(find.strip_prefix("send find: ").unwrap()).unwrap();
            let within = json!({ "find": find, "replace": "x", "where": { "id": here } });
            assert_eq!(desk.data("replaceText", within)["replaced"], 1);
            assert_eq!(body(desk, &here), "Before x after");
        }
    });
}

/// An edit of one text of a thing, and how it is sent.
fn edits(desk: &mut Desk, words: &str) -> [(&'static str, Value); 4] {
    let page = json!({ "name": "About", "meta": { "description": words } });
    let page = id(&desk.data("createPage", page));
    let section = desk.section(&page, words);
    let post = json!({ "collectionSlug": "blog", "title": "News", "content": { "body": words } });
    let post = id(&desk.data("createPost", post));
    let entry = json!({ "collectionSlug": "portfolio", "name": "Work", "content": { "description": words } });
    let entry = desk.call("createEntry", entry);
    let entry = if entry.is_ok() { id(&entry.ok()["data"]) } else { String::new() };
    [
        ("updatePage", json!({ "id": page, "field": "meta.description" })),
        ("updateSection", json!({ "pageSectionId": section, "field": "body" })),
        ("updatePost", json!({ "id": post, "field": "body" })),
        ("updateEntry", json!({ "id": entry, "field": "description" })),
    ]
}

fn with(call: &Value, find: &str, all: bool) -> Value {
    let mut call = call.clone();
    let field = call.as_object_mut().unwrap().remove("field").unwrap();
    call["edits"] = json!([{ "field": field, "find": find, "replace": "portrait", "all": all }]);
    call
}

#[test]
fn an_edit_says_what_it_left_and_what_it_did_not_find() {
    in_both_eras(|desk| {
        let words = "Photo sessions, photo sessions, photo session";
        for (tool, call) in edits(desk, words).into_iter().take(3) {
            let done = desk.ok(tool, with(&call, "photo session", true));
            let note = text(&done["note"]);
            assert!(note.contains("\"Photo session\" (\"Photo sessions\") in `"), "{tool}: {note}");
            assert!(note.contains("which differs in capitals"), "{tool}: {note}");
            let failed = desk.refused(tool, with(&call, "photo session", true), "EDIT_NOT_FOUND");
            assert!(text(&failed["message"]).contains("differs in capitals"), "{tool}: {failed}");
            assert_eq!(failed["suggestion"], "send find: \"Photo session\"", "{tool}");
            let done = desk.ok(tool, with(&call, "Photo session", false));
            assert_eq!(done.get("note"), None, "{tool}: {done}");
            let failed = desk.refused(tool, with(&call, "moon", false), "EDIT_NOT_FOUND");
            assert!(text(&failed["suggestion"]).contains("copy the text exactly"), "{failed}");
        }
    });
}
