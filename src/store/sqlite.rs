//! SQLite: the one place that opens connections and names rusqlite.
//!
//! A [`Connection`] runs statements and hands out rows; it knows nothing of tenants beyond binding
//! `:tenant`. Opening and migrating is in `open`, the capture of changed rows in `capture`, the check of
//! query plans in `plan`.

mod capture;
mod open;
mod plan;

use std::{
    cell::RefCell,
    collections::HashSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{
    ErrorCode,
    types::{FromSql, ToSql, ToSqlOutput, Value as SqlValue, ValueRef},
};

pub(super) use capture::{Capture, Captured, Columns};
pub use open::{OpenError, Synchronous};

use super::row::{Param, Params};
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{Id, Kind},
};

/// One connection with its stop switch.
pub(super) struct Connection {
    #[expect(clippy::disallowed_types, reason = "this is the file that wraps it")]
    db: rusqlite::Connection,
    stop: Arc<Stop>,
    /// Statements whose plan has been checked; debug builds only.
    planned: RefCell<HashSet<&'static str>>,
}

/// Ends a statement that runs too long, or that nobody waits for any more.
pub(super) struct Stop {
    born: Instant,
    deadline_us: AtomicI64,
    now: AtomicBool,
}

impl Stop {
    fn new() -> Stop {
        Stop { born: Instant::now(), deadline_us: AtomicI64::new(i64::MAX), now: false.into() }
    }

    /// Ends what runs on the connection after `limit` from now.
    pub(super) fn after(&self, limit: Duration) {
        let end = self.born.elapsed().saturating_add(limit).as_micros();
        self.deadline_us.store(i64::try_from(end).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Lets what runs go on without a deadline.
    pub(super) fn never(&self) {
        self.deadline_us.store(i64::MAX, Ordering::Relaxed);
        self.now.store(false, Ordering::Relaxed);
    }

    /// Ends what runs at once.
    pub(super) fn now(&self) {
        self.now.store(true, Ordering::Relaxed);
    }

    fn is_due(&self) -> bool {
        let elapsed = i64::try_from(self.born.elapsed().as_micros()).unwrap_or(i64::MAX);
        self.now.load(Ordering::Relaxed) || elapsed > self.deadline_us.load(Ordering::Relaxed)
    }
}

impl Connection {
    /// A connection that reads and writes; makes and migrates the file first where that is due.
    pub(super) fn open_writer(
        path: &Path,
        synchronous: Synchronous,
    ) -> std::result::Result<Self, OpenError> {
        open::writer(path, synchronous)
    }

    /// A connection that cannot write, if the file is there and of this program's version; `None` when it
    /// has to be made or migrated.
    pub(super) fn open_if_current(path: &Path) -> std::result::Result<Option<Self>, OpenError> {
        open::current(path)
    }

    /// A connection that cannot write.
    pub(super) fn open_reader(path: &Path) -> Result<Self> {
        open::reader(path).map_err(|error| Error::internal(format!("{error:#}")))
    }

    /// The switch that ends what runs here; usable from any thread.
    pub(super) fn stop(&self) -> Arc<Stop> {
        Arc::clone(&self.stop)
    }

    /// Runs a read and gives each row to `map`.
    pub(super) fn query<T>(
        &self,
        sql: &'static str,
        tenant: Option<&str>,
        params: Params<'_, '_>,
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.check_plan(sql, tenant)?;
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        bind(&mut statement, tenant, params)?;
        let mut rows = statement.raw_query();
        let mut mapped = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            mapped.push(map(&Row(row))?);
        }
        Ok(mapped)
    }

    /// Runs a write; how many rows it changed.
    pub(super) fn execute(
        &self,
        sql: &'static str,
        tenant: Option<&str>,
        params: Params<'_, '_>,
    ) -> Result<usize> {
        self.check_plan(sql, tenant)?;
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        bind(&mut statement, tenant, params)?;
        statement.raw_execute().map_err(failure)
    }

    /// Runs a statement that takes and gives nothing: BEGIN, COMMIT, SAVEPOINT, a pragma.
    pub(super) fn run(&self, sql: &'static str) -> Result<()> {
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        let mut rows = statement.raw_query();
        while rows.next().map_err(failure)?.is_some() {}
        Ok(())
    }

    /// Whether a transaction is open.
    pub(super) fn in_transaction(&self) -> bool {
        !self.db.is_autocommit()
    }

    /// Takes back what the open transaction did; nothing to do when the engine has already.
    pub(super) fn roll_back(&self) {
        if self.in_transaction()
            && let Err(error) = self.run("ROLLBACK")
        {
            tracing::error!(cause = error.cause(), "a transaction could not be rolled back");
        }
    }

    /// Moves the write-ahead log into the file without waiting for anybody.
    pub(super) fn checkpoint(&self) {
        if let Err(error) = self.run("PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::debug!(cause = error.cause(), "no checkpoint this time");
        }
    }

    /// In debug builds, checks each scoped statement's plan once: every table step searches by tenant.
    fn check_plan(&self, sql: &'static str, tenant: Option<&str>) -> Result<()> {
        if cfg!(debug_assertions) && tenant.is_some() && self.planned.borrow_mut().insert(sql) {
            return plan::check(&self.db, sql);
        }
        Ok(())
    }
}

fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    tenant: Option<&str>,
    params: Params<'_, '_>,
) -> Result<()> {
    let mut bind_one = |name: &str, value: &Param<'_>| -> Result<()> {
        match statement.parameter_index(name).map_err(failure)? {
            Some(index) => statement.raw_bind_parameter(index, value).map_err(failure),
            None => Err(Error::internal(format!("a statement has no parameter {name}"))),
        }
    };
    if let Some(tenant) = tenant {
        bind_one(":tenant", &Param::from(tenant))?;
    }
    params.iter().try_for_each(|(name, value)| bind_one(name, value))
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Null => ToSqlOutput::Owned(SqlValue::Null),
            Param::Integer(value) => ToSqlOutput::Owned(SqlValue::Integer(*value)),
            Param::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

