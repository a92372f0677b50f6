//! Where backups and the work on them lie, and how the files are named.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use crate::error::{Error, Result};

/// Where backups are put when nobody says where, below the data folder.
pub const FOLDER: &str = "backups";

/// A folder inside the data folder in which a backup is taken or put back; left behind only by a process that was
/// killed.
pub(super) const WORK: &str = "backup-work";

const PREFIX: &str = "deskhand-";

/// The name of a backup made at a time that sorts as text.
pub fn file_name(stamp: &str) -> String {
    format!("{PREFIX}{stamp}.tar")
}

/// The backups in a folder, oldest first.
///
/// # Errors
/// When the folder cannot be read.
pub fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::internal(error)),
    };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stamp = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(".tar"));
        stamp.is_some_and(|stamp| stamp.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
    };
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(is_ours).collect();
    files.sort();
    Ok(files)
}

/// Removes all but the newest `keep` backups in a folder, and returns their names. Only files that [`file_name`] has
/// named count.
///
/// # Errors
/// When the folder cannot be read.
pub fn thin_out(folder: &Path, keep: usize) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for file in in_folder(folder)?.into_iter().rev().skip(keep) {
        fs::remove_file(&file).map_err(Error::internal)?;
        gone.push(file.display().to_string());
    }
    Ok(gone)
}
