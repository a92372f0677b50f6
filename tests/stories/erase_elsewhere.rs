//! A person who is erased, and whose name stands in what is about other things: it is told where, and put out of it
//! where that is wanted.

use serde_json::{Value, json};

use super::{
    desk::{Desk, id, in_both_eras},
    erase::left,
};

/// As bytes in small letters.
const THEIRS: [&str; 4] = ["quillfeather", "5550177", "quill@wren", "555-0177"];

/// A person, and things of others that name them: a page, a section, a post, an entry's picture, a package, another
/// contact's notes, a tag, a conversation's resolution, and guidance.
fn named(desk: &mut Desk) -> String {
    let person = json!({ "name": "Ada Quillfeather", "phone": "+1 415 555 0177", "email": "quill@wren.example" });
    let contact = id(&desk.data("createContact", person));
    let page = desk.page("About");
    let meta = json!({ "id": page, "meta": { "title": "Ada Quillfeather, our mason" } });
    desk.ok("updatePage", meta);
    let content = json!({ "heading": "Thanks to Ada Quillfeather",
        "body": "ADA\nQUILLFEATHER built the wall. Ring (415) 555-0177 or write to Quill@Wren.example." });
    desk.ok("createSection", json!({ "pageId": page, "templateKey": "text", "content": content }));
    let post = json!({ "title": "Meeting Ada Quillfeather", "collectionSlug": "blog",
                       "content": { "body": "She is https://wren.example/?who=Ada%20Quillfeather" } });
    desk.ok("createPost", post);
    let package = json!({ "action": "create", "name": "Wall", "price": 5, "description": "By Ada Quillfeather" });
    desk.ok("manage_packages", package);
    let other = json!({ "name": "Anna Berg", "email": "anna@wren.example", "notes": "Sister of Ada Quillfeather",
                        "tags": ["Friends of Ada Quillfeather"] });
    desk.ok("createContact", other);
    let namesake = json!({ "name": "Ada Quillfeather", "email": "another@wren.example" });
    desk.ok("createContact", namesake);
    desk.run(&["guidance", "set", "createPost", "Always mention Ada Quillfeather."]);
    desk.restart();
    contact
}

fn kinds(erased: &Value, in_history: bool) -> Vec<&str> {
    let remains = erased["remains"].as_array().unwrap().iter();
    let these = remains.filter(|it| it["inHistory"] == in_history);
    these.map(|it| it["kind"].as_str().unwrap()).collect()
}

#[test]
fn whoever_erases_a_person_is_told_where_the_name_still_stands() {
    in_both_eras(|desk| {
        let contact = named(desk);
        let erased = desk.json(&["contact", "erase", &contact, "--yes"]);
        let now = ["page", "section", "package", "post", "contact", "contact", "tag", "guidance"];
        assert_eq!(kinds(&erased, false), now, "{erased}");
        let history = kinds(&erased, true);
        for kind in ["page", "section", "package", "post", "contact", "tag"] {
            assert!(history.contains(&kind), "{kind}: {erased}");
        }
        let section = &erased["remains"][1];
        assert_eq!(
            [&section["label"], &section["times"]],
            [&json!("Thanks to Ada Quillfeather"), &json!(4)],
            "a name, its other case over a line's end, a number, an address: {erased}"
        );
        // Nothing of it was changed.
        assert_eq!(erased["redacted"], 0);
        assert_eq!(desk.ok("getContact", json!({ "id": "Anna Berg" }))["count"], 1);
        assert!(desk.contents()["section"].join("").contains("QUILLFEATHER"));
    });
}

#[test]
fn the_sentence_does_not_say_erased_and_leave_it_at_that() {
    in_both_eras(|desk| {
        let contact = named(desk);
        let said = desk.tries(&["contact", "erase", &contact, "--yes"]);
        let said = String::from_utf8(said.stdout).unwrap();
        let sentence = format!(
            "Ada Quillfeather ({contact}) is erased; their name still stands in: page “About” (once), "
        );
        assert!(said.contains(&sentence), "{said}");
        assert!(said.contains("section “Thanks to Ada Quillfeather” (4 times)"), "{said}");
        assert!(said.contains("history of page “About”"), "{said}");
        // Where it stands nowhere else, erased is all there is to say.
        let other = json!({ "name": "Bo Finch", "email": "finch@wren.example" });
        let other = id(&desk.data("createContact", other));
        let said = desk.tries(&["contact", "erase", &other, "--yes"]);
        let said = String::from_utf8(said.stdout).unwrap();
        assert!(said.contains(&format!("Bo Finch ({other}) is erased.")), "{said}");
    });
}

#[test]
fn with_redact_the_name_goes_from_everything_that_can_do_without_it() {
    in_both_eras(|desk| {
        let contact = named(desk);
        assert_eq!(left(desk, &THEIRS), THEIRS, "the test looks for what is there");
        let erased = desk.json(&["contact", "erase", &contact, "--yes", "--redact"]);
        // Who has the same name keeps it, an address leads where it led, and what people tell agents is theirs.
        assert_eq!(kinds(&erased, false), ["post", "contact", "guidance"], "{erased}");
        assert!(erased["redacted"].as_u64().unwrap() >= 6, "{erased}");
        let rows = desk.contents();
        let of = |table: &str| rows[table].join("\n");
        for table in ["page", "section", "package", "tag"] {
            assert!(of(table).contains("[erased]"), "{table}: {}", of(table));
            assert!(!of(table).to_lowercase().contains("quillfeather"), "{table}: {}", of(table));
        }
        assert!(
            of("section")
                .contains("[erased] built the wall. Ring (+?[erased] or write to [erased]")
                || of("section")
                    .contains("[erased] built the wall. Ring ([erased] or write to [erased]"),
            "{}",
            of("section")
        );
        let post = desk.item("getPost", json!({ "query": "meeting", "includeContent": true }));
        assert_eq!(post["title"], "Meeting [erased]");
        assert_eq!(post["content"]["body"], "She is https://wren.example/?who=[erased]");
        assert_eq!(
            desk.item("getContact", json!({ "id": "Anna Berg" }))["tags"],
            json!(["Friends of [erased]"])
        );
        // What is found by words is found by those that are there.
        assert_eq!(desk.ok("getSection", json!({ "query": "mason quillfeather" }))["count"], 0);
        assert_eq!(desk.ok("getSection", json!({ "query": "wall" }))["count"], 1);
        let section = desk.item("getSection", json!({ "query": "wall" }))["pageSectionId"].clone();
        let section = json!({ "entity": "section", "id": section });
        // The history holds it no more, stays whole, and says why it cannot be taken back.
        assert!(!of("change_row").contains("Sister of Ada"), "{}", of("change_row"));
        for change in desk.items("getHistory", section) {
            desk.refused("undoChange", json!({ "changeId": change["id"] }), "CHANGE_ERASED");
        }
        assert_eq!(desk.json(&["log", "verify"])["ok"], true);
        // The page can be written again.
        desk.ok("updatePage", json!({ "id": "about", "name": "About us" }));
    });
}
