//! `deleteNavItem`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row;
use crate::{
    error::Result,
    id::{self, NavItemId},
    store::{Dml, TenantWrite},
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
    #[schemars(length(min = 1, max = 100))]
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
    const DELETE: Dml = Dml::scoped("DELETE FROM nav_item WHERE tenant_id = :tenant AND id = :id");
    // Every item must be there before the first one goes.
    let items =
        input.ids.iter().map(|id| super::require(db, id, None)).collect::<Result<Vec<_>>>()?;
    let mut deleted: Vec<GoneItem> = Vec::new();
    let mut open: Vec<_> = items.into_iter().rev().collect();
    while let Some(item) = open.pop() {
        if deleted.iter().all(|gone| gone.id != item.id) {
            open.extend(row::children(db, item.id)?.into_iter().rev());
            deleted.push(GoneItem { id: item.id, label: item.label });
        }
    }
    for item in &deleted {
        // Those below another one have gone with it.
        db.execute(&DELETE, &[(":id", item.id.into())])?;
    }
    Ok(Resource::at(Gone { deleted }, db.who().page_url(HOME)))
}
