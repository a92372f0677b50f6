//! Availability: by which rules customers can come, and which times are free.

pub mod get;
pub mod update;
