//! Answers: how a request ends.

pub mod r#final;
