//! What the business has written on its own phone, and what was written there before it was connected (Coexistence):
//! the API tells it beside what customers write, in `message_echoes` and `history`.

use serde_json::Value;

use super::{InboundMessage, People, Sender, message_of, shape::each, text, user_id, wa_id};
use crate::value::digits;

/// A message that the business has written on its phone, to whom it says.
pub(super) fn echo(people: &People<'_>, message: &Value) -> Option<InboundMessage> {
    let to = Sender { wa_id: wa_id(message, "/to"), user_id: user_id(message, "/to_user_id") };
    ours(people, message, to, "sent")
}

/// The messages of a history; how many of them cannot be kept.
pub(super) fn history(value: &Value) -> (Vec<InboundMessage>, usize) {
    let number = text(value, "/metadata/display_phone_number").map(digits);
    let mut kept = Vec::new();
    // A business that does not share it says so in `errors` instead of threads.
    let (parts, mut unreadable) = listed(value, "history");
    for part in parts {
        let (threads, others) = listed(part, "threads");
        unreadable += others;
        for thread in threads {
            let (messages, others) = listed(thread, "messages");
            unreadable += others;
            for message in messages {
                match past(message, thread, number.as_deref()) {
                    Some(received) => kept.push(received),
                    None => unreadable += 1,
                }
            }
        }
    }
    (kept, unreadable)
}

fn listed<'v>(value: &'v Value, name: &str) -> (Vec<&'v Value>, usize) {
    each(value.get(name).filter(|list| !list.is_null()))
}

/// A message of a history, where it says when it was written: now would be wrong.
fn past(message: &Value, thread: &Value, number: Option<&str>) -> Option<InboundMessage> {
    let customer = Sender { wa_id: wa_id(thread, "/id"), user_id: user_id(thread, "/user_id") };
    let from = wa_id(message, "/from");
    let is_ours = match (&from, &customer.wa_id) {
        (Some(from), Some(customer)) => from != customer,
        (Some(from), None) => number == Some(from.as_str()),
        (None, _) => message.get("to").is_some(),
    };
    let people = People::default();
    let received = if is_ours {
        let to = Sender { wa_id: wa_id(message, "/to"), user_id: user_id(message, "/to_user_id") };
        let to = if to == Sender::default() { customer } else { to };
        ours(&people, message, to, became(text(message, "/history_context/status")))
    } else {
        super::received(&people, message, customer)
    };
    received.filter(|received| received.at.is_some())
}

/// What has become of a message of a history, as messages of ours say it.
fn became(status: Option<&str>) -> &'static str {
    match status.map(str::to_ascii_lowercase).as_deref() {
        Some("read" | "played") => "read",
        Some("delivered") => "delivered",
        Some("error" | "failed") => "failed",
        Some("pending") => "accepted",
        Some(_) | None => "sent",
    }
}

fn ours(
    people: &People<'_>,
    message: &Value,
    to: Sender,
    status: &'static str,
) -> Option<InboundMessage> {
    let written = message_of(people, message, to)?;
    Some(InboundMessage { moved_to: None, opens_window: false, ours: Some(status), ..written })
}
