//! Searching tools: which of them does what a person wants.

mod document;
mod fold;
mod languages;
pub mod rank;
pub mod search;
mod stem;
mod synonyms;
mod wishes;
