//! Which entity rows refer to a row, as the foreign keys of the open file say.

use super::{Capture, Columns, Connection, Param, failure, tables::json_object};
use crate::error::{Error, Result};

/// A column of an entity table that refers to rows of another.
pub(in crate::store) struct Reference {
    pub(in crate::store) table: String,
    pub(in crate::store) column: String,
    /// Whether its rows go with the one that they refer to.
    pub(in crate::store) cascades: bool,
}

impl Capture {
    /// Every reference to rows of `table`.
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

    /// The keys of the rows that refer to `to` by a reference.
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
}
