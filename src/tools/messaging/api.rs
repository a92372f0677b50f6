//! The 360dialog API as documented: requests, answers, webhook events.
//!
//! An answer that is not documented is never interpreted: it says nothing about what happened.

pub(super) mod answer;
pub(super) mod events;
pub(super) mod refusal;
pub(super) mod sent;
