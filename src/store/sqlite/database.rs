//! The database of a data folder: where it is, and who opens what of it.

use std::path::{Path, PathBuf};

use super::{Connection, OpenError, Synchronous, open};
use crate::error::{Error, Result};

/// The name of the file in the data folder.
const FILE: &str = "deskhand.db";

/// The database of a data folder.
#[derive(Clone)]
pub(in crate::store) struct Database {
    path: PathBuf,
    synchronous: Synchronous,
}

impl Database {
    /// The one in `folder`, made or brought up to date where that is due; with a connection that cannot write, where
    /// it was up to date already.
    ///
    /// # Errors
    /// See [`OpenError`]; the file is untouched then.
    pub(in crate::store) fn open(
        folder: &Path,
        synchronous: Synchronous,
    ) -> std::result::Result<(Database, Option<Connection>), OpenError> {
        let path = folder.join(FILE);
        // A file that is up to date is opened for writing by the writer's thread, when it is needed; any
        // other has to be made or migrated first.
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

    /// A connection that cannot write.
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
