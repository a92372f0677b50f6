//! Tests with events as documented, and with others.

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

fn only(report: &Value) -> InboundMessage {
    let Report { events, passed_over, unreadable } = read(report);
    assert_eq!((events.len(), passed_over, unreadable), (1, 0, 0), "{report}");
    match events.into_iter().next().unwrap() {
        Event::InboundMessage(received) => received,
        Event::StatusUpdate(became) => panic!("{became:?}"),
    }
}

fn sender(wa_id: Option<&str>, user_id: Option<&str>) -> Sender {
    Sender { wa_id: wa_id.map(str::to_owned), user_id: user_id.map(str::to_owned) }
}

#[test]
fn a_text_is_read_with_who_wrote_it() {
    let given = json!({ "type": "text", "text": { "body": "Is the 5th free?" }, "context": { "id": "wamid.B" } });
    assert_eq!(
        only(&written(&given)),
        InboundMessage {
            provider_id: "wamid.A".to_owned(),
            ours: None,
            sender: sender(Some("16505551234"), None),
            moved_to: None,
            name: Some("Sheena Nelson".to_owned()),
            at: Some(Time(1_749_416_383_000)),
            is_text: true,
            body: "Is the 5th free?".to_owned(),
            refers_to: Some("wamid.B".to_owned()),
            opens_window: true,
        }
    );
}

#[test]
fn who_wrote_is_known_by_a_number_by_a_user_id_or_by_both() {
    const ID: &str = "US.13491208655302741918";
    let told = |message: Value, contacts: Value| {
        let mut whole = json!({ "id": "wamid.A", "timestamp": "1749416383", "type": "text", "text": { "body": "Hi" } });
        whole.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
        let received = only(&report(&json!({ "contacts": contacts, "messages": [whole] })));
        (received.sender, received.name)
    };
    let person = |value: Value| {
        let mut contact = json!({ "profile": { "name": "Ada" } });
        contact.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        json!([contact])
    };
    let both = sender(Some("16505551234"), Some(ID));
    let hidden = sender(None, Some(ID));
    let ada = Some("Ada".to_owned());
    for (message, contacts, who, name) in [
        (json!({ "from_user_id": ID }), person(json!({ "user_id": ID })), &hidden, &ada),
        (json!({}), person(json!({ "user_id": ID })), &hidden, &ada),
        (json!({ "from": ID }), person(json!({ "user_id": ID })), &hidden, &ada),
        (json!({ "from_user_id": ID }), json!([]), &hidden, &None),
        (json!({ "from": "16505551234", "from_user_id": ID }), json!([]), &both, &None),
        (
            json!({ "from": "16505551234" }),
            person(json!({ "wa_id": "16505551234", "user_id": ID })),
            &both,
            &ada,
        ),
        (json!({ "from": "+16505551234" }), person(json!({ "user_id": ID })), &both, &ada),
        (json!({ "from": 16_505_551_234_u64, "from_user_id": ID }), json!(null), &both, &None),
        // The name belongs to another person.
        (json!({ "from_user_id": ID }), person(json!({ "user_id": "DE.1" })), &hidden, &None),
    ] {
        let (read, called) = told(message.clone(), contacts.clone());
        assert_eq!((&read, &called), (who, name), "{message} {contacts}");
    }
    let unnamed = json!([{ "profile": { "username": "ada.bell" }, "user_id": ID }]);
    assert_eq!(told(json!({}), unnamed).1.as_deref(), Some("@ada.bell"));
}

fn each_says(told: &[(Value, bool, &str)]) {
    for (given, is_text, body) in told {
        let read = only(&written(given));
        assert_eq!((read.is_text, read.body.as_str()), (*is_text, *body), "{given}");
        assert!(read.opens_window, "{given}");
    }
}

