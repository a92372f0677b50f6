//! Where an item may stand: below an item of the same navigation, not below itself, not too deep, and not
//! beside more items than fit.

use super::{NavItemRow, row};
use crate::{
    error::{Code, Error, Result},
    id::{self, NavItemId, NavigationId},
    store::{Sql, TenantRead},
    value::Ref,
};

/// Deeper menus cannot be used on a phone.
const LEVELS_MAX: usize = 3;

/// No menu of a site needs more. Answers hold all that is below an item, so there has to be an end.
const ITEMS_MAX: i64 = 100;

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

/// Refuses what takes so many levels below `parent` if it would stand too deep.
pub(super) fn refuse_depth(db: &TenantRead<'_>, parent: &NavItemRow, levels: usize) -> Result<()> {
    if ancestors(db, parent)?.len() + 1 + levels <= LEVELS_MAX {
        return Ok(());
    }
    Err(Error::new(
        Code::ArgumentInvalid,
        format!(
            "parentId: below “{}” it would be nested deeper than {LEVELS_MAX} levels",
            parent.label
        ),
    )
    .suggest("choose a parent further up, or null for the top"))
}

/// Refuses to move `item`, with what is below it, under `parent` if it cannot stand there.
pub(super) fn refuse_move(
    db: &TenantRead<'_>,
    item: &NavItemRow,
    parent: &NavItemRow,
) -> Result<()> {
    if parent.id == item.id || ancestors(db, parent)?.contains(&item.id) {
        return Err(Error::new(
            Code::NavItemCycle,
            format!("“{}” cannot move below itself (“{}” is in it)", item.label, parent.label),
        )
        .suggest("choose a parent outside the item, or null for the top"));
    }
    refuse_depth(db, parent, levels(db, item.id, LEVELS_MAX)?)
}

/// The items above one, the nearest first.
fn ancestors(db: &TenantRead<'_>, item: &NavItemRow) -> Result<Vec<NavItemId>> {
    let (mut found, mut next) = (Vec::new(), item.parent_id);
    // Undoing one of two moves can leave a circle, which has no end.
    while let Some(id) = next.filter(|id| !found.contains(id)) {
        found.push(id);
        next = super::of_id(db, id)?.parent_id;
    }
    Ok(found)
}

/// How many levels an item and what is below it take; it is not looked deeper than `most`.
fn levels(db: &TenantRead<'_>, item: NavItemId, most: usize) -> Result<usize> {
    let mut deepest = 0;
    if most > 1 {
        for child in row::children(db, item)? {
            deepest = deepest.max(levels(db, child.id, most - 1)?);
        }
    }
    Ok(1 + deepest)
}

/// Refuses one more visible item at the top of a navigation that shows as many as it may.
///
/// # Errors
/// `NAVIGATION_FULL`, naming those that are there.
pub(super) fn refuse_crowd(db: &TenantRead<'_>, navigation: NavigationId, key: &str) -> Result<()> {
    let shown = row::shown_at_top(db, navigation)?;
    if shown.len() < db.who().allowance.navigation_items_max as usize {
        return Ok(());
    }
    let named: Vec<String> =
        shown.iter().map(|item| format!("“{}” ({})", item.label, item.id)).collect();
    Err(Error::new(
        Code::NavigationFull,
        format!(
            "{key} shows {} items at the top, as many as it may: {}",
            shown.len(),
            named.join(", ")
        ),
    )
    .suggest("nest the item below one of them with parentId, or first hide or nest one of them with updateNavItem"))
}

/// Refuses one more item in a navigation that has as many as it can hold.
pub(super) fn refuse_overflow(
    db: &TenantRead<'_>,
    navigation: NavigationId,
    key: &str,
) -> Result<()> {
    const COUNT: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM nav_item WHERE tenant_id = :tenant AND navigation_id = :navigation",
    );
    if db.count(&COUNT, &[(":navigation", navigation.into())])? < ITEMS_MAX {
        return Ok(());
    }
    Err(Error::new(Code::NavigationFull, format!("{key} has {ITEMS_MAX} items, as many as it may"))
        .suggest("delete those that nobody needs with deleteNavItem"))
}

/// The number that puts an item after all others below `parent`, or at the top.
pub(super) fn next_order(
    db: &TenantRead<'_>,
    navigation: NavigationId,
    parent: Option<NavItemId>,
) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM nav_item
         WHERE tenant_id = :tenant AND navigation_id = :navigation AND parent_id IS :parent",
    );
    let params = [(":navigation", navigation.into()), (":parent", parent.into())];
    Ok(db.count(&LAST, &params)?.saturating_add(1))
}
