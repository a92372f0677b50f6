//! Stores incoming events: customers' messages, and statuses of sent messages; each once, even if reported several
//! times.
//!
//! Webhook and file import share this code. An unknown sender becomes a contact. A message's status only moves
//! forward, in whatever order the events arrive.

mod person;

use serde_json::Value;

use super::{
    api::{
        events::{self, Event, InboundMessage, Report, StatusUpdate},
        refusal,
    },
    conversation::row as conversation,
    message::row::{self, Progress},
};
use crate::{
    clock::{self, Time},
    error::Result,
    id::{ConversationId, MessageId},
    store::{TenantWrite, entity::MessageRow},
    unicode::compose,
};

/// The events of a report.
#[derive(Debug, Default)]
pub struct ReportedEvents {
    events: Vec<Event>,
    passed_over: usize,
    unreadable: usize,
}

impl ReportedEvents {
    /// Parses a report; never fails.
    pub fn read(report: &Value) -> ReportedEvents {
        let Report { events, passed_over, unreadable } = events::read(report);
        ReportedEvents { events, passed_over, unreadable }
    }

    /// The number of events.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether the report has no events.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The number of customers' messages that cannot be stored, because their sender or id is missing.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The number of events, including those that are skipped.
    pub fn told(&self) -> usize {
        self.events.len() + self.passed_over + self.unreadable
    }

    /// Takes out the first events, at most `most`.
    #[must_use]
    pub fn first(&mut self, most: usize) -> ReportedEvents {
        let events = self.events.drain(..most.min(self.events.len())).collect();
        let passed_over = std::mem::take(&mut self.passed_over);
        ReportedEvents { events, passed_over, unreadable: std::mem::take(&mut self.unreadable) }
    }

    /// Appends the events of another report.
    pub fn extend(&mut self, other: ReportedEvents) {
        self.events.extend(other.events);
        self.passed_over += other.passed_over;
        self.unreadable += other.unreadable;
    }
}

/// The result of storing reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages of customers, and of the business from its own phone.
    pub messages: usize,
    /// Sent messages whose status has changed.
    pub statuses: usize,
    /// New contacts.
    pub contacts: usize,
    /// Events that were known already, or older than the known state.
    pub known: usize,
    /// Events about no message of ours, or in an unknown form.
    pub passed_over: usize,
    /// Messages that could not be stored.
    pub unreadable: usize,
}

impl Tally {
    /// Adds another tally.
    pub fn add(&mut self, other: Tally) {
        self.messages += other.messages;
        self.statuses += other.statuses;
        self.contacts += other.contacts;
        self.known += other.known;
        self.passed_over += other.passed_over;
        self.unreadable += other.unreadable;
    }
}

/// Stores events. The caller records the change.
pub fn take(db: &mut TenantWrite<'_>, reported: ReportedEvents) -> Result<Tally> {
    let ReportedEvents { passed_over, unreadable, .. } = reported;
    let mut tally = Tally { passed_over, unreadable, ..Tally::default() };
    let now = clock::now();
    for event in reported.events {
        match event {
            Event::InboundMessage(received) => take_message(db, received, now, &mut tally)?,
            Event::StatusUpdate(became) => take_status(db, &became, now, &mut tally)?,
        }
    }
    Ok(tally)
}

fn take_message(
    db: &mut TenantWrite<'_>,
    received: InboundMessage,
    now: Time,
    tally: &mut Tally,
) -> Result<()> {
    if row::by_provider_id(db, &received.provider_id)?.is_some() {
        tally.known += 1;
        return Ok(());
    }
    // A time in the future would keep the 24-hour window open too long.
    let at = received.at.unwrap_or(now).min(now);
    let conversation_id = conversation_with(db, &received, at, tally)?;
    let referred_to = match &received.refers_to {
        Some(name) => row::by_provider_id(db, name)?,
        None => None,
    };
    let of_this = |other: &MessageRow| other.conversation_id == conversation_id;
    let message = MessageRow {
        direction: if received.ours.is_some() { "out" } else { "in" }.to_owned(),
        kind: if received.is_text { "text" } else { "other" }.to_owned(),
        status: received.ours.unwrap_or("received").to_owned(),
        provider_id: Some(received.provider_id),
        reply_to: referred_to.filter(of_this).map(|other| other.id),
        refers_to: received.refers_to,
        ..row::plain(conversation_id, compose(&received.body).into_owned(), at)
    };
    if received.ours.is_some() {
        // It left when it was written, and not now: what may be sent in a minute goes by that.
        row::add_of(db, &message, at)?;
        conversation::record_outbound(db, conversation_id, at, now)?;
    } else {
        row::add(db, &message)?;
        let opens = received.opens_window.then_some(at);
        conversation::record_inbound(db, conversation_id, at, opens, now)?;
    }
    row::tie_earlier(db, &message, now)?;
    tally.messages += 1;
    Ok(())
}

/// The conversation with the sender, who may be new. A new conversation begins at the time of the message.
fn conversation_with(
    db: &mut TenantWrite<'_>,
    received: &InboundMessage,
    at: Time,
    tally: &mut Tally,
) -> Result<ConversationId> {
    let (contact, is_new) = person::of(db, received)?;
    tally.contacts += usize::from(is_new);
    match conversation::of_contact(db, contact, conversation::WHATSAPP)? {
        Some(known) => Ok(known.id),
        None => conversation::begin(db, contact, conversation::WHATSAPP, at),
    }
}

fn take_status(
    db: &mut TenantWrite<'_>,
    became: &StatusUpdate,
    now: Time,
    tally: &mut Tally,
) -> Result<()> {
    // If the answer to sending was lost, the message has no WhatsApp id yet and is found by our own id.
    let named = match row::by_provider_id(db, &became.provider_id)? {
        Some(message) => Some(message),
        None => match became.ours.as_deref().map(MessageId::read) {
            Some(Ok(Some(id))) => {
                MessageRow::by_id(db, id)?.filter(|message| message.provider_id.is_none())
            }
            _ => None,
        },
    };
    let Some(message) = named.filter(|message| message.direction == "out") else {
        tally.passed_over += 1;
        return Ok(());
    };
    let meaning = became.error.map(refusal::meaning);
    let fault = (became.status == row::FAILED).then(|| {
        meaning.map_or(("WHATSAPP_REFUSED", "WhatsApp did not deliver it"), |(code, sentence)| {
            (code.as_str(), sentence)
        })
    });
    let provider_id = Some(became.provider_id.as_str());
    let progress = Progress { status: became.status, provider_id, fault };
    if row::moved_on(db, &message, &progress, now)? {
        tally.statuses += 1;
        // The recipient may answer without revealing a number, so the user id is stored.
        return person::set_user_id(db, &message, became.user_id.as_ref());
    }
    tally.known += 1;
    Ok(())
}
