//! `sendMessage`: on record before it leaves, and never twice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    FaultOut, TemplateOut, limit,
    row::{self, FAILED, MessageRow, Progress, UNKNOWN},
};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    id::{self, ContactId, ConversationId, MessageId},
    integration::WHATSAPP,
    outbound::{Caps, Provider},
    store::{TenantRead, TenantWrite},
    tool::{Exposure, Performing, Resource, Sending, Settled, Spec, Watch},
    tools::{
        crm::contact,
        messaging::{
            api::{
                answer::{self, Accepted, Outcome},
                sent::{self, Content},
            },
            conversation::row::{self as conversation, ConversationRow},
            message_template::{self, variables},
        },
    },
    value::{Ref, Text},
};

/// The tool.
pub static TOOL: Sending<Input, Outgoing, Came, SentOut> = Sending::new(
    Spec {
        name: "sendMessage",
        title: "Send a message",
        description: "Send one WhatsApp message to a contact: message within 24 hours of their last one, else an approved template. Returns the message; accepted is not yet delivered.",
    },
    prepare,
    perform,
    settle,
    question,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    contact_id: Ref<id::Contact>,
    #[schemars(extend("x-personal" = true))]
    message: Option<Text<1, 4096>>,
    /// Instead of message: { name, language?, variables?: { name: text } }
    template: Option<TemplateInput>,
    reply_to_message_id: Option<Ref<id::Message>>,
}

/// Which template, and what is filled in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct TemplateInput {
    name: Text<1, 512>,
    language: Option<Text<2, 20>>,
    #[serde(default)]
    #[schemars(extend("x-personal" = true))]
    variables: Map<String, Value>,
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

/// What leaves.
pub struct Outgoing {
    id: MessageId,
    provider: Provider,
    body: Value,
}

/// What came of it.
pub struct Came {
    id: MessageId,
    outcome: Outcome,
}

/// The person sees what goes to somebody who has not written for a day, once the session has read both texts
/// from outside and data of people. An answer to who wrote is what conversations are for.
fn question(db: &TenantRead<'_>, input: &Input, exposure: Exposure) -> Result<Option<String>> {
    if !exposure.is_both() {
        return Ok(None);
    }
    let contact = contact::require(db, &input.contact_id)?;
    let conversation = conversation::of_contact(db, contact.id)?;
    let is_answer = conversation.and_then(|known| known.open_until(clock::now())).is_some();
    Ok((!is_answer).then(|| format!("Send a WhatsApp message to {}?", contact.spoken())))
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Outgoing, Resource<SentOut>)> {
    let now = clock::now();
    // Somebody who has a phone.
    let contact = contact::require(db, &input.contact_id)?;
    let Some(phone) = contact.phone.clone() else {
        return Err(Error::new(
            Code::ContactWithoutPhone,
            format!("{} has no phone number", contact.spoken()),
        )
        .suggest(format!("ask for it, then updateContact {{ id: \"{}\", phone }}", contact.id)));
    };
    // Words of our own within the window, else an approved template with all of its variables.
    let conversation = conversation::of_contact(db, contact.id)?;
    let (content, text) = content(db, &input, conversation.as_ref(), now)?;
    let answered = answered(db, &input, conversation.as_ref())?;
    limit::refuse_too_many(db, now)?;
    let provider = db.who().allowance.services.provider(&WHATSAPP, &db.who().tenant.name)?;

    let conversation = match conversation {
        Some(known) => known.id,
        None => conversation::begin(db, contact.id, now)?,
    };
    let message = recorded(&content, text, conversation, answered.as_ref(), now);
    row::add(db, &message, now)?;
    conversation::wrote(db, conversation, now)?;
    let in_reply_to = answered.and_then(|message| message.provider_id);
    let body = sent::body(message.id, &phone, &content, in_reply_to.as_deref());
    let so_far = SentOut::of(contact.id, message);
    Ok((Outgoing { id: so_far.id, provider, body }, Resource::new(so_far)))
}

/// What is sent, and the text that the customer will read.
fn content(
    db: &TenantRead<'_>,
    input: &Input,
    conversation: Option<&ConversationRow>,
    now: Time,
) -> Result<(Content, String)> {
    match (&input.message, &input.template) {
        (Some(message), None) => {
            if conversation.and_then(|known| known.open_until(now)).is_none() {
                return Err(closed(db, conversation)?);
            }
            Ok((Content::Text(message.to_string()), message.to_string()))
        }
        (None, Some(wanted)) => {
            let known = message_template::require(db, &wanted.name, wanted.language.as_deref())?;
            let parts = &known.components;
            let components = variables::fill(&known.name, parts, &wanted.variables)?;
            let text = variables::rendered(parts, "body", &wanted.variables);
            let (name, language) = (known.name, known.language);
            Ok((Content::Template { name, language, components }, text))
        }
        _ => Err(Error::new(Code::ArgumentInvalid, "send either `message` or `template`").suggest(
            "within 24 hours of the customer's last message `message`, otherwise `template`",
        )),
    }
}

