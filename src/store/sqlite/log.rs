//! The write-ahead log: how long it is, and moving it into the file.

use std::{path::Path, sync::atomic::Ordering, time::SystemTime};

use super::{Connection, private};
use crate::error::{Error, Result};

/// How a checkpoint goes about others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checkpoint {
    /// Moves what can be moved while others read and write.
    Passive,
    /// Keeps writers waiting, and waits a short while for readers, so that the log can begin anew.
    Restart,
    /// The same, and cuts the log off.
    Truncate,
}

/// What came of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// Whether somebody was in the way.
    pub(super) was_hindered: bool,
    /// Pages in the log.
    pub(super) pages: i64,
    /// Those of them that are not in the file yet.
    pub(super) left: i64,
}

impl Connection {
    /// Pages in the log after the last commit of this connection.
    pub(super) fn log_pages(&self) -> u32 {
        self.log_pages.load(Ordering::Relaxed)
    }

    /// How long the log is as a file, and when it was last written; `None` where there is none.
    pub(super) fn log_file(path: &Path) -> Option<(u64, SystemTime)> {
        private::log_of(path)
    }

    /// Moves the log into the file.
    pub(super) fn checkpoint(&self, how: Checkpoint) -> Result<Moved> {
        let sql = match how {
            Checkpoint::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
            Checkpoint::Restart => "PRAGMA wal_checkpoint(RESTART)",
            Checkpoint::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
        };
        let moved = self.query(sql, None, &[], |row| {
            let (pages, moved) = (row.integer("log")?, row.integer("checkpointed")?);
            Ok(Moved { was_hindered: row.integer("busy")? != 0, pages, left: pages - moved })
        })?;
        moved.into_iter().next().ok_or_else(|| Error::internal("a checkpoint without an answer"))
    }
}
