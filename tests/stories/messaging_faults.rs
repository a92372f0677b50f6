//! What a provider does wrong, and that nothing is sent twice because of it.

use serde_json::{Value, json};

use super::{
    desk::{Desk, id, text},
    messaging::{messages, visited},
};
use crate::common::{
    BOTH_ERAS, Era, Says,
    whatsapp::{became, import, refusal, takes},
};

fn send(desk: &mut Desk, contact: &str, key: &str) -> Value {
    let say =
        json!({ "contactId": contact, "message": "See you on Friday.", "idempotencyKey": key });
    desk.call("sendMessage", say).whole()
}

#[test]
fn a_refusal_is_told_as_one_and_can_be_tried_again() {
    for era in BOTH_ERAS {
        let (mut desk, whatsapp, contact) = visited(era);
        let cases = [
            (401, refusal(190), "WHATSAPP_KEY_REFUSED", "external_api_error", false),
            (400, refusal(131_056), "WHATSAPP_RATE_LIMITED", "rate_limited", true),
            (429, json!({}), "WHATSAPP_RATE_LIMITED", "rate_limited", true),
            (400, refusal(131_047), "WINDOW_CLOSED", "conflict", false),
            (400, refusal(131_026), "WHATSAPP_UNDELIVERABLE", "external_api_error", false),
            (404, json!("nobody here"), "WHATSAPP_REFUSED", "external_api_error", false),
        ];
        for (at, (status, body, code, kind, retryable)) in cases.into_iter().enumerate() {
            whatsapp.says(move |_| Says::json(status, &body));
            let failed = send(&mut desk, &contact, "one key");
            let error = &failed["error"];
            assert_eq!(
                [&error["code"], &error["type"], &error["retryable"]],
                [&json!(code), &json!(kind), &json!(retryable)]
            );
            let all = messages(&mut desk, &contact);
            let last = all.last().unwrap();
            assert_eq!([&last["status"], &last["error"]["code"]], ["failed", code]);
            assert_eq!(whatsapp.sent().len(), at + 1, "a refusal frees the key");
        }
        whatsapp.says(takes);
        assert_eq!(send(&mut desk, &contact, "one key")["data"]["status"], "accepted");
        assert_eq!(send(&mut desk, &contact, "one key")["repeated"], true);
        assert_eq!(whatsapp.sent().len(), 7);
    }
}

#[test]
fn what_may_have_been_sent_is_unknown_and_never_sent_again() {
    for era in BOTH_ERAS {
        for says in [
            || Says::json(500, &json!({ "error": { "code": 131_000 } })),
            || Says::json(503, &json!({})),
            || Says::Raw(Vec::new()),
            || Says::Raw(b"no HTTP at all\r\n\r\n".to_vec()),
            || Says::body("text/html", "<html>fine</html>"),
            || Says::json(200, &json!({ "messages": [] })),
        ] {
            let (mut desk, whatsapp, contact) = visited(era);
            whatsapp.says(move |_| says());
            let failed = send(&mut desk, &contact, "key");
            assert_eq!(
                [&failed["error"]["code"], &failed["error"]["retryable"]],
                [&json!("SENDING_UNKNOWN"), &json!(false)]
            );
            whatsapp.says(takes);
            // The same call is answered with what is on record.
            let again = send(&mut desk, &contact, "key");
            assert_eq!(
                [&again["repeated"], &again["data"]["status"]],
                [&json!(true), &json!("unknown")]
            );
            assert_eq!(whatsapp.sent().len(), 1);
            // When an event tells of it, it is known.
            let ours = text(&again["data"]["id"]);
            let news = became("wamid.late", &ours, "delivered");
            assert_eq!(import(desk.folder(), "main", &[news])["statuses"], 1);
            let all = messages(&mut desk, &contact);
            assert_eq!(all.last().unwrap()["status"], "delivered");
        }
    }
}

#[test]
fn a_provider_that_says_nothing_leaves_the_message_unknown() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    whatsapp.says(|_| Says::Nothing);
    let failed = send(&mut desk, &contact, "key");
    assert_eq!(
        [&failed["error"]["code"], &failed["error"]["type"]],
        ["SENDING_UNKNOWN", "external_api_error"]
    );
    assert!(failed["error"]["suggestion"].as_str().unwrap().contains("getConversation"));
    assert_eq!(messages(&mut desk, &contact).last().unwrap()["status"], "unknown");
    assert_eq!(whatsapp.sent().len(), 1);
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    // A port that nobody has any more.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = format!("[providers]\nwhatsapp = \"http://{free}\"\n");
    std::fs::write(desk.folder().join("deskhand.toml"), text).unwrap();
    desk.restart();
    let failed = send(&mut desk, &contact, "key");
    assert_eq!(
        [&failed["error"]["code"], &failed["error"]["retryable"]],
        [&json!("OUTSIDE_UNREACHABLE"), &json!(true)]
    );
    assert_eq!(messages(&mut desk, &contact).last().unwrap()["status"], "failed");
}

#[test]
fn a_redirect_takes_neither_key_nor_message_along() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    let elsewhere = crate::common::Provider::answering(|_| Says::json(200, &json!({})));
    let to = format!("{}/messages", elsewhere.url());
    whatsapp.says(move |_| Says::Answer(307, vec![("location", to.clone())], Vec::new()));
    assert_eq!(send(&mut desk, &contact, "key")["error"]["code"], "SENDING_UNKNOWN");
    assert!(elsewhere.heard().is_empty());
}

#[test]
fn news_of_nobody_and_nothing_are_passed_over() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let mine = id(&messages(&mut desk, &contact)[0]);
    let reports = [
        became("wamid.nobody", "msg_01h455vb4pex5vsknk084sn02q", "read"),
        // A message of the customer is not ours to be delivered.
        became("wamid.A", "", "failed"),
        became("wamid.other", &mine, "failed"),
        json!({ "object": "whatsapp_business_account", "entry": [] }),
        json!([]),
    ];
    let tally = import(desk.folder(), "main", &reports);
    assert_eq!([&tally["passedOver"], &tally["statuses"], &tally["messages"]], [3, 0, 0]);
    let broken =
        crate::common::whatsapp::run(desk.folder(), &["whatsapp", "import", "-"], "{\"entry\": [");
    assert!(!broken.status.success());
    assert!(String::from_utf8_lossy(&broken.stderr).contains("not JSON"));
}

#[test]
fn a_provider_that_gives_two_messages_one_name_has_sent_both() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    whatsapp.says(|_| Says::json(200, &json!({ "messages": [{ "id": "wamid.same" }] })));
    for key in ["one", "two"] {
        assert_eq!(send(&mut desk, &contact, key)["data"]["status"], "accepted");
    }
    assert_eq!(import(desk.folder(), "main", &[became("wamid.same", "", "read")])["statuses"], 1);
}
