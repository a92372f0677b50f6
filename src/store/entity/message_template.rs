//! Message templates, as WhatsApp has them: a copy that no tool changes.

use deskhand_entity::Entity;

use super::Json;
use crate::{clock::Time, id::MessageTemplateId};

/// A template as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "message_template", singular = "message template", sort = "name")]
#[extra(column = "variables", kind = crate::store::entity::Kind::Json)]
pub(crate) struct TemplateRow {
    pub(crate) id: MessageTemplateId,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) status: String,
    pub(crate) category: String,
    pub(crate) body: String,
    #[column(hidden)]
    pub(crate) components: Json,
    pub(crate) fetched_at: Time,
}
