//! One tenant between files: a copy of a file with that one alone, and every row of it brought into another file.
//!
//! Rows are copied as they are, history and call log included, so that the chain of the log stays whole. The search is
//! not copied, since it numbers documents of all tenants; it is made anew of the rows.

use std::path::Path;

use rusqlite::limits::Limit;

use super::{
    failure,
    file::Raw,
    open::{blank_again, joining},
    removal::{Going, listed, take_out, tenant_tables, without_triggers},
};
use crate::error::{Code, Error, Result};

/// Takes everybody else out of a copy that nobody uses, and what that leaves free.
pub(in crate::store) fn keep_only(copy: &Path, tenant: &str) -> Result<()> {
    let raw = blank_again(copy).map_err(failure)?;
    take_out(&raw, Going::Others, tenant).map_err(failure)?;
    raw.execute_batch("VACUUM").map_err(failure)
}

/// Brings every row of the only tenant of `from` into the file `into`, under this name, in one transaction. Others go
/// on reading; writers wait.
///
/// # Errors
/// `NAME_TAKEN` where the tenant is there already, or another one of that name; nothing is changed then.
pub(in crate::store) fn bring_in(into: &Path, from: &Path, id: &str, name: &str) -> Result<()> {
    let raw = joining(into).map_err(failure)?;
    raw.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1).map_err(failure)?;
    let path = from.to_str().ok_or_else(|| Error::internal("a path that is no text"))?;
    raw.execute("ATTACH ?1 AS incoming", [path]).map_err(failure)?;
    raw.execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = on;").map_err(failure)?;
    let done =
        refuse_known(&raw, id, name).and_then(|()| copy_all(&raw, id, name).map_err(failure));
    let ended = raw.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
    done?;
    ended.map_err(failure)
}

fn refuse_known(raw: &Raw, id: &str, name: &str) -> Result<()> {
    let find = "SELECT name FROM main.tenant WHERE id = ?1 OR name = ?2 ORDER BY id <> ?1 LIMIT 1";
    let known: Vec<String> = raw
        .prepare(find)
        .and_then(|mut statement| statement.query_map([id, name], |row| row.get(0))?.collect())
        .map_err(failure)?;
    match known.first() {
        None => Ok(()),
        Some(known) if known == name => {
            let sentence = format!("there is a tenant `{name}` already");
            Err(Error::new(Code::NameTaken, sentence)
                .suggest("name it otherwise with --as, or remove that one first"))
        }
        Some(known) => {
            let sentence = format!("this tenant is here already, as `{known}`");
            Err(Error::new(Code::NameTaken, sentence).suggest("nothing was changed"))
        }
    }
}

fn copy_all(raw: &Raw, id: &str, name: &str) -> rusqlite::Result<()> {
    let columns = listed(raw, "SELECT name FROM pragma_table_info('tenant')")?;
    let quoted = |columns: &[String]| {
        columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
    };
    without_triggers(raw, || {
        let all = quoted(&columns);
        let values = all.replacen("\"name\"", "?2", 1);
        raw.execute(
            &format!(
                "INSERT INTO main.tenant ({all}) SELECT {values} FROM incoming.tenant WHERE id = ?1"
            ),
            [id, name],
        )?;
        for table in tenant_tables(raw)?.iter().filter(|table| !table.starts_with("search_")) {
            let all =
                quoted(&listed(raw, &format!("SELECT name FROM pragma_table_info('{table}')"))?);
            raw.execute(
                &format!(
                    "INSERT INTO main.\"{table}\" ({all}) SELECT {all} FROM incoming.\"{table}\" WHERE tenant_id = ?1"
                ),
                [id],
            )?;
        }
        // Whoever made the archive says nothing of where passwords of this desk go: keys are in no archive either, so
        // the operator connects again.
        raw.execute("UPDATE main.integration SET settings = '{}' WHERE tenant_id = ?1", [id])?;
        Ok(())
    })
}
