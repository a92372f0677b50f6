//! The file without what was deleted: the engine only marks its place as free.

use rusqlite::limits::Limit;

use super::{Connection, failure};
use crate::error::Result;

impl Connection {
    /// Writes the file anew without anything that was deleted, and empties the write-ahead log; whether that
    /// worked. It does not while another process reads for long.
    pub(in crate::store) fn compact(&self) -> Result<bool> {
        // The engine attaches the new file to the old one while it copies.
        self.db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1).map_err(failure)?;
        let written = self.run("VACUUM");
        self.db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(failure)?;
        written?;
        let busy =
            self.query("PRAGMA wal_checkpoint(TRUNCATE)", None, &[], |row| row.integer("busy"))?;
        Ok(busy.first() == Some(&0))
    }
}