#[test]
fn what_a_customer_writes_or_chooses_is_words() {
    each_says(&[
        (json!({ "type": "button", "button": { "text": "Yes", "payload": "1" } }), true, "Yes"),
        (json!({ "type": "button", "button": { "payload": "YES" } }), true, "YES"),
        (
            json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": { "id": "1", "title": "Book" } } }),
            true,
            "Book",
        ),
        (
            json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": "1", "title": "Friday", "description": "at ten" } } }),
            true,
            "Friday (at ten)",
        ),
        (
            json!({ "type": "interactive", "interactive": { "type": "nfm_reply", "nfm_reply": { "name": "flow", "body": "Sent",
                "response_json": "{\"flow_token\":\"x\",\"guests\":80,\"day\":\"Friday\"}" } } }),
            false,
            "[interactive] Sent: guests: 80; day: Friday",
        ),
        (json!({ "text": { "body": "No kind" } }), true, "No kind"),
        (json!({ "type": "text", "text": null }), false, "[text]"),
        (
            json!({ "type": "text", "text": { "body": "Hi" }, "referral": { "headline": "Weddings", "source_url": "https://fb.me/1", "source_id": "7" } }),
            true,
            "Hi [came by: Weddings, https://fb.me/1]",
        ),
        (
            json!({ "type": "text", "text": { "body": "This?" }, "context": { "referred_product": { "catalog_id": "1", "product_retailer_id": "MUG-1" } } }),
            true,
            "This? [about: MUG-1]",
        ),
    ]);
}

#[test]
fn what_is_no_words_is_kept_with_its_kind() {
    let card = json!({ "name": { "formatted_name": "Bo Li" }, "phones": [{ "phone": "+49 30 1" }], "emails": [{ "email": "bo@x.example" }] });
    let items = json!([
        { "product_retailer_id": "MUG-1", "quantity": 2, "item_price": 10, "currency": "USD" },
        { "product_retailer_id": "HAT", "quantity": "1", "item_price": 5.5, "currency": "USD" },
    ]);
    each_says(&[
        (
            json!({ "type": "image", "image": { "caption": "Our garden", "id": "1" } }),
            false,
            "[image] Our garden",
        ),
        (json!({ "type": "audio", "audio": { "id": "1", "voice": true } }), false, "[audio]"),
        (json!({ "type": "sticker", "sticker": { "id": "1" } }), false, "[sticker]"),
        (
            json!({ "type": "document", "document": { "filename": "plan.pdf", "caption": "Our plan" } }),
            false,
            "[document] plan.pdf: Our plan",
        ),
        (
            json!({ "type": "location", "location": { "name": "Barn", "latitude": 1.5, "longitude": -2 } }),
            false,
            "[location] Barn, 1.5, -2",
        ),
        (
            json!({ "type": "contacts", "contacts": [card, { "name": { "first_name": "Al" } }] }),
            false,
            "[contacts] Bo Li: +49 30 1, bo@x.example; Al",
        ),
        (
            json!({ "type": "order", "order": { "catalog_id": "1", "text": "Please", "product_items": items } }),
            false,
            "[order] 2 × MUG-1 for 10 USD; 1 × HAT for 5.5 USD: Please",
        ),
        (
            json!({ "type": "unsupported", "errors": [{ "code": 131_051, "title": "Message type unknown" }], "unsupported": { "type": "poll" } }),
            false,
            "[unsupported] poll: Message type unknown",
        ),
        (
            json!({ "type": "poll", "poll": { "question": "When?", "options": [{ "name": "Now" }], "id": "x" } }),
            false,
            "[poll] When?, Now",
        ),
        (json!({ "type": "new\u{0} thing]" }), false, "[newthing]"),
    ]);
}

