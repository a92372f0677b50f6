//! Navigation items.

use crate::{
    clock::Time,
    id::{EntryId, ImageId, NavItemId, NavigationId, PageId, PostId},
    value::TargetType,
};
use deskhand_entity::Entity;

/// A row of `nav_item`, with its target's address and name.
#[derive(Clone, Debug, Entity)]
#[entity(table = "nav_item", alias = "i", name = "navItem", singular = "navigation item", label = label)]
#[entity(sort = "sortOrder", new = NewNavItem)]
#[join(n = "navigation", on = "navigation_id")]
#[left_join(p = "page", on = "target_page_id")]
#[left_join(e = "entry", on = "target_entry_id")]
#[left_join(ec = "collection", on = "e.collection_id")]
#[left_join(b = "post", on = "target_post_id")]
#[left_join(bc = "collection", on = "b.collection_id")]
#[left_join(m = "image", on = "target_image_id")]
// At most one of the four is set.
#[extra(expr = "coalesce(target_page_id, target_entry_id, target_post_id, target_image_id)", wire = "targetId", kind = crate::store::entity::Kind::Text, nullable)]
pub(crate) struct NavItemRow {
    pub(crate) id: NavItemId,
    #[column(said = "menu")]
    pub(crate) navigation_id: NavigationId,
    #[column(from = "n.key")]
    pub(crate) navigation_key: String,
    #[column(said = "under")]
    pub(crate) parent_id: Option<NavItemId>,
    #[column(translated)]
    pub(crate) label: String,
    #[column(said = "")]
    pub(crate) target_type: TargetType,
    #[column(said = "leads to", hidden, wire = "targetId")]
    pub(crate) target_page_id: Option<PageId>,
    #[column(said = "leads to", hidden, wire = "targetId")]
    pub(crate) target_entry_id: Option<EntryId>,
    #[column(said = "leads to", hidden, wire = "targetId")]
    pub(crate) target_post_id: Option<PostId>,
    #[column(said = "leads to", hidden, wire = "targetId")]
    pub(crate) target_image_id: Option<ImageId>,
    #[column(said = "leads to", address)]
    pub(crate) url: Option<String>,
    /// The path or address of the target; `None` for a heading.
    #[column(
        hidden,
        expr = "coalesce('/' || nullif(p.path, 'home'), CASE WHEN p.id IS NULL THEN NULL ELSE '/' END, '/' || ec.slug || '/' || e.slug, '/' || bc.slug || '/' || b.slug, m.url, {row}.url)"
    )]
    pub(crate) href: Option<String>,
    /// The label of the target.
    #[column(hidden, expr = "coalesce(p.name, e.title, b.title, m.file_name)")]
    pub(crate) target_name: Option<String>,
    /// The publication status of the target, if it has one.
    #[column(hidden, expr = "coalesce(e.status, b.status)")]
    pub(crate) target_status: Option<String>,
    #[column(said = "shown")]
    pub(crate) visible: bool,
    /// Whether the header shows it as its button.
    #[column(said = "as a button")]
    pub(crate) button: bool,
    #[column(said = "place in the menu")]
    pub(crate) sort_order: i64,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
