//! Errors of opening the database file.

use std::{path::PathBuf, time::Duration};

use rusqlite::ErrorCode;

#[expect(clippy::disallowed_types, reason = "this is where connections are opened")]
pub(super) type Raw = rusqlite::Connection;

/// How long to wait for another process that creates or migrates the file.
pub(super) const OPEN_WAIT: Duration = Duration::from_mins(1);

/// Why the store cannot be opened. The file has not been changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the file cannot be created or written.
    #[error(
        "cannot write to {path}: {cause}. Choose another folder with --data-dir, or change its permissions"
    )]
    NotWritable {
        path: PathBuf,
        /// The system's message.
        cause: String,
    },
    /// The file was written by a newer version of deskhand.
    #[error(
        "{path} was written by a newer deskhand (data version {found}, this program knows {known}). \
         Install the newer program; nothing was changed"
    )]
    Newer {
        path: PathBuf,
        /// The data version of the file.
        found: i64,
        /// The newest data version that this program supports.
        known: i64,
    },
    /// The file is not SQLite, or belongs to another program.
    #[error(
        "{path} is not a deskhand database; it was left untouched. \
         Move it away or choose another folder with --data-dir"
    )]
    Foreign { path: PathBuf },
    /// The file is ours, and parts of it cannot be read.
    #[error(
        "{path} is damaged; nothing was written. `deskhand doctor` says what is wrong and what can be saved, and \
         `deskhand restore FILE` brings back a backup"
    )]
    Damaged { path: PathBuf },
    /// Any other error.
    #[error("cannot open {path}: {cause}")]
    Other {
        path: PathBuf,
        /// The engine's message.
        cause: String,
    },
}

/// Why opening failed: an error of the engine, or our own refusal.
pub(super) enum Failure {
    Engine(rusqlite::Error),
    Refused(OpenError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Failure::Engine(error)
    }
}

/// Whether another connection holds the lock.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
