//! Sections: parts of a page in their order, their content checked, merged and edited.

use serde_json::{Value, json};

use super::browser;
use super::desk::{each, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

#[test]
fn every_template_has_an_example_that_makes_a_section() {
    in_both_eras(|desk| {
        let page = desk.page("Everything");
        let templates = desk.items("getSectionTemplate", json!({ "all": true }));
        let keys = [
            "contact",
            "cta",
            "entries",
            "faq",
            "form",
            "gallery",
            "hero",
            "imageText",
            "logos",
            "map",
            "posts",
            "pricing",
            "services",
            "social",
            "stats",
            "team",
            "testimonials",
            "text",
            "timeline",
            "video",
        ];
        assert_eq!(each(&templates, "key"), keys);
        for key in keys {
            let template = desk.item("getSectionTemplate", json!({ "key": key }));
            let create = json!({
                "pageId": page, "templateKey": template["key"], "content": template["example"],
            });
            let made = desk.data("createSection", create);
            assert_eq!(made["templateKey"], template["key"]);
            assert_eq!(made["content"], template["example"]);
            assert_eq!(made["status"], "published");
        }
        let sections = desk.items("getSection", json!({ "pageId": page }));
        assert_eq!(each(&sections, "templateKey"), keys, "in the order in which they were made");
    });
}

#[test]
fn sections_stand_in_their_order_and_drafts_are_marked_for_those_who_write_them() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        window.ok("createPage", json!({ "name": "About" }));
        let mut add = |body: &str, more: Value| {
            let mut create =
                json!({ "pageId": "about", "templateKey": "text", "content": { "body": body } });
            create.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            text(&window.ok("createSection", create)["data"]["pageSectionId"])
        };
        let last = add("Last words", json!({}));
        let draft = add("Draft words", json!({ "sortOrder": 1, "status": "draft" }));
        let hidden = add("Hidden words", json!({ "sortOrder": 2, "hidden": true }));
        let first = add("First words", json!({ "sortOrder": 1 }));

        let document = browser::open(&window.address("about"));
        let places: Vec<Option<usize>> =
            [&first, &draft, &hidden, &last].map(|section| document.find(section.as_str())).into();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
        assert!(browser::section(&document, &draft).contains(">Draft<"));
        assert!(browser::section(&document, &hidden).contains(">Hidden<"));
        assert!(!browser::section(&document, &first).contains("not-public"));
        assert!(document.contains("2 not public"));

        // Published and moved, it stands elsewhere without a mark.
        let publish = json!({ "pageSectionId": draft, "status": "published", "sortOrder": 10 });
        window.ok("updateSection", publish);
        let document = browser::open(&window.address("about"));
        assert!(document.find(&draft) > document.find(&last));
        assert!(!browser::section(&document, &draft).contains("not-public"));
    }
}

#[test]
fn content_merges_null_removes_a_key_and_lists_replace() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let create = json!({
            "pageId": page, "templateKey": "faq",
            "content": { "heading": "Good to know", "questions": [
                { "question": "Do you travel?", "answer": "Yes." },
                { "question": "And fly?", "answer": "No." },
            ] },
        });
        let section = text(&desk.data("createSection", create)["pageSectionId"]);
        let update = json!({
            "pageSectionId": section,
            "content": { "heading": null, "questions": [{ "question": "Why?", "answer": "Why not." }] },
        });
        let updated = desk.data("updateSection", update);
        let content = json!({ "questions": [{ "question": "Why?", "answer": "Why not." }] });
        assert_eq!(updated["content"], content);
        let hide = json!({ "pageSectionId": section, "hidden": true });
        assert_eq!(desk.data("updateSection", hide)["content"], content, "content not sent stays");
    });
}

