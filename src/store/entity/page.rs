//! Pages of the site.

use deskhand_entity::Entity;

use super::Json;
use crate::{clock::Time, id::PageId};

/// A row of `page`, with the number of its sections.
#[derive(Clone, Debug, Entity)]
#[entity(table = "page", alias = "p", label = name, sort = "path", search = 'p', new = NewPage)]
pub(crate) struct PageRow {
    pub(crate) id: PageId,
    #[column(translated, search = title)]
    pub(crate) name: String,
    /// Its part of the address.
    #[column(said = "", translated, address)]
    pub(crate) slug: String,
    /// Its whole address, its parents' slugs included.
    #[column(said = "address", derived, address, search = body)]
    pub(crate) path: String,
    /// `None` at the root.
    #[column(said = "under the page")]
    pub(crate) parent_id: Option<PageId>,
    /// Whether it cannot be deleted.
    #[column(said = "protected from deletion")]
    pub(crate) is_protected: bool,
    /// Whether search engines may index it.
    #[column(said = "found by search engines")]
    pub(crate) indexing: bool,
    /// `{ title?, description?, image? }`, the image as its id.
    #[column(said = "for search engines", translated, heavy, search = content)]
    pub(crate) meta: Json,
    #[column(
        hidden,
        expr = "(SELECT count(*) FROM section s WHERE s.tenant_id = {row}.tenant_id AND s.page_id = {row}.id)"
    )]
    pub(crate) section_count: i64,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
