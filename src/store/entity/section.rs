//! Sections of pages.

use deskhand_entity::Entity;

use super::Json;
use crate::{
    clock::Time,
    id::{PageId, SectionId, SectionTemplateId},
    value::SectionStatus,
};

/// A row of `section`, with the key of its template.
#[derive(Clone, Debug, Entity)]
#[entity(table = "section", alias = "s", label = content.heading, sort = "sortOrder", search = 's', new = NewSection)]
#[join(t = "section_template", on = "template_id")]
// The name that the tools of sections use.
#[extra(column = "id", wire = "pageSectionId", kind = crate::store::entity::Kind::Id("sec"), heavy)]
pub(crate) struct SectionRow {
    pub(crate) id: SectionId,
    #[column(said = "page")]
    pub(crate) page_id: PageId,
    #[column(said = "")]
    pub(crate) template_id: SectionTemplateId,
    #[column(from = "t.key", search = title)]
    pub(crate) template_key: String,
    #[column(said = "", translated, heavy, search = content)]
    pub(crate) content: Json,
    #[column(said = "place on the page")]
    pub(crate) sort_order: i64,
    pub(crate) status: SectionStatus,
    pub(crate) hidden: bool,
    /// When it goes public by itself, as `value::moment` writes it.
    pub(crate) publish_at: Option<String>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
