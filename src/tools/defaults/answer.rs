//! Ending a request.

mod claims;
pub mod r#final;
mod proposals;
mod warnings;
mod words;
