//! `deleteImage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::uses;
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
    Spec { name: "deleteImage", title: "Delete images", description: "Delete images everywhere." },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::Image>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    // The files are kept, because the deletion can be undone.
    let images = each_once(&input.ids, |image| super::require(db, image), |image| image.id)?;
    for (done, image) in images.iter().enumerate() {
        db.report(done, images.len(), "deleting images");
        uses::release(db, image)?;
        image.delete(db)?;
    }
    Ok(())
}
