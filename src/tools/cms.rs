//! The website: pages and their sections.

mod edits;
pub(crate) mod image;
pub mod page;
pub mod section;
pub mod section_template;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&page::get::TOOL),
    Tool::One(&page::create::TOOL),
    Tool::One(&page::update::TOOL),
    Tool::One(&page::delete::TOOL),
    Tool::One(&section_template::get::TOOL),
    Tool::One(&section::get::TOOL),
    Tool::One(&section::create::TOOL),
    Tool::One(&section::update::TOOL),
    Tool::One(&section::delete::TOOL),
];
