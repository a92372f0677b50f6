//! Limits, cursors, lists of nothing and times that are none.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::table::{each_is_refused, is_refused, mistake};
use crate::desk::{Desk, in_both_eras};

#[test]
fn a_list_has_one_to_a_hundred_items_at_a_time() {
    each_is_refused(|_| {
        let code = "ARGUMENT_INVALID";
        let mut table = Vec::new();
        for (tool, scope) in [
            ("getPage", json!({ "all": true })),
            ("getSection", json!({ "pageId": "home" })),
            ("getSectionTemplate", json!({ "all": true })),
            ("getHistory", json!({})),
            ("manage_packages", json!({ "action": "list" })),
            ("manage_services", json!({ "action": "list" })),
        ] {
            for (limit, words) in [
                (json!(0), "limit: is 0; it must be 1 or more"),
                (json!(-1), "limit: is -1; it must be 1 or more"),
                (json!(101), "limit: is 101; it must be 100 or less"),
                (json!(4_294_967_297_u64), "it must be 100 or less"),
                (json!(2.5), "limit: must be a whole number"),
                (json!("20"), "limit: must be a whole number"),
            ] {
                let mut call = scope.clone();
                call["limit"] = limit;
                table.push(mistake(tool, call, code, words, ""));
            }
        }
        table
    });
}

#[test]
fn a_cursor_that_was_edited_is_nobodys() {
    each_is_refused(|desk| {
        for number in 0..3 {
            desk.page(&format!("Page {number}"));
            desk.ok(
                "manage_services",
                json!({ "action": "create", "name": format!("S {number}") }),
            );
        }
        let lists = [
            ("getPage", json!({ "all": true })),
            ("getPage", json!({ "query": "page" })),
            ("getSectionTemplate", json!({ "all": true })),
            ("getHistory", json!({})),
            ("manage_services", json!({ "action": "list" })),
            ("queryData", json!({ "entity": "page" })),
            ("queryData", json!({ "entity": "page", "sort": "name" })),
            ("searchTools", json!({ "query": "page" })),
        ];
        let mut table = Vec::new();
        for (tool, arguments) in lists {
            let ours = cursor(desk, tool, arguments.clone());
            let bytes = URL_SAFE_NO_PAD.decode(ours.as_str().unwrap()).unwrap();
            let position = bytes.len() - 3;
            for at in [0, 15, 16, position] {
                let mut edited = bytes.clone();
                edited[at] ^= 1;
                let mut call = arguments.clone();
                call["limit"] = 1.into();
                call["cursor"] = URL_SAFE_NO_PAD.encode(edited).into();
                table.push(mistake(tool, call, "CURSOR_INVALID", "cursor", "leave `cursor` out"));
            }
        }
        table
    });
}

/// The cursor of the first page of a list.
fn cursor(desk: &mut Desk, tool: &str, mut arguments: Value) -> Value {
    arguments["limit"] = 1.into();
    desk.ok(tool, arguments)["nextCursor"].clone()
}

#[test]
fn a_cursor_belongs_to_the_query_that_it_came_from() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        desk.section(&page, "First");
        desk.section(&page, "Second");
        let all = cursor(desk, "getPage", json!({ "all": true }));
        let sections = cursor(desk, "getSection", json!({ "pageId": page }));
        assert!(all.is_string() && sections.is_string());
        let (code, words) = ("CURSOR_INVALID", "does not belong to this query");
        let next = "leave `cursor` out";
        let with = |mut call: Value, cursor: &Value| {
            call["cursor"] = cursor.clone();
            call
        };
        vec![
            mistake("getPage", with(json!({ "query": "o" }), &all), code, words, next),
            mistake(
                "getPage",
                with(json!({ "all": true, "includeContent": true }), &all),
                code,
                words,
                next,
            ),
            mistake("getSection", with(json!({ "pageId": "home" }), &sections), code, words, next),
            mistake("getSection", with(json!({ "query": "t" }), &all), code, words, next),
            mistake("getHistory", with(json!({}), &all), code, words, next),
            mistake("manage_packages", with(json!({ "action": "list" }), &all), code, words, next),
            mistake("getPage", with(json!({ "all": true }), &json!("rubbish")), code, words, next),
            mistake("getPage", with(json!({ "all": true }), &json!("")), code, words, next),
            mistake("getPage", with(json!({ "all": true }), &json!("bnVsbA")), code, words, next),
            mistake("getPage", with(json!({ "id": "home" }), &all), code, words, next),
        ]
    });
}

#[test]
fn a_cursor_of_another_tenant_is_refused() {
    in_both_eras(|desk| {
        desk.run(&["tenant", "add", "studio"]);
        let mut studio = desk.neighbour("studio");
        studio.call("createPage", json!({ "name": "About" })).ok();
        let foreign = studio.call("getPage", json!({ "all": true, "limit": 1 })).ok();
        let call = json!({ "all": true, "limit": 1, "cursor": foreign["nextCursor"] });
        let words = "does not belong to this query";
        is_refused(desk, &mistake("getPage", call, "CURSOR_INVALID", words, ""));
    });
}

#[test]
fn a_deletion_names_one_to_a_hundred_things() {
    each_is_refused(|_| {
        let many: Vec<String> = (0..101).map(|number| format!("p{number}")).collect();
        let mut table = Vec::new();
        for tool in ["deletePage", "deleteSection"] {
            for (arguments, words) in [
                (json!({ "ids": [] }), "ids: needs at least 1 item"),
                (json!({ "ids": "[]" }), "ids: needs at least 1 item"),
                (json!({}), "ids: is missing"),
                (json!({ "ids": null }), "ids: is missing"),
                (json!({ "ids": many }), "ids: has 101 items; at most 100"),
                (json!({ "ids": [""] }), "ids[0]: is empty"),
                (json!({ "ids": [null] }), "ids[0]: must be text"),
            ] {
                table.push(mistake(tool, arguments, "ARGUMENT_INVALID", words, ""));
            }
        }
        table
    });
}

#[test]
fn history_is_of_a_known_kind_of_thing_and_from_a_time_that_is_one() {
    each_is_refused(|_| {
        let code = "ARGUMENT_INVALID";
        let of = |entity: &str| json!({ "entity": entity, "id": "home" });
        let mut table = vec![
            mistake("getHistory", of("pages"), code, "`pages`", "page, section, sectionTemplate"),
            mistake("getHistory", of("package_service"), code, "package_service", "package"),
            mistake("getHistory", of(""), code, "entity: is empty", ""),
            mistake("getHistory", of("tenant"), code, "`tenant`", "page"),
        ];
        for since in
            ["soon", "2026-13-01T00:00:00Z", "2026-02-30", "1700000000", "2026-11-21T25:00:00"]
        {
            let call = json!({ "since": since });
            table.push(mistake("getHistory", call, code, "since: is not", "2026-11-21 09:00"));
        }
        table
    });
}
