//! Finds the contact of a message: by user id, by phone number in any spelling, by an earlier WhatsApp id. Merges two
//! contacts that are the same person.

use super::super::{
    api::events::{InboundMessage, Sender},
    conversation::row as conversation,
};
use crate::{
    clock,
    error::Result,
    id::ContactId,
    store::{
        TenantWrite, conversations,
        entity::{ContactRow, ConversationRow, MessageRow},
    },
    tools::crm::contact::{
        identity::{self, Identity},
        merge,
    },
    value::Phone,
};

/// The sender's contact, and whether it is new.
pub(super) fn of(db: &mut TenantWrite<'_>, received: &InboundMessage) -> Result<(ContactId, bool)> {
    let is_now = received.moved_to.as_ref().unwrap_or(&received.sender);
    let now = identity_of(is_now, received.name.as_deref());
    let Some(mut contact) = known(db, received)? else {
        return Ok((identity::create_from_whatsapp(db, &now)?, true));
    };
    let id = contact.id;
    // Another contact with the new identifiers is merged, if it has only data from WhatsApp.
    let (one, other) = identity::known(db, &now)?;
    for same in [one, other].into_iter().flatten().filter(|same| same.id != id) {
        join(db, &same, &mut contact)?;
    }
    // An old WhatsApp number that differs no longer belongs to the contact.
    if let Some(phone) = &now.phone
        && contact.phone.as_ref().is_some_and(|known| !phone.also_written().contains(known))
    {
        conversation::clear_other_wa_id(db, id, phone, clock::now())?;
    }
    identity::learn(db, contact, &now)?;
    Ok((id, false))
}

/// The existing contact of the sender.
fn known(db: &mut TenantWrite<'_>, received: &InboundMessage) -> Result<Option<ContactRow>> {
    let sender = identity_of(&received.sender, None);
    match identity::known(db, &sender)? {
        // The business may know the person by number, while earlier messages came by user id.
        (Some(by_user), Some(by_phone)) => {
            let is_same =
                by_user.phone.is_none() && identity::has_only_whatsapp_data(db, &by_user)?;
            Ok(Some(if is_same { by_phone } else { by_user }))
        }
        (Some(one), None) => Ok(Some(one)),
        (None, _) => {
            // In some countries WhatsApp writes other digits than people do.
            let known = match &received.sender.wa_id {
                Some(wa_id) => conversation::by_wa_id(db, wa_id)?,
                None => None,
            };
            known
                .and_then(|known| known.contact_id)
                .map_or(Ok(None), |id| ContactRow::by_id(db, id))
        }
    }
}

fn identity_of(sender: &Sender, name: Option<&str>) -> Identity {
    Identity {
        phone: sender.wa_id.as_deref().and_then(Phone::of_network),
        user_id: sender.user_id.clone(),
        name: name.map(str::to_owned),
    }
}

/// Merges two contacts, of which `gone` has only data from WhatsApp: its messages move to the other.
fn join(db: &mut TenantWrite<'_>, gone: &ContactRow, stays: &mut ContactRow) -> Result<()> {
    if !identity::has_only_whatsapp_data(db, gone)? {
        return Ok(());
    }
    if let Some(from) = conversation::of_contact(db, gone.id, conversation::WHATSAPP)? {
        match conversation::of_contact(db, stays.id, conversation::WHATSAPP)? {
            Some(to) => conversations::join(db, &from, &to, clock::now())?,
            None => conversations::assign_to_contact(db, from.id, stays.id, clock::now())?,
        }
    }
    gone.delete(db)?;
    // Erasing the one erases both.
    merge::note_merged(stays, gone);
    stays.save(db)?;
    Ok(())
}

/// Stores the recipient's user id of a sent message, if no contact has it.
pub(super) fn set_user_id(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    user_id: Option<&String>,
) -> Result<()> {
    let Some(user_id) = user_id else { return Ok(()) };
    let conversation = ConversationRow::by_id(db, message.conversation_id)?;
    let contact = conversation.and_then(|it| it.contact_id);
    let contact = contact.map_or(Ok(None), |id| ContactRow::by_id(db, id))?;
    match contact.filter(|contact| contact.whatsapp_user_id.is_none()) {
        Some(contact) => {
            let called = Identity { user_id: Some(user_id.clone()), ..Identity::default() };
            identity::learn(db, contact, &called)
        }
        None => Ok(()),
    }
}
