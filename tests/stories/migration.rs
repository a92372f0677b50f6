//! An agent that learnt its trade elsewhere finds its way here.

use deskhand::catalogue::{OLDER_NAMES, all};
use serde_json::json;

use super::desk::in_both_eras;

#[test]
fn a_name_from_elsewhere_is_answered_with_the_name_here() {
    in_both_eras(|desk| {
        crate::common::connect_all(desk.folder());
        desk.restart();
        let before = desk.contents();
        for (older, tool) in OLDER_NAMES {
            if !all().any(|(_, built)| built.spec().name == *tool) {
                continue;
            }
            let refused = desk.call(older, json!({ "anything": true })).refused("TOOL_RENAMED");
            let suggestion = refused["suggestion"].as_str().unwrap();
            assert!(
                suggestion.starts_with(&format!("call {tool} instead")),
                "{older}: {suggestion}"
            );
        }
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_name_from_elsewhere_tells_nothing_of_a_tool_that_is_not_there() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "reader", "--profile", "readonly"]);
        let mut reader = desk.colleague("reader");
        reader.call("cms_list_pages", json!({})).refused("TOOL_RENAMED");
        let hidden = reader.call("cms_delete_page", json!({ "ids": ["home"] }));
        let unknown = reader.call("cms_no_such_thing", json!({ "ids": ["home"] }));
        assert_eq!(hidden.protocol_error(), -32602);
        assert_eq!(hidden.reply()["error"], unknown.reply()["error"]);
    });
}
