//! Compaction: SQLite only marks deleted data as free space; VACUUM removes it from the file.

use rusqlite::limits::Limit;

use super::{Connection, failure, log::Checkpoint, open::pause};
use crate::error::Result;

/// Two checkpoints at once: one fails immediately, so it is retried; with the pauses for about a second.
const ATTEMPTS: i32 = 60;

impl Connection {
    /// Rewrites the file without deleted data and truncates the write-ahead log. Returns `false` if another process
    /// kept reading.
    pub(in crate::store) fn compact(&self) -> Result<bool> {
        // VACUUM attaches the new file while it copies.
        self.db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1).map_err(failure)?;
        let written = self.run("VACUUM");
        self.db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(failure)?;
        written?;
        for attempt in 0..ATTEMPTS {
            if !self.checkpoint(Checkpoint::Truncate)?.was_hindered {
                return Ok(true);
            }
            pause(attempt);
        }
        Ok(false)
    }
}
