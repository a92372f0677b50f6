//! Arguments that no tool has, of the wrong type, missing, too many, out of range.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};

#[test]
fn an_unknown_argument_is_answered_with_the_nearest_name() {
    each_is_refused(|_| {
        let code = "ARGUMENT_UNKNOWN";
        vec![
            mistake(
                "getPage",
                json!({ "all": true, "includeContents": true }),
                code,
                "includeContents",
                "includeContent`",
            ),
            mistake("createPage", json!({ "name": "A", "title": "B" }), code, "title", "name"),
            mistake(
                "createPage",
                json!({ "name": "A", "parent_id": "home" }),
                code,
                "parent_id",
                "parentId",
            ),
            mistake(
                "createPage",
                json!({ "name": "A", "meta": { "titel": "B" } }),
                code,
                "meta.titel",
                "`title`",
            ),
            mistake("getPage", json!({ "all": true, "dryRun": true }), code, "dryRun", ""),
            mistake("createPage", json!({ "name": "A", "confirmed": true }), code, "confirmed", ""),
            mistake(
                "createPage",
                json!({ "name": "A", "tenantId": "tnt_1" }),
                code,
                "tenantId",
                "",
            ),
            mistake("manage_packages", json!({ "action": "list", "prize": 3 }), code, "prize", ""),
            // Known to another action of the tool.
            mistake("manage_packages", json!({ "action": "list", "price": 3 }), code, "price", ""),
            mistake(
                "manage_packages",
                json!({ "action": "delete", "packageId": "P", "name": "P" }),
                code,
                "name",
                "",
            ),
        ]
    });
}

#[test]
fn a_wrong_type_is_named_with_what_is_wanted() {
    each_is_refused(|_| {
        let code = "ARGUMENT_INVALID";
        vec![
            mistake(
                "createPage",
                json!({ "name": 7 }),
                code,
                "name: must be text, not a number",
                "",
            ),
            mistake(
                "createPage",
                json!({ "name": ["A"] }),
                code,
                "name: must be text, not a list",
                "",
            ),
            mistake(
                "getPage",
                json!({ "all": "true" }),
                code,
                "all: must be true or false, not the text",
                "send true without quotes",
            ),
            mistake("getPage", json!({ "all": 1 }), code, "all: must be true or false", ""),
            mistake("deletePage", json!({ "ids": "home" }), code, "ids: must be a list", ""),
            mistake("deletePage", json!({ "ids": [7] }), code, "ids[0]: must be text", ""),
            mistake(
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "content": "just words" }),
                code,
                "content: must be an object",
                "",
            ),
            mistake(
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "content": [] }),
                code,
                "content: must be an object",
                "",
            ),
            mistake(
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "sortOrder": 1.5 }),
                code,
                "sortOrder: must be a whole number",
                "",
            ),
            mistake(
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "sortOrder": "2" }),
                code,
                "sortOrder: must be a whole number",
                "send the number 2 without quotes",
            ),
            mistake(
                "createSection",
                json!({ "pageId": "home", "templateKey": "text", "status": "publish" }),
                code,
                "status: must be one of published, unpublished, draft",
                "use `published`",
            ),
        ]
    });
}

#[test]
fn everything_wrong_is_named_at_once() {
    each_is_refused(|_| {
        let wrong = json!({ "nmae": "A", "slug": 7, "isProtected": "yes", "meta": { "title": 1 } });
        let words = "name: is missing | slug: must be text | isProtected: must be true or false | \
                     meta.title: must be text | nmae: is not known";
        vec![
            mistake("createPage", wrong, "ARGUMENT_INVALID", words, "`name`"),
            mistake(
                "manage_packages",
                json!({ "action": "create" }),
                "ARGUMENT_INVALID",
                "name: is missing | price: is missing",
                "send `name`",
            ),
        ]
    });
}

#[test]
fn names_are_neither_blank_nor_endless_nor_full_of_control_characters() {
    each_is_refused(|_| {
        let code = "ARGUMENT_INVALID";
        let mut table = Vec::new();
        let package = |name: &str| json!({ "action": "create", "name": name, "price": 1, "description": "x" });
        for (name, message) in [
            ("", "name: is empty"),
            (" \n\t ", "name: is empty"),
            (&*"x".repeat(201), "name: has 201 characters; at most 200 are allowed"),
            (&*"é".repeat(201), "name: has 201 characters; at most 200 are allowed"),
            ("A\0B", "name: holds the control character U+0000"),
            ("A\u{7}B", "name: holds the control character U+0007"),
            ("A\u{1b}[31mB", "name: holds the control character U+001B"),
            ("A\u{85}B", "name: holds U+0085 line break"),
        ] {
            table.push(mistake(
                "createPage",
                json!({ "name": name, "slug": "a" }),
                code,
                message,
                "",
            ));
            table.push(mistake(
                "updatePage",
                json!({ "id": "home", "name": name }),
                code,
                message,
                "",
            ));
            table.push(mistake("manage_packages", package(name), code, message, ""));
            table.push(mistake("manage_services", package(name), code, message, ""));
        }
        table
    });
}

#[test]
fn a_key_for_repeated_calls_has_one_to_128_characters() {
    each_is_refused(|_| {
        let with = |key: Value| json!({ "name": "A", "idempotencyKey": key });
        let code = "ARGUMENT_INVALID";
        vec![
            mistake("createPage", with(json!("")), code, "idempotencyKey: is empty", ""),
            mistake(
                "createPage",
                with(json!("k".repeat(129))),
                code,
                "idempotencyKey: has 129",
                "",
            ),
            mistake("createPage", with(json!(7)), code, "idempotencyKey: must be text", ""),
        ]
    });
}

#[test]
fn a_key_is_not_used_again_with_other_arguments() {
    each_is_refused(|desk| {
        desk.ok("createPage", json!({ "name": "About", "idempotencyKey": "k" }));
        let other = json!({ "name": "Team", "idempotencyKey": "k" });
        let message = "used before with other arguments";
        vec![mistake("createPage", other, "IDEMPOTENCY_KEY_REUSED", message, "new key")]
    });
}