#[test]
fn what_is_about_a_message_is_tied_to_it_and_opens_no_window() {
    let new = json!({ "type": "text", "text": { "body": "The 6th?" } });
    let caption = json!({ "type": "image", "image": { "caption": "Ours" } });
    for (given, body) in [
        (
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.B", "emoji": "👍" } }),
            "[reaction] 👍",
        ),
        (
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.B" } }),
            "[reaction] (taken back)",
        ),
        (
            json!({ "type": "edit", "edit": { "original_message_id": "wamid.B", "message": new } }),
            "[edit] The 6th?",
        ),
        (
            json!({ "type": "edit", "edit": { "original_message_id": "wamid.B", "message": caption } }),
            "[edit] [image] Ours",
        ),
        (json!({ "type": "revoke", "revoke": { "original_message_id": "wamid.B" } }), "[revoke]"),
        (
            json!({ "type": "text", "text": { "body": "All" }, "group_id": "1", "context": { "id": "wamid.B" } }),
            "[group] All",
        ),
    ] {
        let read = only(&written(&given));
        assert_eq!((read.body.as_str(), read.refers_to.as_deref()), (body, Some("wamid.B")));
        assert!(!read.is_text && !read.opens_window, "{given}");
    }
}

#[test]
fn a_number_or_a_user_id_that_changes_is_told_with_what_it_was() {
    let told = |message: Value| {
        let mut whole = json!({ "id": "wamid.A", "timestamp": "1749416383", "type": "system" });
        whole.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
        let read = only(&report(&json!({ "messages": [whole] })));
        assert!(!read.opens_window && !read.is_text);
        (read.sender, read.moved_to, read.body)
    };
    let words = "User A changed from 16505551234 to 16505550000";
    let number = json!({ "from": "16505551234", "system": { "body": words, "type": "user_changed_number",
        "wa_id": "16505550000", "user_id": "US.2", "previous_user_id": "US.1" } });
    let new = sender(Some("16505550000"), Some("US.2"));
    let old = sender(Some("16505551234"), Some("US.1"));
    assert_eq!(told(number), (old, Some(new), format!("[system] {words}")));
    let before = json!({ "from": "16505551234", "system": { "type": "customer_changed_number", "new_wa_id": "16505550000" } });
    let (who, new, _) = told(before);
    assert_eq!(
        (who, new),
        (sender(Some("16505551234"), None), Some(sender(Some("16505550000"), None)))
    );
    let id = json!({ "from_user_id": "US.2", "system": { "type": "user_changed_user_id", "previous_user_id": "US.1", "user_id": "US.2" } });
    let (who, new, _) = told(id);
    assert_eq!((who, new), (sender(None, Some("US.1")), Some(sender(None, Some("US.2")))));
    let identity = json!({ "from": "16505551234", "system": { "type": "customer_identity_changed", "body": "New phone", "wa_id": "16505551234" } });
    assert_eq!(told(identity).1, None);
    let shared = |origin: &str| {
        let card = json!([{ "phones": [{ "phone": "+1 (650) 555-1234" }] }]);
        let shared = json!({ "from": "", "from_user_id": "US.1", "type": "contacts", "origin": origin, "contacts": card });
        only(&written(&shared)).moved_to
    };
    assert_eq!(shared("contact_request"), Some(sender(Some("16505551234"), None)));
    assert_eq!(shared("other"), None);
}

#[test]
fn what_became_of_a_message_is_read_in_both_forms() {
    let status = json!({ "id": "wamid.A", "status": "failed", "timestamp": "1", "recipient_id": "1650",
        "recipient_user_id": "US.1",
        "biz_opaque_callback_data": "msg_x", "errors": [{ "code": 131_047, "title": "Re-engagement message" }] });
    let expected = || Report {
        events: vec![Event::StatusUpdate(StatusUpdate {
            provider_id: "wamid.A".to_owned(),
            ours: Some("msg_x".to_owned()),
            status: "failed",
            error: Some(131_047),
            user_id: Some("US.1".to_owned()),
        })],
        ..Report::default()
    };
    assert_eq!(read(&report(&json!({ "statuses": [status.clone()] }))), expected());
    assert_eq!(read(&json!({ "statuses": [status] })), expected());
    for odd in [json!({ "id": "wamid.A", "status": "warming up" }), json!(null)] {
        let nothing = Report { passed_over: 1, ..Report::default() };
        assert_eq!(read(&report(&json!({ "statuses": [odd] }))), nothing);
    }
}

