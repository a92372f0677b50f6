//! Checks query plans: in debug builds, each statement's plan once.
//!
//! A statement that compiles binds `:tenant`. This check makes sure that SQLite also searches by it, so that no
//! statement scans other tenants' rows. It runs in every test and not in release builds.

use crate::error::{Error, Result};

/// Refuses a plan in which a table is read other than by `tenant_id=?`.
#[expect(clippy::disallowed_types, reason = "part of the engine's wrapper")]
pub(super) fn check(db: &rusqlite::Connection, sql: &str) -> Result<()> {
    let mut statement =
        db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).map_err(Error::internal)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(Error::internal)? {
        let step: String = row.get("detail").map_err(Error::internal)?;
        if !is_scoped(&step) {
            return Err(Error::internal(format!("a plan leaves its tenant at `{step}`: {sql}")));
        }
    }
    Ok(())
}

/// Whether one step of a plan reads only the tenant's rows. Steps that read no table (sorting, set operations,
/// constant rows, subqueries and common table expressions, whose own steps are checked) always do.
fn is_scoped(step: &str) -> bool {
    let Some(rest) = step.strip_prefix("SCAN ").or_else(|| step.strip_prefix("SEARCH ")) else {
        return true;
    };
    rest.contains("(tenant_id=?")
        || rest.starts_with("CONSTANT ROW")
        || rest.starts_with('(')
        || rest.split_whitespace().next().is_some_and(|name| name.starts_with("cte_"))
}

#[cfg(test)]
mod tests {
    use super::is_scoped;

    #[test]
    fn a_scan_of_a_table_is_refused() {
        assert!(is_scoped("SEARCH page USING PRIMARY KEY (tenant_id=? AND id=?)"));
        assert!(is_scoped("USE TEMP B-TREE FOR ORDER BY"));
        assert!(is_scoped("SCAN cte_tree"));
        assert!(!is_scoped("SCAN page"));
        assert!(!is_scoped("SEARCH page USING INDEX page_by_name (name=?)"));
    }
}
