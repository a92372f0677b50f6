//! Reads that are built at run time, for queryData: columns of one table, with conditions that the caller chooses.
//!
//! The only place where SQL is built at run time. Names of tables and columns are constants of this program and never
//! input; every value is bound; `tenant_id = :tenant` is always part of the statement, and debug builds check each
//! query plan like those of other statements.

use super::{Param, Row, TenantRead, sql::is_of_people};
use crate::error::Result;

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal; `IS NULL` for null.
    Eq,
    /// Not equal; `IS NOT NULL` for null.
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    /// Equal to none of the values; null is among the matches.
    NotIn,
    /// The text contains one of the values.
    Contains,
    /// `column` is a subquery; none of its rows equals one of the values.
    NoneAmong,
}

/// One condition. All conditions of a selection must hold.
#[derive(Clone, Debug)]
pub struct Condition {
    pub column: &'static str,
    pub comparison: Comparison,
    /// Whether the column is text, which is compared case-folded: see [`crate::unicode::fold`].
    pub is_text: bool,
    /// The values to compare with: several for the operators that take several, otherwise one.
    pub values: Vec<Param<'static>>,
}

/// The order of the rows, and where the next page begins.
#[derive(Clone, Debug)]
pub struct Order {
    /// The column to sort by, then by the key.
    pub column: &'static str,
    /// Whether the column is text, which is sorted case-folded.
    pub is_text: bool,
    /// The value that null is sorted as, before all others; `None` for a column without nulls. Only such a column can
    /// be read in the order of an index.
    pub least: Option<Param<'static>>,
    /// The unique column that breaks ties. If it equals `column`, the rows are sorted by it alone.
    pub key: &'static str,
    pub descending: bool,
    /// The last row of the previous page: its values in both columns.
    pub after: Option<(Param<'static>, Param<'static>)>,
    /// The most rows to read.
    pub fetch: i64,
}

/// A query: rows of one table that meet the conditions.
#[derive(Clone, Debug)]
pub struct Selection {
    pub table: &'static str,
    /// The columns to read: the name in the result, and the column or an expression over columns.
    pub columns: Vec<(&'static str, &'static str)>,
    pub conditions: Vec<Condition>,
}

/// The name of the result column that holds the sort value of a row.
pub const PLACE: &str = "place in order";

/// SQL that folds a text for comparison.
fn folded(text: &str) -> String {
    format!("text_fold({text})")
}

/// A statement under construction.
struct Statement {
    sql: String,
    values: Vec<Param<'static>>,
}

impl Statement {
    /// Binds a value and returns its parameter name.
    fn bind(&mut self, value: Param<'static>) -> String {
        self.values.push(value);
        format!(":v{}", self.values.len())
    }

    fn add(&mut self, condition: &Condition) {
        let Condition { column, comparison, is_text, values } = condition;
        let first = values.first().cloned().unwrap_or(Param::Null);
        let compared = |what: &str| if *is_text { folded(what) } else { what.to_owned() };
        let is = |operator: &str, statement: &mut Statement, value: Param<'static>| {
            let name = statement.bind(value);
            format!("{} {operator} {}", compared(column), compared(&name))
        };
        let text = match comparison {
            // Of these operators, null is compared as a value.
            Comparison::Eq => is("IS NOT DISTINCT FROM", self, first),
            Comparison::Ne => is("IS DISTINCT FROM", self, first),
            Comparison::Lt => is("<", self, first),
            Comparison::Lte => is("<=", self, first),
            Comparison::Gt => is(">", self, first),
            Comparison::Gte => is(">=", self, first),
            Comparison::In => {
                let names: Vec<String> =
                    values.iter().map(|value| compared(&self.bind(value.clone()))).collect();
                format!("{} IN ({})", compared(column), names.join(", "))
            }
            Comparison::NoneAmong => {
                let names: Vec<String> =
                    values.iter().map(|value| self.bind(value.clone())).collect();
                format!("NOT EXISTS ({column} IN ({}))", names.join(", "))
            }
            Comparison::NotIn => {
                let names: Vec<String> =
                    values.iter().map(|value| self.bind(value.clone())).collect();
                format!("NOT coalesce({column} IN ({}), FALSE)", names.join(", "))
            }
            Comparison::Contains => {
                let has = |value: &Param<'static>| {
                    let name = self.bind(value.clone());
                    format!("text_has({column}, {name})")
                };
                format!("({})", values.iter().map(has).collect::<Vec<_>>().join(" OR "))
            }
        };
        self.sql.push_str(" AND ");
        self.sql.push_str(&text);
    }
}

impl Selection {
    fn statement(&self, what: &str) -> Statement {
        let sql = format!("SELECT {what} FROM {} WHERE tenant_id = :tenant", self.table);
        let mut statement = Statement { sql, values: Vec::new() };
        for condition in &self.conditions {
            statement.add(condition);
        }
        statement
    }
}

