//! Files that are made for people to take along: one folder for each tenant, beside the database.
//!
//! A file can be made again from the data at any time, so it is no part of a backup, and a newer one takes its place.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{
    TenantRead,
    files::{private_file, private_folder},
};
use crate::{
    error::{Code, Error, Result},
    id::CallId,
};

/// Below a data folder; in it is a folder for each tenant.
const FOLDER: &str = "exports";

/// Characters of a file's name.
const NAME_CHARS_MAX: usize = 60;

/// The tenant's folder; it may not exist yet.
pub fn folder(db: &TenantRead<'_>) -> PathBuf {
    db.data_folder().join(FOLDER).join(db.who().tenant.id.to_string())
}

/// A name of a file that every system takes, made of what people call the thing.
pub fn file_name(of: &str, extension: &str) -> String {
    let plain =
        |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' };
    let name: String = of.chars().take(NAME_CHARS_MAX).map(plain).collect();
    format!("{}.{extension}", name.trim_matches(['-', '.']))
}

/// Writes a file whole or not at all, for its owner alone.
///
/// # Errors
/// `STORAGE_FULL`
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let full = |error: std::io::Error| {
        Error::new(Code::StorageFull, "the file cannot be written").caused_by(error)
    };
    let Some(folder) = path.parent() else {
        return Err(Error::internal("a file without a folder"));
    };
    private_folder(folder).map_err(full)?;
    let waiting = folder.join(format!(".{}", CallId::new()));
    let written = private_file(&waiting).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&waiting, path));
    if placed.is_err() {
        _ = fs::remove_file(&waiting);
    }
    placed.map_err(full)
}
