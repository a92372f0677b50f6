//! What can be wrong with the file.

use std::{path::PathBuf, time::Duration};

use rusqlite::ErrorCode;

#[expect(clippy::disallowed_types, reason = "this is where connections are opened")]
pub(super) type Raw = rusqlite::Connection;

/// How long to wait for another process that makes or migrates the file.
pub(super) const OPEN_WAIT: Duration = Duration::from_mins(1);

/// Why the store cannot be opened. The file is untouched.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the file in it cannot be made or written.
    #[error(
        "cannot write to {path}: {cause}. Choose another folder with --data-dir, or change its permissions"
    )]
    NotWritable {
        /// What was tried.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// Made by a newer deskhand.
    #[error(
        "{path} was written by a newer deskhand (data version {found}, this program knows {known}). \
         Install the newer program; nothing was changed"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Not SQLite, or another program's.
    #[error(
        "{path} is not a deskhand database; it was left untouched. \
         Move it away or choose another folder with --data-dir"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Something else went wrong.
    #[error("cannot open {path}: {cause}")]
    Other {
        /// The file.
        path: PathBuf,
        /// What the engine said.
        cause: String,
    },
}

/// Why a file cannot be used: the engine failed, or we refuse.
pub(super) enum Failure {
    Engine(rusqlite::Error),
    Refused(OpenError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Failure::Engine(error)
    }
}

/// Whether another connection was in the way.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
