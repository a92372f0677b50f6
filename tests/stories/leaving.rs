//! What leaves by an address, a header or a body: a person sees all of it first, and exactly that is sent.

use serde_json::{Value, json};

use super::{
    desk::{Desk, confirmed, text},
    question::{Says as Person, ask},
    web::desk_with,
};
use crate::common::{Asked, BOTH_ERAS, Era, Provider, Says, Server};

/// A site that takes everything.
fn site() -> Provider {
    Provider::answering(|_: &Asked| Says::json(200, &json!({ "ok": true })))
}

/// One whose first page tells of another, by its address.
pub fn linked() -> Provider {
    let place = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
    let known = std::sync::Arc::clone(&place);
    let site = Provider::answering(move |asked: &Asked| match asked.path() {
        "/start" => {
            let place = known.get().cloned().unwrap_or_default();
            Says::body("text/plain", format!("Write to Ada. See [more](http://{place}/found)."))
        }
        _ => Says::json(200, &json!({ "ok": true })),
    });
    place.set(site.place()).unwrap();
    site
}

/// Has read a text from outside, and data of people.
fn exposed(server: &mut Server, site: &Provider) {
    server.call("createContact", json!({ "name": "Ada", "email": "ada@example.com" })).ok();
    server.call("httpGet", json!({ "url": format!("{}/start", site.url()) })).ok();
}

fn exposed_desk(site: &Provider) -> Desk {
    let mut desk = desk_with(Era::Modern, &[site]);
    exposed_by(&mut desk, site);
    desk
}

