//! Opens connections: their settings, and explanations of failures.

use std::{
    cell::RefCell,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{ErrorCode, OpenFlags, config::DbConfig, hooks::Wal, limits::Limit};

use super::{
    Connection,
    file::{Failure, OPEN_WAIT, OpenError, Raw, is_busy},
    functions,
    migrate::{inspect, known_version, migrate},
    private::{self, make, may_write},
    stop::Stop,
};
use crate::store::secret;

/// When an acknowledged write is safe from a power cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Synchronous {
    /// At once: the acknowledgement waits for the disk.
    #[default]
    Full,
    /// Soon: a power cut can lose the last moments; a killed process loses nothing.
    Normal,
}

/// The most retries of the busy handler; with its pauses about eight seconds.
const BUSY_ATTEMPTS_MAX: i32 = 400;

/// How long a checkpoint waits for readers, while writers are blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReaderWait {
    /// About 0.1 s: our own reads take no longer.
    Short,
    /// About 0.6 s: for another program that polls the file.
    Long,
}

impl ReaderWait {
    /// The retries of the busy handler, with a pause of about a millisecond each.
    fn attempts(self) -> i32 {
        match self {
            ReaderWait::Short => 100,
            ReaderWait::Long => 600,
        }
    }
}

const STATEMENTS_CACHED: usize = 256;

/// Bytes of the log file that are kept when it restarts: overwriting is cheaper than appending.
const LOG_BYTES_KEPT: i64 = 32 << 20;

const READ_WRITE: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

