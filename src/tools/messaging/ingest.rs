//! What comes in: messages of customers, and what became of ours, each once however often it is told.
//!
//! It is the same by the webhook and from a file. Who writes and is unknown becomes a contact. What a message
//! is moves forward only, in whatever order the news comes.

mod person;

use serde_json::Value;

use super::{
    api::{
        events::{self, Became, Event, Received, Report},
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

/// What a report tells of.
#[derive(Debug, Default)]
pub struct Reported {
    events: Vec<Event>,
    passed_over: usize,
    unreadable: usize,
}

impl Reported {
    /// Reads a report; whatever it is, there is no failure in it.
    pub fn read(report: &Value) -> Reported {
        let Report { events, passed_over, unreadable } = events::read(report);
        Reported { events, passed_over, unreadable }
    }

    /// How many events there are in it.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// How many messages of customers are in it that cannot be kept, since nothing says whose they are.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// How many things it tells of, read or passed over.
    pub fn told(&self) -> usize {
        self.events.len() + self.passed_over + self.unreadable
    }

    /// Takes the first events out, at most so many.
    #[must_use]
    pub fn first(&mut self, most: usize) -> Reported {
        let events = self.events.drain(..most.min(self.events.len())).collect();
        let passed_over = std::mem::take(&mut self.passed_over);
        Reported { events, passed_over, unreadable: std::mem::take(&mut self.unreadable) }
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: Reported) {
        self.events.extend(other.events);
        self.passed_over += other.passed_over;
        self.unreadable += other.unreadable;
    }
}

/// What was new in reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages of customers, and of the business from its own phone.
    pub messages: usize,
    /// Messages of ours that are further than they were.
    pub statuses: usize,
    /// Customers whom nobody knew.
    pub contacts: usize,
    /// What was known already, or is older than what is known.
    pub known: usize,
    /// What is about no message of ours, or in no form that is read.
    pub passed_over: usize,
    /// Messages that could not be kept.
    pub unreadable: usize,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: Tally) {
        self.messages += other.messages;
        self.statuses += other.statuses;
        self.contacts += other.contacts;
        self.known += other.known;
        self.passed_over += other.passed_over;
        self.unreadable += other.unreadable;
    }
}

/// Takes in what was reported. The caller records what comes of it.
pub fn take(db: &mut TenantWrite<'_>, reported: Reported) -> Result<Tally> {
    let Reported { passed_over, unreadable, .. } = reported;
    let mut tally = Tally { passed_over, unreadable, ..Tally::default() };
    let now = clock::now();
    for event in reported.events {
        match event {
            Event::Received(received) => take_message(db, received, now, &mut tally)?,
            Event::Became(became) => take_status(db, &became, now, &mut tally)?,
        }
    }
    Ok(tally)
}

fn take_message(
    db: &mut TenantWrite<'_>,
    received: Received,
    now: Time,
    tally: &mut Tally,
) -> Result<()> {
    if row::by_provider_id(db, &received.provider_id)?.is_some() {
        tally.known += 1;
        return Ok(());
    }
    // A moment that is still to come would keep the window open for longer than a day.
    let at = received.at.unwrap_or(now).min(now);
    let conversation_id = conversation_with(db, &received, at, tally)?;
    let referred_to = match &received.refers_to {
        Some(name) => row::by_provider_id(db, name)?,
        None => None,
    };
    let of_this = |other: &MessageRow| other.conversation_id == conversation_id;
    let message = MessageRow {
        id: MessageId::new(),
        conversation_id,
        direction: if received.ours.is_some() { "out" } else { "in" }.to_owned(),
        kind: if received.is_text { "text" } else { "other" }.to_owned(),
        body: compose(&received.body).into_owned(),
        template_name: None,
        template_language: None,
        status: received.ours.unwrap_or("received").to_owned(),
        provider_id: Some(received.provider_id),
        reply_to: referred_to.filter(of_this).map(|other| other.id),
        refers_to: received.refers_to,
        error_code: None,
        error: None,
        sent_at: at,
    };
    if received.ours.is_some() {
        // It left when it was written, and not now: what may be sent in a minute goes by that.
        row::add_of(db, &message, at)?;
        conversation::wrote(db, conversation_id, at, now)?;
    } else {
        row::add(db, &message)?;
        let opens = received.opens_window.then_some(at);
        conversation::heard(db, conversation_id, at, opens, now)?;
    }
    row::tie_earlier(db, &message, now)?;
    tally.messages += 1;
    Ok(())
}

/// The conversation with who wrote, whom we may not know yet. One that begins is as old as the message.
fn conversation_with(
    db: &mut TenantWrite<'_>,
    received: &Received,
    at: Time,
    tally: &mut Tally,
) -> Result<ConversationId> {
    let (contact, is_new) = person::of(db, received)?;
    tally.contacts += usize::from(is_new);
    match conversation::of_contact(db, contact)? {
        Some(known) => Ok(known.id),
        None => conversation::begin(db, contact, at),
    }
}

fn take_status(
    db: &mut TenantWrite<'_>,
    became: &Became,
    now: Time,
    tally: &mut Tally,
) -> Result<()> {
    // Our own id finds a message whose sending was never answered.
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
        // Whoever got it may answer without a number.
        return person::is_called(db, &message, became.user_id.as_ref());
    }
    tally.known += 1;
    Ok(())
}
