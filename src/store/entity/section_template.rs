//! Section templates: the fields that a section has.

use deskhand_entity::Entity;
use serde_json::Value;

use super::Json;
use crate::id::SectionTemplateId;

/// A row of `section_template`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "section_template", by_operator, label = name, sort = "key", new = NewSectionTemplate)]
#[entity(hides(version, created_at, updated_at))]
pub(crate) struct SectionTemplateRow {
    pub(crate) id: SectionTemplateId,
    /// The name that createSection uses: `hero`.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    #[column(heavy)]
    pub(crate) fields: Json,
    /// Example content that is valid for the fields.
    #[column(heavy)]
    pub(crate) example: Value,
}
