//! Transactions and savepoints.

use super::Connection;
use crate::error::Result;

impl Connection {
    /// Begins a read transaction: every statement sees the same snapshot.
    pub(in crate::store) fn begin_read(&self) -> Result<()> {
        self.run("BEGIN")
    }

    /// Begins a write transaction, after waiting for other writers. Nobody else writes until it ends.
    pub(in crate::store) fn begin_write(&self) -> Result<()> {
        self.run("BEGIN IMMEDIATE")
    }

    pub(in crate::store) fn commit(&self) -> Result<()> {
        self.run("COMMIT")
    }

    /// Whether a transaction is open.
    pub(in crate::store) fn in_transaction(&self) -> bool {
        !self.db.is_autocommit()
    }

    /// Rolls the transaction back, unless SQLite has done that already.
    pub(in crate::store) fn roll_back(&self) {
        if self.in_transaction()
            && let Err(error) = self.run("ROLLBACK")
        {
            tracing::error!(cause = error.cause(), "a transaction could not be rolled back");
        }
    }

    /// Begins a savepoint inside the open transaction; they can be nested.
    pub(in crate::store) fn begin_part(&self) -> Result<()> {
        self.run("SAVEPOINT part")
    }

    /// Ends the last savepoint: keeps its changes, or rolls them back.
    pub(in crate::store) fn end_part(&self, keep: bool) -> Result<()> {
        // After an interrupted statement, SQLite has rolled back the whole transaction, savepoints included.
        if !keep && self.in_transaction() {
            self.run("ROLLBACK TO part")?;
        }
        if self.in_transaction() {
            self.run("RELEASE part")?;
        }
        Ok(())
    }
}
