//! `deleteNavItem`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::row;
use crate::{
    error::Result,
    id,
    store::{TenantWrite, entity::NavItemRow},
    tool::{Deletion, Spec},
    value::Ref,
};

/// The tool. It needs no confirmation: items are small, and undo restores them.
pub static TOOL: Deletion<Input> = Deletion::unasked(
    Spec {
        name: "deleteNavItem",
        title: "Delete navigation items",
        description: "Delete items from menus at once, with those below them.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::NavItem>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    // Checks that every item exists before the first one is deleted.
    let items =
        input.ids.iter().map(|id| super::require(db, id, None)).collect::<Result<Vec<_>>>()?;
    let mut gone: Vec<NavItemRow> = Vec::new();
    let mut open: Vec<_> = items.into_iter().rev().collect();
    while let Some(item) = open.pop() {
        if gone.iter().all(|known| known.id != item.id) {
            open.extend(row::children(db, &[item.id])?.into_iter().rev());
            gone.push(item);
        }
    }
    for item in &gone {
        // Items below another one were deleted with it.
        item.delete(db)?;
    }
    Ok(())
}
