//! Webhook events: customers' messages, and statuses of sent messages.
//!
//! A report comes from outside and can contain anything. A message of any kind is stored if it has a sender and an id;
//! otherwise it counts as unreadable, so that the provider sends it again. Nothing else in a report is trusted.

mod own;
mod shape;
mod words;

use std::collections::HashMap;

use serde_json::Value;

use self::{
    shape::{Values, each},
    words::Words,
};
use super::{answer::is_name, refusal::number};
use crate::{
    clock::Time,
    tools::crm::contact::identity::{USER_ID_CHARS_MAX, is_user_id},
    value::{clean, digits, hidden},
};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) enum Event {
    /// A customer has written, or the business on its own phone.
    InboundMessage(InboundMessage),
    /// Something became of a message of ours.
    StatusUpdate(StatusUpdate),
}

/// A customer's identifiers at WhatsApp; at least one is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tools::messaging) struct Sender {
    /// The phone number in WhatsApp's form (digits only).
    pub(in crate::tools::messaging) wa_id: Option<String>,
    /// The user id, specific to this business; also set if the customer hides the number.
    pub(in crate::tools::messaging) user_id: Option<String>,
}

/// What a customer has written, or the business on its own phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) struct InboundMessage {
    /// WhatsApp's id of the message.
    pub(in crate::tools::messaging) provider_id: String,
    /// What has become of it, where the business has written it; nothing where the customer has.
    pub(in crate::tools::messaging) ours: Option<&'static str>,
    /// The customer, who wrote it or to whom it was written.
    pub(in crate::tools::messaging) sender: Sender,
    /// The customer's new identifiers, if the message reports a change.
    pub(in crate::tools::messaging) moved_to: Option<Sender>,
    /// The profile name.
    pub(in crate::tools::messaging) name: Option<String>,
    /// When it was written, if reported.
    pub(in crate::tools::messaging) at: Option<Time>,
    /// Whether it is text, as opposed to a picture, for example.
    pub(in crate::tools::messaging) is_text: bool,
    /// The text, or a description of other content.
    pub(in crate::tools::messaging) body: String,
    /// WhatsApp's id of the message that it answers, reacts to, edits or deletes.
    pub(in crate::tools::messaging) refers_to: Option<String>,
    /// Whether it opens the 24-hour window in which the business may write freely.
    pub(in crate::tools::messaging) opens_window: bool,
}

/// A new status of a sent message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) struct StatusUpdate {
    /// WhatsApp's id of the message.
    pub(in crate::tools::messaging) provider_id: String,
    /// Our id of the message, if it is included.
    pub(in crate::tools::messaging) ours: Option<String>,
    /// `sent`, `delivered`, `read` or `failed`.
    pub(in crate::tools::messaging) status: &'static str,
    /// The API's error code.
    pub(in crate::tools::messaging) error: Option<i64>,
    /// The recipient's user id.
    pub(in crate::tools::messaging) user_id: Option<String>,
}

/// The events of a report.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::tools::messaging) struct Report {
    pub(in crate::tools::messaging) events: Vec<Event>,
    /// Statuses in an unknown form.
    pub(in crate::tools::messaging) passed_over: usize,
    /// Messages that cannot be stored, because sender or id is missing.
    pub(in crate::tools::messaging) unreadable: usize,
}

/// The most characters that are stored. WhatsApp allows 4,096.
const BODY_CHARS_MAX: usize = 10_000;

/// Names are cut for lists.
const NAME_CHARS_MAX: usize = 80;