#[test]
fn long_text_is_edited_without_sending_it_again() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let create = json!({
            "pageId": page, "templateKey": "faq",
            "content": { "questions": [{ "question": "When?", "answer": "In  two weeks, or three." }] },
        });
        let section = text(&desk.data("createSection", create)["pageSectionId"]);
        let edits = json!({ "pageSectionId": section, "edits": [
            // Blanks count, and the second edit sees what the first has done.
            { "field": "questions[0].answer", "find": "  two ", "replace": " four " },
            { "field": "questions[0].answer", "find": "four weeks, or three", "replace": "four weeks" },
        ] });
        let updated = desk.data("updateSection", edits);
        assert_eq!(updated["content"]["questions"][0]["answer"], "In four weeks.");

        // Of two edits one of which fails, none happens.
        let before = desk.contents();
        let half = json!({ "pageSectionId": section, "edits": [
            { "field": "questions[0].answer", "find": "four", "replace": "five" },
            { "field": "questions[0].answer", "find": "six", "replace": "seven" },
        ] });
        desk.refused("updateSection", half, "EDIT_NOT_FOUND");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn an_image_goes_into_a_field_together_with_content_and_is_read_back_whole() {
    in_both_eras(|desk| {
        let pictures = [desk.picture("dance.jpg", 160, 90), desk.picture("toast.jpg", 160, 91)];
        let [dance, toast] = [0, 1].map(|at: usize| id(&pictures[at]));
        let page = desk.page("About");
        let create = json!({
            "pageId": page, "templateKey": "hero",
            "content": { "heading": "Hello", "image": { "imageId": dance, "alt": "Our first waltz" } },
        });
        let made = desk.data("createSection", create);
        let whole = |at: usize, alt: &str| {
            let picture = &pictures[at];
            json!({
                "imageId": picture["id"], "url": picture["url"], "alt": alt, "width": 160,
                "height": picture["height"],
            })
        };
        let waltz = whole(0, "Our first waltz");
        assert_eq!(made["content"], json!({ "heading": "Hello", "image": waltz }));
        let mut update = json!({
            "pageSectionId": made["pageSectionId"], "imageId": toast, "imageField": "image",
            "content": { "heading": "Hello again" },
        });
        // The words for another picture are not the words for this one.
        let updated = desk.data("updateSection", update.clone());
        let toasted = whole(1, "Two people dancing");
        assert_eq!(updated["content"], json!({ "heading": "Hello again", "image": toasted }));
        // Words of its own may come with it.
        update["content"] = json!({ "image": { "alt": "To June" } });
        let worded = desk.data("updateSection", update)["content"]["image"].clone();
        assert_eq!(worded, whole(1, "To June"));
    });
}

#[test]
fn what_was_read_can_be_sent_back_as_it_is() {
    in_both_eras(|desk| {
        let image = desk.image("dance.jpg");
        let page = desk.page("About");
        let create = json!({
            "pageId": page, "templateKey": "hero", "content": { "heading": "Hello", "image": image },
        });
        let made = desk.data("createSection", create);
        let same = json!({ "pageSectionId": made["pageSectionId"], "content": made["content"] });
        let again = desk.ok("updateSection", same);
        assert_eq!(again["data"]["content"], made["content"]);
        assert_eq!(again["changeId"], Value::Null, "nothing has changed");
    });
}

#[test]
fn sections_are_found_by_id_by_page_and_by_words() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let first = desk.section(&page, "A mountain hut");
        let second = desk.section(&page, "A ferry");
        let one = desk.item("getSection", json!({ "pageSectionId": second }));
        assert_eq!((&one["pageId"], one.get("content")), (&json!(page), None), "light");
        let found = desk.item("getSection", json!({ "query": "MOUNTAIN", "includeContent": true }));
        assert_eq!(found["pageSectionId"], first);
        assert_eq!(found["content"]["body"], "A mountain hut");
        let all = desk.items("getSection", json!({ "pageId": "About" }));
        assert_eq!(each(&all, "pageSectionId"), [first, second]);
    });
}
