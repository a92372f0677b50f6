//! Deciding about proposals, and showing them to people.

mod decide;
mod execute;
mod page_preview;
mod questions;

pub use self::{decide::Inbox, execute::Decision, page_preview::Side, questions::Question};
pub use super::proposal::Proposal;
