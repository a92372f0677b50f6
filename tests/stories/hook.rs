//! The hook: how WhatsApp tells what customers write, and that nobody else can tell or learn anything there.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    browser::soon,
    desk::{Desk, text},
    messaging::{VISITOR, messages, visited},
    shop_window::ShopWindow,
};
use crate::common::{
    BOTH_ERAS, Era, PATIENCE, Says,
    whatsapp::{became, report, takes, written},
};

/// The hook of a tenant, on a server that shows its site.
pub struct Hook {
    pub window: ShopWindow,
    pub host: String,
    pub path: String,
}

impl Hook {
    pub fn of(desk: &Desk) -> Hook {
        let mut window = ShopWindow::open_for(desk.era(), desk.folder(), "main");
        let home = window.address("home");
        let host = super::browser::base(&home).strip_prefix("http://").unwrap().to_owned();
        let hook = desk.json(&["whatsapp", "hook", "--tenant", "main"]);
        assert_eq!(hook["url"], format!("http://{host}{}", text(&hook["path"])));
        Hook { window, host, path: text(&hook["path"]) }
    }

    /// The same server, at another path.
    pub fn at(self, path: String) -> Hook {
        Hook { path, ..self }
    }

    /// As the real one: what is put off on a busy machine is told again.
    pub fn tell(&self, report: &Value) -> u16 {
        let body = report.to_string();
        soon("an answer", || Some(tell(&self.host, &self.path, &body)).filter(|it| *it != 503))
    }
}

/// As a tunnel does it: under a public name.
pub fn tell(host: &str, path: &str, body: &str) -> u16 {
    send(host, "POST", path, "desk.example.com", body)
}

fn send(host: &str, method: &str, path: &str, name: &str, body: &str) -> u16 {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {name}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    // A server that has heard enough stops listening.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    answer.split(' ').nth(1).unwrap_or_else(|| panic!("{answer}")).parse().unwrap()
}

#[test]
fn what_a_customer_writes_is_there_when_the_hook_has_answered() {
    for era in BOTH_ERAS {
        let (mut desk, _whatsapp, contact) = visited(era);
        let hook = Hook::of(&desk);
        assert_eq!(hook.tell(&written(VISITOR, "Ada Bell", "wamid.H", "Hello?", 1)), 200);
        assert_eq!(messages(&mut desk, &contact).len(), 2);
        // Told again, it is the same message.
        assert_eq!(hook.tell(&written(VISITOR, "Ada Bell", "wamid.H", "Hello?", 1)), 200);
        assert_eq!(messages(&mut desk, &contact).len(), 2);
        let history = desk.items("getHistory", json!({ "limit": 1 }));
        assert_eq!([&history[0]["tool"], &history[0]["agent"]], ["hook:whatsapp", "owner"]);

        // Somebody whom nobody knows becomes a contact, under a name that shows what it is.
        let stranger = written("4930901820", "Eve\u{202e}\u{200b} <b>\n", "wamid.I", "Hi", 1);
        assert_eq!(hook.tell(&stranger), 200);
        let found = desk.item("getContact", json!({ "phone": "+4930901820" }));
        assert_eq!(found["name"], "Eve <b>");
    }
}

#[test]
fn what_the_business_wrote_on_its_own_phone_is_kept_as_its_own() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let hook = Hook::of(&desk);
    let before = desk.item("getConversation", json!({ "contactId": contact }));
    let at = deskhand::clock::now().0 / 1000;
    let of_field = |field: &str, value: Value| json!({ "entry": [{ "changes": [{ "field": field, "value": value }] }] });
    let echo = json!({ "from": "15550783881", "to": VISITOR, "id": "wamid.E", "timestamp": at.to_string(),
        "type": "text", "text": { "body": "It is free." } });
    let echoes = of_field("smb_message_echoes", json!({ "message_echoes": [echo] }));
    assert_eq!([hook.tell(&echoes), hook.tell(&echoes)], [200, 200]);
    let written = messages(&mut desk, &contact).pop().unwrap();
    assert_eq!([&written["direction"], &written["status"]], ["out", "sent"], "{written}");
    // It is the business's own word, and no more of the customer's.
    assert_eq!(written["text"], "It is free.", "{written}");
    let after = desk.item("getConversation", json!({ "contactId": contact }));
    assert_eq!(after["windowOpenUntil"], before["windowOpenUntil"], "{after}");

    // What was written last year does not open anything, and stands where it belongs.
    let old = |id: &str, from: &str| {
        json!({ "from": from, "id": id, "timestamp": (at - 31_536_000).to_string(),
        "type": "text", "text": { "body": id } })
    };
    let thread = json!({ "id": VISITOR, "messages": [old("wamid.X", VISITOR), old("wamid.Y", "15550783881")] });
    let history = of_field("history", json!({ "history": [{ "threads": [thread] }] }));
    assert_eq!(hook.tell(&history), 200);
    let all = messages(&mut desk, &contact);
    let directions: Vec<&Value> = all.iter().map(|message| &message["direction"]).collect();
    assert_eq!(directions, ["in", "out", "in", "out"], "{all:?}");
    assert_eq!(
        desk.item("getConversation", json!({ "contactId": contact }))["lastMessageAt"],
        after["lastMessageAt"]
    );
    // It did not leave just now, so that the next message may.
    desk.ok("sendMessage", json!({ "contactId": contact, "message": "Yes." }));
}

