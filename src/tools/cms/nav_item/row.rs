//! Reads of navigation items, with the label and status of their targets.

use crate::{
    error::Result,
    id::{NavItemId, NavigationId},
    store::{
        TenantRead,
        entity::{NavItemRow, Select, select},
    },
};

/// The items with exactly that label, otherwise those with the same case-folded label; only a few are read, to detect
/// ambiguity.
pub(super) fn by_label(
    db: &TenantRead<'_>,
    label: &str,
    within: Option<NavigationId>,
) -> Result<Vec<NavItemRow>> {
    const AS_WRITTEN: Select<NavItemRow> = select!(
        NavItemRow,
        "i.label = :label AND (CAST(:navigation AS text) IS NULL OR i.navigation_id = :navigation)
         ORDER BY i.id LIMIT 5"
    );
    const AS_READ: Select<NavItemRow> = select!(
        NavItemRow,
        "text_fold(i.label) = text_fold(:label)
         AND (CAST(:navigation AS text) IS NULL OR i.navigation_id = :navigation) ORDER BY i.id LIMIT 5"
    );
    let params = [(":label", label.into()), (":navigation", within.into())];
    let items = db.rows(&AS_WRITTEN, &params)?;
    if items.is_empty() { db.rows(&AS_READ, &params) } else { Ok(items) }
}

/// A position in the list of all items: navigation, position within it, id.
pub(super) type Position = (String, i64, String);

/// The top-level items of one or all navigations after a position; with words, the items of any level whose label
/// contains them.
pub(super) fn listed(
    db: &TenantRead<'_>,
    navigation: Option<NavigationId>,
    words: Option<&str>,
    after: Position,
    fetch: i64,
) -> Result<Vec<NavItemRow>> {
    const LISTED: Select<NavItemRow> = select!(
        NavItemRow,
        "(i.navigation_id, i.sort_order, i.id) > (:after_navigation, :after_order, :after)
         AND (CAST(:navigation AS text) IS NULL OR i.navigation_id = :navigation)
         AND CASE WHEN CAST(:words AS text) IS NULL THEN i.parent_id IS NULL
                  ELSE text_has(i.label, :words) END
         ORDER BY i.navigation_id, i.sort_order, i.id LIMIT :fetch"
    );
    db.rows(
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

/// The direct children of several items, in order.
pub(super) fn children(db: &TenantRead<'_>, parents: &[NavItemId]) -> Result<Vec<NavItemRow>> {
    const CHILDREN: Select<NavItemRow> = select!(
        NavItemRow,
        "i.parent_id IN {list :ids}
         ORDER BY i.sort_order, i.id"
    );
    db.below(&CHILDREN, parents)
}
