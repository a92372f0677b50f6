//! Several processes that write into one chain, and what the command line says of it.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::{
    common::{BOTH_ERAS, Server},
    raw,
};

pub(super) fn deskhand(folder: &std::path::Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(args).arg("--data-dir").arg(folder).output().unwrap()
}

fn verified(folder: &std::path::Path, more: &[&str]) -> Value {
    let ran = deskhand(folder, &[&["log", "verify", "--json"], more].concat());
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"))
}

#[test]
fn processes_that_write_at_once_keep_one_unbroken_chain() {
    const CALLS: usize = 60;
    let folder = tempfile::tempdir().unwrap();
    let mut servers = BOTH_ERAS.map(|era| Server::start_on(era, folder.path(), &[]));
    let mut sent = Vec::new();
    for number in 0..CALLS {
        for (at, server) in servers.iter_mut().enumerate() {
            let page = json!({ "name": format!("Page {number} of {at}") });
            sent.push((at, "createPage", server.begin("createPage", page)));
            sent.push((at, "getPage", server.begin("getPage", json!({ "all": true }))));
        }
    }
    for (at, tool, id) in sent {
        servers[at].finish(tool, id).ok();
    }
    let processes = servers.len();
    for server in servers {
        let closed = server.close();
        assert!(closed.stderr.contains("the call log ends here"), "{}", closed.stderr);
    }
    let found = verified(folder.path(), &[]);
    assert_eq!(
        (&found["ok"], &found["rows"]),
        (&json!(true), &json!(CALLS * processes * 2)),
        "{found}"
    );
}

#[test]
fn the_command_line_says_whether_the_log_is_whole_and_where_it_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    for number in 0..5 {
        server.call("createPage", json!({ "name": format!("Page {number}") })).ok();
    }
    server.close();
    let whole = verified(folder.path(), &[]);
    let head = whole["head"].as_str().unwrap();
    let text = String::from_utf8(deskhand(folder.path(), &["log", "verify"]).stdout).unwrap();
    assert!(text.contains("OK: 5 calls") && text.contains(head), "{text}");
    assert_eq!(verified(folder.path(), &["--head", head])["headAt"], 5);

    let db = raw(folder.path());
    db.execute_batch(
        "DROP TRIGGER call_is_final; DROP TRIGGER call_stays; DELETE FROM call WHERE seq = 5",
    )
    .unwrap();
    assert_eq!(verified(folder.path(), &[])["ok"], true);
    assert_eq!(verified(folder.path(), &["--head", head])["fault"], "headUnknown");
    db.execute_batch("UPDATE call SET tool = 'deletePage' WHERE seq = 3").unwrap();
    assert_eq!(verified(folder.path(), &[])["seq"], 3);
    let ran = deskhand(folder.path(), &["log", "verify"]);
    let sentence = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1));
    assert!(sentence.contains("row 3 (call_") && sentence.contains("was changed"), "{sentence}");
    let ran = deskhand(folder.path(), &["log", "verify", "--head", "abc"]);
    assert_eq!(ran.status.code(), Some(2));
}

#[test]
fn filters_take_the_calls_that_they_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[1], folder.path(), &[]);
    let made = server.call("createPage", json!({ "name": "About" })).ok();
    server.call("createPage", json!({ "name": "About" })).refused("SLUG_TAKEN");
    server.call("manage_packages", json!({ "action": "list" })).ok();
    server.close();
    let found = |args: &[&str]| -> Vec<Value> {
        let ran = deskhand(folder.path(), &[&["log", "--json"], args].concat());
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"))
    };
    let (all, change) = (found(&[]), made["changeId"].as_str().unwrap());
    assert_eq!(all.len(), 3);
    assert!(
        all.iter().all(|call| call["protocol"].is_string() && call["hash"].is_string()),
        "{all:?}"
    );
    let (request, session) =
        (all[0]["requestId"].as_str().unwrap(), all[0]["sessionId"].as_str().unwrap());
    for (filter, calls) in [
        (["--tool", "createPage"], 2),
        (["--tool", "manage_packages"], 1),
        (["--tool", "manage_packages:list"], 1),
        (["--tool", "create"], 0),
        (["--agent", "assistant"], 3),
        (["--agent", "owner"], 0),
        (["--outcome", "refused"], 1),
        (["--code", "SLUG_TAKEN"], 1),
        (["--change", change], 1),
        (["--request", request], 3),
        (["--session", session], 3),
        (["--since", "1h"], 3),
        (["--since", "0s"], 0),
        (["--since", "2020-01-01T00:00:00Z"], 3),
    ] {
        assert_eq!(found(&filter).len(), calls, "{filter:?}");
    }
    assert_eq!(found(&["--tool", "createPage", "--outcome", "written"]).len(), 1);
    assert_eq!(deskhand(folder.path(), &["log", "--since", "some day"]).status.code(), Some(2));
}
