//! The total number of items of a list, over all of its pages.

use std::borrow::Cow;

use super::TenantRead;
use crate::{
    error::Result,
    store::{Param, Params, Sql},
};

/// Totals are counted up to this number, so that a list costs the same in a large store.
const COUNTED_MAX: i64 = 1_000;

/// The parameter for the number of rows to read.
const FETCH: &str = ":fetch";

/// What says which rows an ordered list has: what stands behind its columns, up to the order. Nothing where the columns
/// have a say in it.
fn rows_of(list: &'static str) -> Option<&'static str> {
    let (list, _) = list.rsplit_once("ORDER BY ")?;
    let columns = list.strip_prefix("SELECT ").filter(|rest| !rest.starts_with("DISTINCT"))?;
    let mut depth = 0_usize;
    let from = columns.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let rest = columns.get(at..)?.strip_prefix(char::is_whitespace)?;
        (depth == 0 && rest.starts_with("FROM ")).then_some(rest)
    })?;
    let is_plain =
        ["UNION", "GROUP BY", "EXCEPT", "INTERSECT"].iter().all(|word| !from.contains(word));
    is_plain.then(|| from.trim_end())
}

/// Counts rows as far as `most`, without reading a column of them.
fn counting(rows: &str, most: i64) -> String {
    let rows = without_columns_beside(rows);
    format!("SELECT count(*) AS n FROM (SELECT 1 AS one {rows} LIMIT {most}) AS cte_listed")
}

/// The same rows without the joins that only bring columns: those that a declaration makes, along references that lead
/// to one row each, where no condition asks for what they bring. Each stands on a line of its own, at its beginning.
fn without_columns_beside(rows: &str) -> Cow<'_, str> {
    let unused = |line: &&str| {
        let joined = line.strip_prefix("JOIN ").or_else(|| line.strip_prefix("LEFT JOIN "));
        let alias = joined.and_then(|joined| {
            let (table, rest) = joined.split_once(' ')?;
            rest.split(' ').next().map(|alias| if alias == "ON" { table } else { alias })
        });
        alias.is_some_and(|alias| {
            rows.lines().filter(|other| other != line).all(|other| !names(other, alias))
        })
    };
    if !rows.lines().any(|line| unused(&line)) {
        return Cow::Borrowed(rows);
    }
    Cow::Owned(rows.lines().filter(|line| !unused(line)).collect::<Vec<_>>().join("\n"))
}

/// Whether a text has columns of the table with that alias.
fn names(text: &str, alias: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(alias).any(|(at, _)| {
        let (before, after) = (text.get(..at), text.get(at + alias.len()..));
        !before.is_some_and(|before| before.ends_with(is_of_name))
            && after.is_some_and(|after| after.starts_with('.'))
    })
}

impl TenantRead<'_> {
    /// Sets whether the next list counts its total if it has more than one page. The list must start at its first
    /// page.
    pub(crate) fn count_next_list(&self, counts: bool) {
        self.counts.set(counts);
    }

    /// Stores the total if it was asked for and is not too large. `count` receives the number up to which to count.
    pub(in crate::store) fn note_total(
        &self,
        count: impl FnOnce(i64) -> Result<i64>,
    ) -> Result<()> {
        if self.counts.replace(false) {
            let total = count(COUNTED_MAX + 1)?;
            self.total.set(Some(total).filter(|total| *total <= COUNTED_MAX));
        }
        Ok(())
    }

    /// The total, if it was asked for and there are several pages.
    pub(crate) fn total(&self) -> Option<i64> {
        self.total.get()
    }

    /// Counts a list that filled its page: runs the statement without ORDER BY and LIMIT.
    pub(super) fn count_whole(&self, sql: &Sql, params: Params<'_, '_>, rows: usize) -> Result<()> {
        if !self.counts.get() {
            return Ok(());
        }
        let fetch = params.iter().find(|(name, _)| *name == FETCH);
        let Some((_, Param::Integer(fetch))) = fetch else { return Ok(()) };
        // Another limit means another list: one nested in the items.
        let goes_on = i64::try_from(rows).is_ok_and(|rows| rows == *fetch);
        self.counts.set(goes_on);
        let Some(rows) = rows_of(sql.text()).filter(|_| goes_on) else { return Ok(()) };
        let text = |most| counting(rows, most);
        let conditions: Vec<_> =
            params.iter().filter(|(name, _)| *name != FETCH).cloned().collect();
        self.note_total(|most| self.connection.count(&text(most), &self.tenant, &conditions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted_without_its_columns() {
        for (list, rows) in [
            (
                "SELECT a, b FROM page WHERE x = :x ORDER BY a LIMIT :fetch",
                Some("FROM page WHERE x = :x"),
            ),
            (
                "SELECT p.a, (SELECT count(*) FROM b WHERE c ORDER BY d)\nFROM page p\nWHERE x\nORDER BY a",
                Some("FROM page p\nWHERE x"),
            ),
            ("SELECT coalesce((SELECT 1\n FROM b), '') AS n FROM a ORDER BY n", Some("FROM a")),
            ("SELECT FROMAGE, a FROM b ORDER BY a", Some("FROM b")),
            ("SELECT DISTINCT a FROM b ORDER BY a", None),
            ("SELECT a FROM b UNION SELECT a FROM c ORDER BY a", None),
            ("SELECT a FROM b GROUP BY a ORDER BY a", None),
            ("WITH c AS (SELECT 1) SELECT a FROM c ORDER BY a", None),
            ("SELECT a FROM b", None),
        ] {
            assert_eq!(rows_of(list), rows, "{list}");
        }
    }
    #[test]
    fn joins_that_only_bring_columns_are_not_counted() {
        let join = "JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id";
        let list = |condition: &str| format!("FROM section s\n{join}\nWHERE {condition}");
        for (condition, is_kept) in [
            ("s.page_id = :page", false),
            ("(SELECT cat.key FROM cat) = 1", false),
            ("t.key = :key", true),
            ("s.x = 1\n AND (t.key) IS NULL", true),
        ] {
            let rows = list(condition);
            assert_eq!(without_columns_beside(&rows).contains(join), is_kept, "{condition}");
        }
        // What somebody else has written stays as it is.
        let own = "FROM contact_tag l\n         JOIN tag t ON t.id = l.tag_id\n         WHERE l.x";
        assert_eq!(without_columns_beside(own), own);
        let left = "FROM a\nLEFT JOIN b c ON c.tenant_id = a.tenant_id AND c.id = a.b\nJOIN d e ON e.id = c.d\nWHERE a.x";
        assert_eq!(without_columns_beside(left).lines().count(), 3, "one that another needs stays");
    }
}
