//! A message that was sent, as tools return it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{FaultOut, TemplateOut, attachment};
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{ContactId, ConversationId, MessageId},
    store::{
        TenantRead,
        entity::{ConversationRow, MessageRow},
    },
};

/// A message that was sent, as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct SentOut {
    id: MessageId,
    conversation_id: ConversationId,
    contact_id: ContactId,
    kind: String,
    // Of an e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateOut>,
    /// unknown may have been sent and may not; do not send it again without asking.
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FaultOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<MessageId>,
    sent_at: Time,
}

impl SentOut {
    fn of(contact_id: ContactId, message: MessageRow) -> Result<SentOut> {
        let (template, error) = (message.template(), message.fault());
        Ok(SentOut {
            id: message.id,
            conversation_id: message.conversation_id,
            contact_id,
            kind: message.kind,
            subject: message.subject,
            text: message.body,
            attachments: attachment::names(&message.attachments)?,
            template,
            status: message.status,
            error,
            reply_to_message_id: message.reply_to,
            sent_at: message.sent_at,
        })
    }

    /// The message after a write.
    pub(super) fn written(db: &TenantRead<'_>, id: MessageId) -> Result<SentOut> {
        let gone = || Error::internal("a message is gone");
        let message = MessageRow::by_id(db, id)?.ok_or_else(gone)?;
        let conversation = ConversationRow::by_id(db, message.conversation_id)?.ok_or_else(gone)?;
        SentOut::of(conversation.contact_id.ok_or_else(gone)?, message)
    }
}
