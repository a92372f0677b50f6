//! The console on a phone in the same network: who is let in, and that nobody else is.

use std::{ffi::OsStr, fs, os::unix::fs::PermissionsExt as _};

use serde_json::{Value, json};

use super::{
    browser::{self, soon},
    console::{Came, send},
    desk::{Desk, in_both_eras, text},
    shop_window::ShopWindow,
};
use crate::common::Clock;

/// An address of this machine that stands for the one in its network; tests come to it from another one.
const PHONES: &str = "127.0.0.2";

/// A client with phones let in, where it serves this machine, and where phones.
fn opened(desk: &Desk, clock: &Clock) -> (ShopWindow, String, String) {
    let shift = clock.file();
    let environment = [("DESKHAND_CLOCK_SHIFT", shift.as_os_str())];
    let mut window =
        ShopWindow::open_with(desk.era(), desk.folder(), &["--lan", PHONES], &environment);
    let base = browser::base(&window.address("home")).to_owned();
    let near = soon("an address for phones", || {
        let record = fs::read(desk.folder().join("preview.json")).ok()?;
        let record: Value = serde_json::from_slice(&record).ok()?;
        Some(format!("http://{}", record["lan"].as_str()?))
    });
    (window, base, near)
}

/// The path with the link that `console --lan` prints.
fn link(desk: &Desk, clock: &Clock, near: &str) -> String {
    let printed = clock.run(desk.folder(), &["console", "--lan", "--json"]);
    let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
    text(&printed["url"]).strip_prefix(near).unwrap().to_owned()
}

fn get(base: &str, path: &str, cookie: &str) -> Came {
    send(base, "GET", path, &[("cookie", cookie)], "")
}

/// The cookie of a phone that has opened the link; it is good for a day, and for no script.
fn entered(base: &str, path: &str) -> String {
    let (head, _) = browser::answer(&format!("{base}{path}"));
    let line = head.lines().find(|line| line.to_lowercase().starts_with("set-cookie: ")).unwrap();
    for word in ["HttpOnly", "SameSite=Lax", "Path=/;", "Max-Age=86400"] {
        assert!(line.contains(word), "{word}: {line}");
    }
    line["set-cookie: ".len()..].split(';').next().unwrap().to_owned()
}

#[test]
fn a_phone_decides_at_the_address_that_the_answer_names() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let clock = Clock::start();
        let (mut window, base, near) = opened(desk, &clock);
        let shown = window.ok("deletePage", json!({ "ids": [about] }));
        let address = text(&shown["decideUrl"]);
        let path = address.strip_prefix(&near).unwrap_or_else(|| panic!("{address}"));
        // The address is no key.
        assert_eq!(get(&near, path, "").status, 404);
        let link = link(desk, &clock, &near);
        assert!(link.starts_with("/console?key="), "{link}");
        let came = get(&near, &link, "");
        assert_eq!(came.status, 303, "{}", came.head);
        assert!(came.head.contains("location: /console\r\n"), "the link leaves the address");
        let phone = entered(&near, &link);
        let page = get(&near, path, &phone);
        assert_eq!(page.status, 200, "{}", page.head);
        assert!(page.body.contains("decide.js"));
        assert_eq!(get(&near, "/main", &phone).status, 200, "the frames show pages of the site");
        let word = page.body.split_once("name=\"word\" content=\"").unwrap().1;
        let word = word.split_once('"').unwrap().0;
        let which = path.rsplit('/').next().unwrap();
        let asked = format!("/console/api/decision?tenant=main&which={which}");
        let view: Value = serde_json::from_str(&get(&near, &asked, &phone).body).unwrap();
        let body = json!({ "tenant": "main", "ids": [view["decision"]["id"]] }).to_string();
        let act = |origin: &str| {
            let headers = [
                ("cookie", phone.as_str()),
                ("origin", origin),
                ("x-deskhand-word", word),
                ("content-type", "application/json"),
            ];
            send(&near, "POST", "/console/api/approve", &headers, &body)
        };
        // A page elsewhere, or this machine's own, changes nothing there.
        for origin in ["http://evil.example", base.as_str(), "null"] {
            assert_eq!(act(origin).status, 404, "{origin}");
        }
        let done: Value = serde_json::from_str(&act(&near).body).unwrap();
        assert_eq!(done["done"], 1, "{done}");
        assert!(desk.items("getPage", json!({ "id": about })).is_empty());
    });
}

