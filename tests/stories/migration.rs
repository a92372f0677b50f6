//! An agent that learnt its trade elsewhere finds its way here.

use deskhand::catalogue::{OLDER_NAMES, Way};
use serde_json::json;

use super::desk::in_both_eras;

#[test]
fn a_name_from_elsewhere_is_answered_with_the_way_here() {
    in_both_eras(|desk| {
        crate::common::connect_all(desk.folder());
        desk.run(&["agent", "set", "assistant", "--profile", "admin"]);
        desk.restart();
        let before = desk.contents();
        for (older, way) in OLDER_NAMES {
            let answer = desk.call(older, json!({ "anything": true }));
            let (code, suggestion) = match way {
                Way::Call(tool) | Way::CallOr(tool, _) => (
                    "TOOL_RENAMED",
                    format!("call {tool} instead, with the arguments of its schema"),
                ),
                Way::Calls(text) => ("TOOL_RENAMED", (*text).to_owned()),
                Way::Nowhere(text) => ("TOOL_NOWHERE", (*text).to_owned()),
            };
            assert_eq!(answer.refused(code)["suggestion"], suggestion, "{older}");
        }
        for written in [
            "cms.getPage",
            "CMS-get-page",
            "cmsGetPage",
            "get_page",
            "GetPage",
            "mcp__deskhand__cms_listPages",
            "deskhand.cms_listPages",
            "mcp__deskhand__getPage",
            "mcp_deskhand_getPage",
        ] {
            let refused = desk.call(written, json!({})).refused("TOOL_RENAMED");
            assert!(refused["suggestion"].as_str().unwrap().contains("getPage"), "{written}");
        }
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_name_from_elsewhere_tells_nothing_of_a_tool_that_is_not_there() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "reader", "--profile", "readonly"]);
        let mut reader = desk.colleague("reader");
        reader.call("cms_listPages", json!({})).refused("TOOL_RENAMED");
        let unknown = reader.call("cms_noSuchThing", json!({ "ids": ["home"] }));
        for hidden in ["cms_deletePage", "create_page", "cms_createPageWithContent", "delete_page"]
        {
            let answer = reader.call(hidden, json!({ "ids": ["home"] }));
            assert_eq!(answer.protocol_error(), -32602, "{hidden}");
            assert_eq!(answer.reply()["error"], unknown.reply()["error"], "{hidden}");
        }
        // Of several ways, those that are there; of who else does it, nothing that is not.
        let payment = reader.call("process_payment", json!({})).refused("TOOL_NOWHERE");
        assert!(!payment.to_string().contains("createPayment"), "{payment}");
        assert!(payment.to_string().contains("service"), "{payment}");
        for (name, who) in
            [("http_get", "the person asks there"), ("http_post", "the person tells it")]
        {
            let outside = desk.call(name, json!({})).refused("TOOL_NOWHERE").to_string();
            assert!(outside.contains(who) && !outside.contains("httpGet"), "{outside}");
        }
        let found = reader.call("search_vector", json!({})).refused("TOOL_RENAMED");
        assert!(found.to_string().contains("getPost"), "{found}");
    });
}

#[test]
fn a_tool_that_lacks_a_connection_says_what_it_needs_to_whoever_may_have_it() {
    in_both_eras(|desk| {
        desk.run(&["agent", "set", "assistant", "--profile", "admin"]);
        desk.restart();
        for (name, needs, remedy) in [
            ("sendMessage", "sendMessage needs WhatsApp", "integration connect whatsapp"),
            ("send_message", "sendMessage needs WhatsApp", "integration connect whatsapp"),
            ("getMessageTemplate", "getMessageTemplate needs WhatsApp", "connect whatsapp"),
            ("searchWeb", "searchWeb needs Tavily, Exa, Brave Search or SearXNG", "connect tavily"),
            ("web_quickSearch", "searchWeb needs Tavily", "connect tavily"),
        ] {
            let refused = desk.call(name, json!({})).refused("TOOL_NOT_CONNECTED");
            assert!(refused["message"].as_str().unwrap().contains(needs), "{name}: {refused}");
            assert!(refused["suggestion"].as_str().unwrap().contains(remedy), "{name}: {refused}");
        }
        let wish = json!({ "query": "send Anna a WhatsApp message that we are late" });
        let none = desk.ok("searchTools", wish)["none"].as_str().unwrap_or_default().to_owned();
        assert!(none.starts_with("No tool here does this."), "{none}");
        assert!(none.contains("sendMessage needs WhatsApp"), "{none}");
        let wish = json!({ "query": "search the web for wedding fairs" });
        let none = desk.ok("searchTools", wish)["none"].as_str().unwrap_or_default().to_owned();
        assert!(none.contains("searchWeb needs Tavily"), "{none}");

        // Whoever may not have it in any case hears what is heard of a name that never was.
        desk.run(&["agent", "add", "reader", "--profile", "readonly"]);
        desk.run(&["agent", "set", "reader", "--disable", "searchWeb"]);
        let mut reader = desk.colleague("reader");
        let unknown = reader.call("sendMoon", json!({}));
        for hidden in ["sendMessage", "searchWeb", "web_quickSearch"] {
            let answer = reader.call(hidden, json!({}));
            assert_eq!(answer.reply()["error"], unknown.reply()["error"], "{hidden}");
        }
        let wish = json!({ "query": "send Anna a WhatsApp message" });
        let found = reader.call("searchTools", wish).ok();
        assert!(!found.to_string().contains("sendMessage"), "{found}");

        crate::common::connect_all(desk.folder());
        desk.restart();
        let wish = json!({ "query": "send Anna a WhatsApp message", "limit": 1 });
        let found = desk.ok("searchTools", wish);
        assert_eq!(found["items"][0]["name"], "sendMessage", "{found}");
        assert_eq!(found.get("none"), None, "{found}");
    });
}
