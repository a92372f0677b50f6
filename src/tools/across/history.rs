//! History: who changed what, when, through which call.

pub mod get;