#[test]
fn what_does_not_say_whose_it_is_is_unreadable_and_nothing_else_is() {
    let text = |more: Value| {
        let mut message = json!({ "type": "text", "text": { "body": "x" } });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut whole =
            json!({ "from": "16505551234", "id": "wamid.A", "timestamp": "1749416383" });
        whole.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
        report(&json!({ "messages": [whole] }))
    };
    let unreadable = || Report { unreadable: 1, ..Report::default() };
    for odd in [
        text(json!({ "from": "" })),
        text(json!({ "from": "1650\u{661}555" })),
        text(json!({ "from": null, "from_user_id": "" })),
        text(json!({ "from": null, "from_user_id": "US.1 2" })),
        text(json!({ "id": "" })),
        text(json!({ "id": "w".repeat(600) })),
        text(json!({ "id": "wamid with blanks" })),
        report(&json!({ "messages": [null] })),
        report(&json!({ "messages": { "id": "wamid.A" } })),
        json!({ "messages": "x" }),
        // It may hold messages, in a form that nobody knows.
        json!({}),
        json!(null),
        json!("x"),
        json!({ "entry": 1 }),
        json!({ "entry": [null] }),
        json!({ "entry": [{ "id": "1" }] }),
        json!({ "entry": [{ "changes": [{ "field": "messages" }] }] }),
        report(&json!({ "letters": [] })),
        json!([[]]),
    ] {
        assert_eq!(read(&odd), unreadable(), "{odd}");
    }
    // The time can be given in several forms, or be missing.
    for (said, at) in [
        (json!("1749416383"), Some(1_749_416_383_000)),
        (json!(1_749_416_383), Some(1_749_416_383_000)),
        (json!("\u{200e}1749416383\u{202f}"), Some(1_749_416_383_000)),
        (json!(1_749_416_383_123_i64), Some(1_749_416_383_123)),
        (json!("soon"), None),
        (json!(-1), None),
        (json!(null), None),
    ] {
        assert_eq!(only(&text(json!({ "timestamp": said }))).at, at.map(Time), "{said}");
    }
    for nothing in [
        json!([]),
        json!({ "entry": [] }),
        report(&json!({ "messages": null })),
        report(&json!({ "errors": [{ "code": 131_000 }] })),
    ] {
        assert_eq!(read(&nothing), Report::default(), "{nothing}");
    }
    let other = json!({ "entry": [{ "changes": [{ "field": "account_update", "value": { "messages": [1] } }] }] });
    assert_eq!(read(&other), Report::default());
}

#[test]
fn a_message_is_never_longer_than_a_message() {
    let read = only(&written(&json!({ "type": "text", "text": { "body": "é".repeat(50_000) } })));
    assert_eq!(read.body.chars().count(), BODY_CHARS_MAX);
}

#[test]
fn a_report_is_read_however_its_lists_are_wrapped() {
    let whole = written(&json!({ "type": "text", "text": { "body": "Hi" } }));
    let value = &whole["entry"][0]["changes"][0]["value"];
    let change = json!({ "field": "messages", "value": value });
    let message = &value["messages"][0];
    let once = [
        json!([whole]),
        json!({ "entry": whole["entry"][0] }),
        json!({ "entry": [{ "changes": change }] }),
        json!({ "entry": { "changes": change } }),
        json!({ "entry": [{ "changes": [{ "value": [value] }] }] }),
        report(&json!({ "contacts": value["contacts"][0], "messages": message })),
        json!([{ "contacts": value["contacts"], "messages": [message] }]),
        json!({ "changes": [change] }),
        json!({ "changes": change }),
        change.clone(),
    ];
    for report in &once {
        let read = only(report);
        assert_eq!(
            (read.body.as_str(), read.name.as_deref()),
            ("Hi", Some("Sheena Nelson")),
            "{report}"
        );
    }
    let objects: Vec<&Value> = once.iter().filter(|report| report.is_object()).collect();
    assert_eq!(read(&json!(objects)).events.len(), 8);
}

