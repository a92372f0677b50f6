//! What the API reports: messages of customers, and what became of ours.
//!
//! The report comes from outside and may be anything. What is not in a documented form is passed over and
//! counted; nothing in it is trusted for more than it says.

use std::collections::HashMap;

use serde_json::Value;

use super::{answer::is_name, refusal::number};
use crate::{
    clock::Time,
    value::{clean, hidden},
};

/// Something that was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) enum Event {
    /// A customer has written.
    Received(Received),
    /// Something became of a message of ours.
    Became(Became),
}

/// What a customer has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) struct Received {
    /// WhatsApp's name for it.
    pub(in crate::tools::messaging) provider_id: String,
    /// The customer's number as WhatsApp writes it.
    pub(in crate::tools::messaging) wa_id: String,
    /// What the customer calls itself.
    pub(in crate::tools::messaging) name: Option<String>,
    /// When it was written.
    pub(in crate::tools::messaging) at: Time,
    /// Whether it is words, and not a picture or the like.
    pub(in crate::tools::messaging) is_text: bool,
    /// The words, or what there is instead.
    pub(in crate::tools::messaging) body: String,
    /// WhatsApp's name of the message that it answers.
    pub(in crate::tools::messaging) in_reply_to: Option<String>,
    /// Whether the business may answer freely from then on.
    pub(in crate::tools::messaging) opens_window: bool,
}

/// What became of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) struct Became {
    /// WhatsApp's name for it.
    pub(in crate::tools::messaging) provider_id: String,
    /// Our id, where it came back.
    pub(in crate::tools::messaging) ours: Option<String>,
    /// `sent`, `delivered`, `read` or `failed`.
    pub(in crate::tools::messaging) status: &'static str,
    /// The API's code for the failure.
    pub(in crate::tools::messaging) error: Option<i64>,
}

/// WhatsApp takes 4,096 characters of a person; what has more is not from there.
const BODY_CHARS_MAX: usize = 10_000;

/// A name is shown in lists.
const NAME_CHARS_MAX: usize = 80;

/// The events of a report, and how many things in it were passed over.
pub(in crate::tools::messaging) fn read(report: &Value) -> (Vec<Event>, usize) {
    let mut events = Vec::new();
    let mut passed_over = 0;
    for value in values(report) {
        let list = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
        let names = names(list("contacts"));
        let of_message = |message| received(&names, message).map(Event::Received);
        let of_status = |status| became(status).map(Event::Became);
        for event in list("messages").map(of_message).chain(list("statuses").map(of_status)) {
            match event {
                Some(event) => events.push(event),
                None => passed_over += 1,
            }
        }
    }
    (events, passed_over)
}

/// The objects that hold messages and statuses: deep inside, or, in an older form, the report itself.
fn values(report: &Value) -> Vec<&Value> {
    let Some(entries) = report.get("entry").and_then(Value::as_array) else { return vec![report] };
    let changes = entries.iter().filter_map(|entry| entry.get("changes")?.as_array()).flatten();
    changes
        .filter(|change| change.get("field").is_none_or(|field| field == "messages"))
        .filter_map(|change| change.get("value"))
        .collect()
}

fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path)?.as_str()
}

/// What those who wrote call themselves, by their numbers; looked up for each message, so it is made once.
fn names<'v>(contacts: impl Iterator<Item = &'v Value>) -> HashMap<&'v str, &'v str> {
    let mut names = HashMap::new();
    for contact in contacts {
        if let (Some(wa_id), Some(name)) = (text(contact, "/wa_id"), text(contact, "/profile/name"))
        {
            names.entry(wa_id).or_insert(name);
        }
    }
    names
}

fn received(names: &HashMap<&str, &str>, message: &Value) -> Option<Received> {
    let provider_id = text(message, "/id").filter(|id| is_name(id))?.to_owned();
    let wa_id = text(message, "/from").filter(|from| is_number(from))?.to_owned();
    // What is written to a group is no conversation with one customer.
    if message.get("group_id").is_some() {
        return None;
    }
    let name = names.get(wa_id.as_str()).map(|name| hidden::as_line(name, NAME_CHARS_MAX));
    let kind = text(message, "/type").unwrap_or("unsupported");
    let (is_text, body) = body(kind, message)?;
    let answers = if kind == "reaction" { "/reaction/message_id" } else { "/context/id" };
    Some(Received {
        provider_id,
        wa_id,
        name: name.filter(|name| !name.is_empty()),
        at: seconds(message.get("timestamp")?)?,
        is_text,
        body: cut(&clean(&body), BODY_CHARS_MAX),
        in_reply_to: text(message, answers).filter(|id| is_name(id)).map(str::to_owned),
        opens_window: kind != "reaction",
    })
}

/// A phone number as WhatsApp writes it.
fn is_number(text: &str) -> bool {
    (5..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// What a message says, and whether in words; nothing for what is no message.
fn body(kind: &str, message: &Value) -> Option<(bool, String)> {
    let inside = |path: &str| text(message, path).map(str::to_owned);
    let words = match kind {
        "text" => Some(inside("/text/body")?),
        "button" => Some(inside("/button/text")?),
        "interactive" => inside("/interactive/button_reply/title")
            .or_else(|| inside("/interactive/list_reply/title")),
        _ => None,
    };
    if let Some(words) = words {
        return Some((true, words));
    }
    let more = match kind {
        // News about the customer's number or account; nobody has said anything.
        "system" | "request_welcome" | "ephemeral" => return None,
        "location" => {
            let of = |name: &str| inside(&format!("/location/{name}"));
            let at =
                |name: &str| message.pointer(&format!("/location/{name}")).map(Value::to_string);
            let place =
                at("latitude").zip(at("longitude")).map(|(lat, long)| format!("{lat}, {long}"));
            [of("name"), of("address"), place].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        "contacts" => inside("/contacts/0/name/formatted_name").unwrap_or_default(),
        // A reaction that was taken back is empty.
        "reaction" => inside("/reaction/emoji").filter(|emoji| !emoji.is_empty())?,
        media => {
            let of = |name: &str| inside(&format!("/{media}/{name}"));
            of("caption").or_else(|| of("filename")).unwrap_or_default()
        }
    };
    let known: String =
        kind.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(30).collect();
    Some((false, format!("[{known}] {more}").trim_end().to_owned()))
}

fn became(status: &Value) -> Option<Became> {
    let state = match text(status, "/status")? {
        "sent" => "sent",
        "delivered" => "delivered",
        "read" | "played" => "read",
        "failed" => "failed",
        _ => return None,
    };
    Some(Became {
        provider_id: text(status, "/id").filter(|id| is_name(id))?.to_owned(),
        ours: text(status, "/biz_opaque_callback_data").map(str::to_owned),
        status: state,
        error: status.pointer("/errors/0/code").and_then(number),
    })
}

/// Seconds since 1970, as text or as a number.
fn seconds(value: &Value) -> Option<Time> {
    let seconds = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    // Until the year 9999.
    (0..253_402_300_800).contains(&seconds).then(|| Time(seconds * 1000))
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

#[cfg(test)]
mod tests;
