//! The database of a data folder: its path, and its connections.

use std::path::{Path, PathBuf};

use super::{Connection, OpenError, Synchronous, open};
use crate::error::{Error, Result};

const FILE: &str = "deskhand.db";

/// The database of a data folder.
#[derive(Clone)]
pub(in crate::store) struct Database {
    path: PathBuf,
    synchronous: Synchronous,
}

impl Database {
    /// Whether the folder has a database, or what stands in its place.
    pub(in crate::store) fn is_there(folder: &Path) -> bool {
        folder.join(FILE).symlink_metadata().is_ok()
    }

    /// Whether the one in `folder` needs no migration.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub(in crate::store) fn is_current(folder: &Path) -> std::result::Result<bool, OpenError> {
        Ok(open::current(&folder.join(FILE))?.is_some())
    }

    /// Opens the one in `folder`; creates or migrates it first if needed. If it was up to date, a read-only connection
    /// is returned as well.
    ///
    /// # Errors
    /// See [`OpenError`]; the file has not been changed then.
    pub(in crate::store) fn open(
        folder: &Path,
        synchronous: Synchronous,
    ) -> std::result::Result<(Database, Option<Connection>), OpenError> {
        let path = folder.join(FILE);
        // If the file is up to date, the writer thread opens it for writing when needed. Otherwise it must be created
        // or migrated first.
        let reader = open::current(&path)?;
        if reader.is_none() {
            open::writer(&path, synchronous)?;
        }
        Ok((Database { path, synchronous }, reader))
    }

    /// The data folder.
    pub(in crate::store) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// A read-only connection.
    pub(in crate::store) fn reader(&self) -> Result<Connection> {
        open::reader(&self.path).map_err(|error| Error::internal(format!("{error:#}")))
    }

    /// A connection that reads and writes.
    pub(in crate::store) fn writer(&self) -> Result<Connection> {
        open::writer(&self.path, self.synchronous).map_err(Error::internal)
    }

    /// The file of a data folder, by itself.
    pub(in crate::store) fn file(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// Copies of the file from before an upgrade.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(in crate::store) fn backups(&self) -> Result<Vec<String>> {
        let files = std::fs::read_dir(self.folder()).map_err(Error::internal)?;
        let backups = files.filter_map(|file| Some(file.ok()?.path().display().to_string()));
        Ok(backups.filter(|path| path.ends_with(".backup")).collect())
    }
}
