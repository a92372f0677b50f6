//! The person's own pictures: files in the allowed folders of this computer.
//!
//! Nothing about them is stored. A file is known by an id that follows from where it is, its size and its time
//! (`scan.rs`): an id can mean a file that a listing would show, unchanged, and nothing else.

pub(super) mod browse;
mod scan;
pub(super) mod take;

use std::{path::PathBuf, sync::Arc};

use crate::{
    error::{Code, Error, Result},
    store::TenantRead,
};

/// The name of the source.
pub(super) const NAME: &str = "computer";

/// The allowed folders, of which there must be one.
fn folders(db: &TenantRead<'_>) -> Result<Arc<[PathBuf]>> {
    let folders = Arc::clone(&db.policy().allowance.image_folders);
    if folders.is_empty() {
        return Err(Error::new(
            Code::ImageUnreachable,
            "pictures are not taken from folders of this computer",
        )
        .suggest(
            "the operator allows folders with --image-folders; else send a picture as base64",
        ));
    }
    Ok(folders)
}
