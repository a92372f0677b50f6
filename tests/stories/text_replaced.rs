//! A text replaced wherever it stands: by what updates each thing, as one change.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, each, id, in_both_eras, text};

/// A page, a section with it twice, a post, a package and a contact, each with `Wren` in it.
fn furnish(desk: &mut Desk) -> [String; 5] {
    let page = json!({ "name": "About Wren", "slug": "wren", "meta": { "title": "Wren" } });
    let page = id(&desk.data("createPage", page));
    let section = desk.section(&page, "Wren is a studio. Call Wren.");
    let content = json!({ "body": "At Wren we wrench nothing." });
    let post = json!({ "collectionSlug": "blog", "title": "Wren opens", "content": content });
    let post = id(&desk.data("createPost", post));
    let package =
        json!({ "action": "create", "name": "Wren day", "price": 1, "description": "By Wren" });
    let package = id(&desk.data("manage_packages", package));
    let ada = json!({ "name": "Ada", "email": "a@example.com", "notes": "Likes Wren" });
    let contact = id(&desk.data("createContact", ada));
    [page, section, post, package, contact]
}

fn total(desk: &mut Desk, text: &str) -> Value {
    desk.ok("findText", json!({ "text": text, "exact": true }))["total"].clone()
}

#[test]
fn a_name_is_replaced_everywhere_as_one_change_and_brought_back_by_one_undo() {
    in_both_eras(|desk| {
        let [page, section, post, ..] = furnish(desk);
        let before = desk.contents();
        let rename = json!({ "find": "Wren", "replace": "Robin" });
        let mut shown = rename.clone();
        shown["dryRun"] = true.into();
        assert_eq!(desk.ok("replaceText", shown)["changes"].as_array().unwrap().len(), 5);
        assert_eq!(desk.contents(), before);

        let done = desk.ok("replaceText", rename);
        assert_eq!(done["data"]["replaced"], 9, "{done}");
        // Small letters are others, and told.
        let left = done["data"]["left"].as_array().unwrap();
        assert_eq!(each(left, "why"), ["differs in capitals: \"wren\" in \"wrench\""], "{done}");
        assert_eq!((&left[0]["id"], &left[0]["times"]), (&json!(post), &json!(1)));
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "About Robin");
        assert_eq!(
            desk.item("getPage", json!({ "id": page }))["slug"],
            "wren",
            "small letters are others"
        );
        let section =
            desk.item("getSection", json!({ "pageSectionId": section, "includeContent": true }));
        assert_eq!(section["content"]["body"], "Robin is a studio. Call Robin.");
        let post = desk.item("getPost", json!({ "id": post, "includeContent": true }));
        assert_eq!(
            (&post["title"], &post["content"]["body"]),
            (&json!("Robin opens"), &json!("At Robin we wrench nothing."))
        );
        assert_eq!(total(desk, "Wren"), 0);

        let history = desk.items("getHistory", json!({ "changeId": done["changeId"] }));
        assert_eq!((history.len(), &history[0]["tool"]), (1, &json!("replaceText")));
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        assert_eq!(total(desk, "Wren"), 8);
    });
}

