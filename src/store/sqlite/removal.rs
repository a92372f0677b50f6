//! A tenant taken out of the file, every row in every table, after a copy of the file with nobody else in it.
//!
//! What has happened stays written, so the ledger and the log refuse to lose a row. A business that leaves takes its
//! history along: their triggers are put aside for it, in the same transaction that puts them back.

use std::{path::Path, time::Duration};

use rusqlite::{backup::Backup, limits::Limit};

use super::{
    failure,
    file::{Raw, is_busy},
    open::{blank, exclusive, pause},
};
use crate::error::Result;

/// How often it is tried to be alone with the file: connections of this process may just be closing.
const ATTEMPTS: i32 = 30;

/// Which tenant's rows go.
#[derive(Clone, Copy)]
pub(super) enum Going {
    /// That one's.
    Its,
    /// Everybody else's.
    Others,
}

/// The file of a data folder while no other process has it open, and none can open it.
pub(in crate::store) struct AloneWithFile {
    pub(super) raw: Raw,
}

impl AloneWithFile {
    /// The file, or nothing while another process has it open.
    pub(in crate::store) fn try_open(path: &Path) -> Result<Option<AloneWithFile>> {
        for attempt in 0..ATTEMPTS {
            match exclusive(path) {
                Ok(raw) => return Ok(Some(AloneWithFile { raw })),
                Err(error) if is_busy(&error) => pause(attempt),
                Err(error) => return Err(failure(error)),
            }
        }
        Ok(None)
    }

    /// Writes a new file with the tenant and nobody else in it.
    pub(in crate::store) fn copy(&self, tenant: &str, to: &Path) -> Result<()> {
        let mut copy = blank(to).map_err(failure)?;
        let whole = Backup::new(&self.raw, &mut copy).map_err(failure)?;
        whole.run_to_completion(1024, Duration::ZERO, None).map_err(failure)?;
        drop(whole);
        take_out(&copy, Going::Others, tenant).map_err(failure)?;
        copy.execute_batch("VACUUM").map_err(failure)
    }

    /// Takes every row of the tenant out of the file, and what it leaves free as well.
    pub(in crate::store) fn remove(&self, tenant: &str) -> Result<()> {
        take_out(&self.raw, Going::Its, tenant).map_err(failure)?;
        // The engine attaches the new file to the old one while it copies.
        self.raw.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1).map_err(failure)?;
        self.raw.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").map_err(failure)
    }
}

/// Deletes rows of every table that has a tenant, in one transaction.
pub(super) fn take_out(raw: &Raw, going: Going, tenant: &str) -> rusqlite::Result<()> {
    let is = match going {
        Going::Its => "=",
        Going::Others => "<>",
    };
    raw.execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = on;")?;
    let done = without_triggers(raw, || delete_all(raw, is, tenant));
    raw.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

/// Runs `change` with the file's triggers put aside, in the transaction that has begun.
pub(super) fn without_triggers(
    raw: &Raw,
    change: impl FnOnce() -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let of = "FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY name";
    let (names, made) =
        (listed(raw, &format!("SELECT name {of}"))?, listed(raw, &format!("SELECT sql {of}"))?);
    names.iter().try_for_each(|name| raw.execute_batch(&format!("DROP TRIGGER \"{name}\"")))?;
    change()?;
    made.iter().try_for_each(|sql| raw.execute_batch(sql))
}

/// The tables whose rows belong to tenants.
pub(super) fn tenant_tables(raw: &Raw) -> rusqlite::Result<Vec<String>> {
    listed(
        raw,
        "SELECT s.name FROM main.sqlite_schema s WHERE s.type = 'table'
         AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) c WHERE c.name = 'tenant_id')",
    )
}

/// The texts that a statement finds.
pub(super) fn listed(raw: &Raw, sql: &str) -> rusqlite::Result<Vec<String>> {
    raw.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn delete_all(raw: &Raw, is: &str, tenant: &str) -> rusqlite::Result<()> {
    // The terms know of no tenant: the documents say whose they are.
    let terms = format!(
        "DELETE FROM search_term WHERE rowid IN (SELECT document FROM search_document WHERE tenant_id {is} ?1)"
    );
    raw.execute(&terms, [tenant])?;
    raw.execute_batch("INSERT INTO search_term (search_term) VALUES ('optimize')")?;
    for table in &tenant_tables(raw)? {
        raw.execute(&format!("DELETE FROM \"{table}\" WHERE tenant_id {is} ?1"), [tenant])?;
    }
    raw.execute(&format!("DELETE FROM tenant WHERE id {is} ?1"), [tenant]).map(|_| ())
}
