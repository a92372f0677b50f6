//! The secret key of a data folder, with which the program signs its tokens and cursors.
//!
//! Created when first needed and stored beside the database, readable only by the owner. All processes on the folder
//! share it, so that each can verify what another has signed.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use crate::error::{Error, Result};

const FILE: &str = "secret.key";

/// In bytes.
pub(super) const LENGTH: usize = 32;

/// The folder's key; creates one if there is none.
pub(super) fn of_folder(folder: &Path) -> Result<[u8; LENGTH]> {
    let path = folder.join(FILE);
    if !path.exists() {
        make(folder, &path)?;
    }
    let bytes = fs::read(&path).map_err(Error::internal)?;
    bytes.try_into().map_err(|_| Error::internal(format!("{FILE} has another length")))
}

/// Whether the folder has a key, as every data folder has from its first start on.
pub(super) fn is_in(folder: &Path) -> bool {
    file(folder).exists()
}

/// Where the folder's key is.
pub(super) fn file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// Writes the key to a temporary file, then links it into place unless another process was faster.
fn make(folder: &Path, path: &Path) -> Result<()> {
    let mut secret = [0; LENGTH];
    getrandom::fill(&mut secret).map_err(Error::internal)?;
    let draft = folder.join(format!("{FILE}.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(&secret)?;
        file.sync_all()?;
        match fs::hard_link(&draft, path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    });
    let _ = fs::remove_file(&draft);
    written.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_its_secret_and_shows_it_to_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let first = of_folder(folder.path()).unwrap();
        assert_eq!(of_folder(folder.path()).unwrap(), first);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(of_folder(other.path()).unwrap(), first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }
}
