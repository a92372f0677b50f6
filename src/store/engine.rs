//! The engine: the database behind the store, and the only names by which the rest of the store uses it.
//!
//! SQLite (`store/sqlite`) is the only one. The code above works with these types: a [`Database`] that opens
//! connections, a [`Connection`] that runs statements in transactions, a [`Capture`] of changed rows, an index of
//! search terms, and a [`Checkpointer`] for the write-ahead log. Where engines differ in SQL syntax,
//! `store/sql/dialect.rs` has both forms.
//!
//! A write transaction has exclusive access to the tenant's rows. So a number that it reads as the next one, and the
//! end of the call log, cannot be taken by another writer.

use std::sync::Arc;

pub(super) use super::sqlite::{
    AloneWithFile, Capture, CapturedRow, Checkpointer, Columns, Connection, Database, Document,
    FileState, Reference, SchemaDifference, bring_in, copy, count_anew, faults, keep_only,
    put_aside, rescue, schema, state,
};
pub use super::sqlite::{
    OpenError, Row, Synchronous, data_version, engine_version, open_named, open_named_by, reads,
};
use crate::clock::Steady;

/// What the writer thread holds: the read-write connection and the capture of changed rows on it.
pub(super) struct Engine {
    pub(super) connection: Connection,
    pub(super) capture: Capture,
    pub(super) steady: Arc<Steady>,
}
