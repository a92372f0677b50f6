//! What the rows of a tenant keep, whoever changes them: the constraints that a column cannot say.
//!
//! A rule is run at the end of every change and of every rehearsal, on the rows that it changed: those of a tool,
//! of an undo, of the approval of a proposal, of the command line. So no writer has to know it, and a
//! rehearsal is refused where the change would be. A rule is asked only when a row or a column that it watches has
//! changed, and runs a fixed number of statements however many rows those are.
//!
//! It brings values up to date that follow from others, such as the addresses below a page that has moved,
//! and refuses what cannot be. In the end a row that is as it was has not been written. What was against a rule before,
//! because a limit has been lowered or an older version let it pass, stands in nobody's way: a rule looks at what a
//! change adds.

mod addresses;
mod navigation;
mod orders;
mod paths;
mod pictures;
mod places;
mod protection;
mod publication;
mod versions;

pub use self::paths::refuse_page_at;

use serde_json::{Value, json};

use super::{
    TenantWrite,
    row_change::{Op, RowChange},
};
use crate::error::Result;

/// Something that rows keep.
struct Rule {
    /// The tables that it is about, with the columns that it depends on; an insert and a delete always count.
    watches: &'static [(&'static str, &'static [&'static str])],
    /// Mends or refuses; given the watched rows, all of the same change. Says whether it has mended anything.
    keep: fn(&mut TenantWrite<'_>, &[&RowChange]) -> Result<Mended>,
}

/// Whether a rule has changed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mended {
    Nothing,
    Rows,
}

/// Every rule, those that mend before those that look at what was mended.
const RULES: &[Rule] = &[
    protection::RULE,
    paths::RULE,
    addresses::RULE,
    publication::RULE,
    navigation::RULE,
    places::RULE,
    orders::STAGES,
    orders::TOTALS,
    pictures::RULE,
];

impl TenantWrite<'_> {
    /// Holds what has been changed and not recorded yet to the rules; gives the rows as they are then.
    ///
    /// Every record and every rehearsal ends with this. A tool calls it where its answer shows what follows.
    ///
    /// # Errors
    /// What the broken rule says.
    pub fn settle(&mut self) -> Result<Vec<RowChange>> {
        let mut rows = self.changed_rows()?;
        for rule in RULES {
            let watched: Vec<&RowChange> = rows.iter().filter(|row| rule.watches(row)).collect();
            if !watched.is_empty() && (rule.keep)(self, &watched)? == Mended::Rows {
                rows = self.changed_rows()?;
            }
        }
        versions::take_back(self, rows)
    }
}

impl Rule {
    fn watches(&self, row: &RowChange) -> bool {
        let columns = self.watches.iter().find(|(table, _)| *table == row.entity);
        columns.is_some_and(|(_, columns)| touches(row, columns))
    }
}

/// Whether a row is new or gone, or one of its columns has changed.
fn touches(row: &RowChange, columns: &[&str]) -> bool {
    match (row.op, &row.after) {
        (Op::Update, Some(after)) => columns.iter().any(|column| after.contains_key(*column)),
        (Op::Insert | Op::Update | Op::Delete, _) => true,
    }
}

/// The text that a column has been given.
fn given<'r>(row: &'r RowChange, column: &str) -> Option<&'r str> {
    row.after.as_ref()?.get(column)?.as_str()
}

/// The text that a column had, where it has changed or the row is gone.
fn taken<'r>(row: &'r RowChange, column: &str) -> Option<&'r str> {
    row.before.as_ref()?.get(column)?.as_str()
}

/// Keys as a parameter that statements read as a JSON list.
fn list<T: Into<Value>>(keys: impl IntoIterator<Item = T>) -> String {
    json!(keys.into_iter().map(Into::into).collect::<Vec<Value>>()).to_string()
}
