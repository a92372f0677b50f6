//! What a person says to proposals, and how they look at them.

mod decide;
mod execute;
mod page_preview;
mod questions;

pub use self::{decide::Inbox, execute::Decision, page_preview::Side, questions::Question};
pub use super::proposal::Proposal;