/// Parses a report.
pub(in crate::tools::messaging) fn read(report: &Value) -> Report {
    let values = Values::of(report);
    let mut read = Report { unreadable: values.unreadable, ..Report::default() };
    for value in values.all {
        let list = |name: &str| each(value.get(name).filter(|list| !list.is_null()));
        let people = People::of(list("contacts").0.into_iter());
        let (messages, others) = list("messages");
        let messages =
            messages.into_iter().map(|it| received(&people, it, Sender::default())).collect();
        read.take(messages, others);
        let (echoes, others) = list("message_echoes");
        read.take(echoes.into_iter().map(|it| own::echo(&people, it)).collect(), others);
        let (past, others) = own::history(value);
        read.take(past.into_iter().map(Some).collect(), others);
        let (states, others) = list("statuses");
        read.passed_over += others;
        for state in states {
            match became(state) {
                Some(became) => read.events.push(Event::StatusUpdate(became)),
                None => read.passed_over += 1,
            }
        }
    }
    read
}

impl Report {
    /// Adds messages, of which those that nobody can keep are counted with as many as `unreadable`.
    fn take(&mut self, messages: Vec<Option<InboundMessage>>, unreadable: usize) {
        self.unreadable += unreadable;
        for message in messages {
            match message {
                Some(received) => self.events.push(Event::InboundMessage(received)),
                None => self.unreadable += 1,
            }
        }
    }
}

fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path)?.as_str()
}

/// The senders by their identifiers; built once and looked up for each message.
#[derive(Default)]
struct People<'v> {
    known: HashMap<String, &'v Value>,
    only: Option<&'v Value>,
}

impl<'v> People<'v> {
    fn of(contacts: impl Iterator<Item = &'v Value>) -> People<'v> {
        let mut people = People::default();
        for (at, contact) in contacts.enumerate() {
            people.only = (at == 0).then_some(contact);
            for id in [wa_id(contact, "/wa_id"), user_id(contact, "/user_id")].into_iter().flatten()
            {
                people.known.entry(id).or_insert(contact);
            }
        }
        people
    }

    /// The contact with one of the identifiers, otherwise the only one if it has no other identifier.
    fn find(&self, sender: &Sender) -> Option<&'v Value> {
        let mut ids = [&sender.wa_id, &sender.user_id].into_iter().flatten();
        let is_nobody_else = |only: &&Value| {
            let differ = |one: &Option<String>, other: Option<String>| {
                one.is_some() && other.is_some() && *one != other
            };
            !differ(&sender.wa_id, wa_id(only, "/wa_id"))
                && !differ(&sender.user_id, user_id(only, "/user_id"))
        };
        ids.find_map(|id| self.known.get(id).copied()).or(self.only.filter(is_nobody_else))
    }

    /// Adds to what somebody is known by what else is said of them; gives that.
    fn complete(&self, sender: &mut Sender) -> Option<&'v Value> {
        let known = self.find(sender)?;
        sender.wa_id = sender.wa_id.take().or_else(|| wa_id(known, "/wa_id"));
        sender.user_id = sender.user_id.take().or_else(|| user_id(known, "/user_id"));
        Some(known)
    }
}

/// What a customer has written, whom nothing but the message says unless it is `customer`.
fn received(people: &People<'_>, message: &Value, customer: Sender) -> Option<InboundMessage> {
    let mut sender = Sender {
        wa_id: wa_id(message, "/from").or(customer.wa_id),
        user_id: user_id(message, "/from_user_id")
            .or_else(|| text(message, "/from").filter(|from| is_user_id(from)).map(str::to_owned))
            .or(customer.user_id),
    };
    people.complete(&mut sender);
    let moved_to = moved_to(message);
    if let Some(before) = message.get("system").filter(|_| moved_to.is_some()) {
        // A number change is reported by the old identifiers; without them, by the current ones.
        sender.user_id = user_id(before, "/previous_user_id").or(sender.user_id);
        let is_known = sender != Sender::default();
        sender = if is_known { sender } else { moved_to.clone().unwrap_or_default() };
    }
    Some(InboundMessage { moved_to, ..message_of(people, message, sender)? })
}