#[test]
fn a_report_in_another_wrapping_is_kept_and_one_in_none_is_refused() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let hook = Hook::of(&desk);
    let told = |id: &str| written(VISITOR, "Ada Bell", id, "Hello?", 1);
    assert_eq!(hook.tell(&json!([told("wamid.1"), told("wamid.2")])), 200);
    assert_eq!(hook.tell(&json!({ "entry": told("wamid.3")["entry"][0] })), 200);
    assert_eq!(hook.tell(&told("wamid.4")["entry"][0]["changes"][0]["value"]), 200);
    assert_eq!(messages(&mut desk, &contact).len(), 5);
    for lost in [json!({}), json!("x"), json!({ "changes": 1 }), json!({ "entry": [{}] })] {
        assert_eq!(hook.tell(&lost), 422, "{lost}");
    }
}

#[test]
fn what_became_of_a_message_settles_what_was_unknown() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    let hook = Hook::of(&desk);
    whatsapp.says(|_| Says::json(502, &json!({})));
    desk.refused(
        "sendMessage",
        json!({ "contactId": contact, "message": "Yes." }),
        "SENDING_UNKNOWN",
    );
    whatsapp.says(takes);
    let sent = messages(&mut desk, &contact).pop().unwrap();
    let ours = text(&sent["id"]);
    assert_eq!(sent["status"], "unknown");
    let mut failed = became("wamid.J", &ours, "failed");
    failed["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"] =
        json!([{ "code": 131_026 }]);
    assert_eq!(hook.tell(&failed), 200);
    let sent = messages(&mut desk, &contact).pop().unwrap();
    assert_eq!([&sent["status"], &sent["error"]["code"]], ["failed", "WHATSAPP_UNDELIVERABLE"]);
}

#[test]
fn nobody_else_gets_in_there() {
    let (desk, _whatsapp, _) = visited(Era::Modern);
    desk.run(&["tenant", "add", "other"]);
    let hook = Hook::of(&desk);
    let before = desk.contents();
    let (host, path) = (hook.host.as_str(), hook.path.as_str());
    let body = written(VISITOR, "Ada", "wamid.K", "Hi", 1).to_string();
    for wrong in
        ["/hooks/whatsapp/", "/hooks/whatsapp/x", "/hooks/whatsapp", "/hooks", "/hooks/other/x"]
    {
        assert!([403, 404, 405].contains(&tell(host, wrong, &body)), "{wrong}");
    }
    assert_eq!(tell(host, &format!("{path}x"), &body), 404);
    assert_eq!(tell(host, &path.to_lowercase(), &body), 404);
    // Under a public name there is nothing else of this server.
    for (method, path) in [
        ("GET", path),
        ("PUT", path),
        ("GET", "/"),
        ("GET", "/main"),
        ("POST", "/main"),
        ("GET", "/console"),
        ("POST", "/console/api/approve"),
        ("POST", "/hooks/whatsapp/x/../../../console/api/approve"),
        ("POST", "/hooks/whatsapp/x/y"),
    ] {
        assert_eq!(send(host, method, path, "desk.example.com", ""), 403, "{method} {path}");
    }
    // What is no report is refused.
    assert_eq!(tell(host, path, "{\"entry\": ["), 400);
    assert_eq!(tell(host, path, ""), 400);
    assert_eq!(tell(host, path, &"[".repeat(100_000)), 400);
    assert_eq!(tell(host, path, &format!("\"{}\"", "x".repeat(2 << 20))), 413);
    assert_eq!(tell(host, path, "{\"object\": \"page\"}"), 422);
    assert_eq!(desk.contents(), before);

    // The address of another tenant leads to that one.
    let other = text(&desk.json(&["whatsapp", "hook", "--tenant", "other"])["path"]);
    assert_ne!(other, hook.path);
    let told = soon("an answer", || Some(tell(host, &other, &body)).filter(|it| *it != 503));
    assert_eq!(told, 200);
    let all = desk.json(&["history", "--tenant", "other"]).to_string();
    assert!(all.contains("hook:whatsapp"), "{all}");
}

