//! The row of a navigation item with what is shown of its target, and the ways to look it up.

use super::{target::Target, target_type::TargetType};
use crate::{
    clock::Time,
    error::Result,
    id::{NavItemId, NavigationId},
    store::{Params, Row, Sql, TenantRead},
};

/// An item as it is stored, with what people want to know of its target.
#[derive(Clone, Debug)]
pub(super) struct NavItemRow {
    pub(super) id: NavItemId,
    pub(super) navigation_id: NavigationId,
    pub(super) navigation_key: String,
    pub(super) parent_id: Option<NavItemId>,
    pub(super) label: String,
    pub(super) target: Target,
    /// The path or address that it leads to; `None` for a heading.
    pub(super) href: Option<String>,
    /// What people call the target.
    pub(super) target_name: Option<String>,
    /// Whether the public sees the target, where it has a status.
    pub(super) target_status: Option<String>,
    pub(super) visible: bool,
    pub(super) sort_order: i64,
    pub(super) version: i64,
    pub(super) updated_at: Time,
}

/// A read of whole items; a constant cannot be joined with another at compile time. Of the four targets at
/// most one is there, so the first that is not null is it.
macro_rules! items {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT i.id, i.navigation_id, n.key AS navigation_key, i.parent_id, i.label, i.target_type,
                    coalesce(i.target_page_id, i.target_entry_id, i.target_post_id, i.target_image_id)
                      AS target_id,
                    i.url,
                    coalesce('/' || nullif(p.path, 'home'), CASE WHEN p.id IS NULL THEN NULL ELSE '/' END,
                             '/' || ec.slug || '/' || e.slug, '/' || bc.slug || '/' || b.slug, m.url,
                             i.url) AS href,
                    coalesce(p.name, e.title, b.title, m.file_name) AS target_name,
                    coalesce(e.status, b.status) AS target_status,
                    i.visible, i.sort_order, i.version, i.updated_at
             FROM nav_item i
             JOIN navigation n ON n.tenant_id = i.tenant_id AND n.id = i.navigation_id
             LEFT JOIN page p ON p.tenant_id = i.tenant_id AND p.id = i.target_page_id
             LEFT JOIN entry e ON e.tenant_id = i.tenant_id AND e.id = i.target_entry_id
             LEFT JOIN collection ec ON ec.tenant_id = e.tenant_id AND ec.id = e.collection_id
             LEFT JOIN post b ON b.tenant_id = i.tenant_id AND b.id = i.target_post_id
             LEFT JOIN collection bc ON bc.tenant_id = b.tenant_id AND bc.id = b.collection_id
             LEFT JOIN image m ON m.tenant_id = i.tenant_id AND m.id = i.target_image_id
             WHERE i.tenant_id = :tenant AND ",
            $condition
        ))
    };
}

pub(super) fn by_id(db: &TenantRead<'_>, id: NavItemId) -> Result<Option<NavItemRow>> {
    const BY_ID: Sql = items!("i.id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

/// The items of exactly that label; a few are enough to say that there are several.
pub(super) fn by_label(
    db: &TenantRead<'_>,
    label: &str,
    within: Option<NavigationId>,
) -> Result<Vec<NavItemRow>> {
    const BY_LABEL: Sql = items!(
        "i.label = :label AND (:navigation IS NULL OR i.navigation_id = :navigation)
         ORDER BY i.id LIMIT 5"
    );
    all(db, &BY_LABEL, &[(":label", label.into()), (":navigation", within.into())])
}

/// Where an item stands among all: its navigation, its place there, its id.
pub(super) type Position = (String, i64, String);

/// The items at the top, of one navigation or of all, after a position; with words, the items at any level
/// whose label has them.
pub(super) fn listed(
    db: &TenantRead<'_>,
    navigation: Option<NavigationId>,
    words: Option<&str>,
    after: Position,
    fetch: i64,
) -> Result<Vec<NavItemRow>> {
    const LISTED: Sql = items!(
        "(i.navigation_id, i.sort_order, i.id) > (:after_navigation, :after_order, :after)
         AND (:navigation IS NULL OR i.navigation_id = :navigation)
         AND CASE WHEN :words IS NULL THEN i.parent_id IS NULL
                  ELSE instr(lower(i.label), lower(:words)) > 0 END
         ORDER BY i.navigation_id, i.sort_order, i.id LIMIT :fetch"
    );
    all(
        db,
        &LISTED,
        &[
            (":navigation", navigation.into()),
            (":words", words.into()),
            (":after_navigation", after.0.into()),
            (":after_order", after.1.into()),
            (":after", after.2.into()),
            (":fetch", fetch.into()),
        ],
    )
}

/// The items directly below one, in their order.
pub(super) fn children(db: &TenantRead<'_>, parent: NavItemId) -> Result<Vec<NavItemRow>> {
    const CHILDREN: Sql = items!("i.parent_id = :parent ORDER BY i.sort_order, i.id");
    all(db, &CHILDREN, &[(":parent", parent.into())])
}

fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<NavItemRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<NavItemRow> {
    let kind = TargetType::parse(&row.text("target_type")?)?;
    Ok(NavItemRow {
        id: row.id("id")?,
        navigation_id: row.id("navigation_id")?,
        navigation_key: row.text("navigation_key")?,
        parent_id: row.id_or_none("parent_id")?,
        label: row.text("label")?,
        target: Target::stored(kind, row.text_or_none("target_id")?, row.text_or_none("url")?)?,
        href: row.text_or_none("href")?,
        target_name: row.text_or_none("target_name")?,
        target_status: row.text_or_none("target_status")?,
        visible: row.flag("visible")?,
        sort_order: row.integer("sort_order")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
