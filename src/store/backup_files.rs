//! Where backups and the work on them lie, and how the files are named.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use super::files::private_folder;
use crate::{
    clock,
    error::{Error, Result},
    id::CallId,
};

/// Where backups are put when nobody says where, below the data folder.
pub const FOLDER: &str = "backups";

/// Why the last backup that was to be made by itself was not, below the data folder.
pub(super) const FAILED: &str = "backup-failed.txt";

/// A folder inside the data folder in which a backup is taken or put back; left behind only by a process that was
/// killed.
pub(super) const WORK: &str = "backup-work";

/// A folder that is removed when it is dropped.
pub(super) struct Work(pub(super) PathBuf);

impl Work {
    pub(super) fn new(folder: &Path) -> Result<Work> {
        let path = folder.join(WORK).join(CallId::new().to_string());
        private_folder(&path).map_err(Error::internal)?;
        Ok(Work(path))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
        // The folder of all works, where this was the last one.
        if let Some(parent) = self.0.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
}

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

/// How long ago a file was written.
pub(super) fn age(file: &Path) -> Option<Duration> {
    let written = fs::metadata(file).and_then(|about| about.modified()).ok()?;
    let now = UNIX_EPOCH + Duration::from_millis(clock::now().0.unsigned_abs());
    now.duration_since(written).ok()
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
