//! History: who changed what, when, and through which call.

pub mod get;