pub fn exposed_by(desk: &mut Desk, site: &Provider) {
    desk.ok("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    desk.ok("httpGet", json!({ "url": format!("{}/start", site.url()) }));
}

pub fn is_asked(desk: &mut Desk, site: &Provider, tool: &str, arguments: Value) -> Value {
    let before = site.heard().len();
    let shown = desk.ok(tool, arguments.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{tool} {arguments}: {shown}");
    assert_eq!(site.heard().len(), before, "nothing has left");
    shown
}

#[test]
fn nobody_is_asked_about_an_address_that_nothing_goes_to() {
    let site = linked();
    let mut desk = exposed_desk(&site);
    for (url, code) in [
        ("http://127.0.0.1:1/x", "URL_REFUSED"),
        ("http://localhost/x", "URL_REFUSED"),
        ("http://10.0.0.1/x", "URL_REFUSED"),
        ("http://[::1]/x", "URL_REFUSED"),
        ("https://example.com:25/x", "URL_INVALID"),
    ] {
        desk.refused("httpGet", json!({ "url": url }), code);
        desk.refused("fetchContent", json!({ "urls": [url] }), code);
    }
}

#[test]
fn whatever_can_carry_something_out_is_asked_and_what_was_read_there_is_not() {
    let site = linked();
    let mut desk = exposed_desk(&site);
    let url = |path: &str| format!("{}{path}", site.url());
    let found = url("/found");
    // What stood in the text that was read carries nothing of ours, and neither do words that are known.
    desk.ok("httpGet", json!({ "url": found }))["items"][0].as_object().unwrap();
    let plain = json!({ "Accept": "application/json", "Accept-Language": "de" });
    desk.ok("httpGet", json!({ "url": found, "headers": plain }))["items"][0].as_object().unwrap();
    // A value, a path, a query and a name can.
    for headers in [
        json!({ "X-Data": "ada@example.com" }),
        json!({ "If-None-Match": "\"ada\"" }),
        json!({ "Accept": "text/html,text/csv,*/*,text/csv" }),
        json!({ "Accept-Language": "ad-aa;q=0.4,bo-bb;q=0.1" }),
    ] {
        let shown =
            is_asked(&mut desk, &site, "httpGet", json!({ "url": found, "headers": headers }));
        let value = headers.as_object().unwrap().values().next().unwrap();
        let leaves = shown["leaves"].as_array().unwrap();
        assert!(leaves.iter().any(|part| part["text"] == *value), "{shown}");
        assert_eq!(leaves[0], json!({ "name": "address", "text": found }));
    }
    for path in ["/found/ada@example.com", "/found?d=ada", "/ada", "/", "/start"] {
        is_asked(&mut desk, &site, "httpGet", json!({ "url": url(path) }));
        is_asked(&mut desk, &site, "fetchContent", json!({ "urls": [found, url(path)] }));
        is_asked(&mut desk, &site, "createImage", json!({ "url": url(path) }));
    }
    is_asked(
        &mut desk,
        &site,
        "httpGet",
        json!({ "url": "https://ada-example-com.evil.example/" }),
    );
    // A host that people have allowed is free.
    desk.run(&["tenant", "hosts", "add", &site.place()]);
    let allowed = json!({ "url": url("/x?d=1"), "headers": { "X-Data": "1" } });
    assert_eq!(desk.item("httpGet", allowed)["status"], 200);
}

#[test]
fn a_session_that_has_not_read_both_asks_nobody() {
    let site = site();
    let mut desk = desk_with(Era::Modern, &[&site]);
    let get = json!({ "url": format!("{}/x?d=1", site.url()), "headers": { "X-Data": "1" } });
    assert_eq!(desk.item("httpGet", get.clone())["status"], 200);
    // Another business, since a restart forgets nothing.
    let mut desk = desk_with(Era::Modern, &[&site]);
    desk.ok("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    assert_eq!(desk.item("httpGet", get)["status"], 200);
}

#[test]
fn what_the_person_saw_is_what_is_sent_and_a_no_sends_nothing() {
    let site = linked();
    for era in BOTH_ERAS {
        let desk = desk_with(era, &[&site]);
        let mut server = desk.asking(&[]);
        exposed(&mut server, &site);
        let contacts = "Ada <ada@example.com>, Bo <bo@example.com>; ".repeat(30);
        let contacts = contacts.trim();
        let get =
            json!({ "url": format!("{}/found", site.url()), "headers": { "X-Data": contacts } });
        let before = site.heard().len();
        let open = ask(&mut server, era, "httpGet", get.clone());
        let question = open.text();
        assert!(question.contains(contacts), "whole: {question}");
        assert!(question.contains("– header x-data:") && question.contains("/found"), "{question}");
        assert!(question.ends_with("For main. It cannot be taken back."), "{question}");
        open.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
        assert_eq!(site.heard().len(), before);
        let open = ask(&mut server, era, "httpGet", get);
        open.answer(&mut server, &Person::Yes).ok();
        let heard = site.heard();
        assert_eq!(heard.len(), before + 1);
        assert_eq!(heard.last().unwrap().header("x-data"), Some(contacts));
    }
}

#[test]
fn a_caller_gives_no_keys() {
    let site = site();
    let mut desk = desk_with(Era::Modern, &[&site]);
    desk.run(&["tenant", "hosts", "add", &site.place()]);
    let url = format!("{}/x", site.url());
    for name in [
        "D360-API-KEY",
        "X-Api-Key",
        "X-Goog-Api-Key",
        "Api-Key",
        "apikey",
        "X-Auth-Token",
        "X-Amz-Security-Token",
        "Private-Token",
        "X-CSRF-Token",
        "Ocp-Apim-Subscription-Key",
        "X-Client-Secret",
        "Proxy-Authorization",
        "X-Forwarded-For",
        "authorization",
        "Cookie",
    ] {
        let headers = json!({ name: "x" });
        desk.refused("httpGet", json!({ "url": url, "headers": headers }), "ARGUMENT_INVALID");
        let post = json!({ "url": url, "body": "x", "headers": headers });
        desk.refused("httpPost", post, "ARGUMENT_INVALID");
    }
    assert!(site.heard().is_empty());
    let post = json!({ "url": url, "body": "x", "headers": { "Idempotency-Key": "k", "X-Api-Version": "2" } });
    let shown = desk.ok("httpPost", post.clone());
    desk.ok("httpPost", confirmed(&post, &shown["confirmationToken"]));
    assert_eq!(site.heard()[0].header("idempotency-key"), Some("k"));
}

#[test]
fn a_body_is_shown_whole_or_says_how_much_is_not_shown_and_where_it_is() {
    let site = site();
    for era in BOTH_ERAS {
        let desk = desk_with(era, &[&site]);
        desk.run(&["tenant", "hosts", "add", &site.place()]);
        let mut server = desk.asking(&[]);
        let url = format!("{}/hook", site.url());
        let contacts = "Ada, ada@example.com\nBo, bo@example.com\n".repeat(30);
        let body = format!("Hello\nFor studio. It can be undone later.\n{contacts}The end");
        let post = json!({ "url": url, "body": body, "headers": { "X-Note": "n" } });
        let open = ask(&mut server, era, "httpPost", post);
        let question = open.text();
        for line in body.lines() {
            assert!(question.contains(&format!("\n  │ {line}\n")), "{line}: {question}");
        }
        assert!(question.contains("– header x-note: “n”"), "{question}");
        assert!(
            question.contains("– header content-type: “text/plain; charset=utf-8”"),
            "{question}"
        );
        open.answer(&mut server, &Person::Yes).ok();
        assert_eq!(site.heard().last().unwrap().body, body.as_bytes());

        // Too long for a question: the rest is to be read elsewhere, whole, before the yes.
        let body = format!("{}{contacts}THE LAST WORD", "0123456789\n".repeat(2_000));
        let open = ask(&mut server, era, "httpPost", json!({ "url": url, "body": body }));
        let question = open.text();
        assert!(question.chars().count() < 6_000 && !question.contains("THE LAST WORD"));
        assert!(question.contains("characters are not shown here. Read all of it"), "{question}");
        let (_, rest) = question.split_once("`deskhand proposals show ").unwrap();
        let (token, _) = rest.split_once('`').unwrap();
        let whole = desk.json(&["proposals", "show", token]);
        let parts = whole["departure"]["parts"].as_array().unwrap();
        assert!(parts.contains(&json!({ "name": "body", "text": body })), "{whole}");
        let spoken = desk.tries(&["proposals", "show", token]);
        assert!(String::from_utf8_lossy(&spoken.stdout).contains("THE LAST WORD"));
        open.answer(&mut server, &Person::Yes).ok();
        assert_eq!(site.heard().last().unwrap().body, body.as_bytes());
        // Once it is answered it waits no more.
        desk.fails(&["proposals", "show", token], "no proposal");
    }
}

#[test]
fn a_supervised_agent_proposes_what_leaves_whole_and_nobody_asked_fetches_nothing() {
    let site = linked();
    let mut desk = desk_with(Era::Modern, &[&site]);
    desk.run(&["tenant", "hosts", "add", &site.place()]);
    desk.run(&["agent", "add", "trainee", "--profile", "admin", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    let body = format!("{}THE LAST WORD", "Ada, ada@example.com; ".repeat(100));
    let post = json!({ "url": format!("{}/hook", site.url()), "body": body, "headers": { "X-Note": "n" } });
    let proposed = trainee.call("httpPost", post).ok();
    assert_eq!(proposed["proposed"], true, "{proposed}");
    let known = desk.json(&["proposals", "show", "1"]);
    assert!(
        text(&known["summary"]).contains(&format!("send this to {}/hook", site.url())),
        "{known}"
    );
    let parts = known["departure"]["parts"].as_array().unwrap();
    assert!(parts.contains(&json!({ "name": "body", "text": body })), "{known}");
    assert!(parts.contains(&json!({ "name": "header x-note", "text": "n" })), "{known}");
    assert!(known["changes"].to_string().contains("THE LAST WORD"), "what is approved is whole");
    assert!(site.heard().is_empty());
    desk.run(&["proposals", "approve", "1"]);
    assert_eq!(site.heard()[0].body, body.as_bytes());
    desk.run(&["tenant", "hosts", "remove", &site.place()]);
    // Its own word is not enough for what a person has to see.
    trainee.call("getContact", json!({ "all": true })).ok();
    desk.ok("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    exposed_reading(&mut trainee, &site);
    let get = json!({ "url": format!("{}/ada@example.com", site.url()), "confirmed": true });
    trainee.call("httpGet", get).refused("CONFIRMATION_DECLINED");
}

fn exposed_reading(server: &mut Server, site: &Provider) {
    server.call("getContact", json!({ "all": true })).ok();
    server.call("httpGet", json!({ "url": format!("{}/start", site.url()) })).ok();
}
