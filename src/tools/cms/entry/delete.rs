//! `deleteEntry`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::Result,
    id,
    store::TenantWrite,
    tool::{Deletion, Spec},
    tools::each_once,
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec { name: "deleteEntry", title: "Delete entries", description: "Delete entries." },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::Entry>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    let entries = each_once(&input.ids, |entry| super::require(db, entry), |entry| entry.id)?;
    for (done, entry) in entries.iter().enumerate() {
        db.report(done, entries.len(), "deleting entries");
        entry.delete(db)?;
    }
    Ok(())
}
