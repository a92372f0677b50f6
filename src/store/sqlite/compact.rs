//! The file without what was deleted: the engine only marks its place as free.

use rusqlite::limits::Limit;

use super::{Connection, failure, log::Checkpoint, open::pause};
use crate::error::Result;

/// Of two checkpoints at once one gives up at once, so it is tried again; with the pauses, for about a second.
const ATTEMPTS: i32 = 60;

impl Connection {
    /// Writes the file anew without anything that was deleted, and empties the write-ahead log; whether that
    /// worked. It does not while another process reads for long.
    pub(in crate::store) fn compact(&self) -> Result<bool> {
        // The engine attaches the new file to the old one while it copies.
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
