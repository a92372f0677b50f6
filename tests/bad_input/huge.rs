//! Too much: text of five megabytes, JSON a hundred levels deep, messages full of them.

use serde_json::{Value, json};

use super::table::{is_refused, mistake};
use crate::desk::{Desk, in_both_eras};

const MEGABYTES_5: usize = 5 * 1024 * 1024;

/// The server still does what it is for.
fn goes_on(desk: &mut Desk) {
    assert_eq!(desk.item("getPage", json!({ "id": "home" }))["name"], "Home");
}

#[test]
fn five_megabytes_of_text_are_refused_by_their_length() {
    in_both_eras(|desk| {
        let huge = "x".repeat(MEGABYTES_5);
        let words = "has 5242880 characters; at most";
        let code = "ARGUMENT_INVALID";
        for (tool, arguments, code) in [
            ("createPage", json!({ "name": huge }), code),
            ("createPage", json!({ "name": "A", "meta": { "description": huge } }), code),
            ("getPage", json!({ "query": huge }), code),
            ("getPage", json!({ "id": huge }), code),
            (
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "content": { "body": huge } }),
                "CONTENT_INVALID",
            ),
            (
                "manage_packages",
                json!({ "action": "create", "name": "A", "price": 1, "description": huge }),
                code,
            ),
        ] {
            is_refused(desk, &mistake(tool, arguments, code, words, ""));
        }
        let section =
            desk.items("getSection", json!({ "pageId": "home" }))[0]["pageSectionId"].clone();
        let edit = |field: &str| {
            let edits = json!([{ "field": field, "find": "a", "replace": "b" }]);
            json!({ "pageSectionId": section, "edits": edits })
        };
        let hero = |image: Value| {
            let content = json!({ "heading": "H", "image": image });
            json!({ "pageId": "home", "templateKey": "hero", "content": content })
        };
        // Where text is no value, it is shown in short.
        for (tool, arguments, code) in [
            ("createPage", json!({ "name": "A", "slug": huge }), "SLUG_INVALID"),
            ("getPage", json!({ "all": true, huge.as_str(): 1 }), "ARGUMENT_UNKNOWN"),
            ("updateSection", edit(&huge), code),
            ("createSection", hero(json!(huge)), "CONTENT_INVALID"),
            ("createSection", hero(json!({ "imageId": huge })), "CONTENT_INVALID"),
            ("createSection", hero(json!({ "imageId": "img_1", "alt": huge })), "CONTENT_INVALID"),
            ("getPage", json!({ "all": huge }), code),
            ("manage_packages", json!({ "action": huge }), "ACTION_INVALID"),
            (
                "manage_packages",
                json!({ "action": "create", "name": "A", "price": 1, "description": "x", "currency": huge }),
                "CURRENCY_UNKNOWN",
            ),
            ("getHistory", json!({ "since": huge }), code),
            ("getPage", json!({ "all": true, "cursor": huge }), "CURSOR_INVALID"),
            (
                "deletePage",
                json!({ "ids": ["home"], "confirmed": true, "confirmationToken": huge }),
                "CONFIRMATION_INVALID",
            ),
        ] {
            is_refused(desk, &mistake(tool, arguments, code, "", ""));
        }
        goes_on(desk);
    });
}

/// `[[[…]]]`
fn deep(levels: usize) -> Value {
    (0..levels).fold(json!("bottom"), |inner, level| match level % 2 {
        0 => json!([inner]),
        _ => json!({ "a": inner }),
    })
}

