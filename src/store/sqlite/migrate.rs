//! Recognises our database files, and migrates them.
//!
//! A migration takes the write lock before it reads the version. So if two processes start at once, one migrates and
//! the other waits and finds the work done. All steps and the new version are one transaction, and the file is copied
//! before it.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{OpenFlags, backup::Backup, config::DbConfig};

use super::{
    file::{Failure, OPEN_WAIT, OpenError, Raw, is_busy},
    private,
};

/// "desk" in ASCII: the SQLite application id that marks the file as ours.
const APPLICATION_ID: i64 = 0x6465_736b;

/// The migrations in order: the files of `migrations/sqlite`, listed by `build.rs`. A released migration is never
/// edited.
const MIGRATIONS: &[&str] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The data version that this program writes.
pub fn data_version() -> i64 {
    known_version()
}

/// The engine's name and version.
pub fn engine_version() -> [&'static str; 2] {
    ["SQLite", rusqlite::version()]
}

pub(super) fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The data version of the file; fails if the file is not ours or is newer than this program.
pub(super) fn inspect(raw: &Raw, path: &Path) -> Result<i64, Failure> {
    // One read transaction for all three values: another process may be committing the very first migration.
    let apart = raw.is_autocommit();
    if apart {
        raw.execute_batch("BEGIN")?;
    }
    let marks = marks(raw);
    if apart {
        raw.execute_batch("ROLLBACK")?;
    }
    let (version, application, tables) = marks?;
    let path = path.to_owned();
    if application != APPLICATION_ID && (tables > 0 || version != 0) {
        return Err(Failure::Refused(OpenError::Foreign { path }));
    }
    if version > known_version() {
        let known = known_version();
        return Err(Failure::Refused(OpenError::Newer { path, found: version, known }));
    }
    Ok(version)
}

/// The file's data version, its application id, and the number of entries in its schema.
fn marks(raw: &Raw) -> rusqlite::Result<(i64, i64, i64)> {
    let pragma = |name: &str| raw.pragma_query_value(None, name, |row| row.get(0));
    let tables = raw.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok((pragma("user_version")?, pragma("application_id")?, tables))
}

/// Runs the missing migrations.
pub(super) fn migrate(raw: &Raw, path: &Path) -> Result<(), Failure> {
    // A second process waits here until the first one has finished.
    let start = Instant::now();
    while let Err(error) = raw.execute_batch("BEGIN IMMEDIATE") {
        if !is_busy(&error) || start.elapsed() > OPEN_WAIT {
            return Err(error.into());
        }
    }
    let done = apply(raw, path);
    raw.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

/// Runs the missing migrations inside the open transaction.
fn apply(raw: &Raw, path: &Path) -> Result<(), Failure> {
    let version = inspect(raw, path)?;
    let done = usize::try_from(version).unwrap_or(0);
    if version > 0 && done < MIGRATIONS.len() {
        back_up(path, version)?;
    }
    // A migration may edit the text of a CHECK in `sqlite_schema`, which is forbidden otherwise.
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let steps = MIGRATIONS.iter().skip(done).try_for_each(|step| raw.execute_batch(step));
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    steps?;
    raw.pragma_update(None, "application_id", APPLICATION_ID)?;
    raw.pragma_update(None, "user_version", known_version())?;
    Ok(())
}

/// Makes everything in an empty database that is not kept.
pub(super) fn make_all(raw: &Raw) -> rusqlite::Result<()> {
    MIGRATIONS.iter().try_for_each(|step| raw.execute_batch(step))
}

/// Copies the last committed state of the file beside it, with its version in the name.
fn back_up(path: &Path, version: i64) -> Result<(), Failure> {
    let copy = path.with_extension(format!("v{version}.backup"));
    let source = Raw::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    private::make(&copy).map_err(|cause| {
        let cause = cause.to_string();
        Failure::Refused(OpenError::NotWritable { path: copy.clone(), cause })
    })?;
    let mut target = Raw::open(&copy)?;
    Backup::new(&source, &mut target)?.run_to_completion(1024, Duration::ZERO, None)?;
    tracing::info!(copy = %copy.display(), "the data was copied before it is brought up to date");
    Ok(())
}
