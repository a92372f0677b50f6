//! What a row was after an earlier change of the ledger.

use serde_json::Value;

use super::{super::engine::Columns, Op};
use crate::{
    error::{Error, Result},
    store::{Sql, TenantRead},
};

/// A row as it was: what has changed since has its old value here.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowThen(Columns);

/// The row as it was after the change of that number; `None` if it was not there.
pub(crate) fn row_then(
    db: &TenantRead<'_>,
    (entity, key): (&str, &str),
    seq: i64,
) -> Result<Option<RowThen>> {
    const LATER: Sql = Sql::scoped(
        "SELECT r.op AS op, r.before AS before FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         WHERE r.tenant_id = :tenant AND r.entity = :entity AND r.row_key = :key AND c.seq > :seq
         ORDER BY c.seq",
    );
    let params = [(":entity", entity.into()), (":key", key.into()), (":seq", seq.into())];
    let later = db.all(&LATER, &params, |row| {
        let before = row.text_or_none("before")?;
        let before: Option<Columns> =
            before.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
        Ok((row.text("op")?, before))
    })?;
    if later.first().is_some_and(|(op, _)| op == Op::Insert.as_str()) {
        return Ok(None);
    }
    // The value of each column at that time: the one before its first change.
    let mut then = RowThen::default();
    for (column, value) in later.into_iter().filter_map(|(_, before)| before).flatten() {
        then.0.entry(column).or_insert(value);
    }
    Ok(Some(then))
}

impl RowThen {
    /// The text that the column had then; `now` where it has not changed.
    pub(crate) fn text(&self, column: &str, now: String) -> String {
        match self.0.get(column) {
            Some(Value::String(then)) => then.clone(),
            Some(_) | None => now,
        }
    }

    /// Whether the column was set then.
    pub(crate) fn flag(&self, column: &str, now: bool) -> bool {
        match self.0.get(column) {
            Some(then) => then.as_bool().unwrap_or_else(|| then.as_i64() == Some(1)),
            None => now,
        }
    }

    /// The JSON that the column had then; `None` where it has not changed.
    pub(crate) fn json(&self, column: &str) -> Result<Option<Value>> {
        match self.0.get(column) {
            Some(Value::String(text)) => {
                serde_json::from_str(text).map(Some).map_err(Error::internal)
            }
            found => Ok(found.cloned()),
        }
    }
}
