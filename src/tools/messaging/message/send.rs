//! `sendMessage`: recorded before it is sent, and never sent twice.

use super::{
    channel,
    email::{self, Mail},
    input::{Channel, Input, Recorded},
    row::{self, FAILED, Progress, UNKNOWN},
    sent::SentOut,
    whatsapp::{self, WhatsappMessage},
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::MessageId,
    store::{TenantRead, TenantWrite, entity::MessageRow, rates},
    tool::{
        Departure, PerformContext, Resource, SendFuture, Sending, SessionReads, Settlement, Spec,
    },
    tools::{
        crm::contact,
        messaging::api::answer::{Accepted, Outcome},
    },
};

/// The tool.
pub static TOOL: Sending<Input, Outgoing, SendOutcome, SentOut> = Sending::new(
    Spec {
        name: "sendMessage",
        title: "Send a message",
        description: "Send an e-mail or WhatsApp message; there words within 24 hours of theirs, else a template. Returns it; accepted is not yet delivered.",
    },
    prepare,
    perform,
    settle,
    departure,
)
.long();

/// A prepared message.
pub struct Outgoing {
    recorded: Recorded,
    way: Way,
}

/// How it leaves.
enum Way {
    Whatsapp(Box<WhatsappMessage>),
    Email(Box<Mail>),
}

/// The result of sending.
pub struct SendOutcome {
    id: MessageId,
    outcome: Outcome,
}

fn departure(db: &TenantRead<'_>, outgoing: &Outgoing, seen: &SessionReads) -> Result<Departure> {
    let asks = match &outgoing.way {
        Way::Whatsapp(message) => message.asks(db, &outgoing.recorded, seen)?,
        Way::Email(mail) => mail.asks(seen),
    };
    Ok(outgoing.recorded.departure.clone().asked_if(asks))
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Outgoing, Resource<SentOut>)> {
    let contact = contact::require(db, &input.contact_id)?;
    let way = channel::of(db, &input, &contact)?;
    rates::messages_within_minute(db, &row::left_since(db, rates::minute_began(db)?)?)?;
    let (recorded, way) = match way {
        Channel::Whatsapp => {
            let (recorded, message) = whatsapp::prepare(db, &input, &contact)?;
            (recorded, Way::Whatsapp(Box::new(message)))
        }
        Channel::Email => {
            let (recorded, mail) = email::prepare(db, &input, &contact)?;
            (recorded, Way::Email(Box::new(mail)))
        }
    };
    let so_far = SentOut::written(db, recorded.id)?;
    Ok((Outgoing { recorded, way }, Resource::new(so_far)))
}

fn perform(outgoing: Outgoing, _: PerformContext) -> SendFuture<SendOutcome> {
    Box::pin(async move {
        let outcome = match outgoing.way {
            Way::Whatsapp(message) => message.sent().await,
            Way::Email(mail) => mail.sent().await,
        };
        SendOutcome { id: outgoing.recorded.id, outcome }
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
