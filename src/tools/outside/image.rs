//! Importing a stock photo.

pub mod import;
