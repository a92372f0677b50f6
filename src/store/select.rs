//! Reads that are put together at run time: the columns of one table, by conditions that a caller chooses.
//!
//! The only place where SQL is made while the program runs. Names of tables and columns are constants of
//! this program and never come from outside; every value is bound; `tenant_id = :tenant` is in each statement
//! by construction, and debug builds check each plan like those of other statements.

use super::{Param, Row, TenantRead, sql::is_of_people};
use crate::error::Result;

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal; with null: is null.
    Eq,
    /// Not equal; with null: is not null.
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    /// None of several, null included.
    NotIn,
    /// The text has one of these in it.
    Contains,
    /// The column is a SELECT that ends with a column: none of its rows has one of several there.
    NoneAmong,
}

/// One condition; all of a selection's have to hold.
#[derive(Clone, Debug)]
pub struct Condition {
    pub column: &'static str,
    pub comparison: Comparison,
    /// Whether it is text, which is compared as people do: see [`crate::unicode::fold`].
    pub is_text: bool,
    /// With what: several for those that take them, one otherwise.
    pub values: Vec<Param<'static>>,
}

/// The order of the rows, and where to go on.
#[derive(Clone, Debug)]
pub struct Order {
    /// The column by which they are ordered, then by the key.
    pub column: &'static str,
    /// Whether it is text, which is ordered as it is compared.
    pub is_text: bool,
    /// What stands for null in it, before everything else; `None` for a column without nulls, which alone
    /// can be read in the order of an index.
    pub least: Option<Param<'static>>,
    /// The column that no two rows share; ordered by it alone when it is also the other.
    pub key: &'static str,
    /// From the greatest to the least.
    pub descending: bool,
    /// The last row seen: its place in both columns.
    pub after: Option<(Param<'static>, Param<'static>)>,
    /// How many rows.
    pub fetch: i64,
}

/// Which rows of which table.
#[derive(Clone, Debug)]
pub struct Selection {
    pub table: &'static str,
    /// What is read: the name in the row, and the column or the expression over columns.
    pub columns: Vec<(&'static str, &'static str)>,
    /// What holds for the rows.
    pub conditions: Vec<Condition>,
}

/// What a row's place in the order is called in it, in the first of the two columns.
pub const PLACE: &str = "place in order";

/// A text as it is compared.
fn folded(text: &str) -> String {
    format!("text_fold({text})")
}

/// A statement while it is put together.
struct Statement {
    sql: String,
    values: Vec<Param<'static>>,
}

impl Statement {
    /// Binds a value; gives its name in the statement.
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
            // These take null for the value that it is here.
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
    /// The rows of a selection in order, each as `map` makes it.
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

    /// Looks at every row of a selection, by its key; `visit` says whether it tells anybody of the row.
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

    /// How many rows a selection has, as far as `most`.
    fn count_up_to(&self, selection: &Selection, most: i64) -> Result<i64> {
        let statement = selection.statement("1 AS one");
        let counting =
            format!("SELECT count(*) AS n FROM ({} LIMIT {most}) AS cte_listed", statement.sql);
        let count = |row: &Row<'_>| row.integer("n");
        let counted = self.connection.select(&counting, &self.tenant, &statement.values, count)?;
        Ok(counted.first().copied().unwrap_or(0))
    }

    /// How many rows a selection has.
    pub fn select_count(&self, selection: &Selection) -> Result<i64> {
        let statement = selection.statement("count(*) AS n");
        let counted =
            self.connection
                .select(&statement.sql, &self.tenant, &statement.values, |row| row.integer("n"))?;
        // That there is none of such a phone number is told as well.
        if is_of_people(selection.table) {
            self.tells_of_people();
        }
        Ok(counted.first().copied().unwrap_or(0))
    }
}
