//! Captures changed rows, and writes them back for undo.
//!
//! When the writer opens, it creates TEMP triggers on every entity table (every table with a `version`). They copy
//! each changed row, before and after, to a TEMP table. So foreign-key cascades and upserts are captured too, a
//! rollback removes them, and new tables need no code.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{
    Connection, Param, failure,
    tables::{Table, entity_tables, json_object, param, triggers},
};
use crate::error::{Code, Error, Result};

/// The columns of one row by name, without `tenant_id`.
pub(in crate::store) type Columns = Map<String, Value>;

/// One row change as a trigger captured it.
pub(in crate::store) struct CapturedRow {
    pub(in crate::store) table: String,
    pub(in crate::store) before: Option<Columns>,
    pub(in crate::store) after: Option<Columns>,
}

/// The entity tables of the open file.
pub(in crate::store) struct Capture(HashMap<String, Table>);

impl Capture {
    /// Reads the schema and creates the triggers on `db`, which must be the writing connection.
    pub(in crate::store) fn install(db: &Connection) -> Result<Capture> {
        let raw = &db.db;
        let mut script = "CREATE TEMP TABLE captured (
             ordinal INTEGER PRIMARY KEY, entity TEXT, before TEXT, after TEXT);"
            .to_owned();
        let mut tables = HashMap::new();
        for (name, table) in entity_tables(raw)? {
            script.push_str(&triggers(&name, &table));
            tables.insert(name, table);
        }
        raw.execute_batch(&script).map_err(failure)?;
        Ok(Capture(tables))
    }

    /// What was captured since the last [`clear`](Capture::clear), in order.
    pub(in crate::store) fn captured(db: &Connection) -> Result<Vec<CapturedRow>> {
        Capture::captured_since(db, 0)
    }

    /// The end of what was captured so far.
    pub(in crate::store) fn mark(db: &Connection) -> Result<i64> {
        let last = "SELECT coalesce(max(ordinal), 0) AS n FROM temp.captured";
        let marks = db.query(last, None, &[], |row| row.integer("n"))?;
        Ok(marks.into_iter().next().unwrap_or(0))
    }

    /// What was captured after a mark, in order.
    pub(in crate::store) fn captured_since(db: &Connection, mark: i64) -> Result<Vec<CapturedRow>> {
        let parse = |text: Option<String>| -> Result<Option<Columns>> {
            text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
        };
        db.query(
            "SELECT entity, before, after FROM temp.captured WHERE ordinal > :mark ORDER BY ordinal",
            None,
            &[(":mark", mark.into())],
            |row| {
                Ok(CapturedRow {
                    table: row.text("entity")?,
                    before: parse(row.text_or_none("before")?)?,
                    after: parse(row.text_or_none("after")?)?,
                })
            },
        )
    }

    /// Whether nothing was captured since the last [`clear`](Capture::clear).
    pub(in crate::store) fn is_empty(db: &Connection) -> Result<bool> {
        let any = db.query("SELECT 1 FROM temp.captured LIMIT 1", None, &[], |_| Ok(()))?;
        Ok(any.is_empty())
    }

    /// Deletes what was captured.
    pub(in crate::store) fn clear(db: &Connection) -> Result<()> {
        db.execute("DELETE FROM temp.captured", None, &[]).map(|_| ())
    }

    /// The key of a row of `table`: its id, or its key columns as a JSON array.
    pub(in crate::store) fn key_of(&self, table: &str, row: &Columns) -> Result<String> {
        let part = |column: &String| row.get(column).cloned().unwrap_or(Value::Null);
        match self.table(table)?.key.as_slice() {
            [only] => {
                let part = part(only);
                Ok(part.as_str().map_or_else(|| part.to_string(), str::to_owned))
            }
            several => Ok(Value::Array(several.iter().map(part).collect()).to_string()),
        }
    }

    /// The current row with that key.
    pub(in crate::store) fn find(
        &self,
        db: &Connection,
        tenant: &str,
        table: &str,
        key: &str,
    ) -> Result<Option<Columns>> {
        let shape = self.table(table)?;
        let sql = format!(
            "SELECT {} AS found FROM main.{table} WHERE {}",
            json_object("", shape),
            shape.condition()
        );
        let mut statement = db.db.prepare_cached(&sql).map_err(failure)?;
        let mut values = vec![Param::from(tenant)];
        values.extend(shape.key_values(key)?);
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(failure)?;
        let Some(row) = rows.next().map_err(failure)? else { return Ok(None) };
        let text: String = row.get("found").map_err(failure)?;
        serde_json::from_str(&text).map(Some).map_err(Error::internal)
    }

    /// Inserts a whole row.
    pub(in crate::store) fn insert(
        &self,
        db: &Connection,
        tenant: &str,
        table: &str,
        row: &Columns,
    ) -> Result<()> {
        let shape = self.table(table)?;
        let known: Vec<&String> = shape.columns.iter().filter(|c| row.contains_key(*c)).collect();
        let names: Vec<&str> = known.iter().map(|column| column.as_str()).collect();
        let marks = ", ?".repeat(known.len());
        let values = known.iter().map(|column| param(row.get(*column)));
        Self::apply(
            db,
            &format!(
                "INSERT INTO main.{table} (tenant_id, {}) VALUES (?{marks})",
                names.join(", ")
            ),
            std::iter::once(Ok(Param::from(tenant))).chain(values).collect::<Result<_>>()?,
        )
    }

    /// Updates some columns of a row.
    pub(in crate::store) fn update(
        &self,
        db: &Connection,
        tenant: &str,
        table: &str,
        key: &str,
        columns: &Columns,
    ) -> Result<()> {
        let shape = self.table(table)?;
        let known: Vec<&String> =
            shape.columns.iter().filter(|c| columns.contains_key(*c)).collect();
        let sets: Vec<String> = known.iter().map(|column| format!("{column} = ?")).collect();
        let mut values: Vec<Param<'_>> =
            known.iter().map(|column| param(columns.get(*column))).collect::<Result<_>>()?;
        values.push(Param::from(tenant));
        values.extend(shape.key_values(key)?);
        let sql =
            format!("UPDATE main.{table} SET {} WHERE {}", sets.join(", "), shape.condition());
        Self::apply(db, &sql, values)
    }

    /// Deletes a row.
    pub(in crate::store) fn delete(
        &self,
        db: &Connection,
        tenant: &str,
        table: &str,
        key: &str,
    ) -> Result<()> {
        let shape = self.table(table)?;
        let mut values = vec![Param::from(tenant)];
        values.extend(shape.key_values(key)?);
        Self::apply(db, &format!("DELETE FROM main.{table} WHERE {}", shape.condition()), values)
    }

    fn apply(db: &Connection, sql: &str, values: Vec<Param<'_>>) -> Result<()> {
        let mut statement = db.db.prepare_cached(sql).map_err(failure)?;
        match statement.execute(rusqlite::params_from_iter(values)).map_err(failure) {
            Ok(_) => Ok(()),
            Err(error) if is_constraint(&error) => Err(Error::new(
                Code::UndoConflict,
                "something else has taken its place, or needs it, since",
            )
            .caused_by(error.cause().unwrap_or_default())),
            Err(error) => Err(error),
        }
    }

    pub(super) fn table(&self, name: &str) -> Result<&Table> {
        self.0.get(name).ok_or_else(|| Error::internal(format!("{name} is not an entity table")))
    }
}

/// Whether the error is a violated unique index or foreign key.
fn is_constraint(error: &Error) -> bool {
    error.cause().is_some_and(|cause| cause.contains("constraint failed"))
}
