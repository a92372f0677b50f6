//! The columns and keys of the entity tables, read from the schema of the open file.

use serde_json::Value;

use super::{Param, failure};
use crate::error::{Error, Result};

/// An entity table: its columns and its key, without `tenant_id`.
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) key: Vec<String>,
}

impl Table {
    /// `tenant_id = ? AND id = ?`, in the order of [`Table::key_values`].
    pub(super) fn condition(&self) -> String {
        let keys: Vec<String> = self.key.iter().map(|column| format!("{column} = ?")).collect();
        format!("tenant_id = ? AND {}", keys.join(" AND "))
    }

    /// The values of the key columns, parsed from the text that `Capture::key_of` makes.
    pub(super) fn key_values(&self, key: &str) -> Result<Vec<Param<'static>>> {
        if self.key.len() == 1 {
            return Ok(vec![Param::from(key.to_owned())]);
        }
        let parts: Vec<Value> = serde_json::from_str(key).map_err(Error::internal)?;
        parts.iter().map(|part| param(Some(part))).collect()
    }
}

/// Every table with a column `version`, by name.
#[expect(clippy::disallowed_types, reason = "part of the engine's wrapper")]
pub(super) fn entity_tables(raw: &rusqlite::Connection) -> Result<Vec<(String, Table)>> {
    let mut statement = raw
        .prepare(
            "SELECT m.name AS entity, c.name AS column_name, c.pk AS key_position
             FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name <> 'tenant_id'
               AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'version')
             ORDER BY m.name, c.cid",
        )
        .map_err(failure)?;
    let mut rows = statement.raw_query();
    let mut tables: Vec<(String, Table)> = Vec::new();
    while let Some(row) = rows.next().map_err(failure)? {
        let name: String = row.get("entity").map_err(failure)?;
        let column: String = row.get("column_name").map_err(failure)?;
        let in_key = row.get::<_, i64>("key_position").map_err(failure)? > 0;
        if tables.last().is_none_or(|(last, _)| *last != name) {
            tables.push((name, Table { columns: Vec::new(), key: Vec::new() }));
        }
        if let Some((_, table)) = tables.last_mut() {
            table.columns.push(column.clone());
            table.key.extend(in_key.then_some(column));
        }
    }
    Ok(tables)
}

/// The SQL of the three capture triggers of a table.
pub(super) fn triggers(name: &str, table: &Table) -> String {
    let (old, new) = (json_object("OLD.", table), json_object("NEW.", table));
    [("insert", "NULL", new.as_str()), ("update", &old, &new), ("delete", &old, "NULL")]
        .map(|(op, before, after)| {
            format!(
                "CREATE TEMP TRIGGER capture_{name}_{op} AFTER {op} ON main.{name} BEGIN
                   INSERT INTO captured (entity, before, after)
                   VALUES ('{name}', {before}, {after}); END;"
            )
        })
        .concat()
}

/// The SQL that gives a row as a JSON object.
pub(super) fn json_object(prefix: &str, table: &Table) -> String {
    let pairs: Vec<String> =
        table.columns.iter().map(|column| format!("'{column}', {prefix}{column}")).collect();
    format!("json_object({})", pairs.join(", "))
}

/// A captured value as a statement parameter.
pub(super) fn param(value: Option<&Value>) -> Result<Param<'static>> {
    Ok(match value {
        None | Some(Value::Null) => Param::Null,
        Some(Value::String(text)) => Param::from(text.clone()),
        Some(Value::Number(number)) => number
            .as_i64()
            .map(Param::from)
            .ok_or_else(|| Error::internal("a column holds whole numbers or text"))?,
        Some(_) => return Err(Error::internal("a column holds whole numbers or text")),
    })
}