#[test]
#[expect(clippy::disallowed_types, reason = "another program keeps the file busy")]
fn while_the_store_is_busy_news_is_put_off_and_not_lost() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let hook = Hook::of(&desk);
    let news = written(VISITOR, "Ada", "wamid.L", "Hello?", 1);
    let busy = rusqlite::Connection::open(desk.folder().join("deskhand.db")).unwrap();
    busy.busy_timeout(PATIENCE).unwrap();
    busy.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    assert_eq!(tell(&hook.host, &hook.path, &news.to_string()), 503);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    busy.execute_batch("ROLLBACK").unwrap();
    assert_eq!(hook.tell(&news), 200);
    assert_eq!(messages(&mut desk, &contact).len(), 2);
}

#[test]
fn a_storm_of_the_same_news_is_taken_in_once_and_answered_quickly() {
    const DIFFERENT: usize = 500;
    const TIMES: usize = 10;
    const SENDERS: usize = 8;
    let (desk, _whatsapp, _) = visited(Era::Modern);
    let hook = Hook::of(&desk);
    let storm = move |sender: usize, host: &str, path: &str| -> (usize, Duration) {
        let (mut put_off, mut slowest) = (0, Duration::ZERO);
        for at in (sender..DIFFERENT * TIMES).step_by(SENDERS) {
            let number = at % DIFFERENT;
            let from = format!("1415555{:04}", 2_000 + number % 50);
            let body = written(&from, "Somebody", &format!("wamid.S{number}"), "Hi", 1).to_string();
            loop {
                let began = Instant::now();
                let status = tell(host, path, &body);
                slowest = slowest.max(began.elapsed());
                match status {
                    200 => break,
                    // As the real one: what was not taken is told again.
                    503 => put_off += 1,
                    other => panic!("{other}"),
                }
            }
        }
        (put_off, slowest)
    };
    let began = Instant::now();
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (host, path) = (hook.host.clone(), hook.path.clone());
            thread::spawn(move || storm(sender, &host, &path))
        })
        .collect();
    let heard: Vec<(usize, Duration)> = senders.into_iter().map(|it| it.join().unwrap()).collect();
    let put_off: usize = heard.iter().map(|(put_off, _)| put_off).sum();
    let slowest = heard.iter().map(|(_, slowest)| *slowest).max().unwrap();
    let took = began.elapsed();
    println!(
        "{} events in {took:?}; {put_off} put off; the slowest answer {slowest:?}",
        DIFFERENT * TIMES
    );
    let rows = &desk.contents()["message"];
    assert_eq!(rows.len(), DIFFERENT + 1, "each message once");
    // On a machine that does other things as well; the program itself answers within 200 ms.
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

#[test]
fn the_address_says_where_it_leads() {
    let desk = Desk::open(Era::Modern, &[]);
    let hook = desk.json(&["whatsapp", "hook", "--at", "https://desk.example.com/"]);
    let address = format!("https://desk.example.com{}", text(&hook["path"]));
    assert_eq!(hook["url"], address);
    assert_eq!(desk.json(&["whatsapp", "hook", "--at", "https://desk.example.com"]), hook);
    desk.fails(&["whatsapp", "hook", "--at", "desk.example.com"], "is not an address");
    let report = report(&json!({ "messages": [] })).to_string();
    std::fs::write(desk.folder().join("events.json"), format!("[{report}, {report}]")).unwrap();
    let file = desk.folder().join("events.json");
    let said = desk.tries(&["whatsapp", "import", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(
        said,
        "Took in 0 messages and 0 delivery states; 0 new contacts. 0 were known, 0 passed over.\n"
    );
    desk.fails(&["whatsapp", "import", "nothing.json"], "nothing.json");
}
