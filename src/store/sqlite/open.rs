//! Opening the file: settings of connections, and what it means when that fails.

use std::{
    cell::RefCell,
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{ErrorCode, OpenFlags, config::DbConfig, limits::Limit};

use super::{
    Connection,
    file::{Failure, OPEN_WAIT, OpenError, Raw, is_busy, make_private},
    migrate::{inspect, known_version, migrate},
    stop::Stop,
};

/// How long an acknowledged write can take to be safe from a power cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Synchronous {
    /// At once: the acknowledgement waits for the disk.
    #[default]
    Full,
    /// Soon: a power cut can lose the last moments; a killed process loses nothing.
    Normal,
}

/// How often the busy handler tries before it gives up; with its pauses, about eight seconds.
const BUSY_ATTEMPTS_MAX: i32 = 400;

const STATEMENTS_CACHED: usize = 256;

pub(super) fn writer(path: &Path, synchronous: Synchronous) -> Result<Connection, OpenError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| OpenError::NotWritable {
            path: folder.to_owned(),
            cause: cause.to_string(),
        })?;
    }
    let start = Instant::now();
    // Made before the engine would make it: customers' data is for nobody else on the machine. The engine
    // gives its log the same permissions.
    make_private(path).map_err(|cause| OpenError::NotWritable {
        path: path.to_owned(),
        cause: cause.to_string(),
    })?;
    loop {
        match try_writer(path, synchronous) {
            // Two first starts at once: switching to WAL does not wait by itself.
            Err(Failure::Engine(error)) if is_busy(&error) && start.elapsed() < OPEN_WAIT => {
                pause(9);
            }
            Err(Failure::Engine(error)) => return Err(explain(path, &error)),
            Err(Failure::Refused(error)) => return Err(error),
            Ok(connection) => return Ok(connection),
        }
    }
}

pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut raw = Raw::open_with_flags(path, flags)?;
    prepare(&mut raw)?;
    raw.pragma_update(None, "query_only", true)?;
    wrap(raw)
}

/// A reader of a file that is up to date and can be written; `None` leaves everything to [`writer`], which
/// also knows how to explain what is wrong.
pub(super) fn current(path: &Path) -> Result<Option<Connection>, OpenError> {
    if !path.is_file() {
        return Ok(None);
    }
    let can_write = fs::OpenOptions::new().append(true).open(path);
    can_write.map_err(|cause| OpenError::NotWritable {
        path: path.to_owned(),
        cause: cause.to_string(),
    })?;
    let Ok(reader) = reader(path) else { return Ok(None) };
    match inspect(&reader.db, path) {
        Ok(version) if version == known_version() => Ok(Some(reader)),
        Ok(_) | Err(Failure::Engine(_)) => Ok(None),
        Err(Failure::Refused(error)) => Err(error),
    }
}

fn try_writer(path: &Path, synchronous: Synchronous) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut raw = Raw::open_with_flags(path, flags)?;
    prepare(&mut raw)?;
    let version = inspect(&raw, path)?;
    if raw.is_readonly(rusqlite::MAIN_DB)? {
        let cause = "it is read-only".to_owned();
        return Err(Failure::Refused(OpenError::NotWritable { path: path.to_owned(), cause }));
    }
    raw.pragma_update(None, "journal_mode", "wal")?;
    if version < known_version() {
        migrate(&raw, path)?;
    }
    raw.pragma_update(
        None,
        "synchronous",
        match synchronous {
            Synchronous::Full => "full",
            Synchronous::Normal => "normal",
        },
    )?;
    // Checkpoints happen in idle time, so that no call waits for one. See store/writer.rs.
    raw.pragma_update(None, "wal_autocheckpoint", 0)?;
    raw.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    raw.pragma_update(None, "temp_store", "memory")?;
    Ok(wrap(raw)?)
}

/// Settings of every connection: harden the engine, wait for locks with jitter.
fn prepare(raw: &mut Raw) -> rusqlite::Result<()> {
    raw.busy_handler(Some(wait_for_lock))?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Without this, a bound LIMIT makes the engine plan the statement anew at every call.
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    raw.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    raw.pragma_update(None, "foreign_keys", true)?;
    // 1 MiB of pages a connection; the system's file cache holds the rest for all processes together.
    raw.pragma_update(None, "cache_size", -1024)?;
    raw.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(())
}

fn wrap(raw: Raw) -> rusqlite::Result<Connection> {
    let stop = Arc::new(Stop::new());
    let watched = Arc::clone(&stop);
    let mut raw = raw;
    raw.progress_handler(4000, Some(move || watched.is_due()))?;
    Ok(Connection { db: raw, stop, columns: RefCell::default(), planned: RefCell::default() })
}

fn explain(path: &Path, error: &rusqlite::Error) -> OpenError {
    let (path, cause) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => OpenError::Foreign { path },
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure,
        ) => OpenError::NotWritable { path, cause },
        _ => OpenError::Other { path, cause },
    }
}

/// Called by the engine while another process holds the lock: a short pause with jitter, then again.
fn wait_for_lock(attempt: i32) -> bool {
    pause(attempt);
    attempt < BUSY_ATTEMPTS_MAX
}

/// Sleeps about 1 ms at first and up to 32 ms later. The jitter keeps two processes from meeting in step.
#[expect(
    clippy::disallowed_methods,
    reason = "waits for another process's lock; nothing signals it"
)]
fn pause(attempt: i32) {
    let ceiling_us = 1_000_u32 << attempt.clamp(0, 5);
    let nanosecond = jiff::Timestamp::now().subsec_nanosecond().unsigned_abs();
    std::thread::sleep(Duration::from_micros(u64::from(500 + nanosecond / 1_000 % ceiling_us)));
}
