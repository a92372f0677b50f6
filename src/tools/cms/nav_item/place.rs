//! Where an item stands: below which other one, and after which. How deep and how many, a rule of the store
//! says (`store/rules/navigation.rs`).

use crate::{
    error::{Code, Error, Result},
    id::{self, NavItemId, NavigationId},
    store::{Sql, TenantRead, entity::NavItemRow},
    value::Ref,
};

/// The item that is to stand above another one of `navigation`.
///
/// # Errors
/// `NAV_ITEM_NOT_FOUND`, and `NAV_ITEM_CYCLE` for one of another navigation.
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

/// The number that puts an item after all others below `parent`, or at the top.
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
