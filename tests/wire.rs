//! The wire: what no client may be able to do to the server, and what each may rely on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(clippy::disallowed_types, reason = "looks at the file from outside, and changes it")]

#[path = "wire/bounds.rs"]
mod bounds;
mod common;
#[cfg(target_os = "linux")]
#[path = "wire/load.rs"]
mod load;
#[path = "wire/twice.rs"]
mod twice;

use common::{BOTH_ERAS, Era, LEGACY_VERSIONS, MODERN_VERSION, Server};
use serde_json::json;

/// The documented limit of one message.
const LINE_BYTES_MAX: usize = 32 * 1024 * 1024;

#[test]
fn a_client_that_initializes_gets_the_version_it_asked_for() {
    for version in LEGACY_VERSIONS {
        let mut server = Server::start(Era::Legacy(version), &[]);
        assert_eq!(server.hello["protocolVersion"], version);
        assert_eq!(server.hello["serverInfo"]["name"], "deskhand");
        assert_eq!(server.hello["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(server.hello["capabilities"]["tools"], json!({ "listChanged": true }));
        assert!(server.hello["instructions"].as_str().is_some_and(|text| !text.is_empty()));
        let page = server.call("getPage", json!({ "all": true }));
        page.ok();
        assert_eq!(page.reply()["result"].get("resultType"), None, "a word of the newer protocol");
        assert_eq!(server.request("ping", json!({})), Ok(json!({})));
    }
}

#[test]
fn a_version_that_cannot_be_initialized_is_answered_with_the_newest_that_can() {
    for version in ["1999-01-01", MODERN_VERSION, "tomorrow"] {
        let server = Server::start(Era::Legacy(version), &[]);
        assert_eq!(server.hello["protocolVersion"], "2025-11-25");
    }
}

#[test]
fn the_version_with_batches_is_answered_with_the_one_before_it() {
    let mut server = Server::start(Era::Legacy("2025-03-26"), &[]);
    assert_eq!(server.hello["protocolVersion"], "2024-11-05");
    server.call("getPage", json!({ "all": true })).ok();
    // Nor is it named among those that are spoken.
    let server = Server::start(Era::Modern, &[]);
    let versions = server.hello["supportedVersions"].as_array().unwrap().clone();
    assert!(!versions.contains(&json!("2025-03-26")), "{versions:?}");
    assert!(LEGACY_VERSIONS.iter().all(|version| versions.contains(&json!(version))));
}

#[test]
fn a_client_of_the_newest_protocol_needs_no_handshake() {
    let mut server = Server::start_silent(Era::Modern, &[]);
    let page = server.call("getPage", json!({ "all": true }));
    page.ok();
    let result = &page.reply()["result"];
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "deskhand");

    let listed = server.request("tools/list", json!({})).unwrap();
    assert_eq!(listed["ttlMs"], 30_000);
    assert_eq!(listed["cacheScope"], "private");
    assert_eq!(listed["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "deskhand");

    let discovered = server.request("server/discover", json!({})).unwrap();
    assert_eq!(discovered["ttlMs"], 30_000);
    assert_eq!(discovered["cacheScope"], "private");
    assert!(discovered["supportedVersions"].as_array().unwrap().contains(&json!(MODERN_VERSION)));
    assert!(discovered["instructions"].is_string());
}

#[test]
fn a_version_that_nobody_knows_is_refused_with_the_ones_that_are() {
    let mut server = Server::start_silent(Era::Legacy("none"), &[]);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2099-01-01",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let error = server.request("tools/list", json!({ "_meta": meta })).unwrap_err();
    assert_eq!(error["code"], -32022);
    assert!(error["data"]["supported"].as_array().unwrap().contains(&json!(MODERN_VERSION)));
    let error = server.request("tools/list", json!({})).unwrap_err();
    assert_eq!(error["code"], -32602, "neither initialized nor self-contained");
    server.greet();
    assert_eq!(server.hello["protocolVersion"], "2025-11-25");
}

#[test]
fn both_generations_may_talk_on_one_connection() {
    let mut server = Server::start(Era::Modern, &[]);
    let params = json!({ "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": { "name": "wire", "version": "1" } });
    let hello = server.request("initialize", params).unwrap();
    assert_eq!(hello["protocolVersion"], "2025-06-18");
    server.call("getPage", json!({ "all": true })).ok();
}

#[test]
fn the_list_is_one_page_in_a_fixed_order_with_all_that_a_client_needs() {
    let mut lists = Vec::new();
    for era in BOTH_ERAS {
        let mut server = Server::start(era, &[]);
        let tools = server.list();
        for tool in &tools {
            assert!(tool["title"].is_string() && tool["description"].is_string(), "{tool}");
            assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
            if let Some(output) = tool.get("outputSchema") {
                assert_eq!(output["type"], "object", "{tool}");
            }
            assert_eq!(tool["annotations"]["title"], tool["title"]);
            for hint in ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] {
                assert!(tool["annotations"][hint].is_boolean(), "{hint}: {tool}");
            }
        }
        let error = server.request("tools/list", json!({ "cursor": "next" })).unwrap_err();
        assert_eq!(error["code"], -32602);
        lists.push(tools);
    }
    assert_eq!(lists[0], lists[1]);
}

#[test]
fn a_tool_that_is_not_there_is_a_protocol_error() {
    for era in BOTH_ERAS {
        let mut server = Server::start(era, &[]);
        assert_eq!(server.call("noSuchTool", json!({})).protocol_error(), -32602);
    }
}

#[test]
fn a_known_method_with_wrong_parameters_is_not_called_unknown() {
    let mut server = Server::start(Era::Legacy("2025-11-25"), &[]);
    for params in [json!({}), json!({ "name": 7 }), json!({ "name": "getPage", "arguments": [] })] {
        let error = server.request("tools/call", params).unwrap_err();
        assert_eq!(error["code"], -32602, "{error}");
    }
    assert_eq!(server.request("no/such", json!({})).unwrap_err()["code"], -32601);
}

#[test]
fn a_line_that_cannot_be_read_is_answered_under_its_own_id() {
    let mut server = Server::start(Era::Legacy("2025-11-25"), &[]);
    server.send_raw("nonsense\n");
    assert_eq!(server.stray_error()["code"], -32700);
    server.send_raw("{\"jsonrpc\":\"2.0\",\"id\":\"cut\",\"method\":\"tools/call\",\"par\n");
    assert_eq!(server.reply("cut")["error"]["code"], -32700);
    server.send_raw(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\",\"id\":\"latin\"}\n");
    assert_eq!(server.reply("latin")["error"]["code"], -32700);
    let deep = "[".repeat(5000);
    server.send_raw(format!("{{\"jsonrpc\":\"2.0\",\"id\":\"deep\",\"params\":{deep}\n"));
    assert_eq!(server.reply("deep")["error"]["code"], -32700);
    server.send_raw("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]\n");
    assert_eq!(server.stray_error()["code"], -32600);
    server.send_raw("{\"jsonrpc\":\"2.0\",\"id\":\"odd\"}\n");
    assert_eq!(server.reply("odd")["error"]["code"], -32600);
    // Blank lines, a byte order mark, and Windows line ends are not worth a word.
    server.send_raw("\n\r\n\u{feff}{\"jsonrpc\":\"2.0\",\"id\":\"bom\",\"method\":\"ping\"}\r\n");
    assert_eq!(server.reply("bom")["result"], json!({}));
}

#[test]
fn a_line_over_the_limit_is_refused_wherever_its_id_stands() {
    let mut server = Server::start(Era::Legacy("2025-11-25"), &[]);
    let padding = "x".repeat(LINE_BYTES_MAX);
    server.send_raw(format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":\"first\",\"method\":\"tools/call\",\"params\":\"{padding}\"}}\n"
    ));
    let error = server.reply("first")["error"].clone();
    assert_eq!(error["code"], -32600);
    assert!(error["message"].as_str().unwrap().contains(&LINE_BYTES_MAX.to_string()));
    server.send_raw(format!(
        "{{\"method\":\"tools/call\",\"params\":\"{padding}\",\"jsonrpc\":\"2.0\",\"id\":\"last\"}}\n"
    ));
    assert_eq!(server.reply("last")["error"]["code"], -32600);
    server.call("getPage", json!({ "all": true })).ok();
}

#[test]
fn a_first_message_that_is_no_request_does_not_end_the_process() {
    for era in BOTH_ERAS {
        let mut server = Server::start_silent(era, &[]);
        server.notify("notifications/initialized", json!({}));
        server.notify("notifications/cancelled", json!({ "requestId": 1 }));
        server.send_raw("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}\n");
        server.send_raw("what?\n");
        assert_eq!(server.stray_error()["code"], -32700);
        server.greet();
        server.call("getPage", json!({ "all": true })).ok();
    }
}

#[test]
fn two_hundred_calls_in_flight_are_all_answered() {
    for era in BOTH_ERAS {
        let mut server = Server::start(era, &[]);
        let reads: Vec<_> =
            (0..100).map(|_| server.begin("getPage", json!({ "all": true }))).collect();
        let writes: Vec<_> = (0..100)
            .map(|n| server.begin("createPage", json!({ "name": format!("Page {n}") })))
            .collect();
        for id in reads {
            server.finish("getPage", id).ok();
        }
        for id in writes {
            server.finish("createPage", id).ok();
        }
    }
}
