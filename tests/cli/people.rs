//! What people ask the program: tools, tenants, history, undo, the log.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{
    common::{BOTH_ERAS, Era, Server, promise},
    deskhand, fails, json_of, prints, run,
};

#[test]
fn a_readonly_agent_sees_no_tool_that_writes() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["agent", "add", "guest", "--profile", "readonly"]);
    let tools = json_of(folder.path(), &["tools", "--agent", "guest"]);
    let tools = tools["tools"].as_array().unwrap();
    assert!(!tools.is_empty());
    assert!(tools.iter().all(|tool| tool["annotations"]["readOnlyHint"] == true));
    let sentence = fails(run(folder.path(), &["tools", "createPage", "--agent", "guest"]), 2);
    assert!(sentence.contains("createPage"), "{sentence}");
}

#[test]
fn history_tells_who_changed_what_and_undo_takes_it_back() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
    let made = server.call("createPage", json!({ "name": "About" })).ok();
    let change = made["changeId"].as_str().unwrap();
    let get = json!({ "slug": "about" });

    let history = json_of(folder.path(), &["history"]);
    let newest = &history["items"][0];
    assert_eq!(
        [&newest["id"], &newest["agent"], &newest["tool"]],
        [change, "assistant", "createPage"]
    );
    assert!(prints(folder.path(), &["history", "--limit", "1"]).contains(change));
    let shown = prints(folder.path(), &["history", "show", change]);
    assert!(shown.contains("+ About"), "{shown}");

    let undone = json_of(folder.path(), &["undo", change]);
    assert_eq!(undone["data"]["removed"][0]["op"], "delete");
    assert_eq!(server.call("getPage", get.clone()).ok()["count"], 0);
    let sentence = fails(run(folder.path(), &["undo", change]), 1);
    assert!(sentence.contains("was undone"), "{sentence}");

    let again = undone["changeId"].as_str().unwrap();
    assert!(prints(folder.path(), &["undo", again]).contains(again));
    assert_eq!(server.call("getPage", get.clone()).ok()["count"], 1);
    let by = &json_of(folder.path(), &["history", "--limit", "1"])["items"][0];
    assert_eq!([&by["agent"], &by["tool"]], ["owner", "undoChange"]);

    let request = newest["requestId"].as_str().unwrap();
    prints(folder.path(), &["undo", "--request", request]);
    assert_eq!(server.call("getPage", get).ok()["count"], 0);
}

#[test]
fn a_change_that_is_not_there_is_said_with_where_to_look() {
    let folder = tempdir().unwrap();
    let none = "chg_01h455vb4pex5vsknk084sn02q";
    for command in [vec!["undo", none], vec!["history", "show", none]] {
        let sentence = fails(run(folder.path(), &command), 1);
        assert!(sentence.contains(none) && sentence.contains("deskhand history"), "{sentence}");
    }
    assert_eq!(run(folder.path(), &["undo"]).status.code(), Some(2));
}

#[test]
fn the_log_has_every_call_with_how_it_ended() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
    let made = server.call("createPage", json!({ "name": "About" })).ok();
    server.call("createPage", json!({ "name": "About" })).refused("SLUG_TAKEN");
    server.call("getPage", json!({ "all": true })).ok();
    server.close();

    let calls = json_of(folder.path(), &["log"]);
    let ended: Vec<_> = calls.as_array().unwrap().iter().map(|call| &call["outcome"]).collect();
    assert_eq!(ended.len(), 3, "{calls}");
    assert!(["written", "refused", "read"].iter().all(|one| ended.contains(&&json!(one))));
    let written = calls.as_array().unwrap().iter().find(|call| call["outcome"] == "written");
    assert_eq!(written.unwrap()["changeId"], made["changeId"]);

    let failed = json_of(folder.path(), &["log", "--failed"]);
    assert_eq!(failed.as_array().unwrap().len(), 1);
    assert_eq!(failed[0]["errorCode"], "SLUG_TAKEN");
    assert!(prints(folder.path(), &["log", "--limit", "3"]).contains("SLUG_TAKEN"));
    assert_eq!(json_of(folder.path(), &["log", "--limit", "1"]).as_array().unwrap().len(), 1);
}

#[test]
fn following_the_log_shows_the_calls_of_another_process_as_they_come() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
    server.call("createPage", json!({ "name": "First" })).ok();
    let mut command = deskhand(folder.path(), &["log", "--follow", "--json"]);
    let mut follower = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["arguments"]["name"], "First");
    server.call("createPage", json!({ "name": "Second" })).ok();
    assert_eq!(next()["arguments"]["name"], "Second");
    follower.kill().unwrap();
    follower.wait().unwrap();
}

#[test]
fn tools_lists_exactly_what_a_client_is_told() {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    let tools = server.list();
    assert_eq!(json_of(folder.path(), &["tools"])["tools"], json!(tools));
    let table = prints(folder.path(), &["tools"]);
    for tool in &tools {
        let name = tool["name"].as_str().unwrap();
        assert!(table.contains(name), "{name} is missing in\n{table}");
        // With the schema of its answers, which most tools are listed without.
        let mut whole = tool.clone();
        whole["outputSchema"] = Value::Object(promise::whole(name));
        assert_eq!(json_of(folder.path(), &["tools", name]), whole);
        assert!(prints(folder.path(), &["tools", name]).contains("Input schema"));
    }
    let sentence = fails(run(folder.path(), &["tools", "getPages"]), 2);
    assert!(sentence.contains("did you mean `getPage`"), "{sentence}");
}

#[test]
fn a_tenant_is_made_as_described_and_only_once() {
    let folder = tempdir().unwrap();
    let add = ["tenant", "add", "studio", "--title", "Studio Nord", "--country", "de"];
    let made = json_of(folder.path(), &[&add[..], &["--currency", "eur"]].concat());
    assert_eq!(
        [&made["name"], &made["title"], &made["country"], &made["currency"]],
        ["studio", "Studio Nord", "DE", "EUR"]
    );
    let sentence = fails(run(folder.path(), &add), 1);
    assert!(sentence.contains("`studio` already"), "{sentence}");
    prints(folder.path(), &["agent", "add", "writer"]);
    let sentence = fails(run(folder.path(), &["agent", "add", "writer"]), 1);
    assert!(sentence.contains("`writer` already"), "{sentence}");

    for (args, needs) in [
        (["tenant", "add", "Studio Nord", "--title", "x"], "studio-nord"),
        (["tenant", "add", "assets", "--title", "x"], "kept"),
        (["tenant", "add", "x", "--currency", "DOLLARS"], "USD"),
        (["tenant", "add", "x", "--country", "Germny"], "send DE"),
        (["tenant", "add", "x", "--country", "ZZ"], "two letters"),
        (["tenant", "add", "x", "--timezone", "half past"], "time zone"),
        (["tenant", "add", "x", "--timezone", "Mars/Base"], "the nearest are"),
        (["tenant", "add", "x", "--timezone", "America/NewYork"], "America/New_York"),
        (["tenant", "add", "x", "--timezone", "berlyn"], "Europe/Berlin"),
        (["tenant", "add", "x", "--currency", "XAU"], "USD"),
        (["agent", "add", "x", "--profile", "king"], "readonly"),
    ] {
        let sentence = fails(run(folder.path(), &args), 2);
        assert!(sentence.contains(needs), "{sentence}");
    }
    assert_eq!(json_of(folder.path(), &["tenant", "list"]).as_array().unwrap().len(), 1);
}
