//! Full-text search, behind one question: which rows of a table speak of these words, best first?
//!
//! What is indexed follows from the ledger: whenever a change is recorded, the documents of its rows are
//! made anew in the same transaction, so undo, cascades and imports need no code of their own, and only what
//! changed is indexed again.
//!
//! Every indexed term begins with the tenant and the kind of thing. So the tenant is part of each query and
//! not a filter after it, and the list of a common word holds this tenant's things of this kind only. A
//! search looks at a bounded number of candidates, the newest first, however many there are.
//!
//! Another engine answers the same question with its own means (PostgreSQL: `tsvector` and `pg_trgm`).

mod forget;
mod index;
mod numbers;
mod query;
mod rank;
mod tokenizer;

pub(super) use self::{
    forget::forget,
    index::{follow, index_all},
};
use super::{Sql, TenantRead};
use crate::error::Result;

/// At most so many rows are found.
pub const FOUND_MAX: usize = 300;

/// Words of a query beyond these are not looked at.
const WORDS_MAX: usize = 8;

/// How rows of a table are read for the index.
#[derive(Debug)]
pub struct Searched {
    /// Stands in terms for the kind of thing: one letter, no two alike.
    pub letter: char,
    /// Gives `title`, `body` (plain text), `content` (JSON whose texts count, or null) and `phones` (in E.164, with
    /// blanks between) of the row `:key`.
    pub read: Sql,
    /// The keys of all rows, as `row_key`.
    pub keys: Sql,
    /// Whether any of it is a phone number.
    pub has_phones: bool,
    /// The columns that the texts come from.
    pub columns: &'static [&'static str],
}

impl TenantRead<'_> {
    /// The keys of the rows of `table` that speak of `query`, best first, [`FOUND_MAX`] at most. Words match
    /// by their beginning, without regard to accents; one that nothing has is taken for a typing error.
    pub fn search(&self, table: &'static str, query: &str) -> Result<Vec<String>> {
        query::run(self, table, query)
    }
}

#[cfg(test)]
mod tests;
