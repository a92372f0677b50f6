//! What goes across all entities: history and undo.

pub mod change;
pub mod history;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[Tool::One(&history::get::TOOL), Tool::One(&change::undo::TOOL)];
