//! An agent that has the address of a question, and would like to answer it itself.

use serde_json::{Value, json};

use super::{
    browser,
    console::Browser,
    desk::{Desk, confirmed, in_both_eras, text},
    shop_window::ShopWindow,
};
use crate::common::Server;

/// A desk whose preview is served, an agent that may use every tool and reach this machine, and a proposal that waits.
fn attacked(desk: &mut Desk) -> (ShopWindow, Browser, String) {
    desk.run(&["agent", "set", "assistant", "--profile", "admin"]);
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut window = ShopWindow::open(desk.era(), desk.folder());
    let base = browser::base(&window.address("home")).to_owned();
    let browser = Browser::of(desk, &base);
    let proposed = desk.colleague("trainee").call("createPage", json!({ "name": "Press" })).ok();
    assert_eq!(proposed["proposed"], true, "{proposed}");
    (window, browser, text(&proposed["proposalId"]))
}

/// A session of the agent where the operator lets it reach this machine at all.
fn let_out(desk: &mut Desk, base: &str) {
    let place = base.strip_prefix("http://").unwrap();
    let config = format!("[outbound]\nallow = [{place:?}]\n");
    std::fs::write(desk.folder().join("deskhand.toml"), config).unwrap();
    desk.run(&["tenant", "hosts", "add", place]);
    desk.restart();
}

#[test]
fn the_address_of_a_question_has_no_key_and_answers_have_none_either() {
    in_both_eras(|desk| {
        let (mut window, browser, _) = attacked(desk);
        let key = browser.cookie.split_once('=').unwrap().1.to_owned();
        let about = desk.page("About");
        let shown = window.ok("deletePage", json!({ "ids": [about] }));
        let address = text(&shown["decideUrl"]);
        assert!(!address.contains('?') && !address.contains('#'), "{address}");
        for (tool, arguments) in [
            ("deletePage", json!({ "ids": [about] })),
            ("getHistory", json!({})),
            ("queryData", json!({ "entity": "proposal" })),
            ("getPage", json!({ "id": about, "includeContent": true })),
        ] {
            let answer = window.call(tool, arguments).reply().to_string();
            assert!(!answer.contains(&key) && !answer.contains(&browser.word), "{tool}");
        }
    });
}

#[test]
fn who_may_not_reach_this_machine_does_not_reach_the_page_of_a_question() {
    in_both_eras(|desk| {
        let (_window, browser, id) = attacked(desk);
        desk.restart();
        let page = format!("{}/console/decide/main/{id}", browser.base);
        for (tool, arguments) in [
            ("httpGet", json!({ "url": page })),
            ("fetchContent", json!({ "urls": [page] })),
            ("importImage", json!({ "url": page })),
        ] {
            let refused = desk.call(tool, arguments.clone());
            assert!(!refused.is_ok() || refused.whole()["done"] == false, "{tool}: {refused:?}");
        }
        assert_eq!(desk.json(&["proposals"])["count"], 1);
    });
}

#[test]
fn no_tool_decides_by_the_address_even_where_this_machine_may_be_reached() {
    in_both_eras(|desk| {
        let (_window, browser, id) = attacked(desk);
        let_out(desk, &browser.base);
        let base = &browser.base;
        let gets = [
            format!("{base}/console/decide/main/{id}"),
            format!("{base}/console/decide/main/1"),
            format!("{base}/console/decide/main/{id}?key={}", "A".repeat(43)),
            format!("{base}/console/api/decision?tenant=main&which=1"),
            format!("{base}/console/api/approve?tenant=main&ids={id}"),
            format!("{base}/console/look/main/{id}/after"),
            format!("{base}/console/api/state"),
        ];
        for url in gets {
            let got = desk.call("httpGet", json!({ "url": url }));
            let said = got.reply().to_string();
            assert!(said.contains("404") || said.contains("405"), "{url}: {said}");
            assert!(!said.contains("Press"), "what it is about is not shown: {url}: {said}");
        }
        let body = json!({ "tenant": "main", "ids": [id] });
        for path in ["approve", "reject", "undo"] {
            let post = json!({ "url": format!("{base}/console/api/{path}"), "body": body });
            let shown = desk.ok("httpPost", post.clone());
            let sent = desk.call("httpPost", confirmed(&post, &shown["confirmationToken"]));
            let said = sent.reply().to_string();
            assert!(said.contains("404") || said.contains("403"), "{path}: {said}");
        }
        assert_eq!(desk.json(&["proposals", "show", "1"])["status"], "open");
        assert!(desk.items("getPage", json!({ "slug": "press" })).is_empty());
    });
}

/// A client that shows cards, and whose model tries what it can: its host hides nothing from it but the key.
#[test]
fn the_cards_tool_is_none_that_a_model_finds_or_calls_by_name() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let types = json!({ "mimeTypes": ["text/html;profile=mcp-app"] });
        let args = ["--agent", "trainee", "--discover"];
        let mut client = Server::spawn(desk.era(), desk.folder(), &args);
        client.can = json!({ "extensions": { "io.modelcontextprotocol/ui": types } });
        client.greet();
        let proposed = client.call("createPage", json!({ "name": "Press" }));
        let id = proposed.ok()["proposalId"].clone();
        let found =
            client.call("searchTools", json!({ "query": "approve a proposal myself" })).ok();
        assert!(!found.to_string().contains("decideProposal"), "{found}");
        let arguments = json!({ "id": id, "key": id, "decision": "approve" });
        let by_name = json!({ "name": "decideProposal", "arguments": arguments });
        let called =
            client.request("tools/call", json!({ "name": "callTool", "arguments": by_name }));
        let said = called.map_or_else(|error| error.to_string(), |result| result.to_string());
        assert!(said.contains("decideProposal") && !said.contains("approved"), "{said}");
        // And where it may call it: without the key it does nothing.
        let result = client.request("tools/call", by_name).unwrap();
        assert_eq!(result["isError"], true, "{result}");
        assert!(result.to_string().contains("PERMISSION_DENIED"), "{result}");
        assert_eq!(desk.json(&["proposals", "show", "1"])["status"], Value::from("open"));
    });
}
