//! `manage_packages { action: "delete" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::require;
use crate::{
    clock,
    error::Result,
    id,
    store::{Dml, TenantWrite},
    tool::{Deletion, Spec},
    value::Ref,
};

/// The action.
pub static ACTION: Deletion<Input> = Deletion::new(
    Spec { name: "manage_packages:delete", title: "Delete a package", description: "" },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    package_id: Ref<id::Package>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    // What was ordered stays ordered, at the price of that day.
    const FORGET: Dml = Dml::scoped(
        "UPDATE order_item SET package_id = NULL, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND package_id = :id",
    );
    let package = require(db, &input.package_id)?;
    db.execute(&FORGET, &[(":id", package.id.into()), (":now", clock::now().into())])?;
    package.delete(db)?;
    Ok(())
}
