//! What comes in: messages of customers, and what became of ours, each once however often it is told.
//!
//! It is the same by the webhook and from a file. Who writes and is unknown becomes a contact. What a message
//! is moves forward only, in whatever order the news comes.

use serde_json::Value;

use super::{
    api::{
        events::{self, Became, Event, Received},
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
    tools::crm::contact,
    unicode::compose,
};

/// What a report tells of.
#[derive(Debug, Default)]
pub struct Reported {
    events: Vec<Event>,
    passed_over: usize,
}

impl Reported {
    /// Reads a report; whatever it is, there is no failure in it.
    pub fn read(report: &Value) -> Reported {
        let (events, passed_over) = events::read(report);
        Reported { events, passed_over }
    }

    /// How many events there are in it.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// How many things it tells of, read or passed over.
    pub fn told(&self) -> usize {
        self.events.len() + self.passed_over
    }

    /// Takes the first events out, at most so many.
    #[must_use]
    pub fn first(&mut self, most: usize) -> Reported {
        let events = self.events.drain(..most.min(self.events.len())).collect();
        Reported { events, passed_over: std::mem::take(&mut self.passed_over) }
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: Reported) {
        self.events.extend(other.events);
        self.passed_over += other.passed_over;
    }
}

/// What was new in reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages of customers.
    pub messages: usize,
    /// Messages of ours that are further than they were.
    pub statuses: usize,
    /// Customers whom nobody knew.
    pub contacts: usize,
    /// What was known already, or is older than what is known.
    pub known: usize,
    /// What is about no message of ours, or in no form that is read.
    pub passed_over: usize,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: Tally) {
        self.messages += other.messages;
        self.statuses += other.statuses;
        self.contacts += other.contacts;
        self.known += other.known;
        self.passed_over += other.passed_over;
    }
}

/// Takes in what was reported. The caller records what comes of it.
pub fn take(db: &mut TenantWrite<'_>, reported: Reported) -> Result<Tally> {
    let mut tally = Tally { passed_over: reported.passed_over, ..Tally::default() };
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
    let conversation_id = conversation_with(db, &received, now, tally)?;
    let answered = match &received.in_reply_to {
        Some(name) => row::by_provider_id(db, name)?,
        None => None,
    };
    let of_this = |answered: &MessageRow| answered.conversation_id == conversation_id;
    // A moment that is still to come would keep the window open for longer than a day.
    let at = received.at.min(now);
    let message = MessageRow {
        id: MessageId::new(),
        conversation_id,
        direction: "in".to_owned(),
        kind: if received.is_text { "text" } else { "other" }.to_owned(),
        body: compose(&received.body).into_owned(),
        template_name: None,
        template_language: None,
        status: "received".to_owned(),
        provider_id: Some(received.provider_id),
        reply_to: answered.filter(of_this).map(|answered| answered.id),
        error_code: None,
        error: None,
        sent_at: at,
    };
    row::add(db, &message)?;
    conversation::heard(db, conversation_id, at, received.opens_window.then_some(at), now)?;
    tally.messages += 1;
    Ok(())
}

/// The conversation with who wrote, whom we may not know yet.
fn conversation_with(
    db: &mut TenantWrite<'_>,
    received: &Received,
    now: Time,
    tally: &mut Tally,
) -> Result<ConversationId> {
    let phone = format!("+{}", received.wa_id);
    let known = contact::by_phone(db, &phone)?;
    let contact = if let Some(contact) = known {
        contact.id
    } else if let Some(known) = conversation::by_wa_id(db, &received.wa_id)? {
        // In a few countries WhatsApp writes other digits than people do.
        return Ok(known.id);
    } else {
        tally.contacts += 1;
        contact::meet(db, received.name.as_deref(), &phone)?
    };
    match conversation::of_contact(db, contact)? {
        Some(known) => Ok(known.id),
        None => conversation::begin(db, contact, now),
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
    let count = if row::moved_on(db, &message, &progress, now)? {
        &mut tally.statuses
    } else {
        &mut tally.known
    };
    *count += 1;
    Ok(())
}
