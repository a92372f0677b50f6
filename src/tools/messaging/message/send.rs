//! `sendMessage`: recorded before it is sent, and never sent twice.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    channel::{self, Channel},
    compose::TemplateInput,
    email::{self, Mail},
    row::{self, FAILED, Progress, UNKNOWN},
    sent::SentOut,
    whatsapp::{self, WhatsappMessage},
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::{self, ContactId, ConversationId, MessageId},
    store::{TenantRead, TenantWrite, entity::MessageRow, rates},
    tool::{
        Departure, PerformContext, Resource, SendFuture, Sending, SessionReads, Settlement, Spec,
    },
    tools::{
        crm::contact,
        messaging::api::answer::{Accepted, Outcome},
    },
    value::{Line, Ref, Text},
};

/// The tool.
pub static TOOL: Sending<Input, Outgoing, SendOutcome, SentOut> = Sending::new(
    Spec {
        name: "sendMessage",
        title: "Send a message",
        description: "Send one e-mail or WhatsApp message to a contact; there words within 24 hours of their last one, else an approved template. Returns it; accepted is not yet delivered.",
    },
    prepare,
    perform,
    settle,
    departure,
)
.long();

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    pub(super) contact_id: Ref<id::Contact>,
    /// Without it, as they wrote last.
    pub(super) channel: Option<Channel>,
    /// Of an e-mail.
    #[schemars(extend("x-personal" = true))]
    pub(super) subject: Option<Line<1, 200>>,
    /// Words of your own.
    #[schemars(extend("x-personal" = true))]
    pub(super) message: Option<Text<1, 20_000>>,
    /// Of an e-mail: ids of a quote or invoice, which goes as PDF, and of images.
    #[serde(default)]
    pub(super) attachments: Vec<Line<1, 100>>,
    /// WhatsApp's, instead of message: { name, language?, variables?: { name: text } }
    pub(super) template: Option<TemplateInput>,
    /// A message of theirs that it answers.
    pub(super) reply_to_message_id: Option<Ref<id::Message>>,
}

/// A prepared message.
pub struct Outgoing {
    pub(super) id: MessageId,
    /// All of its content, as the customer will see it.
    pub(super) departure: Departure,
    pub(super) conversation: ConversationId,
    pub(super) contact: ContactId,
    pub(super) way: Way,
}

/// How it leaves.
pub(super) enum Way {
    Whatsapp(WhatsappMessage),
    Email(Box<Mail>),
}

/// The result of sending.
pub struct SendOutcome {
    id: MessageId,
    outcome: Outcome,
}

fn departure(db: &TenantRead<'_>, outgoing: &Outgoing, seen: &SessionReads) -> Result<Departure> {
    let asks = match &outgoing.way {
        Way::Whatsapp(message) => whatsapp::asks(db, outgoing, message, seen)?,
        Way::Email(mail) => mail.asks(seen),
    };
    Ok(outgoing.departure.clone().asked_if(asks))
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Outgoing, Resource<SentOut>)> {
    let contact = contact::require(db, &input.contact_id)?;
    let way = channel::of(db, &input, &contact)?;
    rates::messages_within_minute(db, &row::left_since(db, rates::minute_began(db)?)?)?;
    match way {
        Channel::Whatsapp => whatsapp::prepare(db, &input, &contact),
        Channel::Email => email::prepare(db, &input, &contact),
    }
}

fn perform(outgoing: Outgoing, _: PerformContext) -> SendFuture<SendOutcome> {
    Box::pin(async move {
        let outcome = match outgoing.way {
            Way::Whatsapp(message) => message.sent().await,
            Way::Email(mail) => mail.sent().await,
        };
        SendOutcome { id: outgoing.id, outcome }
    })
}

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
            whatsapp::store_wa_id(db, &message, wa_id.as_deref(), now)?;
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
