//! Tools as what one looks for: which of them does what a person wants.

pub mod rank;
pub mod search;
mod stem;
mod synonyms;
