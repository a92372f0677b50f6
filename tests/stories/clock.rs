//! Clocks that are wrong: what has expired stays expired, and no turn lets more through. Only a build for tests lets
//! its clock be turned.

use std::path::Path;

use serde_json::{Value, json};

use super::messaging::{VISITOR, visited};
use crate::common::{
    BOTH_ERAS, Clock, Era, Server,
    whatsapp::{import, written},
};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Whether the program under test can be told a wrong time.
const TURNS: bool = cfg!(debug_assertions);

/// Ends a server and starts another.
fn again(clock: &Clock, era: Era, folder: &Path, args: &[&str], server: Server) -> Server {
    assert!(server.close().status.success());
    clock.server(era, folder, args)
}

#[test]
fn an_expired_confirmation_is_not_good_again() {
    for era in BOTH_ERAS.into_iter().filter(|_| TURNS) {
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        let mut server = clock.server(era, folder.path(), &[]);
        let page = server.call("createPage", json!({ "name": "About" })).ok()["data"]["id"].clone();
        let preview = server.call("deletePage", json!({ "ids": [page] })).ok();
        let yes = json!({ "ids": [page], "confirmed": true, "confirmationToken": preview["confirmationToken"] });
        for minutes in [11, -30, 0, -DAY, 5] {
            clock.set(minutes);
            server.call("deletePage", yes.clone()).refused("CONFIRMATION_INVALID");
        }
        for minutes in [-30, 0] {
            clock.set(minutes);
            server = again(&clock, era, folder.path(), &[], server);
            server.call("deletePage", yes.clone()).refused("CONFIRMATION_INVALID");
        }
        // What is shown now can be confirmed now, though the clock is behind what has been seen.
        let preview = server.call("deletePage", json!({ "ids": [page] })).ok();
        let yes = json!({ "ids": [page], "confirmed": true, "confirmationToken": preview["confirmationToken"] });
        server.call("deletePage", yes).ok();
    }
}

#[test]
fn an_expired_proposal_does_not_wait_again() {
    if !TURNS {
        return;
    }
    let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
    let run = |args: &[&str]| clock.run(folder.path(), args);
    assert!(run(&["agent", "add", "trainee", "--autonomy", "supervised"]).status.success());
    let mut trainee = clock.server(BOTH_ERAS[0], folder.path(), &["--agent", "trainee"]);
    for name in ["One", "Two"] {
        assert_eq!(trainee.call("createPage", json!({ "name": name })).ok()["proposed"], true);
    }
    for days in [8, 0, -1] {
        clock.set(days * DAY);
        let ran = run(&["proposals", "approve", "1"]);
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success() && said.contains("expired"), "{days}: {said}");
    }
    let open = run(&["proposals", "--json"]);
    assert!(!String::from_utf8_lossy(&open.stdout).contains("createPage"), "{open:?}");
    assert!(trainee.close().status.success());
}

#[test]
fn a_key_stands_for_its_call_whatever_the_clock_says() {
    for era in BOTH_ERAS.into_iter().filter(|_| TURNS) {
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        let mut server = clock.server(era, folder.path(), &[]);
        let call = json!({ "name": "About", "idempotencyKey": "one" });
        let first = server.call("createPage", call.clone()).ok();
        for days in [40, 0, -40] {
            clock.set(days * DAY);
            let answer = server.call("createPage", call.clone()).ok();
            assert_eq!(
                [&answer["repeated"], &answer["changeId"]],
                [&json!(true), &first["changeId"]]
            );
        }
        assert!(server.close().status.success());
    }
}

#[test]
fn no_turn_of_the_clock_lets_more_messages_leave() {
    for era in BOTH_ERAS.into_iter().filter(|_| TURNS) {
        let (desk, whatsapp, contact) = visited(era);
        // These sessions have read nothing, so they ask nobody.
        desk.meddle("DELETE FROM taint", []);
        let clock = Clock::start();
        let args = ["--rates", "messaging=3 crm=1000000 rest=1000000"];
        let mut server = clock.server(era, desk.folder(), &args);
        let mut other = clock.server(era, desk.folder(), &args);
        let message = json!({ "contactId": contact, "template": { "name": "hello" } });
        server.call("getMessageTemplate", json!({ "all": true })).ok();
        server.call("sendMessage", message.clone()).ok();
        other.call("sendMessage", message.clone()).ok();
        server.call("sendMessage", message.clone()).ok();
        for days in [0, 1, 0, -1, 2] {
            clock.set(days * DAY);
            server.call("sendMessage", message.clone()).refused("RATE_LIMITED");
            other.call("sendMessage", message.clone()).refused("RATE_LIMITED");
        }
        // Where the system names its starts, a process that starts later knows as well.
        for days in [-1, 3, 4].into_iter().filter(|days| *days < 0 || cfg!(target_os = "linux")) {
            clock.set(days * DAY);
            server = again(&clock, era, desk.folder(), &args, server);
            server.call("sendMessage", message.clone()).refused("RATE_LIMITED");
        }
        assert_eq!(whatsapp.sent().len(), 3);
    }
}

#[test]
fn no_turn_of_the_clock_lets_more_calls_through() {
    for (tool, call) in [
        ("getPage", json!({ "all": true })),
        ("createPage", json!({ "name": "Same" })),
        ("manage_services", json!({ "action": "list" })),
    ] {
        if !TURNS {
            return;
        }
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        let mut server = clock.server(BOTH_ERAS[1], folder.path(), &["--rates", "rest=4"]);
        let mut let_through = 0;
        for minutes in [0, 0, DAY, -DAY, 0, 2 * DAY, 2, -2, 1, 0] {
            clock.set(minutes);
            let answer = server.call(tool, call.clone()).reply().to_string();
            let_through += usize::from(!answer.contains("RATE_LIMITED"));
        }
        assert_eq!(let_through, 4, "{tool}");
        assert!(server.close().status.success());
    }
}

#[test]
fn a_closed_window_opens_when_the_customer_writes_and_not_by_the_clock() {
    for era in BOTH_ERAS.into_iter().filter(|_| TURNS) {
        let (desk, whatsapp, contact) = visited(era);
        let clock = Clock::start();
        let mut server = clock.server(era, desk.folder(), &[]);
        let ask = json!({ "contactId": contact });
        let is_open = |server: &mut Server| {
            let found: Value = server.call("getConversation", ask.clone()).ok();
            found["items"][0]["window"]["open"].clone()
        };
        let answer = json!({ "contactId": contact, "message": "It is." });
        assert_eq!(is_open(&mut server), true);
        for minutes in [25 * HOUR, 0, -30, -DAY] {
            clock.set(minutes);
            assert_eq!(is_open(&mut server), false, "{minutes}");
            server.call("sendMessage", answer.clone()).refused("WINDOW_CLOSED");
        }
        clock.set(0);
        server = again(&clock, era, desk.folder(), &[], server);
        server.call("sendMessage", answer.clone()).refused("WINDOW_CLOSED");
        import(desk.folder(), "main", &[written(VISITOR, "Ada Bell", "wamid.B", "And?", 60)]);
        assert_eq!(is_open(&mut server), true);
        server.call("sendMessage", answer).ok();
        assert_eq!(whatsapp.sent().len(), 1);
        assert!(server.close().status.success());
    }
}
