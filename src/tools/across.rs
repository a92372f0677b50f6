//! Tools across all entities: queries, history, the digest, undo, finding and replacing text.

pub mod change;
pub mod data;
pub mod digest;
pub mod history;
pub mod text;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&data::query::TOOL),
    Tool::One(&change::undo::TOOL),
    Tool::One(&history::get::TOOL),
    Tool::One(&digest::get::TOOL),
    Tool::One(&text::find::TOOL),
    Tool::One(&text::replace::TOOL),
];
