//! Answers: how a request ends.

pub mod r#final;
mod proposals;
mod words;
