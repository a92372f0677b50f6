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
        entity::{ContactRow, ConversationRow, Select, select},
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
        description: "Get conversations by WhatsApp, e-mail and form. One of id, contactId, all.",
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
    channel: Option<Channel>,
    /// spam is listed only if asked for.
    status: Option<Status>,
    assigned_to: Option<Name>,
    #[serde(default)]
    include_messages: bool,
}

/// How a customer writes.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Channel {
    Whatsapp,
    Form,
    Email,
}

impl Channel {
    fn as_str(self) -> &'static str {
        match self {
            Channel::Whatsapp => row::WHATSAPP,
            Channel::Form => row::FORM,
            Channel::Email => row::EMAIL,
        }
    }
}

/// Whether a conversation goes on.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Status {
    Active,
    Archived,
    Spam,
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Status::Active => row::ACTIVE,
            Status::Archived => "archived",
            Status::Spam => row::SPAM,
        }
    }
}

/// A conversation as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ConversationOut {
    id: ConversationId,
    channel: String,
    // What was taken for spam has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_id: Option<ContactId>,
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
    // Of WhatsApp.
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<WindowOut>,
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
    let of = Filter {
        // The contact of the filter must exist.
        contact: input.contact_id.as_ref().map(|it| contact::require(db, it)).transpose()?,
        channel: input.channel.map(Channel::as_str),
        status: input.status.map(Status::as_str),
        assigned: input.assigned_to.as_deref(),
    };
    let listing = match &input.id {
        Some(id) => Listing::one(super::find(db, id)?.filter(|found| of.admits(found))),
        None => listed(db, &of, paging)?,
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

/// Which conversations are asked for.
struct Filter<'i> {
    contact: Option<ContactRow>,
    channel: Option<&'static str>,
    status: Option<&'static str>,
    assigned: Option<&'i str>,
}

impl Filter<'_> {
    /// Whether the one that was named is among them.
    fn admits(&self, found: &ConversationRow) -> bool {
        self.channel.is_none_or(|channel| found.channel == channel)
            && self.status.is_none_or(|status| found.status == status)
            && self.assigned.is_none_or(|name| found.assigned_to.as_deref() == Some(name))
    }
}

/// Conversations, the one with the latest message first. What was taken for spam is shown for a month, to whoever asks
/// for it.
fn listed(
    db: &TenantRead<'_>,
    of: &Filter<'_>,
    paging: &Paging,
) -> Result<Listing<ConversationRow>> {
    const ALL: Select<ConversationRow> = select!(
        ConversationRow,
        "(v.last_message_at, v.id) < (:at, :after)
         AND (CAST(:contact AS text) IS NULL OR v.contact_id = :contact)
         AND (CAST(:channel AS text) IS NULL OR v.channel = :channel)
         AND v.last_message_at >= :since
         AND CASE WHEN CAST(:status AS text) IS NULL THEN v.status <> :spam ELSE v.status = :status END
         AND (CAST(:assigned AS text) IS NULL OR v.assigned_to = :assigned)
         ORDER BY v.last_message_at DESC, v.id DESC LIMIT :fetch"
    );
    let (at, after): (i64, String) = paging.after_or((i64::MAX, String::new()))?;
    let is_spam = of.status == Some(row::SPAM);
    let since = if is_spam { db.now()?.plus_ms(-row::SPAM_SHOWN_MS) } else { Time(i64::MIN) };
    let params = [
        (":at", at.into()),
        (":after", after.into()),
        (":contact", of.contact.as_ref().map(|contact| contact.id).into()),
        (":channel", of.channel.into()),
        (":since", since.into()),
        (":status", of.status.into()),
        (":spam", row::SPAM.into()),
        (":assigned", of.assigned.into()),
        (":fetch", paging.fetch().into()),
    ];
    let rows = db.rows(&ALL, &params)?;
    Ok(Listing::page(rows, paging, |found| (found.last_message_at.0, found.id)))
}

impl ConversationOut {
    fn of(db: &TenantRead<'_>, conversation: ConversationRow, now: Time) -> ConversationOut {
        let is_on_whatsapp = conversation.channel == row::WHATSAPP;
        let until = conversation.open_until(now);
        let names = db.may_read("contact");
        let from = conversation.contact_name_from.filter(|_| names);
        ConversationOut {
            id: conversation.id,
            channel: conversation.channel,
            contact_id: conversation.contact_id,
            contact_name: conversation.contact_name.filter(|_| names),
            trust: from.as_ref().map(|_| Trust::Untrusted),
            source: from,
            status: conversation.status,
            assigned_to: conversation.assigned_to,
            resolution: conversation.resolution,
            window: is_on_whatsapp.then_some(WindowOut { open: until.is_some(), until }),
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