#[test]
fn nobody_else_in_the_network_gets_in() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[0], &[]);
    desk.page("About");
    let clock = Clock::start();
    let (_window, base, near) = opened(&desk, &clock);
    let link = link(&desk, &clock, &near);
    let phone = entered(&near, &link);
    let key = text(&desk.json(&["console"])["url"]);
    let key = key.split_once("key=").unwrap().1.to_owned();
    let own = format!("deskhand_console={key}");
    // Neither pages, nor files, nor hooks, nor forms, without the phone's cookie; this machine's key is none.
    for path in [
        "/",
        "/main",
        "/main/about",
        "/main/assets/site.css",
        "/console",
        "/console/today",
        "/console/api/state",
        "/console/events",
        "/console/assets/console.css",
        "/hooks/whatsapp/x",
        "/nothing",
    ] {
        for cookie in ["", own.as_str(), "deskhand_phone=", "deskhand_phone=1.x"] {
            assert_eq!(get(&near, path, cookie).status, 404, "{path} with {cookie}");
        }
    }
    assert_eq!(get(&near, &format!("/console?key={key}"), "").status, 404);
    // What opens there opens nothing here.
    assert_eq!(get(&base, &link, "").status, 404);
    assert_eq!(get(&base, "/console", &phone).status, 404);
    // A link is no cookie, and a cookie no link.
    let of_link = link.split_once("key=").unwrap().1;
    assert_eq!(get(&near, "/console", &format!("deskhand_phone={of_link}")).status, 404);
    let of_phone = phone.split_once('=').unwrap().1;
    assert_eq!(get(&near, &format!("/console?key={of_phone}"), "").status, 404);
    // Under another name nothing is answered: a web page's own name that leads here is one.
    let place = near.strip_prefix("http://").unwrap();
    let port = place.rsplit(':').next().unwrap();
    for host in ["evil.example", "localhost", "127.0.0.1", "127.0.0.3"] {
        for name in [host.to_owned(), format!("{host}:{port}")] {
            let came = send(&near, "GET", "/console", &[("cookie", &phone), ("host", &name)], "");
            assert_eq!(came.status, 403, "{name}");
        }
    }
    assert_eq!(send(&base, "GET", "/main", &[("host", place)], "").status, 403);
    // Links and cookies end.
    clock.set(11);
    assert_eq!(get(&near, &link, "").status, 404, "after ten minutes");
    assert_eq!(get(&near, "/console", &phone).status, 200);
    clock.set(24 * 60 + 1);
    assert_eq!(get(&near, "/console", &phone).status, 404, "after a day");
    // Guessing is slowed down for everybody.
    let mut last = 0;
    for _ in 0..25 {
        last = get(&near, "/console?key=1.abc", "").status;
    }
    assert_eq!(last, 429);
}

#[test]
fn phones_are_let_in_only_where_the_operator_says_so() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[0], &[]);
    let about = desk.page("About");
    let mut window = ShopWindow::open(desk.era(), desk.folder());
    let base = browser::base(&window.address("home")).to_owned();
    let shown = window.ok("deletePage", json!({ "ids": [about] }));
    assert!(text(&shown["decideUrl"]).starts_with(&base), "{shown}");
    desk.fails(&["console", "--lan"], "phones are not let in");
    for wrong in ["8.8.8.8", "0.0.0.0", "everybody", "192.0.2.1"] {
        desk.fails(&["preview", "--lan", wrong], "in a private network");
    }
}

#[test]
fn the_desktop_says_that_something_waits_and_nothing_of_it() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[0], &[]);
    let pages = [desk.page("Secret plans"), desk.page("About")];
    let bin = tempfile::tempdir().unwrap();
    let said = bin.path().join("said");
    let program = bin.path().join("notify-send");
    let script =
        format!("#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done >> {}\n", said.display());
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.path().display());
    let waits = |args: &[&str]| {
        let environment: [(&str, &OsStr); 1] = [("PATH", OsStr::new(&path))];
        let mut window = ShopWindow::open_with(desk.era(), desk.folder(), args, &environment);
        window.address("home");
        // A read has nobody decide.
        window.ok("getPage", json!({ "all": true }));
        assert!(!said.exists());
        for page in &pages {
            assert!(window.ok("deletePage", json!({ "ids": [page] }))["decideUrl"].is_string());
        }
        window
    };
    drop(waits(&["--notify", "off"]));
    assert!(!said.exists());
    let _window = waits(&["--notify", "on"]);
    let words = soon("a notice", || {
        fs::read_to_string(&said).ok().filter(|words| words.contains("decision"))
    });
    assert_eq!(words.matches("waits for your decision").count(), 1, "{words}");
    for private in ["Secret", "About", "page", "delete"] {
        assert!(!words.contains(private), "{words}");
    }
}
