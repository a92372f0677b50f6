//! Whose a message is: by user id, by phone number in any spelling, by what WhatsApp has called them before; and one
//! person who was two contacts.

use super::super::{
    api::events::{Received, Sender},
    conversation::row as conversation,
};
use crate::{
    clock,
    error::Result,
    id::ContactId,
    store::{
        TenantWrite,
        entity::{ContactRow, ConversationRow, MessageRow},
    },
    tools::crm::contact::identity::{self, Identity},
    value::Phone,
};

/// The contact who wrote, and whether it is a new one.
pub(super) fn of(db: &mut TenantWrite<'_>, received: &Received) -> Result<(ContactId, bool)> {
    let is_now = received.moved_to.as_ref().unwrap_or(&received.sender);
    let now = identity_of(is_now, received.name.as_deref());
    let Some(contact) = known(db, received)? else {
        return Ok((identity::meet(db, &now)?, true));
    };
    let id = contact.id;
    // Whoever is known by what this one is called now, and is nobody but them, becomes one with them.
    let (one, other) = identity::known(db, &now)?;
    for same in [one, other].into_iter().flatten().filter(|same| same.id != id) {
        join(db, &same, &contact)?;
    }
    // A number that WhatsApp wrote otherwise before is not theirs any more.
    if let Some(phone) = &now.phone
        && contact.phone.as_ref().is_some_and(|known| !phone.also_written().contains(known))
    {
        conversation::is_called_otherwise(db, id, phone, clock::now())?;
    }
    identity::learn(db, contact, &now)?;
    Ok((id, false))
}

/// The contact whom the sender is known to be.
fn known(db: &mut TenantWrite<'_>, received: &Received) -> Result<Option<ContactRow>> {
    let sender = identity_of(&received.sender, None);
    match identity::known(db, &sender)? {
        // The business may know somebody by their number who has written by their user id so far.
        (Some(by_user), Some(by_phone)) => {
            let is_same = by_user.phone.is_none() && identity::is_only_met(db, &by_user)?;
            Ok(Some(if is_same { by_phone } else { by_user }))
        }
        (Some(one), None) => Ok(Some(one)),
        (None, _) => {
            // In a few countries WhatsApp writes other digits than people do.
            let known = match &received.sender.wa_id {
                Some(wa_id) => conversation::by_wa_id(db, wa_id)?,
                None => None,
            };
            known.map_or(Ok(None), |known| ContactRow::by_id(db, known.contact_id))
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

/// Makes one contact of two, where the one that goes is nothing but what WhatsApp brought: what was written with it is
/// written with the other then.
fn join(db: &mut TenantWrite<'_>, gone: &ContactRow, stays: &ContactRow) -> Result<()> {
    if !identity::is_only_met(db, gone)? {
        return Ok(());
    }
    if let Some(from) = conversation::of_contact(db, gone.id)? {
        match conversation::of_contact(db, stays.id)? {
            Some(to) => conversation::join(db, &from, &to, clock::now())?,
            None => conversation::is_with(db, from.id, stays.id, clock::now())?,
        }
    }
    gone.delete(db)
}

/// Notes what WhatsApp calls whom a message of ours went to, where nobody is called so.
pub(super) fn is_called(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    user_id: Option<&String>,
) -> Result<()> {
    let Some(user_id) = user_id else { return Ok(()) };
    let conversation = ConversationRow::by_id(db, message.conversation_id)?;
    let contact = conversation.map_or(Ok(None), |it| ContactRow::by_id(db, it.contact_id))?;
    match contact.filter(|contact| contact.whatsapp_user_id.is_none()) {
        Some(contact) => {
            let called = Identity { user_id: Some(user_id.clone()), ..Identity::default() };
            identity::learn(db, contact, &called)
        }
        None => Ok(()),
    }
}
