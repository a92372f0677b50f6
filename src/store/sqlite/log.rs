//! The write-ahead log: its length, and checkpoints.

use std::{path::Path, sync::atomic::Ordering, time::SystemTime};

use super::{Connection, private};
use crate::error::{Error, Result};

/// The kind of checkpoint (<https://sqlite.org/c3ref/wal_checkpoint_v2.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checkpoint {
    /// Moves what can be moved without blocking readers and writers.
    Passive,
    /// Blocks writers and waits briefly for readers, so that the log can restart from its beginning.
    Restart,
    /// Like restart, and truncates the log file.
    Truncate,
}

/// The result of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CheckpointResult {
    /// Whether another connection blocked it.
    pub(super) was_hindered: bool,
    /// Pages in the log.
    pub(super) pages: i64,
    /// Pages of the log that are not in the database file yet.
    pub(super) left: i64,
}

impl Connection {
    /// The log's length in pages after the last commit of this connection.
    pub(super) fn log_pages(&self) -> u32 {
        self.log_pages.load(Ordering::Relaxed)
    }

    /// The size and modification time of the log file; `None` if there is none.
    pub(super) fn log_file(path: &Path) -> Option<(u64, SystemTime)> {
        private::log_of(path)
    }

    /// Runs a checkpoint.
    pub(super) fn checkpoint(&self, how: Checkpoint) -> Result<CheckpointResult> {
        let sql = match how {
            Checkpoint::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
            Checkpoint::Restart => "PRAGMA wal_checkpoint(RESTART)",
            Checkpoint::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
        };
        let moved = self.query(sql, None, &[], |row| {
            let (pages, moved) = (row.integer("log")?, row.integer("checkpointed")?);
            Ok(CheckpointResult {
                was_hindered: row.integer("busy")? != 0,
                pages,
                left: pages - moved,
            })
        })?;
        moved.into_iter().next().ok_or_else(|| Error::internal("a checkpoint without an answer"))
    }
}
