//! `sendMessage`: recorded before it is sent, and never sent twice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    FaultOut, TemplateOut,
    compose::{ComposedMessage, TemplateInput, answered, letter, recorded, refuse_to_form},
    mentions,
    row::{self, FAILED, Progress, UNKNOWN},
};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    id::{self, ContactId, ConversationId, MessageId},
    integration::WHATSAPP,
    outbound::{Caps, Provider},
    store::{
        TenantRead, TenantWrite,
        entity::{ContactRow, ConversationRow, MessageRow},
        rates,
    },
    tool::{
        Departure, PerformContext, Resource, SendFuture, Sending, SessionReads, Settlement, Spec,
    },
    tools::{
        crm::contact,
        messaging::{
            api::{
                answer::{self, Accepted, Outcome},
                sent::{self, Address, Content},
            },
            conversation::row as conversation,
        },
    },
    value::{Ref, Text, digits, quoted},
};

/// The tool.
pub static TOOL: Sending<Input, Outgoing, SendOutcome, SentOut> = Sending::new(
    Spec {
        name: "sendMessage",
        title: "Send a message",
        description: "Send one WhatsApp message to a contact: words within 24 hours of their last one, else an approved template. Returns it; accepted is not yet delivered.",
    },
    prepare,
    perform,
    settle,
    departure,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    contact_id: Ref<id::Contact>,
    /// Words of your own.
    #[schemars(extend("x-personal" = true))]
    message: Option<Text<1, 4096>>,
    /// Instead of message: { name, language?, variables?: { name: text } }
    template: Option<TemplateInput>,
    /// A message of this conversation.
    reply_to_message_id: Option<Ref<id::Message>>,
}

/// A message that was sent, as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct SentOut {
    id: MessageId,
    conversation_id: ConversationId,
    contact_id: ContactId,
    kind: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateOut>,
    /// unknown may have been sent and may not; do not send it again without asking.
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FaultOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<MessageId>,
    sent_at: Time,
}

/// A prepared message.
pub struct Outgoing {
    id: MessageId,
    provider: Provider,
    body: Value,
    /// All of its content, as the customer will see it.
    departure: Departure,
    conversation: ConversationId,
    contact: ContactId,
    is_template: bool,
}

/// The result of sending.
pub struct SendOutcome {
    id: MessageId,
    outcome: Outcome,
}

/// The person sees what goes out once the session has read both texts from outside and data of people, but for an
/// answer to who wrote from this very number within a day: that is what conversations are for. An answer that has the
/// number or the address of another customer is seen all the same.
fn departure(db: &TenantRead<'_>, outgoing: &Outgoing, seen: &SessionReads) -> Result<Departure> {
    let departure = outgoing.departure.clone();
    if !seen.taint.is_both() {
        return Ok(departure);
    }
    let conversation = ConversationRow::by_id(db, outgoing.conversation)?;
    let now = db.now()?;
    let is_open = conversation.and_then(|known| known.open_until(now)).is_some();
    let is_answer = is_open
        && !outgoing.is_template
        && !conversation::number_is_newer(db, outgoing.conversation, outgoing.contact)?
        && !tells_of_others(db, outgoing)?;
    Ok(departure.asked_if(!is_answer))
}

