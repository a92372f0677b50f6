//! Finds rows that refer to a row, by the foreign keys of the open file.

use super::{
    Capture, Columns, Connection, Param, failure,
    tables::{json_object, param},
};
use crate::error::{Error, Result};

/// A foreign key of an entity table.
pub(in crate::store) struct Reference {
    pub(in crate::store) table: String,
    pub(in crate::store) column: String,
    /// Whether it is ON DELETE CASCADE.
    pub(in crate::store) cascades: bool,
}

/// The row that holds a unique value that another row needs.
pub(in crate::store) struct Holder {
    pub(in crate::store) row: Columns,
    /// The columns of the unique index.
    pub(in crate::store) columns: Vec<String>,
}

impl Capture {
    /// Every foreign key that refers to `table`.
    pub(in crate::store) fn references(
        &self,
        db: &Connection,
        table: &str,
    ) -> Result<Vec<Reference>> {
        const REFERENCES: &str =
            "SELECT m.name AS referring, f.\"from\" AS by_column, f.on_delete AS on_delete
             FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" = ?1 AND f.\"from\" <> 'tenant_id'
             ORDER BY m.name, f.id";
        let mut statement = db.db.prepare_cached(REFERENCES).map_err(failure)?;
        let mut rows = statement.query([table]).map_err(failure)?;
        let mut references = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            let on_delete: String = row.get("on_delete").map_err(failure)?;
            references.push(Reference {
                table: row.get("referring").map_err(failure)?,
                column: row.get("by_column").map_err(failure)?,
                cascades: on_delete == "CASCADE",
            });
        }
        references.retain(|reference| self.table(&reference.table).is_ok());
        Ok(references)
    }

    /// The keys of the rows that refer to `to` by a foreign key.
    pub(in crate::store) fn referring(
        &self,
        db: &Connection,
        tenant: &str,
        by: &Reference,
        to: &str,
    ) -> Result<Vec<String>> {
        let Reference { table, column, .. } = by;
        let row = json_object("", self.table(table)?);
        let sql =
            format!("SELECT {row} AS found FROM main.{table} WHERE tenant_id = ? AND {column} = ?");
        let mut statement = db.db.prepare_cached(&sql).map_err(failure)?;
        let values = [Param::from(tenant), Param::from(to)];
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(failure)?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            let text: String = row.get("found").map_err(failure)?;
            let columns: Columns = serde_json::from_str(&text).map_err(Error::internal)?;
            keys.push(self.key_of(table, &columns)?);
        }
        Ok(keys)
    }

    /// Another row of `table` with the same values of a unique index as `row`.
    pub(in crate::store) fn holder(
        &self,
        db: &Connection,
        tenant: &str,
        table: &str,
        key: &str,
        row: &Columns,
    ) -> Result<Option<Holder>> {
        const INDEXES: &str = "SELECT group_concat(c.name) AS columns
             FROM pragma_index_list(?1) i, pragma_index_info(i.name) c
             WHERE i.\"unique\" = 1 AND i.origin <> 'pk' AND c.name <> 'tenant_id'
             GROUP BY i.seq ORDER BY i.seq";
        let shape = self.table(table)?;
        let mut statement = db.db.prepare_cached(INDEXES).map_err(failure)?;
        let mut rows = statement.query([table]).map_err(failure)?;
        while let Some(index) = rows.next().map_err(failure)? {
            let joined: String = index.get("columns").map_err(failure)?;
            let columns: Vec<String> = joined.split(',').map(str::to_owned).collect();
            // A unique index ignores rows with a null.
            let values = columns.iter().map(|column| row.get(column).filter(|v| !v.is_null()));
            let Some(values) = values.collect::<Option<Vec<_>>>() else { continue };
            let equal: Vec<String> =
                columns.iter().map(|column| format!(" AND {column} = ?")).collect();
            let sql = format!(
                "SELECT {} AS found FROM main.{table} WHERE tenant_id = ?{}",
                json_object("", shape),
                equal.concat()
            );
            let mut bound = vec![Param::from(tenant)];
            for value in values {
                bound.push(param(Some(value))?);
            }
            let mut find = db.db.prepare_cached(&sql).map_err(failure)?;
            let mut found = find.query(rusqlite::params_from_iter(bound)).map_err(failure)?;
            while let Some(other) = found.next().map_err(failure)? {
                let text: String = other.get("found").map_err(failure)?;
                let other: Columns = serde_json::from_str(&text).map_err(Error::internal)?;
                if self.key_of(table, &other)? != key {
                    return Ok(Some(Holder { row: other, columns }));
                }
            }
        }
        Ok(None)
    }

    /// The table of a row that these columns refer to and that does not exist.
    pub(in crate::store) fn missing(
        &self,
        db: &Connection,
        tenant: &str,
        table: &str,
        columns: &Columns,
    ) -> Result<Option<String>> {
        const TARGETS: &str = "SELECT f.\"table\" AS target, f.\"from\" AS by_column
             FROM pragma_foreign_key_list(?1) f WHERE f.\"from\" <> 'tenant_id' ORDER BY f.id";
        let mut statement = db.db.prepare_cached(TARGETS).map_err(failure)?;
        let mut rows = statement.query([table]).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            let target: String = row.get("target").map_err(failure)?;
            let column: String = row.get("by_column").map_err(failure)?;
            let Some(key) = columns.get(&column).and_then(serde_json::Value::as_str) else {
                continue;
            };
            if self.table(&target).is_ok() && self.find(db, tenant, &target, key)?.is_none() {
                return Ok(Some(target));
            }
        }
        Ok(None)
    }
}
