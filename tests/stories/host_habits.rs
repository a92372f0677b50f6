//! What hosts do to calls on the way: arguments of their own, numbers of their own kind.

use serde_json::{Value, json};

use super::desk::{in_both_eras, text};

#[test]
fn what_a_host_adds_is_ignored_and_said() {
    in_both_eras(|desk| {
        for (added, names) in [
            (json!({ "toolCallId": "call_1" }), "toolCallId"),
            (json!({ "tool_call_id": "call_1" }), "tool_call_id"),
            (json!({ "_meta": { "correlationId": "a" } }), "_meta"),
            (json!({ "random_string": "x" }), "random_string"),
            (json!({ "toolUseId": "toolu_1" }), "toolUseId"),
            (json!({ "tool_use_id": "toolu_1" }), "tool_use_id"),
            (json!({ "callId": 7 }), "callId"),
            (json!({ "requestId": "req_1" }), "requestId"),
            (json!({ "threadId": "t", "session_id": "s" }), "threadId, session_id"),
            (json!({ "parentRunID": "r", "turn-id": "t" }), "parentRunID, turn-id"),
            (json!({ "mcp_session_id": "s", "trace_id": "t" }), "mcp_session_id, trace_id"),
            (json!({ "security_risk": "LOW" }), "security_risk"),
            (json!({ "waitForPreviousTools": true }), "waitForPreviousTools"),
            (json!({ "wait_for_previous_tools": true }), "wait_for_previous_tools"),
            (json!({ "_session": { "a": 1 } }), "_session"),
            (
                json!({ "sessionId": "s", "action": "sendMessage", "chatInput": "hi", "tool": "getPage", "toolCallId": "c" }),
                "sessionId, chatInput, toolCallId, action, tool",
            ),
        ] {
            let mut arguments = json!({ "all": true });
            arguments.as_object_mut().unwrap().extend(added.as_object().unwrap().clone());
            let found = desk.ok("getPage", arguments);
            assert!(found["count"].as_u64().unwrap() > 0);
            assert_eq!(found["note"], format!("Not an argument here, and ignored: {names}."));
        }
        // A write says it too, and goes by what it was asked: each call has an id of its own.
        let page = desk.page("About");
        let preview = desk.ok("deletePage", json!({ "ids": [page], "toolCallId": "call_1" }));
        assert_eq!(preview["requiresConfirmation"], true);
        let yes = json!({ "ids": [page], "confirmed": true, "toolCallId": "call_2" });
        assert!(text(&desk.ok("deletePage", yes)["note"]).contains("toolCallId"));
        let twice =
            |call: &str| json!({ "name": "Once", "idempotencyKey": "k", "toolCallId": call });
        let first = desk.ok("createPage", twice("call_3"));
        let again = desk.ok("createPage", twice("call_4"));
        assert_eq!(
            (&again["repeated"], &again["data"]["id"]),
            (&json!(true), &first["data"]["id"])
        );
    });
}

#[test]
fn what_only_looks_like_it_is_refused() {
    in_both_eras(|desk| {
        for (arguments, near) in [
            // Somebody means something by it, unless the rest is of the same host.
            (json!({ "all": true, "action": "delete" }), ""),
            (json!({ "all": true, "tool": "getPost" }), ""),
            (json!({ "all": true, "include_content": true }), "includeContent"),
            (json!({ "all": true, "INCLUDECONTENT": true }), "includeContent"),
            (json!({ "all": true, "Limit": 3 }), "limit"),
            (json!({ "all": true, "toolCallIds": ["x"] }), "known: "),
            (json!({ "all": true, "callId": ["x"] }), ""),
            // What things here are called by is not a host's.
            (json!({ "all": true, "contactId": "x" }), ""),
            (json!({ "all": true, "chatId": "x" }), ""),
            (json!({ "all": true, "id_": "x" }), "id"),
            (json!({ "all": true, "securityLevel": "low" }), ""),
            (json!({ "all": true, "verbose": true }), "known: "),
            // One that is wrong is not helped by one that is ignored.
            (json!({ "all": true, "toolCallId": "x", "verbose": true }), "known: "),
        ] {
            let failure = desk.refused("getPage", arguments, "ARGUMENT_UNKNOWN");
            assert!(text(&failure["suggestion"]).contains(near), "{failure}");
        }
        // Of a tool that has such an argument it is that one, misspelt.
        for misspelt in ["request_id", "requestID", "requstId"] {
            let failure = desk.refused("getHistory", json!({ misspelt: "x" }), "ARGUMENT_UNKNOWN");
            assert!(text(&failure["suggestion"]).contains("`requestId`"), "{failure}");
        }
        // Deeper down everything is somebody's own words.
        let page = json!({ "name": "A", "meta": { "toolCallId": "x" } });
        desk.refused("createPage", page, "ARGUMENT_UNKNOWN");
    });
}

#[test]
fn a_whole_number_may_have_a_decimal_point() {
    in_both_eras(|desk| {
        for name in ["One", "Two", "Three"] {
            desk.page(name);
        }
        let whole = |limit: Value| json!({ "all": true, "limit": limit });
        assert_eq!(desk.items("getPage", whole(json!(2.0))).len(), 2);
        assert_eq!(desk.items("getPage", whole(json!(2))).len(), 2);
        for wrong in
            [json!(2.5), json!("2"), json!(0.0), json!(1e300), json!(u64::MAX), json!(-1.0)]
        {
            desk.refused("getPage", whole(wrong), "ARGUMENT_INVALID");
        }
        let new = json!({ "action": "create", "name": "P", "price": 90.0, "description": "D", "durationMinutes": 60.0 });
        assert_eq!(desk.data("manage_packages", new)["durationMinutes"], 60);
        for minutes in [json!(60), json!(60.0), json!({ "lte": 60.0 })] {
            let query = json!({ "entity": "package", "filter": { "durationMinutes": minutes } });
            assert_eq!(desk.items("queryData", query).len(), 1);
        }
    });
}
