//! What is sent to hosts outside: only where people allow it, only after a yes, only once.

use serde_json::{Value, json};

use super::{
    desk::{Desk, confirmed, text},
    web::desk_with,
};
use crate::common::{Asked, BOTH_ERAS, Era, Provider, Says};

fn hook() -> Provider {
    Provider::answering(|asked: &Asked| match asked.path() {
        "/hook" => Says::json(201, &json!({ "received": true, "note": "z\u{200b}ero" })),
        "/picky" => Says::json(422, &json!({ "error": "name is missing" })),
        "/cut" => Says::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf".to_vec()),
        "/odd" => Says::Raw(b"no HTTP at all\r\n\r\n".to_vec()),
        "/large" => Says::body("text/plain", vec![b'a'; 6 << 20]),
        "/silent" => Says::Nothing,
        _ => Says::Answer(500, vec![], vec![]),
    })
}

/// What is on record of what was sent.
fn record(desk: &Desk) -> Vec<String> {
    desk.contents()["http_post"].clone()
}

fn sent(desk: &mut Desk, arguments: &Value) -> Value {
    let shown = desk.ok("httpPost", arguments.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    desk.call("httpPost", confirmed(arguments, &shown["confirmationToken"])).whole()
}

#[test]
fn what_is_sent_is_allowed_confirmed_and_on_record() {
    let hook = hook();
    for era in BOTH_ERAS {
        let mut desk = desk_with(era, &[&hook]);
        let url = format!("{}/hook", hook.url());
        let post = json!({ "url": url, "body": { "name": "Ada", "when": "tomorrow" } });
        let before = hook.heard().len();
        let refused = desk.refused("httpPost", post.clone(), "HOST_NOT_ALLOWED");
        let place = hook.place();
        assert!(
            text(&refused["suggestion"]).contains(&format!("deskhand tenant hosts add {place}"))
        );
        desk.run(&["tenant", "hosts", "add", &place]);
        assert_eq!(desk.json(&["tenant", "hosts", "list"]), json!([{ "host": place }]));

        let shown = desk.ok("httpPost", post.clone());
        assert!(text(&shown["message"]).contains(&url), "{shown}");
        assert!(
            shown["changes"].to_string().contains("tomorrow"),
            "the person sees the body: {shown}"
        );
        assert_eq!((hook.heard().len(), record(&desk).len()), (before, 0), "nothing has left");
        let done = desk.ok("httpPost", confirmed(&post, &shown["confirmationToken"]));
        let data = &done["data"];
        assert_eq!((&data["state"], &data["answer"]["status"]), (&json!("answered"), &json!(201)));
        assert_eq!(data["answer"]["json"], json!({ "received": true, "note": "zero" }));
        assert_eq!(data["answer"]["trust"], "untrusted");
        let heard = hook.heard();
        let asked = heard.last().unwrap();
        assert_eq!((heard.len(), asked.method.as_str()), (before + 1, "POST"));
        assert_eq!(asked.header("content-type"), Some("application/json"));
        assert_eq!(asked.json(), json!({ "name": "Ada", "when": "tomorrow" }));
        assert!(record(&desk)[0].contains("answered"), "{:?}", record(&desk));

        desk.run(&["tenant", "hosts", "remove", &place]);
        desk.refused("httpPost", post, "HOST_NOT_ALLOWED");
        desk.fails(&["tenant", "hosts", "remove", &place], "is not on the list");
        desk.fails(&["tenant", "hosts", "add", "https://example.com/path"], "is no host");
    }
}

#[test]
fn a_refusal_is_an_answer_and_a_lost_answer_is_unknown() {
    let hook = hook();
    let mut desk = desk_with(Era::Modern, &[&hook]);
    desk.run(&["tenant", "hosts", "add", &hook.place()]);
    let url = |path: &str| format!("{}{path}", hook.url());
    let picky = sent(&mut desk, &json!({ "url": url("/picky"), "body": "plain words" }));
    assert_eq!(picky["data"]["answer"]["json"]["error"], "name is missing");
    assert_eq!(hook.heard().last().unwrap().body, b"plain words");

    let key = json!({ "url": url("/cut"), "body": [1], "idempotencyKey": "once" });
    let lost = sent(&mut desk, &key);
    assert_eq!(lost["error"]["code"], "SENDING_UNKNOWN");
    assert!(text(&lost["error"]["message"]).contains("may have arrived"), "{lost}");
    assert!(record(&desk).iter().any(|row| row.contains("unknown")), "{:?}", record(&desk));
    // The same key again sends nothing, and tells what is on record.
    let heard = hook.heard().len();
    let again = desk.ok("httpPost", key);
    assert_eq!((&again["repeated"], &again["data"]["state"]), (&json!(true), &json!("unknown")));
    assert_eq!(hook.heard().len(), heard);
}

#[test]
fn whatever_cuts_an_answer_off_a_sending_is_unknown_and_a_read_has_changed_nothing() {
    let hook = hook();
    let mut desk = desk_with(Era::Modern, &[&hook]);
    desk.run(&["tenant", "hosts", "add", &hook.place()]);
    for (path, code, retryable) in [
        ("/cut", "OUTSIDE_BROKEN", false),
        ("/odd", "OUTSIDE_BROKEN", false),
        ("/large", "OUTSIDE_TOO_LARGE", false),
        ("/silent", "OUTSIDE_TIMEOUT", true),
    ] {
        let url = format!("{}{path}", hook.url());
        let read = desk.call("httpGet", json!({ "url": url })).whole();
        assert_eq!(
            [&read["error"]["code"], &read["error"]["retryable"]],
            [&json!(code), &json!(retryable)]
        );
        assert!(!read.to_string().contains("arrived"), "{read}");
        let lost = sent(&mut desk, &json!({ "url": url, "body": "x" }));
        assert_eq!(
            [&lost["error"]["code"], &lost["error"]["retryable"]],
            [&json!("SENDING_UNKNOWN"), &json!(false)]
        );
        assert!(text(&lost["error"]["message"]).contains("may have arrived"), "{lost}");
    }
}

#[test]
fn what_cannot_be_sent_is_refused_before_anybody_is_asked() {
    let hook = hook();
    let mut desk = desk_with(Era::Modern, &[&hook]);
    desk.run(&["tenant", "hosts", "add", &hook.place()]);
    desk.run(&["tenant", "hosts", "add", "10.0.0.1"]);
    let url = format!("{}/hook", hook.url());
    for (more, code) in [
        (json!({ "body": "x".repeat(70_000) }), "ARGUMENT_INVALID"),
        (json!({ "body": "x", "headers": { "authorization": "Bearer x" } }), "ARGUMENT_INVALID"),
        (json!({ "body": 7 }), "ARGUMENT_INVALID"),
        (json!({ "body": "x", "url": "nowhere" }), "URL_INVALID"),
    ] {
        let mut post = json!({ "url": url });
        post.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        desk.refused("httpPost", post, code);
    }
    // Allowed by the tenant and still not public: the door stays shut, and it is known that nothing left.
    let inside = sent(&mut desk, &json!({ "url": "http://10.0.0.1/", "body": "x" }));
    assert_eq!(inside["error"]["code"], "URL_REFUSED");
    assert!(record(&desk).iter().any(|row| row.contains("not_sent")), "{:?}", record(&desk));
    // A dry run shows what would be on record, and nothing leaves.
    let heard = hook.heard().len();
    let shown = desk.ok("httpPost", json!({ "url": url, "body": "x", "dryRun": true }));
    assert_eq!((&shown["dryRun"], hook.heard().len()), (&json!(true), heard));
}

#[test]
fn what_an_agent_posts_it_may_see_though_it_reads_no_contacts() {
    let hook = hook();
    for era in BOTH_ERAS {
        let desk = desk_with(era, &[&hook]);
        desk.run(&["tenant", "hosts", "add", &hook.place()]);
        desk.run(&["agent", "add", "poster", "--enable", "httpPost"]);
        let mut poster = desk.colleague("poster");
        let post = json!({ "url": format!("{}/hook", hook.url()), "body": "mine" });
        let shown = poster.call("httpPost", post.clone()).ok();
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        assert!(shown["leaves"].to_string().contains("mine"), "{shown}");
        let done = poster.call("httpPost", confirmed(&post, &shown["confirmationToken"])).ok();
        assert_eq!(done["data"]["state"], "answered", "{done}");
    }
}