/// A message of the conversation with that customer; `None` where nobody can say whose it is, or which.
fn message_of(people: &People<'_>, message: &Value, mut sender: Sender) -> Option<InboundMessage> {
    let provider_id = text(message, "/id").filter(|id| is_name(id))?.to_owned();
    let name = people.complete(&mut sender).and_then(name);
    if sender == Sender::default() {
        return None;
    }
    let Words { is_text, body, opens_window } = words::of(message);
    Some(InboundMessage {
        provider_id,
        ours: None,
        moved_to: None,
        name,
        at: message.get("timestamp").and_then(seconds),
        is_text,
        body: cut(&clean(&body), BODY_CHARS_MAX),
        refers_to: words::refers_to(message).filter(|id| is_name(id)).map(str::to_owned),
        opens_window,
        sender,
    })
}

/// The profile name, otherwise the user name on WhatsApp.
fn name(contact: &Value) -> Option<String> {
    let own = text(contact, "/profile/name").map(str::to_owned);
    let found_by = || text(contact, "/profile/username").map(|name| format!("@{name}"));
    let names = own.into_iter().chain(found_by());
    let mut names = names.map(|name| hidden::as_line(&name, NAME_CHARS_MAX));
    names.find(|name| !name.is_empty() && name != "@")
}

/// The customer's new identifiers: from a system message about a new number or user id, or from the answer to
/// WhatsApp's own request for the phone number.
fn moved_to(message: &Value) -> Option<Sender> {
    if text(message, "/origin") == Some("contact_request") {
        let paths = ["/contacts/0/phones/0/wa_id", "/contacts/0/phones/0/phone"];
        let number = paths.iter().find_map(|path| text(message, path)).map(digits);
        let number = number.filter(|number| (5..=15).contains(&number.len()))?;
        return Some(Sender { wa_id: Some(number), user_id: None });
    }
    let system = message.get("system")?;
    let kind = text(system, "/type").unwrap_or_default();
    // The names of these fields in earlier versions of the API.
    let has_moved = kind.ends_with("changed_number") || kind == "user_changed_user_id";
    let new = Sender {
        wa_id: wa_id(system, "/wa_id").or_else(|| wa_id(system, "/new_wa_id")),
        user_id: user_id(system, "/user_id"),
    };
    (has_moved && new != Sender::default()).then_some(new)
}

/// A phone number in WhatsApp's form; some senders use a JSON number.
fn wa_id(value: &Value, path: &str) -> Option<String> {
    let id = value.pointer(path)?;
    let id = id.as_str().map_or_else(
        || id.as_u64().map(|id| id.to_string()),
        |id| Some(id.strip_prefix('+').unwrap_or(id).to_owned()),
    )?;
    let is_number = (5..=15).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(id)
}

fn user_id(value: &Value, path: &str) -> Option<String> {
    let id = text(value, path).filter(|id| is_name(id) && id.len() <= USER_ID_CHARS_MAX)?;
    // Digits in this place are a phone number, which is also elsewhere in the event.
    (!id.bytes().all(|b| b.is_ascii_digit())).then(|| id.to_owned())
}

fn became(status: &Value) -> Option<StatusUpdate> {
    let state = match text(status, "/status")? {
        "sent" => "sent",
        "delivered" => "delivered",
        "read" | "played" => "read",
        "failed" => "failed",
        _ => return None,
    };
    Some(StatusUpdate {
        provider_id: text(status, "/id").filter(|id| is_name(id))?.to_owned(),
        ours: text(status, "/biz_opaque_callback_data").map(str::to_owned),
        status: state,
        error: status.pointer("/errors/0/code").and_then(number),
        user_id: user_id(status, "/recipient_user_id"),
    })
}

/// Seconds since 1970, as text or number; milliseconds if they would be beyond the year 9999.
fn seconds(value: &Value) -> Option<Time> {
    const YEAR_10000: i64 = 253_402_300_800;
    let text = value.as_str().map(|text| hidden::as_line(text, NAME_CHARS_MAX));
    let time = value.as_i64().or_else(|| text?.trim().parse().ok())?;
    let ms = if time < YEAR_10000 { time.checked_mul(1000)? } else { time };
    (0..YEAR_10000 * 1000).contains(&ms).then_some(Time(ms))
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

#[cfg(test)]
mod tests;
