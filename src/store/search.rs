//! Full-text search: which rows of a table match these words, best first?
//!
//! The index follows the ledger: when a change is recorded, the documents of its rows are rebuilt in the same
//! transaction. So undo, cascades and imports need no code of their own, and only changed rows are indexed again.
//!
//! Every indexed term begins with the tenant and the entity. So the tenant is part of the query itself, not a filter
//! afterwards, and the list of a common word contains only this tenant's rows of this entity. A search looks at a
//! bounded number of candidates, the newest first, however many there are.
//!
//! The engine provides the index of terms; words, trigrams and titles are ordinary tables, and the ranking is ours.
//! Where an embedding service is connected, what is near in meaning is ranked along (`meaning.rs`).

mod forget;
mod index;
mod meaning;
mod numbers;
mod query;
mod rank;
mod texts;
mod tokenizer;

pub use self::meaning::Unembedded;
pub(super) use self::{forget::forget, index::follow};
use super::TenantRead;
use crate::error::Result;

/// The most rows that a search returns.
pub const FOUND_MAX: usize = 300;

/// So many of the newest things with the words in their title, or anywhere, are candidates.
const CANDIDATES_MAX: usize = 200;

/// Words of a query beyond these are not looked at.
const WORDS_MAX: usize = 8;

/// What a search has found.
#[derive(Debug)]
pub struct Hits {
    /// The keys of the rows, best first.
    pub keys: Vec<String>,
    /// Whether that is all there is; of very many only the newest were looked at.
    pub are_all: bool,
    /// Whether they have all of the words, and not just some.
    pub have_all_words: bool,
}

impl TenantRead<'_> {
    /// The rows of `table` that speak of `query`, best first, [`FOUND_MAX`] at most. Words match
    /// by their beginning, folded as everywhere ([`crate::unicode`]); one that nothing has is taken for a typing error.
    pub fn search(&self, table: &'static str, query: &str) -> Result<Hits> {
        meaning::fused(self, table, query, query::run(self, table, query)?)
    }
}

#[cfg(test)]
mod tests;