#[test]
fn words_are_kept_without_the_object_around_them() {
    for (given, is_text, body) in [
        (json!({ "type": "text", "text": "plain" }), true, "plain"),
        (json!({ "text": "plain" }), true, "plain"),
        (json!({ "type": "text", "body": "plain" }), true, "plain"),
        (json!({ "type": "button", "button": "Yes" }), true, "Yes"),
        (json!({ "type": "image", "image": "Our garden" }), false, "[image] Our garden"),
        (json!({ "type": "location", "location": "Mill Lane" }), false, "[location] Mill Lane"),
        (json!({ "type": "sonnet", "sonnet": "Shall I" }), false, "[sonnet] Shall I"),
    ] {
        let read = only(&written(&given));
        assert_eq!((read.is_text, read.body.as_str()), (is_text, body), "{given}");
    }
}

/// A value of a change of that field.
fn of_field(field: &str, value: &Value) -> Value {
    let metadata = json!({ "display_phone_number": "+1 555-078-3881", "phone_number_id": "1065" });
    let mut whole = json!({ "messaging_product": "whatsapp", "metadata": metadata });
    whole.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    json!({ "entry": [{ "id": "1029", "changes": [{ "field": field, "value": whole }] }] })
}

#[test]
fn what_the_business_writes_on_its_own_phone_is_its_message_to_the_customer() {
    let echo = json!({ "from": "15550783881", "to": "16505551234", "id": "wamid.E",
        "timestamp": "1749416383", "type": "text", "text": { "body": "Yes, it is free." } });
    for field in ["smb_message_echoes", "message_echoes", "messages"] {
        let read = only(&of_field(field, &json!({ "message_echoes": [echo] })));
        assert_eq!(read.ours, Some("sent"), "{field}");
        assert_eq!(read.sender, sender(Some("16505551234"), None));
        assert_eq!((read.body.as_str(), read.opens_window), ("Yes, it is free.", false));
    }
    let mut nobody = echo;
    nobody["to"] = Value::Null;
    let read = read(&of_field("smb_message_echoes", &json!({ "message_echoes": [nobody] })));
    assert_eq!((read.events.len(), read.unreadable), (0, 1));
}

#[test]
fn a_history_is_messages_of_both_sides_at_their_times() {
    let message = |id: &str, more: Value| {
        let mut message =
            json!({ "id": id, "timestamp": "1739230955", "type": "text", "text": { "body": id } });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        message
    };
    let state = |status: &str| json!({ "status": status });
    let thread = json!({ "id": "16505551234", "messages": [
        message("wamid.1", json!({ "from": "16505551234", "history_context": state("READ") })),
        message("wamid.2", json!({ "from": "15550783881", "to": "16505551234", "history_context": state("READ") })),
        message("wamid.3", json!({ "from": "15550783881", "history_context": state("ERROR") })),
        message("wamid.4", json!({ "from": "15550783881" })),
        message("wamid.5", json!({ "from": "16505551234", "timestamp": null })),
    ] });
    let part = json!({ "metadata": { "phase": 0, "chunk_order": 1, "progress": 55 }, "threads": [thread] });
    let Report { events, passed_over, unreadable } =
        read(&of_field("history", &json!({ "history": [part] })));
    // The last does not say when it was written.
    assert_eq!((events.len(), passed_over, unreadable), (4, 0, 1));
    let ours: Vec<Option<&str>> = events
        .iter()
        .map(|event| match event {
            Event::InboundMessage(received) => {
                assert_eq!(received.sender, sender(Some("16505551234"), None));
                assert_eq!(received.at, Some(Time(1_739_230_955_000)));
                received.ours
            }
            Event::StatusUpdate(became) => panic!("{became:?}"),
        })
        .collect();
    assert_eq!(ours, [None, Some("read"), Some("failed"), Some("sent")]);
    let declined = json!({ "history": [{ "errors": [{ "code": 2_593_109 }] }] });
    assert_eq!(read(&of_field("history", &declined)), Report::default());
    let odd = json!({ "history": [{ "threads": [7, { "id": "1", "messages": "x" }] }] });
    assert_eq!(read(&of_field("history", &odd)).unreadable, 2);
}
