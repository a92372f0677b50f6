//! Optimistic locking: refuses a write to something that changed since it was read, and names the changed fields and
//! who changed them.

use super::{BOOKKEEPING_COLUMNS, diff::spoken_name, rows_of};
use crate::{
    error::{Code, Error, Result},
    id::ChangeId,
    store::{Sql, TenantRead, entity},
};

/// Fails unless the row `key` of `table` has the version that the caller expects.
///
/// # Errors
/// `VERSION_CONFLICT`.
pub fn expect_version(
    db: &TenantRead<'_>,
    table: &'static str,
    key: &str,
    actual: i64,
    expected: Option<i64>,
) -> Result<()> {
    match expected {
        None => Ok(()),
        Some(expected) if expected == actual => Ok(()),
        Some(expected) => {
            let entity = entity::of_table(table);
            let noun = entity.map_or(table, |entity| entity.singular);
            let changed = match entity {
                Some(entity) if !db.may_read(entity.thing()) => String::new(),
                Some(_) | None => changes_since(db, table, key, expected)?,
            };
            Err(Error::new(
                Code::VersionConflict,
                format!("the {noun} is at version {actual}, not {expected}{changed}"),
            )
            .suggest("get it again, then update with its version"))
        }
    }
}

/// The changes after that version: `: name, meta.title (by assistant)`.
fn changes_since(db: &TenantRead<'_>, table: &str, key: &str, version: i64) -> Result<String> {
    const LATEST: Sql = Sql::scoped(
        "SELECT r.change_id AS change_id, a.name AS agent FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
         WHERE r.tenant_id = :tenant AND r.entity = :entity AND r.row_key = :key
         ORDER BY c.seq DESC LIMIT 20",
    );
    let changes: Vec<(ChangeId, String)> =
        db.all(&LATEST, &[(":entity", table.into()), (":key", key.into())], |row| {
            Ok((row.id("change_id")?, row.text("agent")?))
        })?;
    let mut parts: Vec<String> = Vec::new();
    for (change, agent) in changes {
        for row in rows_of(db, change)?.iter().filter(|row| row.entity == table && row.key == key) {
            let after = row.after.iter().flatten();
            let moved = row.after.as_ref().and_then(|after| after.get("version")?.as_i64());
            if moved.is_some_and(|at| at > version) {
                let fields: Vec<String> = after
                    .map(|(column, _)| column)
                    .filter(|column| !BOOKKEEPING_COLUMNS.contains(&column.as_str()))
                    .map(|column| Ok(spoken_name(row.entity()?, column)))
                    .collect::<Result<_>>()?;
                parts.push(format!("{} (by {agent})", fields.join(", ")));
            }
        }
    }
    parts.dedup();
    Ok(if parts.is_empty() {
        String::new()
    } else {
        format!("; changed since: {}", parts.join("; "))
    })
}
