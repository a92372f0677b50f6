//! Ending a request.

pub mod r#final;
mod proposals;
mod warnings;
mod words;
