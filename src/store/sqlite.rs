//! SQLite: the one place that opens connections and names rusqlite.
//!
//! A [`Connection`] runs statements and returns rows, and binds `:tenant`. Opening a database is in `open`. The rest
//! of the store uses these types through `store/engine.rs`.

mod capture;
mod check;
mod checkpointer;
mod compact;
mod copy;
mod database;
mod file;
mod functions;
mod log;
mod migrate;
mod moving;
mod open;
mod parameters;
mod plan;
mod private;
mod references;
mod removal;
mod row;
mod stop;
mod tables;
mod terms;
mod texts;
mod transaction;

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    path::Path,
    sync::{Arc, atomic::AtomicU32},
};

use rusqlite::ErrorCode;

pub(super) use capture::{Capture, CapturedRow, Columns};
pub(super) use check::{FileState, SchemaDifference, faults, rescue, schema, state};
pub(super) use checkpointer::Checkpointer;
pub(super) use copy::{copy, put_aside};
pub(super) use database::Database;
pub use file::OpenError;
pub use migrate::{data_version, engine_version};
pub(super) use moving::{bring_in, keep_only};
pub use open::Synchronous;
pub use private::{open_named, open_named_by};
pub(super) use references::Reference;
pub(super) use removal::AloneWithFile;
use row::ColumnNames;
pub use row::Row;
pub(super) use terms::Document;

use self::{
    parameters::{Places, bind},
    stop::Stop,
};
use super::{
    row::{Param, Params},
    unavailable::storage_error,
};
use crate::error::{Code, Error, Result};

/// One database connection, with a switch to interrupt it.
pub(super) struct Connection {
    #[expect(clippy::disallowed_types, reason = "this is the file that wraps it")]
    db: rusqlite::Connection,
    stop: Arc<Stop>,
    /// The length of the write-ahead log, in pages, after the last commit of this connection.
    log_pages: Arc<AtomicU32>,
    /// The column names of each statement, by the address of its text.
    columns: RefCell<HashMap<usize, ColumnNames>>,
    /// The places of statements' parameters, by where their text lies.
    parameters: RefCell<HashMap<usize, Places>>,
    /// Statements whose plan has been checked; debug builds only.
    planned: RefCell<HashSet<&'static str>>,
}

impl Connection {
    /// The path of the database file, symbolic links resolved.
    fn path(&self) -> &Path {
        self.db.path().map_or(Path::new(""), Path::new)
    }

    /// The folder of the database file.
    pub(super) fn folder(&self) -> &Path {
        self.path().parent().unwrap_or(Path::new(""))
    }

    /// Interrupts a running statement; usable from any thread.
    pub(super) fn stop(&self) -> Arc<Stop> {
        Arc::clone(&self.stop)
    }

    /// Runs a read and converts each row with `map`.
    pub(super) fn query<T>(
        &self,
        sql: &'static str,
        tenant: Option<&str>,
        params: Params<'_, '_>,
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        count();
        self.check_plan(sql, tenant)?;
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        let columns = self.columns(sql, &statement);
        self.bind(sql, &mut statement, tenant, params)?;
        let mut rows = statement.raw_query();
        let mut mapped = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            mapped.push(map(&Row::new(row, &columns))?);
        }
        Ok(mapped)
    }

    /// The integer in the column `n` of the only row, for a read that was built at run time.
    pub(super) fn count(&self, sql: &str, tenant: &str, params: Params<'_, '_>) -> Result<i64> {
        count();
        if cfg!(debug_assertions) {
            plan::check(&self.db, sql)?;
        }
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        bind(&mut statement, tenant, params)?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(failure)?;
        row.map_or(Ok(0), |row| row.get("n").map_err(failure))
    }

    /// Runs a read that was built at run time; `values` are bound to `:v1`, `:v2`, ….
    pub(super) fn select<T>(
        &self,
        sql: &str,
        tenant: &str,
        values: &[Param<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        count();
        if cfg!(debug_assertions) {
            plan::check(&self.db, sql)?;
        }
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        bind(&mut statement, tenant, &[])?;
        for (at, value) in values.iter().enumerate() {
            let name = format!(":v{}", at + 1);
            let index = statement.parameter_index(&name).map_err(failure)?;
            let index = index.ok_or_else(|| Error::internal(format!("no parameter {name}")))?;
            statement.raw_bind_parameter(index, value).map_err(failure)?;
        }
        let mut rows = statement.raw_query();
        let mut mapped = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            mapped.push(map(&Row::new(row, &columns))?);
        }
        Ok(mapped)
    }

    /// The column names of a statement, cached. SQLite measures and compares names for each field of each row, which
    /// is a sixth of the time of a long list.
    fn columns(&self, sql: &'static str, statement: &rusqlite::Statement<'_>) -> ColumnNames {
        let mut known = self.columns.borrow_mut();
        let names = || statement.column_names().map(str::to_owned).collect();
        Arc::clone(known.entry(sql.as_ptr().addr()).or_insert_with(names))
    }

    /// Runs a write; returns the number of changed rows.
    pub(super) fn execute(
        &self,
        sql: &'static str,
        tenant: Option<&str>,
        params: Params<'_, '_>,
    ) -> Result<usize> {
        self.check_plan(sql, tenant)?;
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        self.bind(sql, &mut statement, tenant, params)?;
        statement.raw_execute().map_err(failure)
    }

    /// Runs a statement without parameters and results: BEGIN, COMMIT, SAVEPOINT, a pragma.
    fn run(&self, sql: &'static str) -> Result<()> {
        let mut statement = self.db.prepare_cached(sql).map_err(failure)?;
        let mut rows = statement.raw_query();
        while rows.next().map_err(failure)?.is_some() {}
        Ok(())
    }

    /// In debug builds, checks the query plan of each scoped statement once: every table must be searched by tenant.
    fn check_plan(&self, sql: &'static str, tenant: Option<&str>) -> Result<()> {
        if cfg!(debug_assertions) && tenant.is_some() && self.planned.borrow_mut().insert(sql) {
            return plan::check(&self.db, sql);
        }
        Ok(())
    }
}

thread_local! {
    /// The number of reads on this thread; debug builds only.
    static READS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    if cfg!(debug_assertions) {
        READS.set(READS.get() + 1);
    }
}

/// Counts on this thread what was read anew on another, instead of what was read here since there were `before`.
pub(super) fn count_anew(before: u64, reads: u64) {
    if cfg!(debug_assertions) {
        READS.set(before + reads);
    }
}

/// The number of reads on this thread, for tests that lists take a fixed number of them; 0 in release builds.
pub fn reads() -> u64 {
    READS.get()
}

/// What the triggers of `booking` say.
const TWO_BOOKINGS: &str = "two bookings at one time";

/// What an engine's failure means to a caller. Its own words go to the log only.
fn failure(error: rusqlite::Error) -> Error {
    let code = match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) if error.to_string().contains(TWO_BOOKINGS) => {
            let sentence = "another booking takes that time, or a part of it";
            return Error::new(Code::BookingConflict, sentence)
                .suggest("look with getAvailability and take another time")
                .caused_by(error);
        }
        Some(ErrorCode::OperationInterrupted) => Code::DeadlineExceeded,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Code::StorageBusy,
        // The process has too many open files: this is not a fault of the disk, and passes when a file is closed.
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) if stop::is_out_of_files() => {
            Code::StorageBusy
        }
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly) => {
            Code::StorageFull
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Code::StorageDamaged,
        _ => return Error::internal(error),
    };
    storage_error(code).caused_by(error)
}
