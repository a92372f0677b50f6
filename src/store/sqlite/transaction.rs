//! Transactions, and a part of one that can be taken back.

use super::Connection;
use crate::error::Result;

impl Connection {
    /// Begins a read: every statement sees the same moment.
    pub(in crate::store) fn begin_read(&self) -> Result<()> {
        self.run("BEGIN")
    }

    /// Begins a write, once whoever else writes has ended theirs. Until it ends, nobody else writes.
    pub(in crate::store) fn begin_write(&self) -> Result<()> {
        self.run("BEGIN IMMEDIATE")
    }

    /// Makes what the open transaction did last.
    pub(in crate::store) fn commit(&self) -> Result<()> {
        self.run("COMMIT")
    }

    /// Whether a transaction is open.
    pub(in crate::store) fn in_transaction(&self) -> bool {
        !self.db.is_autocommit()
    }

    /// Takes back what the open transaction did; nothing to do when the engine has already.
    pub(in crate::store) fn roll_back(&self) {
        if self.in_transaction()
            && let Err(error) = self.run("ROLLBACK")
        {
            tracing::error!(cause = error.cause(), "a transaction could not be rolled back");
        }
    }

    /// Begins a part of the open transaction. Parts can stand in parts.
    pub(in crate::store) fn begin_part(&self) -> Result<()> {
        self.run("SAVEPOINT part")
    }

    /// Ends the part that was begun last: what it did stays, or is taken back.
    pub(in crate::store) fn end_part(&self, keep: bool) -> Result<()> {
        // After an interrupted statement the engine has ended the transaction, parts and all.
        if !keep && self.in_transaction() {
            self.run("ROLLBACK TO part")?;
        }
        if self.in_transaction() {
            self.run("RELEASE part")?;
        }
        Ok(())
    }
}