/// A row of an answer, read by column name.
pub struct Row<'a>(&'a rusqlite::Row<'a>);

impl Row<'_> {
    fn get<T: FromSql>(&self, column: &str) -> Result<T> {
        self.0.get(column).map_err(failure)
    }

    /// Text.
    pub fn text(&self, column: &str) -> Result<String> {
        self.get(column)
    }

    /// Text that may be missing.
    pub fn text_or_none(&self, column: &str) -> Result<Option<String>> {
        self.get(column)
    }

    /// A whole number.
    pub fn integer(&self, column: &str) -> Result<i64> {
        self.get(column)
    }

    /// A whole number that may be missing.
    pub fn integer_or_none(&self, column: &str) -> Result<Option<i64>> {
        self.get(column)
    }

    /// A yes or no.
    pub fn flag(&self, column: &str) -> Result<bool> {
        self.get(column)
    }

    /// A moment.
    pub fn time(&self, column: &str) -> Result<Time> {
        self.get(column).map(Time)
    }

    /// An id of one kind.
    pub fn id<K: Kind>(&self, column: &str) -> Result<Id<K>> {
        self.text(column)?.parse().map_err(Error::internal)
    }

    /// An id that may be missing.
    pub fn id_or_none<K: Kind>(&self, column: &str) -> Result<Option<Id<K>>> {
        self.text_or_none(column)?.map(|text| text.parse().map_err(Error::internal)).transpose()
    }

    /// A column that holds JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        let text = self.0.get_ref(column).map_err(failure)?;
        let text = text.as_str().map_err(Error::internal)?;
        serde_json::from_str(text).map_err(Error::internal)
    }
}

/// What an engine's failure means to a caller. Its own words go to the log only.
fn failure(error: rusqlite::Error) -> Error {
    let code = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Code::DeadlineExceeded,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Code::StorageBusy,
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly) => {
            Code::StorageFull
        }
        _ => return Error::internal(error),
    };
    storage_error(code).caused_by(error)
}

/// The sentence for a store that cannot serve right now.
pub(super) fn storage_error(code: Code) -> Error {
    let (message, suggestion) = if code == Code::DeadlineExceeded {
        (
            "it took too long and was stopped; nothing was changed",
            "ask for less at once (a smaller `limit`, a narrower scope), or try again",
        )
    } else if code == Code::StorageBusy {
        ("another process kept the data busy; nothing was changed", "try the same call again")
    } else {
        (
            "the disk could not take the change; nothing was changed",
            "free some space or check the data folder, then try the same call again",
        )
    };
    Error::new(code, message).suggest(suggestion)
}

/// Whether the engine refused because of a unique index or a reference.
pub(super) fn is_constraint(error: &Error) -> bool {
    error.cause().is_some_and(|cause| cause.contains("constraint failed"))
}
