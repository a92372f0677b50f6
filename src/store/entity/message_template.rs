//! Message templates: a read-only copy of the templates at WhatsApp.

use deskhand_entity::Entity;

use super::Json;
use crate::{clock::Time, id::MessageTemplateId};

/// A row of `message_template`.
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
