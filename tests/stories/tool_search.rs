//! Finding the tool for what a person wants.

use serde_json::json;

use super::desk::{each, in_both_eras};
use crate::common::Server;

#[test]
fn a_wish_in_a_persons_words_finds_its_tools_best_first() {
    in_both_eras(|desk| {
        let wish = json!({ "query": "Take down an old blog post!", "limit": 2 });
        let found = each(&desk.items("searchTools", wish), "name");
        assert_eq!(found, ["updatePost", "deletePost"]);
    });
}

#[test]
fn what_is_found_says_what_it_does_and_what_it_cannot_do_without() {
    in_both_eras(|desk| {
        let found = desk.items("searchTools", json!({ "query": "new page", "limit": 1 }));
        let tool = &found[0];
        assert_eq!(tool["name"], "createPage");
        assert_eq!(tool["title"], "Create a page");
        assert_eq!(tool["required"], json!(["name"]));
        // Its guidance is in it.
        assert!(tool["description"].as_str().unwrap().contains("createSection"), "{tool}");
        let deals = desk.items("searchTools", json!({ "query": "our deals", "limit": 1 }));
        assert_eq!(deals[0]["name"], "manage_packages");
        assert_eq!(deals[0]["required"], json!(["action"]));
    });
}

#[test]
fn the_rest_of_what_was_found_comes_with_the_cursor() {
    in_both_eras(|desk| {
        let whole =
            each(&desk.items("searchTools", json!({ "query": "page", "limit": 50 })), "name");
        assert!(whole.len() > 6, "{whole:?}");
        let mut parts = Vec::new();
        let mut call = json!({ "query": "page", "limit": 3 });
        loop {
            let part = desk.ok("searchTools", call.clone());
            parts.extend(each(part["items"].as_array().unwrap(), "name"));
            let Some(cursor) = part.get("nextCursor") else { break };
            call["cursor"] = cursor.clone();
        }
        assert_eq!(parts, whole);
    });
}

#[test]
fn nothing_is_found_for_words_that_no_tool_has() {
    in_both_eras(|desk| {
        for query in ["zebra crossing", "the of and", "!?", "日本語", "🎉"] {
            assert!(desk.items("searchTools", json!({ "query": query })).is_empty(), "{query}");
        }
        desk.refused("searchTools", json!({ "query": "  " }), "ARGUMENT_INVALID");
        desk.refused("searchTools", json!({ "query": "a".repeat(501) }), "ARGUMENT_INVALID");
    });
}

#[test]
fn what_no_tool_does_is_said_with_who_does() {
    in_both_eras(|desk| {
        for (query, who) in [
            ("take a deposit online", "payment service"),
            ("charge the customer's credit card", "payment service"),
            ("remind me tomorrow at nine", "calendar"),
            ("email the newsletter to all subscribers", "mailbox"),
            ("make a flyer as pdf", "program of their own"),
            ("cobra el depósito con tarjeta", "payment service"),
            ("schicke den Newsletter an alle Abonnenten", "mailbox"),
            ("erase this person under gdpr", "deskhand contact erase"),
            ("zebra crossing", ""),
        ] {
            let found = desk.ok("searchTools", json!({ "query": query }));
            let none = found["none"].as_str().unwrap_or_else(|| panic!("{query}: {found}"));
            assert!(none.starts_with("No tool here does this. Tell the person."), "{query}");
            assert!(none.contains(who), "{query}: {none}");
            assert!(found["items"].as_array().unwrap().len() <= 3, "{query}");
        }
        let found = desk.ok("searchTools", json!({ "query": "make a page about our team" }));
        assert_eq!(found.get("none"), None, "{found}");
        let scores: Vec<f64> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["score"].as_f64().unwrap())
            .collect();
        assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
        assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
    });
}

#[test]
fn whoever_may_only_read_finds_no_tool_that_writes() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "reader", "--profile", "readonly"]);
        let mut reader: Server = desk.colleague("reader");
        let wish = json!({ "query": "delete the old page", "limit": 50 });
        let found = reader.call("searchTools", wish).ok();
        let names = each(found["items"].as_array().unwrap(), "name");
        assert!(names.contains(&json!("getPage")), "{names:?}");
        let writes = ["create", "update", "delete", "undo"];
        let writing = |name: &&serde_json::Value| {
            writes.iter().any(|verb| name.as_str().unwrap().starts_with(verb))
        };
        assert_eq!(names.iter().find(writing), None, "{names:?}");
    });
}
