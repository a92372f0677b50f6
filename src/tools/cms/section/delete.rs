//! `deleteSection`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::Result,
    id,
    store::TenantWrite,
    tool::{Deletion, Spec},
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec {
        name: "deleteSection",
        title: "Delete sections",
        description: "Delete sections from their pages.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::Section>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    // Checks that every section exists before the first one is deleted.
    let sections = input.ids.iter().map(|id| super::require(db, id)).collect::<Result<Vec<_>>>()?;
    for section in sections {
        section.delete(db)?;
    }
    Ok(())
}
