//! Conversations of every channel: all WhatsApp messages with one contact, and until when the business may write
//! freely; each enquiry that came by a form.

pub mod get;
pub mod reception;
pub mod update;

pub(super) mod row;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{TenantRead, entity::ConversationRow},
    tools::crm::contact,
    value::Ref,
};

/// The conversation with that id, or the latest with the contact of that phone number, e-mail address or name.
fn find(
    db: &TenantRead<'_>,
    conversation: &Ref<id::Conversation>,
) -> Result<Option<ConversationRow>> {
    match conversation {
        Ref::Id(id) => ConversationRow::by_id(db, *id),
        Ref::Name(name) => match contact::find(db, &Ref::Name(name.clone()))? {
            Some(contact) => row::latest(db, contact.id),
            None => Ok(None),
        },
    }
}

fn require(db: &TenantRead<'_>, conversation: &Ref<id::Conversation>) -> Result<ConversationRow> {
    find(db, conversation)?.ok_or_else(|| {
        Error::new(Code::ConversationNotFound, format!("there is no conversation `{conversation}`"))
            .suggest(
                "find it with getConversation { contactId }; sendMessage begins one on WhatsApp",
            )
    })
}
