//! Conversations with contacts.

use crate::{
    clock::Time,
    id::{ContactId, ConversationId},
};
use deskhand_entity::Entity;

/// A row of `conversation`, with the contact's name.
#[derive(Clone, Debug, Entity)]
#[entity(
    table = "conversation",
    alias = "v",
    tools("conversation", "message"),
    people,
    sort = "-lastMessageAt", new = NewConversation
)]
#[left_join(c = "contact", on = "contact_id")]
pub(crate) struct ConversationRow {
    pub(crate) id: ConversationId,
    /// `None` of what was taken for spam.
    pub(crate) contact_id: Option<ContactId>,
    #[column(from = "c.name", hidden)]
    pub(crate) contact_name: Option<String>,
    #[column(from = "c.name_from", hidden)]
    pub(crate) contact_name_from: Option<String>,
    #[column(choice("whatsapp", "form", "email"), fixed)]
    pub(crate) channel: String,
    #[column(choice("active", "archived", "spam"))]
    pub(crate) status: String,
    #[column(impersonal, default)]
    pub(crate) assigned_to: Option<String>,
    #[column(impersonal, default)]
    pub(crate) resolution: String,
    #[column(default)]
    pub(crate) last_inbound_at: Option<Time>,
    /// When the last inbound message arrived, by the tenant's clock; the 24-hour window of WhatsApp counts from it.
    #[column(
        hidden,
        expr = "(SELECT min(m.created_at) FROM message m WHERE m.tenant_id = {row}.tenant_id AND m.conversation_id = {row}.id AND m.sent_at = {row}.last_inbound_at AND m.direction = 'in')"
    )]
    pub(crate) inbound_came_at: Option<Time>,
    pub(crate) last_message_at: Time,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
