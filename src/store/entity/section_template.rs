//! Section templates: which fields a section has.

use deskhand_entity::Entity;
use serde_json::Value;

use super::Json;
use crate::id::SectionTemplateId;

/// A template as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "section_template", by_operator, label = name, sort = "key", new = NewSectionTemplate)]
#[entity(hides(version, created_at, updated_at))]
pub(crate) struct SectionTemplateRow {
    pub(crate) id: SectionTemplateId,
    /// How people and createSection name it: `hero`.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    #[column(heavy)]
    pub(crate) fields: Json,
    /// Content that fits.
    #[column(heavy)]
    pub(crate) example: Value,
}
