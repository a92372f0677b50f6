//! Deciding about proposals, and showing them to people.

mod decide;
mod execute;
mod needs;
mod page_preview;
mod purge;
mod questions;
mod view;
mod words;

pub use self::{
    decide::Inbox,
    execute::Decision,
    page_preview::Side,
    questions::Question,
    view::DecisionView,
    words::{RowInWords, ThingInWords},
};
pub use super::proposal::Proposal;
