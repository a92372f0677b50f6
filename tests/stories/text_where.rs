//! Where a text is looked for: by the names that other tools use, and never in a place that is not there.

use serde_json::{Value, json};

use super::desk::{id, in_both_eras, text};

#[test]
fn a_field_is_named_as_edits_and_templates_name_it() {
    in_both_eras(|desk| {
        let page = json!({ "name": "Rose", "meta": { "description": "A rose" } });
        desk.ok("createPage", page);
        desk.section("home", "A rose");
        let faq = json!({ "questions": [{ "question": "Rose?", "answer": "A rose" }, { "question": "Q", "answer": "No" }] });
        let faq = json!({ "pageId": "home", "templateKey": "faq", "content": faq });
        desk.ok("createSection", faq);
        let post =
            json!({ "collectionSlug": "blog", "title": "Rose", "content": { "body": "A rose" } });
        desk.ok("createPost", post);
        for (field, total) in [
            ("body", 2),
            ("content.body", 2),
            ("answer", 1),
            ("questions", 2),
            ("questions[0].answer", 1),
            ("content.questions[0].question", 1),
            ("questions[1].answer", 0),
            ("description", 1),
            ("meta.description", 1),
            ("title", 1),
            ("excerpt", 0),
            ("heading", 0),
            ("content", 4),
        ] {
            let asked = json!({ "text": "rose", "where": { "field": field } });
            assert_eq!(desk.ok("findText", asked)["total"], total, "{field}");
        }
        let swap = json!({ "find": "A rose", "replace": "A tulip", "where": { "field": "body" } });
        assert_eq!(desk.ok("replaceText", swap)["data"]["replaced"], 2);
    });
}

#[test]
fn a_place_that_is_not_there_is_refused_with_the_nearest() {
    in_both_eras(|desk| {
        let section = desk.section("home", "A rose");
        let page = id(&desk.data("createPage", json!({ "name": "Rose" })));
        let other = |id: &str| {
            let (prefix, _) = id.rsplit_once('_').unwrap();
            format!("{prefix}_00000000000000000000000000")
        };
        for (within, code, says) in [
            (json!({ "field": "xyzzy" }), "ARGUMENT_INVALID", "leave it out"),
            (json!({ "field": "bodi" }), "ARGUMENT_INVALID", "`body`"),
            (json!({ "field": "content.bodi" }), "ARGUMENT_INVALID", "`body`"),
            (json!({ "entity": "section", "field": "excerpt" }), "ARGUMENT_INVALID", "section"),
            (json!({ "entity": "package", "field": "body" }), "ARGUMENT_INVALID", "description"),
            (json!({ "id": section, "field": "slug" }), "ARGUMENT_INVALID", "section"),
            (json!({ "id": other(&section) }), "SECTION_NOT_FOUND", "section"),
            (json!({ "id": other(&page) }), "PAGE_NOT_FOUND", "page"),
            (json!({ "id": "cnf_00000000000000000000000000" }), "RESOURCE_NOT_FOUND", "id"),
            (json!({ "entity": "page", "id": section }), "ID_WRONG_KIND", "entity"),
            (json!({ "id": "Rose" }), "ARGUMENT_INVALID", "id"),
        ] {
            for mut asked in [json!({ "text": "rose" }), json!({ "find": "zzz", "replace": "x" })] {
                let tool = if asked.get("text").is_some() { "findText" } else { "replaceText" };
                asked["where"] = within.clone();
                let refused = desk.call(tool, asked).refused(code);
                assert!(refused.to_string().contains(says), "{within}: {refused}");
            }
        }
        // What is there and has no such text is an empty answer.
        for within in [json!({ "id": section }), json!({ "id": page, "field": "description" })] {
            let asked = json!({ "text": "tulip", "where": within });
            assert_eq!(desk.ok("findText", asked)["total"], 0, "{within}");
        }
    });
}

#[test]
fn what_an_agent_may_not_read_is_not_there() {
    in_both_eras(|desk| {
        let ada = json!({ "name": "Ada", "email": "a@wren.example", "notes": "rose" });
        let ada = id(&desk.data("createContact", ada));
        desk.run(&["agent", "add", "editor", "--disable", "getContact"]);
        let mut editor = desk.colleague("editor");
        let mut said = |id: &str| -> Value {
            let asked = json!({ "text": "rose", "where": { "id": id } });
            editor.call("findText", asked).refused("CONTACT_NOT_FOUND")
        };
        let made_up = "con_00000000000000000000000000";
        let (there, nowhere) = (said(&ada), said(made_up));
        assert_eq!(text(&there["message"]).replace(&ada, made_up), text(&nowhere["message"]));
    });
}