fn closed(db: &TenantRead<'_>, conversation: Option<&ConversationRow>) -> Result<Error> {
    let since = match conversation.and_then(|known| known.last_inbound_at) {
        Some(at) => format!("the customer wrote last at {at}, more than 24 hours ago"),
        None => "the customer has not written yet".to_owned(),
    };
    let advice = message_template::approved_ones(db)?;
    Ok(Error::new(Code::WindowClosed, format!("{since}: only a template can be sent"))
        .suggest(advice))
}

/// The message that is answered: one of this conversation that WhatsApp knows.
fn answered(
    db: &TenantRead<'_>,
    input: &Input,
    conversation: Option<&ConversationRow>,
) -> Result<Option<MessageRow>> {
    let Some(named) = &input.reply_to_message_id else { return Ok(None) };
    let found = match named {
        Ref::Id(id) => row::by_id(db, *id)?,
        Ref::Name(_) => None,
    };
    let of_this =
        |found: &MessageRow| conversation.is_some_and(|known| known.id == found.conversation_id);
    let Some(message) = found.filter(of_this) else {
        return Err(Error::new(
            Code::MessageNotFound,
            format!("there is no message `{named}` in the conversation with this contact"),
        )
        .suggest("take one of getConversation { contactId, includeMessages: true }"));
    };
    if message.provider_id.is_none() {
        return Err(Error::new(
            Code::MessageUnanswerable,
            format!(
                "the message is {}: WhatsApp does not know it, so nothing can refer to it",
                message.status
            ),
        )
        .suggest("send it without replyToMessageId"));
    }
    Ok(Some(message))
}

fn recorded(
    content: &Content,
    body: String,
    conversation_id: ConversationId,
    answered: Option<&MessageRow>,
    now: Time,
) -> MessageRow {
    let (kind, template) = match content {
        Content::Text(_) => ("text", None),
        Content::Template { name, language, .. } => {
            ("template", Some((name.clone(), language.clone())))
        }
    };
    let (template_name, template_language) = template.unzip();
    MessageRow {
        id: MessageId::new(),
        conversation_id,
        direction: "out".to_owned(),
        kind: kind.to_owned(),
        body,
        template_name,
        template_language,
        status: UNKNOWN.to_owned(),
        provider_id: None,
        reply_to: answered.map(|message| message.id),
        error_code: None,
        error: None,
        sent_at: now,
    }
}

fn perform(outgoing: Outgoing, _: Watch) -> Performing<Came> {
    Box::pin(async move {
        let Outgoing { id, provider, body } = outgoing;
        let address = provider.address(&["messages"], &[]);
        // It ends by itself before the gate ends it, so that what is known is kept.
        let caps = Caps { body_max: 1 << 20, whole: WHOLE, ..Caps::default() };
        let outcome = answer::read(provider.post(&address, &body, caps).await);
        Ok(Came { id, outcome })
    })
}

const WHOLE: std::time::Duration = std::time::Duration::from_secs(13);

fn settle(db: &mut TenantWrite<'_>, came: Came) -> Result<Settled<SentOut>> {
    let now = clock::now();
    let Some(message) = row::by_id(db, came.id)? else {
        let sentence =
            "the contact was deleted while the message was on its way; it may have been sent";
        return Ok(Settled::Unknown(Error::new(Code::SendingUnknown, sentence)));
    };
    match came.outcome {
        Outcome::Accepted(Accepted { provider_id, wa_id }) => {
            let provider_id = Some(provider_id.as_str());
            let progress = Progress { status: "accepted", provider_id, fault: None };
            row::moved_on(db, &message, &progress, now)?;
            called(db, &message, wa_id.as_deref(), now)?;
            Ok(Settled::Done(Resource::new(SentOut::written(db, message.id)?)))
        }
        Outcome::Refused(error) => {
            let fault = Some((error.code().as_str(), error.message()));
            let progress = Progress { status: FAILED, provider_id: None, fault };
            row::moved_on(db, &message, &progress, now)?;
            Ok(Settled::NotDone(error))
        }
        Outcome::Unknown(error) => Ok(Settled::Unknown(error)),
    }
}

/// Notes what WhatsApp calls the recipient where those are other digits than the contact's.
fn called(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    wa_id: Option<&str>,
    now: Time,
) -> Result<()> {
    let Some(wa_id) = wa_id else { return Ok(()) };
    let known = conversation::phone(db, message.conversation_id)?;
    if known.is_some_and(|phone| sent::digits(&phone) == wa_id) {
        return Ok(());
    }
    conversation::is_called(db, message.conversation_id, wa_id, now)
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

    /// The message as it is after a write.
    fn written(db: &TenantRead<'_>, id: MessageId) -> Result<SentOut> {
        let gone = || Error::internal("a message is gone");
        let message = row::by_id(db, id)?.ok_or_else(gone)?;
        let conversation = conversation::by_id(db, message.conversation_id)?.ok_or_else(gone)?;
        Ok(SentOut::of(conversation.contact_id, message))
    }
}
