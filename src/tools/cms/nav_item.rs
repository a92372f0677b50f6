//! Navigation items: what stands in the menus of a site, nested up to three levels, each leading to
//! something or heading what is below it.
//!
//! An item goes with what it leads to and with the item above it: foreign keys see to that, so that no menu
//! of the site ever leads nowhere.

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

/// The item of that id, or of that exact label where only one has it; `None` when there is none. Labels are
/// looked for in one navigation where the caller means one.
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

/// The item of that id, which a foreign key or a write says is there.
fn of_id(db: &TenantRead<'_>, id: NavItemId) -> Result<NavItemRow> {
    NavItemRow::by_id(db, id)?
        .ok_or_else(|| Error::internal(format!("{id} is referred to and not there")))
}
