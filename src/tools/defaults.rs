//! The tools that every agent has: searching tools, and grouping the calls of a request.

pub mod answer;
pub mod proposal;
pub mod request;
pub mod tools;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&tools::search::TOOL),
    Tool::One(&request::acknowledge::TOOL),
    Tool::One(&proposal::WITHDRAW),
    Tool::One(&answer::r#final::TOOL),
];
