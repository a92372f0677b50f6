//! What `sendMessage` takes, and what it has recorded before anything leaves.

use schemars::JsonSchema;
use serde::Deserialize;

use super::compose::TemplateInput;
use crate::{
    id::{self, ContactId, ConversationId, MessageId},
    tool::Departure,
    value::{Line, Ref, Text},
};

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    pub(super) contact_id: Ref<id::Contact>,
    // Without it, as they wrote last.
    pub(super) channel: Option<Channel>,
    // Of an e-mail; also the attachments.
    #[schemars(extend("x-personal" = true))]
    pub(super) subject: Option<Line<1, 200>>,
    #[schemars(extend("x-personal" = true))]
    pub(super) message: Option<Text<1, 20_000>>,
    /// One quote or invoice; images.
    #[serde(default)]
    pub(super) attachments: Vec<Line<1, 100>>,
    /// { name, language?, variables? }
    pub(super) template: Option<TemplateInput>,
    // One of theirs, or of ours before.
    pub(super) reply_to_message_id: Option<Ref<id::Message>>,
}

/// A way by which messages leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Channel {
    Whatsapp,
    Email,
}

/// A message that is on record and has not left.
pub(super) struct Recorded {
    pub(super) id: MessageId,
    /// All of its content, as the customer will see it.
    pub(super) departure: Departure,
    pub(super) conversation: ConversationId,
    pub(super) contact: ContactId,
}
