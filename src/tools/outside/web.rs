//! The web as a whole.

mod deep;
pub mod search;
