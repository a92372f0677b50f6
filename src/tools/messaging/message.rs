//! Messages from customers and from the business.

pub mod send;

mod compose;
mod mentions;
pub(super) mod row;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::Time,
    error::Result,
    id::{ConversationId, MessageId},
    store::{TenantRead, entity::MessageRow},
    value::{Untrusted, Words},
};

/// The source of customers' text.
pub(super) const SOURCE: &str = "whatsapp";

/// A message as it is shown with its conversation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct MessageOut {
    id: MessageId,
    direction: String,
    kind: String,
    /// What the business sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// What the customer wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<Untrusted<Words>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateOut>,
    /// unknown may have been sent and may not.
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FaultOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<MessageId>,
    sent_at: Time,
}

/// Which template a message was made of.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct TemplateOut {
    name: String,
    language: String,
}

/// Why a message did not arrive.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct FaultOut {
    code: String,
    message: String,
}

/// The newest messages of each of several conversations, oldest first.
pub(super) fn newest_of_each(
    db: &TenantRead<'_>,
    conversations: &[ConversationId],
) -> Result<BTreeMap<ConversationId, Vec<MessageOut>>> {
    let mut of_each: BTreeMap<ConversationId, Vec<MessageOut>> = BTreeMap::new();
    for message in row::newest_of_each(db, conversations)? {
        of_each.entry(message.conversation_id).or_default().push(MessageOut::of(message));
    }
    Ok(of_each)
}

impl MessageOut {
    fn of(mut message: MessageRow) -> MessageOut {
        let (template, error) = (message.template(), message.fault());
        let body = std::mem::take(&mut message.body);
        let (text, received) = match message.direction.as_str() {
            "in" => (None, Untrusted::words(SOURCE, body)),
            _ => (Some(body), None),
        };
        MessageOut {
            id: message.id,
            direction: message.direction,
            kind: message.kind,
            text,
            received,
            template,
            status: message.status,
            error,
            reply_to_message_id: message.reply_to,
            sent_at: message.sent_at,
        }
    }
}

impl MessageRow {
    fn template(&self) -> Option<TemplateOut> {
        let (name, language) = self.template_name.clone().zip(self.template_language.clone())?;
        Some(TemplateOut { name, language })
    }

    fn fault(&self) -> Option<FaultOut> {
        let (code, message) = self.error_code.clone().zip(self.error.clone())?;
        Some(FaultOut { code, message })
    }
}
