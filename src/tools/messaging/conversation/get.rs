//! `getConversation`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row;
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{self, ContactId, ConversationId},
    store::{
        TenantRead,
        entity::{ConversationRow, Select, select},
    },
    tool::{Listing, Paging, Query, Resource, Spec},
    tools::{
        crm::contact,
        exactly_one,
        messaging::message::{self, MessageOut},
    },
    value::{Name, Ref, Trust},
};

/// The tool.
pub static TOOL: Query<Input, FoundOut> = Query::new(
    Spec {
        name: "getConversation",
        title: "Get conversations",
        description: "Get WhatsApp conversations, latest first. Exactly one of id, contactId, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Conversation>>,
    contact_id: Option<Ref<id::Contact>>,
    #[serde(default)]
    all: bool,
    status: Option<Status>,
    assigned_to: Option<Name>,
    #[serde(default)]
    include_messages: bool,
}

/// Whether a conversation goes on.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Status {
    Active,
    Archived,
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Status::Active => row::ACTIVE,
            Status::Archived => "archived",
        }
    }
}

/// A conversation as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ConversationOut {
    id: ConversationId,
    contact_id: ContactId,
    // Only for agents that may read contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    // Set if the contact has chosen the name; `source` says where.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    source: Option<String>,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned_to: Option<String>,
    resolution: String,
    window: WindowOut,
    last_message_at: Time,
    version: i64,
    updated_at: Time,
}

/// The same with what was written.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct FoundOut {
    #[serde(flatten)]
    conversation: ConversationOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<MessageOut>>,
}

/// The 24 hours after a customer's last message.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct WindowOut {
    /// Without it only templates are sent.
    open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Time>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<FoundOut>> {
    exactly_one(&[
        ("id", input.id.is_some()),
        ("contactId", input.contact_id.is_some()),
        ("all", input.all),
    ])?;
    let status = input.status.map(Status::as_str);
    let assigned = input.assigned_to.as_deref();
    let one = if let Some(conversation) = &input.id {
        Some(super::find(db, conversation)?)
    } else if let Some(contact) = &input.contact_id {
        // The contact of the filter must exist.
        let contact = contact::require(db, contact)?;
        Some(row::of_contact(db, contact.id)?)
    } else {
        None
    };
    let within = |found: &ConversationRow| {
        status.is_none_or(|status| found.status == status)
            && assigned.is_none_or(|name| found.assigned_to.as_deref() == Some(name))
    };
    let listing = match one {
        Some(one) => Listing::one(one.filter(within)),
        None => listed(db, status, assigned, paging)?,
    };
    let now = db.now()?;
    let ids: Vec<ConversationId> = listing.items().iter().map(|found| found.id).collect();
    let messages = input.include_messages.then(|| message::newest_of_each(db, &ids));
    let mut messages = messages.transpose()?;
    listing.map(|conversation| {
        let messages =
            messages.as_mut().map(|all| all.remove(&conversation.id).unwrap_or_default());
        Ok(FoundOut { conversation: ConversationOut::of(db, conversation, now), messages })
    })
}

/// Conversations, the one with the latest message first.
fn listed(
    db: &TenantRead<'_>,
    status: Option<&str>,
    assigned: Option<&str>,
    paging: &Paging,
) -> Result<Listing<ConversationRow>> {
    const ALL: Select<ConversationRow> = select!(
        ConversationRow,
        "(v.last_message_at, v.id) < (:at, :after)
         AND (CAST(:status AS text) IS NULL OR v.status = :status)
         AND (CAST(:assigned AS text) IS NULL OR v.assigned_to = :assigned)
         ORDER BY v.last_message_at DESC, v.id DESC LIMIT :fetch"
    );
    let (at, after): (i64, String) = paging.after_or((i64::MAX, String::new()))?;
    let params = [
        (":at", at.into()),
        (":after", after.into()),
        (":status", status.into()),
        (":assigned", assigned.into()),
        (":fetch", paging.fetch().into()),
    ];
    let rows = db.rows(&ALL, &params)?;
    Ok(Listing::page(rows, paging, |found| (found.last_message_at.0, found.id)))
}

impl ConversationOut {
    fn of(db: &TenantRead<'_>, conversation: ConversationRow, now: Time) -> ConversationOut {
        let until = conversation.open_until(now);
        let names = db.may_read("contact");
        let from = conversation.contact_name_from.filter(|_| names);
        ConversationOut {
            id: conversation.id,
            contact_id: conversation.contact_id,
            contact_name: names.then_some(conversation.contact_name),
            trust: from.as_ref().map(|_| Trust::Untrusted),
            source: from,
            status: conversation.status,
            assigned_to: conversation.assigned_to,
            resolution: conversation.resolution,
            window: WindowOut { open: until.is_some(), until },
            last_message_at: conversation.last_message_at,
            version: conversation.version,
            updated_at: conversation.updated_at,
        }
    }

    /// The conversation after a write.
    pub(super) fn written(
        db: &TenantRead<'_>,
        id: ConversationId,
    ) -> Result<Resource<ConversationOut>> {
        let row = ConversationRow::by_id(db, id)?
            .ok_or_else(|| Error::internal("a conversation is gone"))?;
        Ok(Resource::new(ConversationOut::of(db, row, db.now()?)))
    }
}
