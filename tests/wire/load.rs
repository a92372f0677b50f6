//! How much a client can have the server keep in its memory at once.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::common::{Era, Server};

/// Lines that are sent at once, as fast as the server takes them: where three do not fit, forty do not.
const LINES: usize = 10;

/// A picture of 22 MB as base64, a little less than a line may have.
const BASE64_BYTES: usize = 30_000_000;

/// What the program may take in a debug build, at its highest.
const MEMORY_MAX: usize = 300 << 20;

/// So long for all of them; a debug build reads slowly.
const PATIENCE: Duration = Duration::from_mins(5);

const LEGACY: Era = Era::Legacy("2025-11-25");

/// What the program has had in memory at its highest, in bytes.
fn most_memory(server: &Server) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let number: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    number << 10
}

/// A call of this tool whose last argument is `body`, as often as there are `ids`.
fn send(server: &mut Server, tool: &str, argument: &str, body: &Arc<Vec<u8>>, ids: &[i64]) {
    for id in ids {
        let head = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"tools/call\",\"params\":{{\"name\":\"{tool}\",\"arguments\":{{\"{argument}\":\""
        );
        server.send_raw(head);
        server.process.write_shared(Arc::clone(body));
        server.send_raw("\"}}}\n");
    }
}

fn read_all(server: &mut Server, ids: &[i64]) {
    let mut left: Vec<i64> = ids.to_vec();
    while !left.is_empty() {
        let reply = server.process.read(PATIENCE).expect("a reply in time");
        if let Some(id) = reply["id"].as_i64() {
            left.retain(|other| *other != id);
        }
    }
}

#[test]
fn large_lines_that_come_at_once_are_worked_on_one_after_the_other() {
    let mut server = Server::start(LEGACY, &[]);
    let picture = Arc::new(vec![b'A'; BASE64_BYTES]);
    let text = Arc::new("long \\n".repeat(BASE64_BYTES / 7).into_bytes());
    let calls = [
        ("createImage", "base64", &picture),
        // Neighbours: text that a tool refuses, arguments and tools that are not there, a request of another kind.
        ("createPage", "name", &text),
        ("getPage", "nonsense", &picture),
        ("noSuchTool", "base64", &text),
    ];
    for (at, (tool, argument, body)) in calls.into_iter().enumerate() {
        let first = 1_000 * (1 + i64::try_from(at).unwrap());
        let lines = if at == 0 { LINES } else { 3 };
        let ids: Vec<i64> = (first..).take(lines).collect();
        send(&mut server, tool, argument, body, &ids);
        let ping = server.send("ping", json!({}));
        read_all(&mut server, &[ids, vec![ping]].concat());
        let most = most_memory(&server);
        eprintln!("{tool}: {} MiB at its highest", most >> 20);
        assert!(most < MEMORY_MAX, "{tool}: {} MiB", most >> 20);
    }
}

#[test]
fn a_cancelled_call_gives_its_room_to_the_next_and_a_client_that_leaves_all_of_it() {
    let mut server = Server::start(LEGACY, &[]);
    let picture = Arc::new(vec![b'A'; BASE64_BYTES]);
    let ids: Vec<i64> = (1_000..).take(4).collect();
    for id in &ids {
        send(&mut server, "createImage", "base64", &picture, &[*id]);
        server.notify("notifications/cancelled", json!({ "requestId": id }));
    }
    let ping = server.send("ping", json!({}));
    read_all(&mut server, &[ping]);
    assert!(most_memory(&server) < MEMORY_MAX);
    send(&mut server, "createImage", "base64", &picture, &ids);
    let closed = server.close();
    assert!(closed.status.success(), "{closed:?}");
}
