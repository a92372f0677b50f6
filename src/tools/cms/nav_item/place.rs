//! The parent and position of an item. Limits of depth and number are a rule of the store
//! (`store/rules/navigation.rs`).

use super::get::NavItemOut;
use crate::{
    error::{Code, Error, Result},
    id::{self, NavItemId, NavigationId},
    site::view::{HEADER, HEADER_ITEMS_MAX},
    store::{Sql, TenantRead, entity::NavItemRow},
    value::Ref,
};

/// The parent of an item of `navigation`.
///
/// # Errors
/// `NAV_ITEM_NOT_FOUND`, or `NAV_ITEM_CYCLE` for an item of another navigation.
pub(super) fn parent(
    db: &TenantRead<'_>,
    parent: &Ref<id::NavItem>,
    navigation: NavigationId,
) -> Result<NavItemRow> {
    let parent = super::require(db, parent, Some(navigation))?;
    if parent.navigation_id == navigation {
        return Ok(parent);
    }
    Err(Error::new(
        Code::NavItemCycle,
        format!("“{}” ({}) is an item of {}", parent.label, parent.id, parent.navigation_key),
    )
    .suggest("choose a parent in the item's own navigation; to move an item between navigations, create it anew in the other one"))
}

/// The position after all children of `parent`, or at the top level.
pub(super) fn next_order(
    db: &TenantRead<'_>,
    navigation: NavigationId,
    parent: Option<NavItemId>,
) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM nav_item
         WHERE tenant_id = :tenant AND navigation_id = :navigation AND parent_id IS NOT DISTINCT FROM :parent",
    );
    let params = [(":navigation", navigation.into()), (":parent", parent.into())];
    Ok(db.count(&LAST, &params)?.saturating_add(1))
}

/// A note if the header has more top-level items than fit side by side.
pub(super) fn crowd_note(db: &TenantRead<'_>, item: &NavItemOut) -> Result<Option<String>> {
    const SHOWN: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM nav_item
         WHERE tenant_id = :tenant AND navigation_id = :navigation AND parent_id IS NULL AND visible = 1
           AND button = 0",
    );
    if !item.is_at_the_top_of(HEADER) {
        return Ok(None);
    }
    let shown = db.count(&SHOWN, &[(":navigation", item.navigation_id().into())])?;
    let fitting = i64::try_from(HEADER_ITEMS_MAX).unwrap_or(i64::MAX);
    Ok((shown > fitting).then(|| {
        format!(
            "The header has {shown} items at the top and room for {HEADER_ITEMS_MAX}: the site shows the last ones below \
             “More”. To choose which, nest some with parentId, or hide them."
        )
    }))
}
