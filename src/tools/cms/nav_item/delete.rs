//! `deleteNavItem`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row;
use crate::{
    error::Result,
    id::{self, NavItemId},
    store::{TenantWrite, entity::NavItemRow},
    tool::{Command, Resource, Spec},
    value::{HOME, Ref},
};

/// The tool. It asks nobody first: items are small, and an undo brings them back.
pub static TOOL: Command<Input, Gone> = Command::new(
    Spec {
        name: "deleteNavItem",
        title: "Delete navigation items",
        description: "Delete items from menus at once, with those below them. What they lead to stays. Returns what was deleted.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    /// Item ids or exact labels.
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::NavItem>>,
}

/// What is no longer there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Gone {
    /// With those that stood below.
    deleted: Vec<GoneItem>,
}

/// One item that is no longer there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct GoneItem {
    id: NavItemId,
    label: String,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<Gone>> {
    // Every item must be there before the first one goes.
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
        // Those below another one have gone with it.
        item.delete(db)?;
    }
    let deleted = gone.into_iter().map(|item| GoneItem { id: item.id, label: item.label });
    let deleted = deleted.collect();
    Ok(Resource::at(Gone { deleted }, db.page_url(HOME)))
}