#[test]
fn every_rule_of_each_thing_holds_and_what_is_left_is_told() {
    in_both_eras(|desk| {
        let [page, ..] = furnish(desk);
        // A name of two hundred letters is none, and the others are done.
        let long = json!({ "find": "Wren day", "replace": "x".repeat(300) });
        let refused = desk.refused("replaceText", long, "ARGUMENT_INVALID");
        assert!(text(&refused["message"]).contains("name"), "{refused}");
        let some = json!({ "find": "Wren", "replace": "x".repeat(199) });
        let done = desk.ok("replaceText", some)["data"].clone();
        assert_eq!(
            each(done["left"].as_array().unwrap(), "field"),
            ["name", "name", "title", "content.body"],
            "{done}"
        );
        assert!(text(&done["left"][0]["why"]).contains("200"), "{done}");
        assert_eq!(
            desk.item("manage_packages", json!({ "action": "list", "query": "wren DAY" }))["name"],
            "Wren day"
        );

        // A line stays one line, and what hides is taken out and counted, as in any update.
        let lines = json!({ "find": "Wren day", "replace": "two\nlines" });
        desk.refused("replaceText", lines, "ARGUMENT_INVALID");
        let hidden = json!({ "find": "Wren day", "replace": "hid\u{202e}den" });
        let done = desk.ok("replaceText", hidden);
        assert!(text(&done["note"]).contains("1 invisible character"), "{done}");
        assert_eq!(total(desk, "hidden"), 1);
        // An address changes only where it is named, and leads on then.
        let slug = json!({ "find": "wren", "replace": "robin", "where": { "id": page } });
        let refused = desk.refused("replaceText", slug.clone(), "ARGUMENT_INVALID");
        assert!(text(&refused["suggestion"]).contains("slug"), "{refused}");
        let mut slug = slug;
        slug["where"]["field"] = "slug".into();
        desk.ok("replaceText", slug);
        assert_eq!(desk.item("getPage", json!({ "id": page }))["slug"], "robin");

        for (asked, code) in [
            (json!({ "find": "nowhere at all", "replace": "x" }), "EDIT_NOT_FOUND"),
            (json!({ "find": "", "replace": "x" }), "ARGUMENT_INVALID"),
            (json!({ "find": "Wren", "replace": "Wren" }), "ARGUMENT_INVALID"),
            (
                json!({ "find": "Wren", "replace": "x", "where": { "entity": "x" } }),
                "ARGUMENT_INVALID",
            ),
        ] {
            desk.refused("replaceText", asked, code);
        }
    });
}

#[test]
fn above_twenty_places_a_person_sees_it_first() {
    in_both_eras(|desk| {
        let page = desk.page("Long");
        let section = desk.section(&page, &"old ".repeat(20));
        let replace = |find: &str, by: &str| json!({ "find": find, "replace": by });
        assert_eq!(desk.ok("replaceText", replace("old", "new"))["data"]["replaced"], 20);
        let body = json!({ "body": "old ".repeat(21) });
        desk.ok("updateSection", json!({ "pageSectionId": section, "content": body }));

        let many = replace("old", "new");
        let asked = desk.ok("replaceText", many.clone());
        assert_eq!(asked["requiresConfirmation"], true, "{asked}");
        assert_eq!(total(desk, "old"), 1);
        // What has changed meanwhile is shown anew.
        let body = json!({ "body": "old ".repeat(22) });
        desk.ok("updateSection", json!({ "pageSectionId": section, "content": body }));
        let again = desk.ok("replaceText", confirmed(&many, &asked["confirmationToken"]));
        assert_eq!(again["requiresConfirmation"], true, "{again}");
        let done = desk.ok("replaceText", confirmed(&many, &again["confirmationToken"]));
        assert_eq!(done["data"]["replaced"], 22, "{done}");
        assert_eq!(total(desk, "old"), 0);
    });
}

#[test]
fn who_may_not_change_a_thing_or_a_field_of_it_replaces_nothing_there() {
    in_both_eras(|desk| {
        let [page, ..] = furnish(desk);
        let lost = ["updatePage", "updatePost.title", "manage_packages:update", "getContact"];
        let disable = lost.iter().flat_map(|tool| ["--disable", *tool]);
        let add: Vec<&str> = ["agent", "add", "editor"].into_iter().chain(disable).collect();
        desk.run(&add);
        let mut editor = desk.colleague("editor");
        let done = editor.call("replaceText", json!({ "find": "Wren", "replace": "Robin" })).ok();
        let left: Vec<(Value, Value)> = done["data"]["left"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["entity"].clone(), it["field"].clone()))
            .collect();
        let place = |entity: &str, field: &str| (json!(entity), json!(field));
        assert_eq!(
            left,
            [
                place("page", "name"),
                place("page", "meta.title"),
                place("package", "name"),
                place("package", "description"),
                place("post", "title"),
                // In other capitals.
                place("post", "content.body"),
            ],
            "{done}"
        );
        assert_eq!(done["data"]["replaced"], 3, "{done}");
        assert!(!done.to_string().contains("Likes"), "{done}");
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "About Wren");
        assert_eq!(
            desk.items("getContact", json!({ "query": "ada" }))[0]["notes"]["text"],
            "Likes Wren"
        );
    });
}
