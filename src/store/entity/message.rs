//! Messages from and to contacts.

use super::Json;
use crate::{
    clock::Time,
    id::{ConversationId, InvoiceId, MessageId},
};
use deskhand_entity::Entity;

/// A row of `message`.
#[derive(Clone, Debug, Entity)]
// A message's text counts as personal data: an agent that may send messages may not read others.
#[entity(
    table = "message",
    tools("message", "conversation.includeMessages"),
    people,
    lasting,
    lasting_unless = "enquiry",
    sort = "-sentAt"
)]
#[extra(expr = "CASE direction WHEN 'out' THEN body END", wire = "text", kind = crate::store::entity::Kind::Text, nullable)]
#[extra(expr = "CASE WHEN direction = 'in' AND kind <> 'enquiry' THEN body END", wire = "received", kind = crate::store::entity::Kind::Outside("whatsapp"), nullable)]
#[extra(expr = "CASE kind WHEN 'enquiry' THEN body END", wire = "enquiry", kind = crate::store::entity::Kind::Outside("form"), nullable)]
pub(crate) struct MessageRow {
    pub(crate) id: MessageId,
    pub(crate) conversation_id: ConversationId,
    #[column(choice("in", "out"))]
    pub(crate) direction: String,
    #[column(choice("text", "template", "other", "enquiry"))]
    pub(crate) kind: String,
    #[column(
        impersonal,
        external(source = "form", when = "kind=enquiry"),
        external(source = "whatsapp", unless = "direction=out"),
        hidden
    )]
    pub(crate) body: String,
    /// Of an enquiry, its form, page and language, and what was written in each field, as JSON. To the ledger it is one
    /// text, which is marked as a whole.
    #[column(
        hidden,
        impersonal,
        wire = "enquiryFields",
        external(source = "form", unless = "direction=out")
    )]
    pub(crate) enquiry: Option<String>,
    /// Of a mail.
    #[column(impersonal)]
    pub(crate) subject: Option<String>,
    /// What went with a mail: `[{ name, bytes, invoiceId?, imageId? }]`.
    #[column(impersonal, heavy)]
    pub(crate) attachments: Json,
    /// The quote or invoice among them.
    pub(crate) invoice_id: Option<InvoiceId>,
    #[column(impersonal, wire = "template")]
    pub(crate) template_name: Option<String>,
    #[column(impersonal, hidden)]
    pub(crate) template_language: Option<String>,
    #[column(choice("unknown", "accepted", "sent", "delivered", "read", "failed", "received"))]
    pub(crate) status: String,
    #[column(impersonal, hidden)]
    pub(crate) provider_id: Option<String>,
    #[column(wire = "replyToMessageId")]
    pub(crate) reply_to: Option<MessageId>,
    /// WhatsApp's id of the message that this one answers, edits or deletes; of a mail that of the one before.
    #[column(impersonal, hidden)]
    pub(crate) refers_to: Option<String>,
    #[column(impersonal)]
    pub(crate) error_code: Option<String>,
    #[column(impersonal, hidden)]
    pub(crate) error: Option<String>,
    pub(crate) sent_at: Time,
}
