//! Reports as the API documents them, and others.

use serde_json::json;

use super::*;

fn report(value: &Value) -> Value {
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1029", "changes": [{
        "field": "messages", "value": value }] }] })
}

fn written(message: &Value) -> Value {
    let mut whole = json!({ "from": "16505551234", "id": "wamid.A", "timestamp": "1749416383" });
    whole.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
    report(&json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
        "contacts": [{ "profile": { "name": "Sheena \u{202e}Nelson\n" }, "wa_id": "16505551234" }],
        "messages": [whole],
    }))
}

fn only(report: &Value) -> Received {
    let (events, passed_over) = read(report);
    assert_eq!((events.len(), passed_over), (1, 0), "{report}");
    match events.into_iter().next().unwrap() {
        Event::Received(received) => received,
        Event::Became(became) => panic!("{became:?}"),
    }
}

#[test]
fn a_text_is_read_with_who_wrote_it() {
    let given = json!({ "type": "text", "text": { "body": "Is the 5th free?" }, "context": { "id": "wamid.B" } });
    assert_eq!(
        only(&written(&given)),
        Received {
            provider_id: "wamid.A".to_owned(),
            wa_id: "16505551234".to_owned(),
            name: Some("Sheena Nelson".to_owned()),
            at: Time(1_749_416_383_000),
            is_text: true,
            body: "Is the 5th free?".to_owned(),
            in_reply_to: Some("wamid.B".to_owned()),
            opens_window: true,
        }
    );
}

#[test]
fn what_is_no_text_says_what_it_is() {
    for (given, is_text, body) in [
        (json!({ "type": "button", "button": { "text": "Yes", "payload": "1" } }), true, "Yes"),
        (
            json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": "1", "title": "Friday" } } }),
            true,
            "Friday",
        ),
        (
            json!({ "type": "image", "image": { "caption": "Our garden", "id": "1" } }),
            false,
            "[image] Our garden",
        ),
        (json!({ "type": "audio", "audio": { "id": "1", "voice": true } }), false, "[audio]"),
        (
            json!({ "type": "document", "document": { "filename": "plan.pdf" } }),
            false,
            "[document] plan.pdf",
        ),
        (
            json!({ "type": "location", "location": { "name": "Barn", "latitude": 1.5, "longitude": -2 } }),
            false,
            "[location] Barn, 1.5, -2",
        ),
        (json!({ "type": "unsupported", "errors": [{ "code": 131_051 }] }), false, "[unsupported]"),
        (json!({ "type": "new\u{0} thing]" }), false, "[newthing]"),
    ] {
        let read = only(&written(&given));
        assert_eq!((read.is_text, read.body.as_str()), (is_text, body), "{given}");
        assert!(read.opens_window);
    }
    let liked =
        json!({ "type": "reaction", "reaction": { "message_id": "wamid.B", "emoji": "👍" } });
    let liked = only(&written(&liked));
    assert_eq!(
        (liked.body.as_str(), liked.in_reply_to.as_deref()),
        ("[reaction] 👍", Some("wamid.B"))
    );
    assert!(!liked.opens_window);
}

#[test]
fn what_became_of_a_message_is_read_in_both_forms() {
    let status = json!({ "id": "wamid.A", "status": "failed", "timestamp": "1", "recipient_id": "1650",
        "biz_opaque_callback_data": "msg_x", "errors": [{ "code": 131_047, "title": "Re-engagement message" }] });
    let expected = vec![Event::Became(Became {
        provider_id: "wamid.A".to_owned(),
        ours: Some("msg_x".to_owned()),
        status: "failed",
        error: Some(131_047),
    })];
    assert_eq!(read(&report(&json!({ "statuses": [status.clone()] }))), (expected.clone(), 0));
    assert_eq!(read(&json!({ "statuses": [status] })), (expected, 0));
}

#[test]
fn what_is_in_no_form_is_passed_over() {
    let text = |more: Value| {
        let mut message = json!({ "type": "text", "text": { "body": "x" } });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        written(&message)
    };
    for odd in [
        text(json!({ "from": "" })),
        text(json!({ "from": "1650\u{661}555" })),
        text(json!({ "from": 16_505_551_234_u64 })),
        text(json!({ "id": "" })),
        text(json!({ "id": "w".repeat(600) })),
        text(json!({ "id": "wamid with blanks" })),
        text(json!({ "timestamp": "soon" })),
        text(json!({ "timestamp": -1 })),
        text(json!({ "group_id": "1" })),
        text(json!({ "text": null })),
        written(&json!({ "type": "system", "system": { "body": "new number" } })),
        written(&json!({ "type": "reaction", "reaction": { "message_id": "wamid.B" } })),
        report(&json!({ "statuses": [{ "id": "wamid.A", "status": "warming up" }] })),
        report(&json!({ "messages": [null] })),
    ] {
        assert_eq!(read(&odd), (Vec::new(), 1), "{odd}");
    }
    for nothing in
        [json!(null), json!([]), json!({ "entry": 1 }), json!({ "entry": [null] }), json!("x")]
    {
        assert_eq!(read(&nothing), (Vec::new(), 0), "{nothing}");
    }
    let other = json!({ "entry": [{ "changes": [{ "field": "account_update", "value": { "messages": [1] } }] }] });
    assert_eq!(read(&other), (Vec::new(), 0));
}

#[test]
fn a_message_is_never_longer_than_a_message() {
    let read = only(&written(&json!({ "type": "text", "text": { "body": "é".repeat(50_000) } })));
    assert_eq!(read.body.chars().count(), BODY_CHARS_MAX);
}
