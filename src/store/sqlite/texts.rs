//! Reads every text of a tenant, from all tables of the open file, so that a search for a person cannot miss a table.

use super::{Capture, Columns, Connection, Param, failure};
use crate::error::{Error, Result};

impl Capture {
    /// Calls `visit` with every row of the tenant: its table, text columns and key columns. The search index is left
    /// out, because it is built from the other tables.
    pub(in crate::store) fn each_row(
        db: &Connection,
        tenant: &str,
        mut visit: impl FnMut(&str, Columns) -> Result<()>,
    ) -> Result<()> {
        for (table, columns, scope) in tables(db)? {
            let pairs: Vec<String> =
                columns.iter().map(|column| format!("'{column}', {column}")).collect();
            let sql = format!(
                "SELECT json_object({}) AS found FROM main.{table} WHERE {scope} = ?",
                pairs.join(", ")
            );
            let mut statement = db.db.prepare_cached(&sql).map_err(failure)?;
            let mut rows = statement.query([Param::from(tenant)]).map_err(failure)?;
            while let Some(row) = rows.next().map_err(failure)? {
                let text: String = row.get("found").map_err(failure)?;
                visit(&table, serde_json::from_str(&text).map_err(Error::internal)?)?;
            }
        }
        Ok(())
    }

    /// The key of a row of an entity table; `None` for other tables.
    pub(in crate::store) fn key_if_entity(&self, table: &str, row: &Columns) -> Option<String> {
        self.key_of(table, row).ok()
    }
}

/// The tables with tenants' data: their columns, and the column that names the tenant.
fn tables(db: &Connection) -> Result<Vec<(String, Vec<String>, &'static str)>> {
    const COLUMNS: &str =
        "SELECT m.name AS holder, c.name AS column_name, c.type AS kind, c.pk AS place
         FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
           AND m.name NOT LIKE 'search\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY m.name, c.cid";
    let mut statement = db.db.prepare_cached(COLUMNS).map_err(failure)?;
    let mut rows = statement.query([]).map_err(failure)?;
    let mut tables: Vec<(String, Vec<String>, &'static str)> = Vec::new();
    while let Some(row) = rows.next().map_err(failure)? {
        let holder: String = row.get("holder").map_err(failure)?;
        let column: String = row.get("column_name").map_err(failure)?;
        let kind: String = row.get("kind").map_err(failure)?;
        let place: i64 = row.get("place").map_err(failure)?;
        if tables.last().is_none_or(|(last, ..)| *last != holder) {
            let scope = if holder == "tenant" { "id" } else { "" };
            tables.push((holder, Vec::new(), scope));
        }
        let Some((_, columns, scope)) = tables.last_mut() else { continue };
        if column == "tenant_id" {
            *scope = "tenant_id";
        } else if kind == "TEXT" || place > 0 {
            columns.push(column);
        }
    }
    tables.retain(|(_, columns, scope)| !scope.is_empty() && !columns.is_empty());
    Ok(tables)
}
