//! Navigation items: entries of a site's menus, nested up to three levels. Each has a target, or is a heading for the
//! items below it.
//!
//! Foreign keys delete an item together with its target or its parent, so that no menu has a dead link.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod place;
mod row;
mod target;
mod target_type;

use crate::{
    error::{Code, Error, Result},
    id::{self, NavItemId, NavigationId},
    store::{TenantRead, entity::NavItemRow},
    tools::the_only,
    value::Ref,
};

/// The item with that id, or with that exact label if it is unique; `None` if there is none. With `navigation`, labels
/// are searched only there.
fn find(
    db: &TenantRead<'_>,
    item: &Ref<id::NavItem>,
    within: Option<NavigationId>,
) -> Result<Option<NavItemRow>> {
    match item {
        Ref::Id(id) => NavItemRow::by_id(db, *id),
        Ref::Name(label) => the_only(label, row::by_label(db, label, within)?, |item| {
            format!("{} in {}", item.id, item.navigation_key)
        }),
    }
}

fn require(
    db: &TenantRead<'_>,
    item: &Ref<id::NavItem>,
    within: Option<NavigationId>,
) -> Result<NavItemRow> {
    find(db, item, within)?.ok_or_else(|| {
        Error::new(Code::NavItemNotFound, format!("there is no navigation item `{item}`"))
            .suggest("find it with getNavItem { all: true }; use its id or its label")
    })
}

/// The item with that id, which is known to exist.
fn of_id(db: &TenantRead<'_>, id: NavItemId) -> Result<NavItemRow> {
    NavItemRow::by_id(db, id)?
        .ok_or_else(|| Error::internal(format!("{id} is referred to and not there")))
}
