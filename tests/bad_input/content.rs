//! Content that does not fit its template, edits that hit nothing, images that are none.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};
use crate::desk::{Desk, text};

fn create(template: &str, content: Value) -> Value {
    json!({ "pageId": "home", "templateKey": template, "content": content })
}

/// A section of the template `text` with this body.
fn body(desk: &mut Desk, body: &str) -> String {
    text(&desk.data("createSection", create("text", json!({ "body": body })))["pageSectionId"])
}

#[test]
fn an_unknown_template_is_answered_with_those_that_are() {
    each_is_refused(|_| {
        let code = "TEMPLATE_NOT_FOUND";
        let all = "contact, cta, entries, faq, form, gallery, hero, imageText, logos, map, posts, pricing, services, social, \
             stats, team, testimonials, text, timeline, video";
        vec![
            mistake("createSection", create("carousel", json!({})), code, "`carousel`", all),
            mistake(
                "createSection",
                create("tpl_01h455vb4pex5vsknk084sn02q", json!({})),
                code,
                "tpl_01h455vb4pex5vsknk084sn02q",
                all,
            ),
        ]
    });
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_field_that_does_not_fit_is_named_at_once() {
    each_is_refused(|desk| {
        let code = "CONTENT_INVALID";
        let hero = json!({
            "headline": "Hello", "eyebrow": 7, "text": "x".repeat(301), "ctaLink": "javascript:alert(1)",
            "image": 5,
        });
        let words = "content.headline: is not known | \
                     content.eyebrow: must be text | content.text: has 301 characters | \
                     content.ctaLink: `javascript:alert(1)` is not a link | content.image: has none of";
        let faq = json!({ "questions": [
            { "question": "Why?", "answer": "So." }, { "question": "" }, { "answer": "B", "more": 1 }, 5,
        ] });
        let items = "content.questions[1].answer: is missing | content.questions[1].question: is empty | \
                     content.questions[2].question: is missing | content.questions[2].more: is not known | \
                     content.questions[3]: must be an object";
        let words_of_text = body(desk, "Words");
        let update = |content: Value| json!({ "pageSectionId": words_of_text, "content": content });
        vec![
            mistake("createSection", create("hero", hero), code, words, "`heading`"),
            mistake("createSection", create("faq", faq), code, items, ""),
            mistake(
                "createSection",
                create("faq", json!({ "questions": [] })),
                code,
                "at least 1 item",
                "",
            ),
            mistake(
                "createSection",
                json!({ "pageId": "home", "templateKey": "cta" }),
                code,
                "content.heading: is missing | content.ctaLabel: is missing | content.ctaLink: is missing",
                "",
            ),
            mistake(
                "createSection",
                create("imageText", json!({ "heading": "H", "body": "B", "imageSide": "middle" })),
                code,
                "content.imageSide: must be one of left, right, not `middle`",
                "",
            ),
            mistake(
                "createSection",
                create("contact", json!({ "heading": "H", "email": "nobody" })),
                code,
                "content.email: `nobody` is not an e-mail address",
                "hello@example.com",
            ),
            mistake(
                "createSection",
                create("services", json!({ "heading": "H", "showPrices": "no" })),
                code,
                "content.showPrices: must be true or false",
                "",
            ),
            mistake(
                "updateSection",
                update(json!({ "body": null })),
                code,
                "content.body: is missing",
                "",
            ),
            mistake("updateSection", update(json!({ "bodi": "x" })), code, "content.bodi", "body"),
            mistake(
                "updateSection",
                update(json!({ "body": "A\0B" })),
                code,
                "control character U+0000",
                "",
            ),
            mistake(
                "updateSection",
                update(json!({ "body": "   " })),
                code,
                "content.body: is empty",
                "",
            ),
        ]
    });
}

#[test]
fn a_text_that_is_edited_is_there_exactly_once() {
    each_is_refused(|desk| {
        let section = body(desk, "one two two");
        let edit = |field: &str, find: &str| {
            let edits = json!([{ "field": field, "find": find, "replace": "x" }]);
            json!({ "pageSectionId": section, "edits": edits })
        };
        let many: Vec<Value> = (0..51).map(|_| edit("body", "one")["edits"][0].clone()).collect();
        vec![
            mistake(
                "updateSection",
                edit("body", "three"),
                "EDIT_NOT_FOUND",
                "not in `body`",
                "exactly",
            ),
            mistake("updateSection", edit("body", ""), "EDIT_NOT_FOUND", "not in `body`", ""),
            mistake(
                "updateSection",
                edit("body", "two"),
                "EDIT_AMBIGUOUS",
                "`body` 2 times",
                "longer",
            ),
            mistake(
                "updateSection",
                edit("bodi", "one"),
                "ARGUMENT_INVALID",
                "`bodi` is not",
                "`body`",
            ),
            mistake(
                "updateSection",
                edit("body[0]", "one"),
                "ARGUMENT_INVALID",
                "`body[0]` is not",
                "",
            ),
            mistake(
                "updateSection",
                json!({ "pageSectionId": section, "edits": [{ "field": "body", "find": "one" }] }),
                "ARGUMENT_INVALID",
                "edits[0].replace: is missing",
                "",
            ),
            mistake(
                "updateSection",
                json!({ "pageSectionId": section, "edits": many }),
                "ARGUMENT_INVALID",
                "edits: has 51 items",
                "",
            ),
            // What an edit makes of the content must fit as well.
            mistake(
                "updateSection",
                json!({ "pageSectionId": section, "edits": [
                    { "field": "body", "find": "one two two", "replace": "" },
                ] }),
                "CONTENT_INVALID",
                "content.body: is empty",
                "",
            ),
        ]
    });
}
