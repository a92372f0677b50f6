//! The console: a page for the person, and for nobody else.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::PATIENCE;

/// What came back.
pub struct Came {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// One request, written out: nothing is added that is not said.
pub fn send(base: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Came {
    let host = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = vec![format!("{method} {path} HTTP/1.1"), "connection: close".to_owned()];
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push(format!("host: {host}"));
    }
    head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    head.push(format!("content-length: {}\r\n\r\n{body}", body.len()));
    let request = head.join("\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let whole = answer.split_once("\r\n\r\n");
    let (head, body) = whole.unwrap_or_else(|| panic!("{method} {path}: {answer:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Came { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// A browser that was let in.
pub struct Browser {
    pub base: String,
    pub cookie: String,
    pub word: String,
}

impl Browser {
    pub fn of(desk: &Desk, base: &str) -> Browser {
        let address = text(&desk.json(&["console"])["url"]);
        let path = address.strip_prefix(base).unwrap();
        let entered = send(base, "GET", path, &[], "");
        assert_eq!(entered.status, 303, "{}", entered.head);
        assert!(entered.head.contains("location: /console\r\n"), "the key leaves the address");
        for word in ["httponly", "samesite=lax", "path=/console"] {
            assert!(entered.head.contains(word), "{word}: {}", entered.head);
        }
        let key = path.split_once("key=").unwrap().1;
        let cookie = format!("deskhand_console={key}");
        let page = send(base, "GET", "/console", &[("cookie", &cookie)], "");
        assert_eq!(page.status, 200);
        assert!(page.head.contains("script-src 'self'") && page.head.contains("no-store"));
        assert!(!page.body.contains(key), "the page does not have the key");
        let word = page.body.split_once("name=\"word\" content=\"").unwrap().1;
        let word = word.split_once('"').unwrap().0.to_owned();
        Browser { base: base.to_owned(), cookie, word }
    }

    pub fn state(&self) -> Value {
        let came = send(&self.base, "GET", "/console/api/state", &[("cookie", &self.cookie)], "");
        assert_eq!(came.status, 200, "{}", came.body);
        serde_json::from_str(&came.body).unwrap()
    }

    pub fn act(&self, what: &str, body: &Value) -> Value {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("origin", self.base.as_str()),
            ("x-deskhand-word", self.word.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/console/api/{what}");
        let came = send(&self.base, "POST", &path, &headers, &body.to_string());
        serde_json::from_str(&came.body)
            .unwrap_or_else(|_| panic!("{}: {}", came.status, came.body))
    }
}

/// A desk whose preview is served, with a proposal of each sort.
pub fn furnished(desk: &mut Desk) -> (ShopWindow, String) {
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    desk.page("About");
    crate::common::connect_all(desk.folder());
    let mut trainee = desk.colleague("trainee");
    for (tool, arguments) in [
        ("createPage", json!({ "name": "Weddings" })),
        (
            "createSection",
            json!({ "pageId": "weddings", "templateKey": "text", "content": { "body": "By the sea." } }),
        ),
        ("deletePage", json!({ "ids": ["about"] })),
    ] {
        assert_eq!(trainee.call(tool, arguments).ok()["proposed"], true);
    }
    let mut window = ShopWindow::open(desk.era(), desk.folder());
    let base = super::browser::base(&window.address("home")).to_owned();
    (window, base)
}

#[test]
fn a_person_approves_rejects_and_takes_back() {
    in_both_eras(|desk| {
        let (_window, base) = furnished(desk);
        let browser = Browser::of(desk, &base);
        let state = browser.state();
        let waiting = state["waiting"].as_array().unwrap();
        let agents = state["agents"].as_array().unwrap();
        let owner = agents.iter().find(|agent| agent["name"] == "owner").unwrap();
        assert_eq!([&owner["within"], &owner["out"]], [&owner["all"], &json!([])]);
        assert_eq!(waiting.len(), 3);
        let id =
            |number: i64| waiting.iter().find(|it| it["number"] == number).unwrap()["id"].clone();
        // The page that is only proposed can be looked at, with its section.
        let look = |side: &str| {
            let path = format!("/console/look/main/{}/{side}", text(&id(2)));
            send(&base, "GET", &path, &[("cookie", &browser.cookie)], "")
        };
        assert_eq!(look("before").status, 200, "the page that was proposed before it");
        let after = look("after");
        assert!(after.body.contains("By the sea."), "{}", after.body);
        assert!(after.head.contains("frame-ancestors 'self'"), "{}", after.head);
        // What is only proposed has a browser load nothing from elsewhere.
        assert!(after.head.contains("img-src 'self' data:;"), "{}", after.head);
        assert!(!look("before").body.contains("By the sea."));
        assert!(
            desk.items("getPage", json!({ "slug": "weddings" })).is_empty(),
            "nothing was done"
        );

        let done = browser.act("approve", &json!({ "tenant": "main", "ids": [id(1), id(2)] }));
        assert_eq!(done["done"], 2);
        assert_eq!(desk.item("getPage", json!({ "slug": "weddings" }))["sectionCount"], 1);
        let no = json!({ "tenant": "main", "ids": [id(3)], "reason": "We need it." });
        assert_eq!(browser.act("reject", &no)["done"], 1);
        let state = browser.state();
        assert_eq!(state["waiting"], json!([]));
        assert_eq!(state["decided"][0]["reason"], "We need it.");
        assert_eq!(state["changes"][0]["approvedBy"], "the owner (console)");
        // Twice is told.
        let again = browser.act("approve", &json!({ "tenant": "main", "ids": [id(3)] }));
        assert_eq!(again["error"]["code"], "PROPOSAL_DECIDED");
        let request = state["changes"][0]["requestId"].clone();
        let undone = browser.act("undo", &json!({ "tenant": "main", "requestId": request }));
        assert_eq!(undone["success"], true, "{undone}");
        assert!(desk.items("getPage", json!({ "slug": "weddings" })).is_empty());
        // Looking leaves no rows in the log, or there would always be news.
        let calls = browser.state()["calls"].clone();
        assert!(!calls.to_string().contains("queryData"), "{calls}");
    });
}

#[test]
fn nobody_else_gets_in() {
    in_both_eras(|desk| {
        let (_window, base) = furnished(desk);
        let browser = Browser::of(desk, &base);
        let cookie = ("cookie", browser.cookie.as_str());
        let (origin, word) =
            (("origin", base.as_str()), ("x-deskhand-word", browser.word.as_str()));
        let json = ("content-type", "application/json");
        let before = desk.contents();
        for path in ["/console", "/console?key=x", "/console/api/state", "/console/events"] {
            let came = send(&base, "GET", path, &[], "");
            assert_eq!(came.status, 404, "{path}");
            assert!(!came.body.contains("word"), "{path}: {}", came.body);
        }
        let wrong = ("cookie", "deskhand_console=AAAA");
        assert_eq!(send(&base, "GET", "/console", &[wrong], "").status, 404);
        // A page elsewhere that resolves to this machine has another name.
        let foreign = ("host", "evil.example");
        assert_eq!(send(&base, "GET", "/console", &[foreign, cookie], "").status, 403);
        let body =
            json!({ "tenant": "main", "ids": [browser.state()["waiting"][0]["id"]] }).to_string();
        for headers in [
            vec![origin, word, json],
            vec![cookie, word, json],
            vec![cookie, origin, json],
            vec![cookie, ("origin", "http://evil.example"), word, json],
            vec![cookie, ("origin", "null"), word, json],
            vec![cookie, origin, ("x-deskhand-word", "guess"), json],
        ] {
            let came = send(&base, "POST", "/console/api/approve", &headers, &body);
            assert_eq!(came.status, 404, "{headers:?}: {}", came.body);
        }
        // A link or a picture changes nothing.
        let all = [cookie, origin, word];
        assert_eq!(send(&base, "GET", "/console/api/approve", &all, "").status, 405);
        // A form cannot send what this takes.
        let form = [cookie, origin, word, ("content-type", "text/plain")];
        assert_eq!(send(&base, "POST", "/console/api/approve", &form, &body).status, 415);
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn what_waits_and_what_is_asked_elsewhere_is_read_whole_and_hides_nothing() {
    in_both_eras(|desk| {
        let (_window, base) = furnished(desk);
        let browser = Browser::of(desk, &base);
        desk.run(&["tenant", "hosts", "add", "hooks.example.com"]);
        desk.run(&["agent", "set", "assistant", "--profile", "admin"]);
        let body = format!("{}THE LAST\u{202e}WORD", "ada@example.com\n".repeat(500));
        let post = json!({ "url": "https://hooks.example.com/x", "body": body });
        // A question that is too long for the client is whole here, as long as it is open.
        let mut asking = desk.asking(&[]);
        let open = super::question::ask(&mut asking, desk.era(), "httpPost", post.clone());
        assert!(!open.text().contains("THE LAST"));
        let state = browser.state();
        let elsewhere = |state: &Value| {
            let waiting = state["waiting"].as_array().unwrap().iter();
            waiting.filter(|view| view["isDecidable"] == false).cloned().collect::<Vec<_>>()
        };
        let asked = &elsewhere(&state)[0];
        // What hides was taken out on the way in.
        let whole = body.replace('\u{202e}', "");
        let part = json!({ "name": "body", "text": whole });
        assert!(asked["departure"]["parts"].as_array().unwrap().contains(&part), "{asked}");
        open.answer(&mut asking, &super::question::Says::No).refused("CONFIRMATION_DECLINED");
        assert!(elsewhere(&browser.state()).is_empty());
        // So is a proposal: what leaves, and every field of what changes.
        desk.run(&["agent", "set", "trainee", "--profile", "admin"]);
        let mut trainee = desk.colleague("trainee");
        trainee.call("httpPost", post).ok();
        let section =
            json!({ "pageId": "about", "templateKey": "text", "content": { "body": body } });
        trainee.call("createSection", section).ok();
        let state = browser.state();
        let waiting = state["waiting"].as_array().unwrap();
        assert!(waiting[1]["departure"]["parts"].as_array().unwrap().contains(&part), "{state}");
        let rows = waiting[0]["things"][0]["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["label"] == "Body").unwrap();
        assert_eq!(row["whole"], json!(["", whole]), "{row}");
        // The site itself is shown with nothing from elsewhere, but for the photos that have to lie there.
        let shown = send(&base, "GET", "/main/about", &[], "");
        let sources = "img-src 'self' data: https://images.unsplash.com https://plus.unsplash.com;";
        assert!(shown.head.contains(sources), "{}", shown.head);
    });
}
