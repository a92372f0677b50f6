//! A message that leaves by WhatsApp: within its 24-hour window, or from a template.

use serde_json::Value;

use super::{
    compose::{ComposedMessage, answered, letter, recorded},
    input::{Input, Recorded},
    mentions, row,
};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    integration::{SMTP, WHATSAPP},
    outbound::{Caps, Provider},
    store::{
        TenantRead, TenantWrite,
        entity::{ContactRow, ConversationRow, MessageRow},
    },
    tool::{Departure, SessionReads},
    tools::messaging::{
        api::{
            answer::{self, Outcome},
            sent::{self, Address, Content},
        },
        conversation::row as conversation,
    },
    value::{digits, quoted},
};

/// A prepared message.
pub(super) struct WhatsappMessage {
    provider: Provider,
    body: Value,
    is_template: bool,
}

/// Shorter than the gate's deadline, so that the result is still recorded.
const WHOLE: std::time::Duration = std::time::Duration::from_secs(13);

impl WhatsappMessage {
    /// Sends it, and says what is known of it afterwards.
    pub(super) async fn sent(self) -> Outcome {
        let address = self.provider.address(&["messages"], &[]);
        let caps = Caps { body_max: 1 << 20, whole: WHOLE, ..Caps::default() };
        answer::read(self.provider.post(&address, &self.body, caps).await)
    }

    /// The person sees what goes out once the session has read both texts from outside and data of people, but for an
    /// answer to who wrote from this very number within a day: that is what conversations are for. An answer that has
    /// the number or the address of another customer is seen all the same.
    pub(super) fn asks(
        &self,
        db: &TenantRead<'_>,
        recorded: &Recorded,
        seen: &SessionReads,
    ) -> Result<bool> {
        if !seen.taint.is_both() {
            return Ok(false);
        }
        let conversation = ConversationRow::by_id(db, recorded.conversation)?;
        let now = db.now()?;
        let is_open = conversation.and_then(|known| known.open_until(now)).is_some();
        let is_answer = is_open
            && !self.is_template
            && !conversation::number_is_newer(db, recorded.conversation, recorded.contact)?
            && !tells_of_others(db, recorded)?;
        Ok(!is_answer)
    }
}

/// Whether any part of what is sent has the number or the address of another customer.
fn tells_of_others(db: &TenantRead<'_>, recorded: &Recorded) -> Result<bool> {
    for part in &recorded.departure.parts {
        if mentions::has_others(db, &part.text, recorded.contact)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Records the message, and makes what is sent.
pub(super) fn prepare(
    db: &mut TenantWrite<'_>,
    input: &Input,
    contact: &ContactRow,
) -> Result<(Recorded, WhatsappMessage)> {
    let now = clock::now();
    let (address, shown) = match (&contact.phone, &contact.whatsapp_user_id) {
        (Some(phone), _) => (Address::Phone(phone.clone()), phone.clone()),
        (None, Some(id)) => (Address::UserId(id.clone()), format!("WhatsApp user {id}")),
        (None, None) => return Err(unreachable(db, contact)?),
    };
    if input.subject.is_some() || !input.attachments.is_empty() {
        let sentence = "subject and attachments are of an e-mail: WhatsApp is sent neither";
        return Err(Error::new(Code::ArgumentInvalid, sentence)
            .suggest("send channel: \"email\", or leave them out"));
    }
    // Free text within the 24-hour window, otherwise an approved template with all of its variables.
    let conversation = conversation::of_contact(db, contact.id, conversation::WHATSAPP)?;
    let ComposedMessage { content, text, parts } =
        letter(db, input.message.as_deref(), input.template.as_ref(), conversation.as_ref())?;
    let replied_to = input.reply_to_message_id.as_ref();
    let answered = answered(db, replied_to, conversation.as_ref())?;
    let provider = db.policy().allowance.services.provider(&WHATSAPP, &db.who().tenant.name)?;

    let conversation = match conversation {
        Some(known) => known.id,
        None => conversation::begin(db, contact.id, conversation::WHATSAPP, now)?,
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
    let recorded = Recorded { id: message.id, departure, conversation, contact: contact.id };
    Ok((recorded, WhatsappMessage { provider, body, is_template }))
}

fn unreachable(db: &TenantRead<'_>, contact: &ContactRow) -> Result<Error> {
    let sentence =
        format!("{} has no phone number, and has not written on WhatsApp", contact.told(db));
    let error = Error::new(Code::ContactWithoutPhone, sentence);
    let has_mailbox = db.connected()?.iter().any(|name| name == SMTP.name);
    Ok(match contact.email.as_ref().filter(|_| db.may_read("contact")) {
        Some(_) if has_mailbox => error.suggest("send it with channel: \"email\""),
        Some(email) => error.suggest(format!(
            "no e-mail leaves from here until the operator runs `deskhand integration connect smtp`; until then give the person the text, to send it themselves by mailto:{email}"
        )),
        None => error
            .suggest(format!("ask for it, then updateContact {{ id: \"{}\", phone }}", contact.id)),
    })
}

/// Stores the recipient's WhatsApp id, if it differs from the contact's number.
pub(super) fn store_wa_id(
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
