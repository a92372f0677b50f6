//! The folder in which one run of the browser keeps its profile.

use std::{
    fs,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

const PREFIX: &str = "deskhand-browser-";

/// An older folder was left by a killed process: no run takes a minute.
const LEFT_AFTER: Duration = Duration::from_mins(10);

/// A folder that is removed when it is dropped.
pub(super) struct ProfileFolder(PathBuf);

impl ProfileFolder {
    /// Makes a new folder that only this user can read.
    pub(super) fn make(temporary: &Path) -> std::io::Result<ProfileFolder> {
        sweep(temporary);
        let unique = uuid::Uuid::now_v7().as_u128() & 0xff_ffff_ffff;
        let path = temporary.join(format!("{PREFIX}{unique:010x}"));
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(ProfileFolder(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ProfileFolder {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Removes a profile. What a dying process still writes meanwhile is removed with the second try, or by a later sweep.
pub(super) fn remove(path: &Path) {
    let _ = fs::remove_dir_all(path).or_else(|_| fs::remove_dir_all(path));
}

/// Removes what killed processes have left.
fn sweep(temporary: &Path) {
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let is_left = || {
            let modified = entry.metadata().and_then(|about| about.modified()).ok()?;
            Some(modified.elapsed().ok()? > LEFT_AFTER)
        };
        if is_ours && is_left() == Some(true) {
            remove(&entry.path());
        }
    }
}