/// Whether any part of what is sent has the number or the address of another customer.
fn tells_of_others(db: &TenantRead<'_>, outgoing: &Outgoing) -> Result<bool> {
    for part in &outgoing.departure.parts {
        if mentions::has_others(db, &part.text, outgoing.contact)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Outgoing, Resource<SentOut>)> {
    let now = clock::now();
    refuse_to_form(db, input.reply_to_message_id.as_ref())?;
    // The contact must be reachable on WhatsApp.
    let contact = contact::require(db, &input.contact_id)?;
    let (address, shown) = match (&contact.phone, &contact.whatsapp_user_id) {
        (Some(phone), _) => (Address::Phone(phone.clone()), phone.clone()),
        (None, Some(id)) => (Address::UserId(id.clone()), format!("WhatsApp user {id}")),
        (None, None) => return Err(unreachable(db, &contact)),
    };
    // Free text within the 24-hour window, otherwise an approved template with all of its variables.
    let conversation = conversation::of_contact(db, contact.id)?;
    let ComposedMessage { content, text, parts } =
        letter(db, input.message.as_ref(), input.template.as_ref(), conversation.as_ref())?;
    let replied_to = input.reply_to_message_id.as_ref();
    let answered = answered(db, replied_to, conversation.as_ref())?;
    rates::messages_within_minute(db, &row::left_since(db, rates::minute_began(db)?)?)?;
    let provider = db.policy().allowance.services.provider(&WHATSAPP, &db.who().tenant.name)?;

    let conversation = match conversation {
        Some(known) => known.id,
        None => conversation::begin(db, contact.id, now)?,
    };
    let message = recorded(&content, text, conversation, answered.as_ref(), now);
    row::add(db, &message)?;
    conversation::record_outbound(db, conversation, now, now)?;
    let to = format!("{} ({shown})", quoted(&contact.name));
    let mut departure = Departure::new(format!("Send a WhatsApp message to {to}")).with("to", to);
    departure.parts.extend(parts);
    if let Some(answered) = &answered {
        departure = departure.with("in reply to", format!("the message of {}", answered.sent_at));
    }
    let in_reply_to = answered.and_then(|message| message.provider_id);
    let body = sent::body(message.id, &address, &content, in_reply_to.as_deref());
    let is_template = matches!(content, Content::Template { .. });
    let so_far = SentOut::of(contact.id, message);
    let (id, contact) = (so_far.id, contact.id);
    let outgoing = Outgoing { id, provider, body, departure, conversation, contact, is_template };
    Ok((outgoing, Resource::new(so_far)))
}

fn unreachable(db: &TenantRead<'_>, contact: &ContactRow) -> Error {
    let sentence =
        format!("{} has no phone number, and has not written on WhatsApp", contact.told(db));
    let error = Error::new(Code::ContactWithoutPhone, sentence);
    match contact.email.as_ref().filter(|_| db.may_read("contact")) {
        Some(email) => error.suggest(format!(
            "no e-mail leaves from here: give the person the text, to send it themselves by mailto:{email}"
        )),
        None => error
            .suggest(format!("ask for it, then updateContact {{ id: \"{}\", phone }}", contact.id)),
    }
}

fn perform(outgoing: Outgoing, _: PerformContext) -> SendFuture<SendOutcome> {
    Box::pin(async move {
        let Outgoing { id, provider, body, .. } = outgoing;
        let address = provider.address(&["messages"], &[]);
        // Shorter than the gate's deadline, so that the result is still recorded.
        let caps = Caps { body_max: 1 << 20, whole: WHOLE, ..Caps::default() };
        let outcome = answer::read(provider.post(&address, &body, caps).await);
        SendOutcome { id, outcome }
    })
}

const WHOLE: std::time::Duration = std::time::Duration::from_secs(13);

fn settle(db: &mut TenantWrite<'_>, came: SendOutcome) -> Result<Settlement<Resource<SentOut>>> {
    let now = clock::now();
    let Some(message) = MessageRow::by_id(db, came.id)? else {
        let sentence =
            "the contact was deleted while the message was on its way; it may have been sent";
        return Ok(Settlement::Unknown(Error::new(Code::SendingUnknown, sentence)));
    };
    match came.outcome {
        Outcome::Accepted(Accepted { provider_id, wa_id }) => {
            let provider_id = Some(provider_id.as_str());
            let progress = Progress { status: "accepted", provider_id, fault: None };
            row::moved_on(db, &message, &progress, now)?;
            store_wa_id(db, &message, wa_id.as_deref(), now)?;
            Ok(Settlement::Done(Resource::new(SentOut::written(db, message.id)?)))
        }
        // An event about the message has arrived in the meantime, so it was sent despite the refusal.
        Outcome::Refused(error) if message.status != UNKNOWN => Ok(Settlement::Unknown(error)),
        Outcome::Refused(error) => {
            let fault = Some((error.code().as_str(), error.message()));
            let progress = Progress { status: FAILED, provider_id: None, fault };
            row::moved_on(db, &message, &progress, now)?;
            Ok(Settlement::NotDone(error))
        }
        Outcome::Unknown(error) => Ok(Settlement::Unknown(error)),
    }
}

/// Stores the recipient's WhatsApp id, if it differs from the contact's number.
fn store_wa_id(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    wa_id: Option<&str>,
    now: Time,
) -> Result<()> {
    let Some(wa_id) = wa_id else { return Ok(()) };
    let known = conversation::phone(db, message.conversation_id)?;
    if known.is_some_and(|phone| digits(&phone) == wa_id) {
        return Ok(());
    }
    conversation::set_wa_id(db, message.conversation_id, wa_id, now)
}

impl SentOut {
    fn of(contact_id: ContactId, message: MessageRow) -> SentOut {
        let (template, error) = (message.template(), message.fault());
        SentOut {
            id: message.id,
            conversation_id: message.conversation_id,
            contact_id,
            kind: message.kind,
            text: message.body,
            template,
            status: message.status,
            error,
            reply_to_message_id: message.reply_to,
            sent_at: message.sent_at,
        }
    }

    /// The message after a write.
    fn written(db: &TenantRead<'_>, id: MessageId) -> Result<SentOut> {
        let gone = || Error::internal("a message is gone");
        let message = MessageRow::by_id(db, id)?.ok_or_else(gone)?;
        let conversation = ConversationRow::by_id(db, message.conversation_id)?.ok_or_else(gone)?;
        Ok(SentOut::of(conversation.contact_id.ok_or_else(gone)?, message))
    }
}
