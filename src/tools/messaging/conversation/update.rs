//! `updateConversation`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    get::{ConversationOut, Status},
    reception,
    row::SPAM,
};
use crate::{
    error::Result,
    id,
    store::{TenantWrite, ledger},
    tool::{Command, Resource, Spec},
    value::{Name, Patch, Ref, Text},
};

/// The tool.
pub static TOOL: Command<Input, ConversationOut> = Command::new(
    Spec {
        name: "updateConversation",
        title: "Update a conversation",
        description: "Update, assign or archive a conversation, or mark it as spam.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Conversation>,
    #[serde(default)]
    assigned_to: Patch<Name>,
    status: Option<Status>,
    #[schemars(extend("x-personal" = true))]
    resolution: Option<Text<0, 5000>>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ConversationOut>> {
    // It must exist, in the version that the caller expects.
    let mut conversation = super::require(db, &input.id)?;
    let key = conversation.id.to_string();
    let known = conversation.version;
    ledger::expect_version(db, "conversation", &key, known, input.expected_version)?;

    match input.assigned_to {
        Patch::Absent => {}
        Patch::Null => conversation.assigned_to = None,
        Patch::Value(name) => conversation.assigned_to = Some(name.to_string()),
    }
    if let Some(status) = input.status {
        status.as_str().clone_into(&mut conversation.status);
        // What is no spam after all is from somebody.
        if conversation.status != SPAM {
            reception::adopt(db, &mut conversation)?;
        }
    }
    if let Some(resolution) = &input.resolution {
        conversation.resolution = resolution.to_string();
    }
    conversation.save(db)?;
    ConversationOut::written(db, conversation.id)
}
