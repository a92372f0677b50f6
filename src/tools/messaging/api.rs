//! The 360dialog API as it is documented: what is sent to it, what it answers, what it reports.
//!
//! It refuses to guess: an answer that is not one of those documented says nothing about what happened.

pub(super) mod answer;
pub(super) mod events;
pub(super) mod refusal;
pub(super) mod sent;
