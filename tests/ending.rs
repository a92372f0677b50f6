//! The end: a server lives exactly as long as its client, whatever is still open.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;
#[cfg(unix)]
#[path = "ending/unread.rs"]
mod unread;

use std::time::Duration;

use common::{BOTH_ERAS, Era, Server};
use serde_json::json;

/// "At once", on a machine that is busy with other tests.
const AT_ONCE: Duration = Duration::from_millis(1500);

#[test]
fn requests_from_a_file_are_answered_before_the_end() {
    let mut server = Server::start(Era::Modern, &[]);
    let id = server.begin("createPage", json!({ "name": "Last wish" }));
    let closed = server.close();
    assert!(closed.status.success(), "{}", closed.stderr);
    assert!(closed.unread.iter().any(|reply| reply["id"] == id), "{closed:?}");
}

#[test]
fn the_end_of_stdin_ends_the_process_at_once() {
    let closed = Server::start_silent(Era::Modern, &[]).close();
    assert!(closed.status.success() && closed.took < AT_ONCE, "before a word: {closed:?}");
    for era in BOTH_ERAS {
        let mut server = Server::start(era, &[]);
        server.call("getPage", json!({ "all": true })).ok();
        let closed = server.close();
        assert!(closed.status.success() && closed.took < AT_ONCE, "idle: {closed:?}");
    }
}

#[test]
fn an_open_subscription_does_not_hold_the_process() {
    let listen = json!({ "notifications": { "toolsListChanged": true } });
    let mut server = Server::start(Era::Modern, &[]);
    server.send("subscriptions/listen", listen.clone());
    let acknowledged = server.notification("notifications/subscriptions/acknowledged");
    assert_eq!(acknowledged["params"]["notifications"], json!({ "toolsListChanged": true }));
    let closed = server.close();
    assert!(closed.status.success() && closed.took < AT_ONCE, "{closed:?}");

    // The end may come while the subscription is still being acknowledged.
    let mut server = Server::start(Era::Modern, &[]);
    server.send("subscriptions/listen", listen);
    let closed = server.close();
    assert!(closed.status.success() && closed.took < AT_ONCE, "{closed:?}");
}

#[test]
fn a_cancelled_subscription_ends_without_an_answer() {
    let mut server = Server::start(Era::Modern, &[]);
    let params = json!({ "notifications": { "toolsListChanged": true } });
    let id = server.send("subscriptions/listen", params);
    server.notification("notifications/subscriptions/acknowledged");
    server.notify("notifications/cancelled", json!({ "requestId": id }));
    assert!(!server.is_answered(id, Duration::from_millis(300)));
    server.call("getPage", json!({ "all": true })).ok();
}

#[cfg(unix)]
#[test]
fn a_signal_to_stop_is_an_ordinary_end() {
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(Era::Legacy("2025-11-25"), &[]);
        server.call("getPage", json!({ "all": true })).ok();
        let id = server.process.id().to_string();
        let sent = std::process::Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let closed = server.process.wait();
        assert!(closed.status.success() && closed.took < AT_ONCE, "{signal}: {closed:?}");
    }
}
