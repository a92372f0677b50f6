//! Web search.

mod deep;
pub mod search;