impl TenantRead<'_> {
    /// The rows of a selection in order, each converted by `map`.
    pub fn select<T>(
        &self,
        selection: &Selection,
        order: &Order,
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let by = if order.is_text { folded(order.column) } else { order.column.to_owned() };
        let columns = selection.columns.iter().map(|(name, from)| (*name, *from));
        let columns = columns.chain([(PLACE, by.as_str())]);
        let columns: Vec<String> =
            columns.map(|(name, from)| format!("{from} AS \"{name}\"")).collect();
        let mut statement = selection.statement(&columns.join(", "));
        let mut places = vec![order.key.to_owned()];
        if order.column != order.key {
            let place = match order.least.clone() {
                Some(least) => format!("coalesce({by}, {})", statement.bind(least)),
                None => by.clone(),
            };
            places.insert(0, place);
        }
        let (beyond, direction) = if order.descending { ("<", "DESC") } else { (">", "ASC") };
        if let Some((at, key)) = order.after.clone() {
            let mut seen = vec![statement.bind(key)];
            if places.len() > seen.len() {
                seen.insert(0, statement.bind(at));
            }
            let after = format!(" AND ({}) {beyond} ({})", places.join(", "), seen.join(", "));
            statement.sql.push_str(&after);
        }
        let fetch = statement.bind(order.fetch.into());
        let places: Vec<String> =
            places.iter().map(|place| format!("{place} {direction}")).collect();
        let rest = format!(" ORDER BY {} LIMIT {fetch}", places.join(", "));
        statement.sql.push_str(&rest);
        let rows = self.connection.select(&statement.sql, &self.tenant, &statement.values, map)?;
        if is_of_people(selection.table) && !rows.is_empty() {
            self.tells_of_people();
        }
        if i64::try_from(rows.len()).is_ok_and(|rows| rows == order.fetch) {
            self.note_total(|most| self.count_up_to(selection, most))?;
        }
        Ok(rows)
    }

    /// Reads every row of a selection in the order of its key; `visit` returns whether the row's data reaches the
    /// caller.
    pub fn scan(
        &self,
        selection: &Selection,
        key: &'static str,
        mut visit: impl FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        let columns: Vec<String> =
            selection.columns.iter().map(|(name, from)| format!("{from} AS \"{name}\"")).collect();
        let mut statement = selection.statement(&columns.join(", "));
        statement.sql.push_str(" ORDER BY ");
        statement.sql.push_str(key);
        let mut is_shown = false;
        let look = |row: &Row<'_>| {
            is_shown |= visit(row)?;
            Ok(())
        };
        self.connection.select(&statement.sql, &self.tenant, &statement.values, look)?;
        if is_shown && is_of_people(selection.table) {
            self.tells_of_people();
        }
        Ok(())
    }

    /// The number of rows of a selection, counted up to `most`.
    fn count_up_to(&self, selection: &Selection, most: i64) -> Result<i64> {
        let statement = selection.statement("1 AS one");
        let counting =
            format!("SELECT count(*) AS n FROM ({} LIMIT {most}) AS cte_listed", statement.sql);
        let count = |row: &Row<'_>| row.integer("n");
        let counted = self.connection.select(&counting, &self.tenant, &statement.values, count)?;
        Ok(counted.first().copied().unwrap_or(0))
    }

    /// Of each value of a column, in its order: how many rows of a selection have it, and the sum of another column of
    /// those.
    pub fn select_sums(
        &self,
        selection: &Selection,
        (sum, by): (&'static str, &'static str),
    ) -> Result<Vec<(Option<String>, i64, i64)>> {
        let mut statement = selection.statement(&format!(
            "{by} AS \"part\", count(*) AS n, coalesce(CAST(sum({sum}) AS bigint), 0) AS \"total\""
        ));
        for clause in [" GROUP BY ", by, " ORDER BY ", by] {
            statement.sql.push_str(clause);
        }
        let read = |row: &Row<'_>| {
            Ok((row.text_or_none("part")?, row.integer("n")?, row.integer("total")?))
        };
        let sums = self.connection.select(&statement.sql, &self.tenant, &statement.values, read)?;
        if is_of_people(selection.table) {
            self.tells_of_people();
        }
        Ok(sums)
    }

    /// The number of rows of a selection.
    pub fn select_count(&self, selection: &Selection) -> Result<i64> {
        let statement = selection.statement("count(*) AS n");
        let counted =
            self.connection
                .select(&statement.sql, &self.tenant, &statement.values, |row| row.integer("n"))?;
        // Also a count of 0 tells something about a person: that nobody has this phone number.
        if is_of_people(selection.table) {
            self.tells_of_people();
        }
        Ok(counted.first().copied().unwrap_or(0))
    }
}