pub(super) fn writer(path: &Path, synchronous: Synchronous) -> Result<Connection, OpenError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| OpenError::NotWritable {
            path: folder.to_owned(),
            cause: cause.to_string(),
        })?;
    }
    let start = Instant::now();
    // Created before SQLite opens it, so that only the owner can read it: it holds customers' data.
    make(path).map_err(|cause| OpenError::NotWritable {
        path: path.to_owned(),
        cause: cause.to_string(),
    })?;
    loop {
        match try_writer(path, synchronous) {
            // Two first starts at once: switching to WAL mode does not use the busy handler.
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
    let raw = opened(path, flags)?;
    raw.pragma_update(None, "query_only", true)?;
    wrap(raw)
}

/// A connection to a new file that the engine's copy of another fills.
pub(super) fn blank(path: &Path) -> rusqlite::Result<Raw> {
    make(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?;
    let raw = Raw::open_with_flags(path, READ_WRITE)?;
    functions::add(&raw)?;
    raw.pragma_update(None, "foreign_keys", true)?;
    Ok(raw)
}

/// A connection to such a copy once more; it has no log beside it.
pub(super) fn blank_again(path: &Path) -> rusqlite::Result<Raw> {
    let raw = Raw::open_with_flags(path, READ_WRITE)?;
    functions::add(&raw)?;
    raw.pragma_update(None, "foreign_keys", true)?;
    Ok(raw)
}

/// An empty database that is not kept.
pub(super) fn in_memory() -> rusqlite::Result<Raw> {
    let raw = Raw::open_in_memory()?;
    functions::add(&raw)?;
    Ok(raw)
}

/// A further connection that writes, beside those of the store.
pub(super) fn joining(path: &Path) -> rusqlite::Result<Raw> {
    opened(path, READ_WRITE)
}

/// The only connection to a file, of all processes; busy while there is another. It holds on until it is closed.
pub(super) fn exclusive(path: &Path) -> rusqlite::Result<Raw> {
    let raw = opened(path, READ_WRITE)?;
    raw.busy_timeout(Duration::ZERO)?;
    raw.pragma_update(None, "locking_mode", "exclusive")?;
    raw.execute_batch("BEGIN EXCLUSIVE; COMMIT;")?;
    Ok(raw)
}

/// A connection that only moves the log into the file, and waits for others so long only.
pub(super) fn checkpointer(path: &Path, wait: ReaderWait) -> rusqlite::Result<Connection> {
    let mut raw = opened(path, READ_WRITE)?;
    raw.busy_handler(Some(move |attempt| {
        pause(0);
        attempt < wait.attempts()
    }))?;
    without_checkpoints(&raw)?;
    // SQLite opens the log at the first read.
    raw.pragma_query_value(None, "user_version", |_| Ok(()))?;
    wrap(raw)
}

/// A read-only connection if the file is up to date and writable; otherwise `None`, and [`writer`] does the rest and
/// explains failures.
pub(super) fn current(path: &Path) -> Result<Option<Connection>, OpenError> {
    if !path.is_file() {
        return Ok(None);
    }
    may_write(path).map_err(|cause| OpenError::NotWritable {
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
    let mut raw = opened(path, READ_WRITE)?;
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
    without_checkpoints(&raw)?;
    raw.pragma_update(None, "temp_store", "memory")?;
    let log_pages = Arc::new(AtomicU32::new(0));
    let told = Arc::clone(&log_pages);
    raw.wal_hook(Some(move |_: &mut Wal, pages| {
        told.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
        Ok(())
    }))?;
    Ok(Connection { log_pages, ..wrap(raw)? })
}

/// Turns automatic checkpoints off: a thread makes them, so that no call waits. See store/sqlite/checkpointer.rs.
fn without_checkpoints(raw: &Raw) -> rusqlite::Result<()> {
    raw.pragma_update(None, "wal_autocheckpoint", 0)?;
    raw.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)
}

/// The only function that opens a connection.
fn opened(path: &Path, flags: OpenFlags) -> rusqlite::Result<Raw> {
    private::note(path);
    let mut raw = Raw::open_with_flags(path, flags)?;
    prepare(&mut raw)?;
    Ok(raw)
}

/// The settings of every connection: hardening, and waiting for locks with jitter.
fn prepare(raw: &mut Raw) -> rusqlite::Result<()> {
    raw.busy_handler(Some(wait_for_lock))?;
    functions::add(raw)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Query planner stability guarantee: without it, a bound LIMIT makes SQLite prepare the statement again at every
    // call.
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    raw.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    raw.pragma_update(None, "foreign_keys", true)?;
    // 1 MiB of page cache for each connection; the operating system's cache serves all processes.
    raw.pragma_update(None, "cache_size", -1024)?;
    raw.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(())
}

fn wrap(raw: Raw) -> rusqlite::Result<Connection> {
    let stop = Arc::new(Stop::new());
    let watched = Arc::clone(&stop);
    let mut raw = raw;
    raw.progress_handler(4000, Some(move || watched.is_due()))?;
    Ok(Connection {
        db: raw,
        stop,
        log_pages: Arc::default(),
        columns: RefCell::default(),
        parameters: RefCell::default(),
        planned: RefCell::default(),
    })
}

pub(super) fn explain(path: &Path, error: &rusqlite::Error) -> OpenError {
    let (path, cause) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        // A file of another program has its own marks; one that cannot be read in a folder of ours is ours.
        Some(ErrorCode::NotADatabase) if !is_ours(path.parent().unwrap_or(&path)) => {
            OpenError::Foreign { path }
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => OpenError::Damaged { path },
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

/// Whether a folder has what a first start puts there.
fn is_ours(folder: &Path) -> bool {
    secret::is_in(folder) || folder.join("inbox").exists()
}

/// The busy handler: pauses briefly, then SQLite tries again.
fn wait_for_lock(attempt: i32) -> bool {
    pause(attempt);
    attempt < BUSY_ATTEMPTS_MAX
}

/// Sleeps about 1 ms at first, up to 32 ms later. The jitter keeps two processes from retrying at the same moments.
#[expect(
    clippy::disallowed_methods,
    reason = "waits for another process's lock; nothing signals it"
)]
pub(super) fn pause(attempt: i32) {
    let ceiling_us = 1_000_u32 << attempt.clamp(0, 5);
    let nanosecond = jiff::Timestamp::now().subsec_nanosecond().unsigned_abs();
    std::thread::sleep(Duration::from_micros(u64::from(500 + nanosecond / 1_000 % ceiling_us)));
}
