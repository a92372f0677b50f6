//! Every place of the wire where a client can put text, at its limit: the answer is short and comes soon, and what the
//! log keeps of it is short as well.

use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};

use super::common::{BOTH_ERAS, Era, Server};

/// What a client puts wherever it can.
const HUGE: usize = 2 << 20;

/// What it gets back.
const ANSWER_MAX: usize = 40_000;

/// What the log keeps of a call, in bytes.
const ROW_MAX: i64 = 24 << 10;

/// A debug build on a busy machine; the work grows with the text and not faster.
const SOON: Duration = Duration::from_secs(8);

/// Requests, each with much of something somewhere.
fn requests(huge: &str) -> Vec<(&'static str, Value)> {
    let many: Map<String, Value> = (0..60_000).map(|n| (format!("key {n}"), json!(n))).collect();
    let deep = (0..50).fold(json!(huge), |inner, _| json!({ "a": [inner] }));
    let wide = (0..4).fold(json!("x"), |inner, _| Value::Array(vec![inner; 20]));
    let call = |name: &str, arguments: Value| json!({ "name": name, "arguments": arguments });
    vec![
        ("tools/call", call(huge, json!({}))),
        ("tools/call", call("noSuchTool", json!({ huge: 1 }))),
        ("tools/call", call("noSuchTool", json!({ "a": huge }))),
        ("tools/call", call("noSuchTool", json!({ "a": { "b": { huge: { huge: 1 } } } }))),
        ("tools/call", call("noSuchTool", json!(many))),
        ("tools/call", call("noSuchTool", json!({ "a": many }))),
        ("tools/call", call("noSuchTool", json!({ "a": deep, "b": wide }))),
        ("tools/call", call("getPage", json!({ "all": true, huge: huge }))),
        ("tools/call", call("getPage", json!(many))),
        ("tools/call", call("getPage", json!({ "query": [deep, wide, many] }))),
        ("tools/call", call("getPage", json!({ "query": huge, "cursor": huge }))),
        ("tools/call", call("manage_packages", json!({ "action": huge }))),
        ("tools/call", call("createPage", json!({ "name": huge, "idempotencyKey": huge }))),
        ("tools/call", call("queryData", json!({ "entity": huge, "filter": { huge: huge } }))),
        ("tools/call", call("queryData", json!({ "entity": "page", "filter": many }))),
        ("tools/call", call("acknowledgeRequest", json!({ "text": huge, "request": huge }))),
        (
            "tools/call",
            json!({ "name": "getPage", "arguments": { "all": true }, "requestState": huge }),
        ),
        ("tools/call", json!({ "name": 7, "arguments": { huge: huge } })),
        ("prompts/get", json!({ "name": huge })),
        ("prompts/get", json!({ "name": "new-page", "arguments": { huge: huge } })),
        ("resources/read", json!({ "uri": huge })),
        ("resources/read", json!({ "uri": format!("site://pages/{huge}") })),
        ("resources/list", json!({ "cursor": huge })),
        ("tools/list", json!({ "cursor": huge })),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": huge },
            "argument": { "name": huge, "value": huge } }),
        ),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/resource", "uri": huge },
            "argument": { "name": huge, "value": huge } }),
        ),
        ("logging/setLevel", json!({ "level": huge })),
        (Box::leak(format!("no/{huge}").into_boxed_str()), json!({ huge: huge })),
    ]
}

#[test]
fn whatever_a_client_sends_the_answer_is_short_and_so_is_the_row_of_the_log() {
    let huge = "x".repeat(HUGE);
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Server::start_on(era, folder.path(), &["--agent", "owner"]);
        if let Era::Legacy(version) = era {
            // A client that names itself at length.
            let params = json!({ "protocolVersion": version, "capabilities": { "experimental": { &huge: {} } },
                "clientInfo": { "name": huge, "version": huge, "title": huge } });
            server.request("initialize", params).unwrap();
        }
        for (method, mut params) in requests(&huge) {
            params["_meta"] = json!({ "progressToken": huge, "note": huge });
            let began = Instant::now();
            let id = server.send(method, params);
            let reply = server.reply(id).to_string();
            let method: String = method.chars().take(20).collect();
            assert!(reply.len() < ANSWER_MAX, "{method}: {} bytes", reply.len());
            assert!(began.elapsed() < SOON, "{method}: {:?}", began.elapsed());
        }
        // What is in the log is shown as any other row.
        let calls = json!({ "entity": "call", "limit": 100, "fields": ["tool", "arguments"] });
        let shown = server.call("queryData", calls).ok();
        assert!(shown.to_string().len() < ANSWER_MAX, "{}", shown.to_string().len());
        assert!(server.close().status.success());

        let path = folder.path().join("deskhand.db");
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let (rows, longest): (i64, i64) = db
            .query_row(
                "SELECT count(*), max(length(tool) + length(arguments) + ifnull(length(client), 0)
                                      + ifnull(length(protocol), 0)) FROM call",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert!(rows > 20 && longest < ROW_MAX, "{rows} rows, the longest of {longest}");
    }
}

#[test]
fn one_row_that_is_far_too_large_does_not_make_the_answer_large() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(Era::Modern, folder.path(), &["--agent", "owner"]);
    let made = server.call("createPage", json!({ "name": "About" })).ok();
    let page = made["data"]["id"].clone();
    let words = json!({ "pageId": page, "templateKey": "text", "content": { "body": "b" } });
    server.call("createSection", words).ok();
    // A file from before there were limits.
    let path = folder.path().join("deskhand.db");
    let db = Connection::open(path).unwrap();
    let text = "x".repeat(HUGE);
    let body = json!({ "body": text, &text: 1 }).to_string();
    let changed = db.execute("UPDATE section SET content = ?1", [&body]).unwrap();
    assert!(changed > 0);
    db.execute("UPDATE page SET name = ?1 WHERE name = 'About'", [&text]).unwrap();
    for (tool, arguments) in [
        ("queryData", json!({ "entity": "section" })),
        ("queryData", json!({ "entity": "section", "fields": ["content"], "limit": 1 })),
        ("queryData", json!({ "entity": "page", "fields": ["name"] })),
    ] {
        let answer = server.call(tool, arguments.clone());
        let answer = answer.reply().to_string();
        // Once as a structure, once as text.
        assert!(answer.len() < 3 * ANSWER_MAX, "{arguments}: {}", answer.len());
    }
    // What writes such things is shown more of them, and not without an end.
    for (tool, arguments) in [
        ("getSection", json!({ "pageId": page, "includeContent": true })),
        ("getPage", json!({ "id": page, "includeContent": true })),
    ] {
        let answer = server.call(tool, arguments.clone()).ok();
        assert!(answer.to_string().len() < 300_000, "{tool}: {}", answer.to_string().len());
        assert!(answer["note"].as_str().unwrap().contains("too large to be shown whole"));
    }
}
