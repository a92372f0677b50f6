//! Rules that rows must keep, whoever changes them, and that a column constraint cannot express.
//!
//! The rules run at the end of every change and every rehearsal, on the changed rows: from tools, undo, approved
//! proposals and the command line alike. So no writer has to know them, and a rehearsal is refused where the change
//! would be. A rule runs only if a column that it watches has changed, and takes a fixed number of statements however
//! many rows changed.
//!
//! It brings values up to date that follow from others, such as the addresses below a page that has moved,
//! and refuses what cannot be. In the end a row that is as it was has not been written. What was against a rule before,
//! because a limit has been lowered or an older version let it pass, stands in nobody's way: a rule looks at what a
//! change adds.

mod addresses;
mod agreed;
mod invoices;
mod navigation;
mod orders;
mod paths;
mod payments;
mod pictures;
mod places;
mod protection;
mod publication;
mod schedule;
mod translations;
mod versions;

pub use self::paths::refuse_page_at;

use serde_json::{Value, json};

use super::{
    TenantWrite,
    row_change::{Op, RowChange},
};
use crate::error::Result;

/// One rule.
struct Rule {
    /// The tables and columns that the rule depends on; inserts and deletes always count.
    watches: &'static [(&'static str, &'static [&'static str])],
    /// Repairs or refuses. Receives the watched rows of one change; returns whether it has repaired any row.
    keep: fn(&mut TenantWrite<'_>, &[&RowChange]) -> Result<Repair>,
}

/// Whether a rule has changed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repair {
    Nothing,
    Rows,
}

/// Every rule; those that repair come before those that check the repaired rows.
const RULES: &[Rule] = &[
    protection::RULE,
    translations::RULE,
    paths::RULE,
    addresses::RULE,
    publication::RULE,
    schedule::RULE,
    navigation::RULE,
    places::RULE,
    orders::NUMBERS,
    orders::STAGES,
    orders::TOTALS,
    agreed::RULE,
    payments::RULE,
    invoices::RULE,
    pictures::RULE,
];

impl TenantWrite<'_> {
    /// Applies the rules to all changes that are not recorded yet; returns the changed rows afterwards.
    ///
    /// Runs at the end of every record and every rehearsal. A tool calls it where its answer shows computed values.
    ///
    /// # Errors
    /// The error of the rule that is broken.
    pub fn settle(&mut self) -> Result<Vec<RowChange>> {
        let mut rows = self.changed_rows()?;
        for rule in RULES {
            let watched: Vec<&RowChange> = rows.iter().filter(|row| rule.watches(row)).collect();
            if !watched.is_empty() && (rule.keep)(self, &watched)? == Repair::Rows {
                rows = self.changed_rows()?;
            }
        }
        versions::take_back(self, rows)
    }

    /// Applies the rules to what a part of the transaction has changed. Others follow when all of it settles.
    ///
    /// # Errors
    /// The error of the rule that is broken.
    pub(super) fn settle_since(&mut self, mark: i64) -> Result<()> {
        let mut rows = self.changed_since(mark)?;
        for rule in RULES {
            let watched: Vec<&RowChange> = rows.iter().filter(|row| rule.watches(row)).collect();
            if !watched.is_empty() && (rule.keep)(self, &watched)? == Repair::Rows {
                rows = self.changed_since(mark)?;
            }
        }
        Ok(())
    }

    /// Numbers the lists anew in which these rows are or were.
    ///
    /// # Errors
    /// That of the store.
    pub(super) fn renumber(&mut self, rows: &[RowChange]) -> Result<()> {
        let watched: Vec<&RowChange> =
            rows.iter().filter(|row| places::RULE.watches(row)).collect();
        if watched.is_empty() { Ok(()) } else { (places::RULE.keep)(self, &watched).map(|_| ()) }
    }
}

impl Rule {
    fn watches(&self, row: &RowChange) -> bool {
        let columns = self.watches.iter().find(|(table, _)| *table == row.entity);
        columns.is_some_and(|(_, columns)| touches(row, columns))
    }
}

/// Whether the row is inserted or deleted, or one of these columns has changed.
fn touches(row: &RowChange, columns: &[&str]) -> bool {
    match (row.op, &row.after) {
        (Op::Update, Some(after)) => columns.iter().any(|column| after.contains_key(*column)),
        (Op::Insert | Op::Update | Op::Delete, _) => true,
    }
}

/// The new text of a column.
fn given<'r>(row: &'r RowChange, column: &str) -> Option<&'r str> {
    row.after.as_ref()?.get(column)?.as_str()
}

/// The old text of a column, if it changed or the row was deleted.
fn taken<'r>(row: &'r RowChange, column: &str) -> Option<&'r str> {
    row.before.as_ref()?.get(column)?.as_str()
}

/// Keys as a JSON array, for `{list …}` in a statement.
fn list<T: Into<Value>>(keys: impl IntoIterator<Item = T>) -> String {
    json!(keys.into_iter().map(Into::into).collect::<Vec<Value>>()).to_string()
}
