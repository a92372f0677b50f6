//! Text wherever it stands: every text of everything that the agent may read.
//!
//! Which texts there are follows from the declared entities. All rows are read and compared one by one, without the
//! index of words: what is not found is not there.

mod others;
mod pattern;
mod places;
mod swap;
mod update;
mod within;

pub mod find;
pub mod replace;

use self::within::Within;
