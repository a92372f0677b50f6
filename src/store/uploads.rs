//! The picture files of one tenant, beside the database.
//!
//! A file is first written to a staging folder and moved into place just before the commit of its row. So there is no
//! row without its file, and a failed write leaves no file: dropping the handle removes staged files, and those of a
//! killed process are removed later. A deleted image keeps its files, because the deletion can be undone.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use super::files::private_folder;
use crate::{
    clock::{Steady, Time},
    error::{Code, Error, Result},
    id::{CallId, TenantId},
};

/// Below a data folder; in it is a folder for each tenant.
pub(super) const FOLDER: &str = "uploads";

const STAGING: &str = "staging";

/// 24 hours, in milliseconds. An older staged file was left by a killed process.
const STAGED_MS_MAX: i64 = 24 * 60 * 60 * 1_000;

/// The folder of a tenant's picture files.
#[derive(Clone, Debug)]
pub struct Uploads {
    folder: PathBuf,
    steady: Arc<Steady>,
}

/// Staged files. They are removed on drop unless a commit has moved them into place.
#[derive(Debug)]
pub struct StagedFiles {
    /// The staged path and the final path of each file.
    files: Vec<(PathBuf, PathBuf)>,
}

/// Where all pictures of a data folder are.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

/// Where a tenant's pictures are, below a data folder.
pub(super) fn folder_of(data: &Path, tenant: TenantId) -> PathBuf {
    folder(data).join(tenant.to_string())
}

/// Whether it is a valid name of a picture's file: `<hash>-<width>.webp`, which contains no path.
pub fn is_file_name(name: &str) -> bool {
    let name = name.strip_suffix(".webp").map(|name| name.strip_suffix("-still").unwrap_or(name));
    let parts = name.and_then(|name| name.split_once('-'));
    let Some((hash, width)) = parts else { return false };
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (16..=64).contains(&hash.len())
        && hash.bytes().all(hex)
        && (1..=6).contains(&width.len())
        && width.bytes().all(|digit| digit.is_ascii_digit())
}

impl Uploads {
    pub(super) fn of(data: &Path, tenant: TenantId, steady: Arc<Steady>) -> Uploads {
        Uploads { folder: folder_of(data, tenant), steady }
    }

    /// The folder; it may not exist yet.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes files to the staging folder. A name must not contain a folder.
    ///
    /// # Errors
    /// `STORAGE_FULL`; nothing is left behind then.
    pub fn stage<'f>(
        &self,
        files: impl IntoIterator<Item = (String, &'f [u8])>,
    ) -> Result<StagedFiles> {
        let waiting = self.folder.join(STAGING);
        private_folder(&waiting).map_err(full)?;
        // File times are by the wall clock, and the tenant's clock may be ahead of it.
        sweep(&waiting, self.steady.since(STAGED_MS_MAX).plus_ms(-self.steady.ahead()));
        let mut staged = StagedFiles { files: Vec::new() };
        for (name, bytes) in files {
            let from = waiting.join(format!("{}-{name}", CallId::new()));
            staged.files.push((from.clone(), self.folder.join(name)));
            let mut file = File::create_new(&from).map_err(full)?;
            file.write_all(bytes).map_err(full)?;
            // On disk before the row is: an acknowledged image survives a power cut with its files.
            file.sync_all().map_err(full)?;
        }
        Ok(staged)
    }
}

impl StagedFiles {
    /// Moves the files into place. An existing file with the name has the same content: names are hashes.
    pub(super) fn place(mut self) -> Result<()> {
        for (from, to) in self.files.drain(..) {
            fs::rename(&from, &to).map_err(full)?;
        }
        Ok(())
    }
}

impl Drop for StagedFiles {
    fn drop(&mut self) {
        for (from, _) in &self.files {
            // A file that cannot be removed now is removed by a later sweep.
            let _ = fs::remove_file(from);
        }
    }
}

/// Removes staged files of killed processes.
fn sweep(waiting: &Path, since: Time) {
    let since = Duration::from_millis(since.0.unsigned_abs());
    let old = |entry: &fs::DirEntry| {
        let modified = entry.metadata().and_then(|about| about.modified());
        let written = modified.ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        written.is_some_and(|written| written < since)
    };
    for entry in fs::read_dir(waiting).into_iter().flatten().flatten().filter(old) {
        let _ = fs::remove_file(entry.path());
    }
}

fn full(cause: std::io::Error) -> Error {
    Error::new(Code::StorageFull, "the picture could not be written; nothing was changed")
        .suggest("make room on the disk, or check who may write to the data folder")
        .caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staged_files_get_their_place_or_go() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::of(folder.path(), TenantId::new(), Arc::default());
        let stage = || uploads.stage([("a-400.webp".to_owned(), &b"picture"[..])]).unwrap();
        let files = || {
            let all = fs::read_dir(uploads.folder()).unwrap().map(|entry| entry.unwrap().path());
            all.filter(|path| path.is_file()).count()
        };
        drop(stage());
        assert_eq!(
            (files(), fs::read_dir(uploads.folder().join(STAGING)).unwrap().count()),
            (0, 0)
        );
        stage().place().unwrap();
        stage().place().unwrap();
        assert_eq!(
            (files(), fs::read_dir(uploads.folder().join(STAGING)).unwrap().count()),
            (1, 0)
        );
    }

    #[test]
    fn only_names_of_pictures_are_files() {
        assert!(is_file_name("0123456789abcdef0123456789abcdef-1600.webp"));
        assert!(is_file_name("0123456789abcdef0123456789abcdef-1600-still.webp"));
        for name in [
            "",
            "-400.webp",
            "0123456789abcdef-.webp",
            "0123456789abcdef-400.png",
            "0123456789ABCDEF-400.webp",
            "0123456789abcde-400.webp",
            "../0123456789abcdef-400.webp",
            "0123456789abcdef-4/0.webp",
            "0123456789abcdef-400.webp.webp",
            "staging",
            "0123456789abcdef-still.webp",
            "0123456789abcdef-400-still-still.webp",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
