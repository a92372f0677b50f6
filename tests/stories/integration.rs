//! The tenant's accounts with services outside, connected and checked for real.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU16, Ordering},
};

use serde_json::{Value, json};

use super::{desk::Desk, messaging::visited};
use crate::common::{BOTH_ERAS, Era, Provider, Says, Server};

const KEY: &str = "px-3f1c-never-shown";

/// A Pexels that answers whoever has the key, as its documentation says.
fn pexels(status: &'static AtomicU16) -> Provider {
    Provider::answering(move |asked| {
        let is_theirs = asked.header("authorization") == Some(KEY);
        let is_search = asked.path() == "/v1/search";
        match (is_theirs, is_search) {
            (true, true) => Says::json(status.load(Ordering::SeqCst), &json!({ "photos": [] })),
            (false, _) => Says::json(401, &json!({ "error": "Invalid API key" })),
            (true, false) => Says::json(404, &json!({})),
        }
    })
}

pub fn with(desk: &Desk, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(args).arg("--data-dir").arg(desk.folder());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{out}{err}")
}

fn place(desk: &Desk, provider: &Provider) {
    let text = format!("[providers]\npexels = \"{}\"\n", provider.url());
    fs::write(desk.folder().join("deskhand.toml"), text).unwrap();
}

fn status(desk: &Desk, name: &str) -> Value {
    let all = desk.json(&["integration", "list"]);
    let found = all.as_array().unwrap().iter().find(|it| it["name"] == name);
    found.unwrap()["status"].clone()
}

#[test]
fn a_service_is_connected_with_its_key_tested_and_disconnected() {
    static STATUS: AtomicU16 = AtomicU16::new(200);
    let desk = Desk::open(Era::Modern, &[]);
    let provider = pexels(&STATUS);
    place(&desk, &provider);
    assert_eq!(status(&desk, "pexels"), Value::Null);

    let connected = with(&desk, &["integration", "connect", "pexels"], &format!("{KEY}\n"));
    assert!(connected.status.success(), "{}", said(&connected));
    assert!(said(&connected).contains("Pexels answers") && !said(&connected).contains(KEY));
    assert_eq!(status(&desk, "pexels"), "connected");
    let heard = provider.heard();
    let [asked] = heard.as_slice() else { panic!("{heard:?}") };
    assert_eq!(asked.target, "/v1/search?query=flower&per_page=1");

    // What stands at the service is found out by asking it.
    for (answer, found, sentence) in [
        (401, "expired", "Pexels refuses the key"),
        (500, "error", "Pexels answers with status 500"),
        (200, "connected", "Pexels answers"),
    ] {
        STATUS.store(answer, Ordering::SeqCst);
        let tested = with(&desk, &["integration", "test", "pexels"], "");
        assert_eq!(tested.status.success(), answer == 200, "{}", said(&tested));
        assert!(said(&tested).contains(sentence), "{}", said(&tested));
        assert_eq!(status(&desk, "pexels"), found);
    }

    // The key is in its file alone, and goes with the connection.
    let file = desk.folder().join("keys/main/pexels");
    assert_eq!(fs::read_to_string(&file).unwrap(), KEY);
    assert!(holding(desk.folder(), KEY).iter().all(|path| path.ends_with("keys/main/pexels")));
    desk.run(&["integration", "disconnect", "pexels"]);
    assert!(!file.exists());
    assert_eq!(status(&desk, "pexels"), Value::Null);
    desk.fails(&["integration", "disconnect", "pexels"], "Pexels is not connected");
}

#[test]
fn what_cannot_be_connected_says_what_would_do() {
    static STATUS: AtomicU16 = AtomicU16::new(200);
    let desk = Desk::open(Era::Modern, &[]);
    place(&desk, &pexels(&STATUS));
    desk.fails(&["integration", "connect", "pexel"], "did you mean `pexels`?");
    desk.fails(&["integration", "connect", "openverse"], "needs no connection");
    desk.fails(&["integration", "test", "tavily"], "there is no key for Tavily");
    desk.fails(&["integration", "connect", "searxng"], "[providers] in deskhand.toml");
    let wrong = with(&desk, &["integration", "connect", "pexels"], "another-key");
    assert!(
        !wrong.status.success() && said(&wrong).contains("refuses the key"),
        "{}",
        said(&wrong)
    );
    assert_eq!(status(&desk, "pexels"), "expired");
    for bad in ["", "two words"] {
        let refused = with(&desk, &["integration", "connect", "pexels"], bad);
        assert!(!refused.status.success(), "{}", said(&refused));
    }
    fs::write(desk.folder().join("deskhand.toml"), "[providers]\npexel = \"http://x\"\n").unwrap();
    desk.fails(&["integration", "list"], "is no service");
}

#[test]
fn disconnecting_whatsapp_removes_what_needs_it() {
    for era in BOTH_ERAS {
        let (mut desk, whatsapp, contact) = visited(era);
        let mut bot = desk.colleague("assistant");
        if era == Era::Modern {
            let listen = json!({ "notifications": { "toolsListChanged": true } });
            bot.send("subscriptions/listen", listen);
            bot.notification("notifications/subscriptions/acknowledged");
        }
        let has = |bot: &mut Server, tool: &str| bot.list().iter().any(|it| it["name"] == tool);
        assert!(has(&mut bot, "sendMessage") && has(&mut bot, "getMessageTemplate"));
        let message = json!({ "contactId": contact, "message": "See you." });
        bot.call("sendMessage", message.clone()).ok();

        desk.run(&["integration", "disconnect", "whatsapp"]);
        bot.notification("notifications/tools/list_changed");
        assert!(!has(&mut bot, "sendMessage") && !has(&mut bot, "getMessageTemplate"));
        bot.call("sendMessage", message.clone()).refused("TOOL_NOT_CONNECTED");
        // What was written can still be read.
        bot.call("getConversation", json!({ "contactId": contact, "includeMessages": true })).ok();
        let explained = desk.json(&["tools", "--explain"]);
        assert!(explained.to_string().contains("whatsapp is not connected"), "{explained}");

        whatsapp.connect(desk.folder(), "main");
        bot.notification("notifications/tools/list_changed");
        bot.call("sendMessage", message).ok();
        assert_eq!(whatsapp.sent().len(), 2);
        desk.items("getConversation", json!({ "all": true }));
    }
}

/// The files below a folder in which these bytes are.
fn holding(folder: &Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(holding(&entry, text));
        } else {
            let bytes = fs::read(&entry).unwrap();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(entry);
            }
        }
    }
    found
}
