//! `deleteImage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ImageRow, uses};
use crate::{
    error::Result,
    id,
    store::{Dml, TenantWrite},
    tool::{Deletion, Spec},
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec {
        name: "deleteImage",
        title: "Delete images",
        description: "Delete images and take them out of all that shows them. Previews first. Returns what was deleted.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100))]
    ids: Vec<Ref<id::Image>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    // The files stay: the deletion can be undone.
    const DELETE: Dml = Dml::scoped("DELETE FROM image WHERE tenant_id = :tenant AND id = :id");
    let mut images: Vec<ImageRow> = Vec::new();
    for image in &input.ids {
        let image = super::require(db, image)?;
        if images.iter().all(|known| known.id != image.id) {
            images.push(image);
        }
    }
    for (done, image) in images.iter().enumerate() {
        db.report(done, images.len(), "deleting images");
        uses::release(db, image.id)?;
        db.execute(&DELETE, &[(":id", image.id.into())])?;
    }
    Ok(())
}
