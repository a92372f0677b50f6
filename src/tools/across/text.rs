//! Finds and replaces text in everything that the agent may read.
//!
//! The texts are known from the declared entities. All rows are compared one by one without the search index, so the
//! result is exact.

mod numbers;
mod others;
mod pattern;
mod places;
mod swap;
mod update;
mod within;

pub mod find;
pub mod replace;

use self::within::Within;
