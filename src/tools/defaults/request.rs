//! Requests: what a person has asked for, and the calls that serve it.

pub mod acknowledge;
pub(super) mod calls;
