//! Characters that nobody sees, through the door: nothing is written of a name with one, and longer text loses them
//! before anybody is shown it.

use deskhand::value::hidden;
use serde_json::{Value, json};

use super::hidden_places::HIDDEN;
use crate::desk::in_both_eras;

#[test]
fn a_name_with_something_hidden_is_refused_and_nothing_is_written() {
    in_both_eras(|desk| {
        for (hidden, said) in HIDDEN {
            let name = format!("Ada{hidden}Lo");
            let before = desk.contents();
            for (tool, arguments, path) in [
                ("createPage", json!({ "name": name }), "name"),
                ("createContact", json!({ "name": name, "email": "a@b.co" }), "name"),
                (
                    "createContact",
                    json!({ "name": "A", "email": "a@b.co", "tags": [name] }),
                    "tags[0]",
                ),
                (
                    "createPost",
                    json!({ "title": name, "collectionSlug": "blog", "content": { "body": "x" } }),
                    "title",
                ),
                ("createPage", json!({ "name": "A", "meta": { "title": name } }), "meta.title"),
                ("queryData", json!({ "entity": "page", "filter": { name.clone(): 1 } }), "name"),
            ] {
                let failure = desk.refused(tool, arguments, "ARGUMENT_INVALID");
                let message = failure["message"].as_str().unwrap();
                if tool != "queryData" {
                    assert!(
                        message.contains(&format!("{path}: holds {said} at position 4")),
                        "{message}"
                    );
                }
                assert!(hidden::in_line(message).is_none(), "{message}");
            }
            assert_eq!(desk.contents(), before);
        }
    });
}

#[test]
fn content_is_held_to_the_same_by_its_own_fields() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section =
            |content: Value| json!({ "pageId": page, "templateKey": "text", "content": content });
        let heading = desk.refused(
            "createSection",
            section(json!({ "heading": "A\u{202e}B", "body": "C" })),
            "CONTENT_INVALID",
        );
        assert!(
            heading["message"]
                .as_str()
                .unwrap()
                .contains("content.heading: holds U+202E right-to-left override at position 2"),
            "{heading}"
        );
        desk.refused(
            "createSection",
            section(json!({ "heading": "A\nB", "body": "C" })),
            "CONTENT_INVALID",
        );
        let made = desk.ok(
            "createSection",
            section(json!({ "heading": "👩\u{200d}👧 می\u{200c}خواهم", "body": "one\n\u{200b}two\u{e0041}" })),
        );
        assert_eq!(made["note"], "2 invisible characters were removed from content.body.");
        assert_eq!(made["data"]["content"]["heading"], "👩\u{200d}👧 می\u{200c}خواهم");
        assert_eq!(made["data"]["content"]["body"], "one\ntwo");
        let id = made["data"]["pageSectionId"].clone();
        let edits = |replace: &str, field: &str, find: &str| json!({ "pageSectionId": id, "edits": [{ "field": field, "find": find, "replace": replace }] });
        let edited = desk.ok("updateSection", edits("th\u{202e}ree", "body", "two"));
        assert_eq!(edited["note"], "1 invisible character was removed from edits[0].replace.");
        assert_eq!(edited["data"]["content"]["body"], "one\nthree");
        desk.refused("updateSection", edits("a\nb", "heading", "👧"), "CONTENT_INVALID");
    });
}

#[test]
fn what_a_word_processor_writes_is_what_people_see_of_it() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let body = "Bring:\u{b}\u{f0b7}\tboots\u{2028}\u{f0b7}\ttea\u{85}Bye";
        let made = desk.ok(
            "createSection",
            json!({ "pageId": page, "templateKey": "text", "content": { "body": body } }),
        );
        assert_eq!(made["data"]["content"]["body"], "Bring:\n- boots\n- tea\nBye");
        assert!(made.get("note").is_none(), "nothing was taken away: {made}");
        let notes = json!({ "name": "Ada", "email": "a@b.co", "notes": "one\u{b}two\u{c}three" });
        let made = desk.data("createContact", notes);
        assert_eq!(made["notes"]["text"], "one\ntwo\nthree");
        // A bell is still nobody's word, and a name with several kinds is told of each.
        desk.refused(
            "createPage",
            json!({ "name": "A", "meta": { "description": "a\u{7}b" } }),
            "ARGUMENT_INVALID",
        );
        let failure = desk.refused(
            "createPage",
            json!({ "name": "a\u{200b}b\u{202e}c\u{200b}" }),
            "ARGUMENT_INVALID",
        );
        let said = failure["message"].as_str().unwrap();
        assert!(
            said.contains(
                "U+200B zero-width space at position 2, U+202E right-to-left override at position 4"
            ),
            "{said}"
        );
        let piled = format!("Z{}", "\u{301}".repeat(5));
        let failure = desk.refused("createPage", json!({ "name": piled }), "ARGUMENT_INVALID");
        assert!(
            failure["message"].as_str().unwrap().contains("too many on one letter"),
            "{failure}"
        );
        desk.ok("createPage", json!({ "name": "Z\u{301}\u{302}\u{303}\u{304}" }));
    });
}

#[test]
fn an_edit_makes_no_title_of_two_lines() {
    in_both_eras(|desk| {
        let page = desk.ok("createPage", json!({ "name": "A", "meta": { "title": "Fine words" } }));
        let edit = json!([{ "field": "meta.title", "find": " ", "replace": "\n" }]);
        let id = page["data"]["id"].clone();
        let failure =
            desk.refused("updatePage", json!({ "id": id, "edits": edit }), "ARGUMENT_INVALID");
        assert!(
            failure["message"].as_str().unwrap().contains("U+000A line break at position 5"),
            "{failure}"
        );
        let post =
            json!({ "title": "Fine words", "collectionSlug": "blog", "content": { "body": "x" } });
        let slug = desk.ok("createPost", post)["data"]["slug"].clone();
        let edit = json!([{ "field": "title", "find": " ", "replace": "\n" }]);
        desk.refused("updatePost", json!({ "slug": slug, "edits": edit }), "ARGUMENT_INVALID");
    });
}

#[test]
fn what_is_shown_before_a_yes_is_what_is_kept() {
    in_both_eras(|desk| {
        let contact = json!({ "name": "Ada", "email": "a@b.co", "notes": "likes\u{200b} tea" });
        let mut dry = contact.clone();
        dry["dryRun"] = json!(true);
        let shown = desk.ok("createContact", dry);
        assert!(shown["changes"].to_string().contains("likes tea"), "{shown}");
        assert_eq!(shown["note"], "1 invisible character was removed from notes.");
        let made = desk.ok("createContact", contact);
        assert!(made["data"].to_string().contains("likes tea"), "{made}");
        assert_eq!(made["note"], "1 invisible character was removed from notes.");
    });
}
