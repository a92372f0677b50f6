//! The engine: what keeps the rows, and the only name by which the rest of the store knows it.
//!
//! There is one, SQLite (`store/sqlite`). Everything above works with what stands here: a [`Database`] that is
//! opened, a [`Connection`] that runs statements in transactions, a [`Capture`] of the rows that they change, an index
//! of terms, and a [`Checkpointer`] that keeps the files in order. Where engines differ in the words of a statement,
//! `store/sql/dialect.rs` has both.
//!
//! A write transaction has the tenant's rows to itself from its beginning to its end: a number that it reads as the
//! next one, and the end of the call log, are nobody else's.

use std::sync::Arc;

pub(super) use super::sqlite::{
    AloneWithFile, Capture, Captured, Checkpointer, Columns, Connection, Database, Document,
    Reference,
};
pub use super::sqlite::{OpenError, Row, Synchronous, open_named, open_named_by, reads};
use crate::clock::Steady;

/// What a write works with: the connection that writes, and the capture on it.
pub(super) struct Engine {
    pub(super) connection: Connection,
    pub(super) capture: Capture,
    pub(super) steady: Arc<Steady>,
}