#[test]
fn json_of_a_hundred_levels_is_refused_where_it_does_not_fit() {
    in_both_eras(|desk| {
        let content =
            |content: Value| json!({ "pageId": "home", "templateKey": "text", "content": content });
        for (tool, arguments, code, words) in [
            (
                "createSection",
                content(json!({ "body": deep(100) })),
                "CONTENT_INVALID",
                "content.body: must be text",
            ),
            (
                "createSection",
                content(json!({ "body": "b", "x": deep(100) })),
                "CONTENT_INVALID",
                "content.x: is not known",
            ),
            (
                "createSection",
                content(json!(deep(100).to_string())),
                "CONTENT_INVALID",
                "content.a: is not known",
            ),
            (
                "createSection",
                content(json!("{\"a\":".repeat(5000) + &"}".repeat(5000))),
                "ARGUMENT_INVALID",
                "content: must be an object",
            ),
            ("createPage", json!({ "name": deep(100) }), "ARGUMENT_INVALID", "name: must be text"),
            (
                "createPage",
                json!({ "name": "A", "x": deep(100) }),
                "ARGUMENT_UNKNOWN",
                "x: is not known",
            ),
        ] {
            is_refused(desk, &mistake(tool, arguments, code, words, ""));
        }
        goes_on(desk);
    });
}

#[test]
fn json_that_is_too_deep_to_read_is_a_protocol_error_under_its_id() {
    in_both_eras(|desk| {
        let before = desk.contents();
        let content = json!({ "body": deep(300) });
        let call = json!({ "pageId": "home", "templateKey": "text", "content": content });
        assert_eq!(desk.call("createSection", call).protocol_error(), -32700);
        assert_eq!(desk.contents(), before);
        goes_on(desk);
    });
}

#[test]
fn a_thousand_mistakes_in_one_call_are_answered_with_a_sentence_that_can_be_read() {
    in_both_eras(|desk| {
        let many: Value = (0..1000).map(|n| (format!("argument{n}"), json!(n))).collect();
        is_refused(desk, &mistake("createPage", many, "ARGUMENT_INVALID", "name: is missing", ""));
        let items: Vec<Value> = (0..20).map(|n| json!({ "x": n, "y": n, "z": n })).collect();
        let faq =
            json!({ "pageId": "home", "templateKey": "faq", "content": { "questions": items } });
        let words = "content.questions[0].question: is missing";
        is_refused(desk, &mistake("createSection", faq, "CONTENT_INVALID", words, ""));
        goes_on(desk);
    });
}

#[test]
fn what_holds_too_many_values_is_refused_before_it_is_looked_at() {
    in_both_eras(|desk| {
        let zeros = |many: usize| format!("[{}0]", "0,".repeat(many - 1));
        let part = json!(zeros(100_000));
        let words = "hold more than 262144 values";
        for (tool, arguments) in [
            ("deletePage", json!({ "ids": zeros(4_000_000) })),
            (
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "content": zeros(300_000) }),
            ),
            ("createOrder", json!({ "contactId": "Ada", "items": [part, part, part] })),
            ("createPage", json!({ "name": "A", "meta": format!("{{\"a\":{}}}", zeros(300_000)) })),
        ] {
            is_refused(desk, &mistake(tool, arguments, "ARGUMENT_INVALID", words, "less at once"));
        }
        // As much as may be is read, and each thing wrong with it is not.
        let unknown: Value = (0..250_000).map(|n| (format!("a{n}"), json!(n))).collect();
        let wrong = mistake("getPage", unknown, "ARGUMENT_UNKNOWN", "; and more", "known: ");
        is_refused(desk, &wrong);
        for filter in [
            (0..100_000).map(|n| (format!("a{n}"), json!(n))).collect::<Value>(),
            json!({ "name": (0..100_000).map(|n| (format!("a{n}"), json!(n))).collect::<Value>() }),
        ] {
            let filter = json!({ "entity": "page", "filter": filter });
            let wrong = mistake("queryData", filter, "FILTER_INVALID", "; and more", "");
            is_refused(desk, &wrong);
        }
        let items: Vec<Value> = vec![json!({ "titel": 1 }); 100_000];
        let content =
            json!({ "pageId": "home", "templateKey": "faq", "content": { "questions": items } });
        is_refused(desk, &mistake("createSection", content, "CONTENT_INVALID", "questions", ""));
        // A message that holds more is no call at all.
        let more: Value = (0..270_000).map(|n| (format!("a{n}"), json!(n))).collect();
        for arguments in [more, json!({ "ids": vec![0; 270_000] })] {
            assert_eq!(desk.call("deletePage", arguments).protocol_error(), -32600);
        }
        goes_on(desk);
    });
}
