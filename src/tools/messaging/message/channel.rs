//! By which way a message leaves, where the call does not say.

use super::input::{Channel, Input};
use crate::{
    error::{Code, Error, Result},
    integration::{SMTP, WHATSAPP},
    store::{
        TenantRead,
        entity::{ContactRow, ConversationRow, MessageRow},
    },
    tools::messaging::{conversation::row as conversation, enquiry::Enquiry},
    value::Ref,
};

/// The way that the call names or implies; else the only one by which the contact can be reached, that of the message
/// that it answers, or the one by which they wrote last. Who never wrote gets an e-mail: WhatsApp takes no words then.
///
/// # Errors
/// `MESSAGE_UNANSWERABLE` for an answer to an enquiry while no mailbox is connected.
pub(super) fn of(db: &TenantRead<'_>, input: &Input, contact: &ContactRow) -> Result<Channel> {
    let connected = db.connected()?;
    let is_there = |name: &str| connected.iter().any(|known| known == name);
    if let Some(enquiry) = enquiry_answered(db, input)? {
        if !is_there(SMTP.name) {
            return Err(unanswerable(db, &enquiry));
        }
        return Ok(Channel::Email);
    }
    if let Some(said) = input.channel {
        return Ok(said);
    }
    if input.template.is_some() {
        return Ok(Channel::Whatsapp);
    }
    if input.subject.is_some() || !input.attachments.is_empty() {
        return Ok(Channel::Email);
    }
    let by_mail = contact.email.is_some() && is_there(SMTP.name);
    let has_number = contact.phone.is_some() || contact.whatsapp_user_id.is_some();
    let by_whatsapp = has_number && is_there(WHATSAPP.name);
    Ok(match (by_mail, by_whatsapp) {
        (true, false) => Channel::Email,
        (true, true) if !wrote_by_whatsapp(db, input, contact)? => Channel::Email,
        // What is missing is said of the only way that there is.
        (false, false) if is_there(SMTP.name) && !is_there(WHATSAPP.name) => Channel::Email,
        _ => Channel::Whatsapp,
    })
}

/// Whether it answers a message by WhatsApp, or the contact wrote last by that.
fn wrote_by_whatsapp(db: &TenantRead<'_>, input: &Input, contact: &ContactRow) -> Result<bool> {
    let channel = match answered(db, input)? {
        Some(message) => ConversationRow::by_id(db, message.conversation_id)?.map(|of| of.channel),
        None => conversation::wrote_last_by(db, contact.id)?,
    };
    Ok(channel.is_some_and(|channel| channel == conversation::WHATSAPP))
}

fn answered(db: &TenantRead<'_>, input: &Input) -> Result<Option<MessageRow>> {
    match &input.reply_to_message_id {
        Some(Ref::Id(id)) => MessageRow::by_id(db, *id),
        Some(Ref::Name(_)) | None => Ok(None),
    }
}

/// The enquiry by a form that is answered, if one is.
fn enquiry_answered(db: &TenantRead<'_>, input: &Input) -> Result<Option<Enquiry>> {
    let found = answered(db, input)?.and_then(|found| found.enquiry);
    found.as_deref().map(Enquiry::read).transpose()
}

/// Nothing here can send it, whatever else is right or wrong with it.
fn unanswerable(db: &TenantRead<'_>, enquiry: &Enquiry) -> Error {
    let sentence =
        "the message came by a form of the site: no e-mail leaves from here, and nothing was sent";
    let ways = if db.may_read("conversation") { enquiry.ways() } else { Vec::new() };
    let ways = if ways.is_empty() { "e-mail".to_owned() } else { ways.join(" or ") };
    Error::new(Code::MessageUnanswerable, sentence).suggest(format!(
        "give the person the text, to send it themselves: {ways}; once the operator has run `deskhand integration connect smtp`, it leaves from here"
    ))
}
