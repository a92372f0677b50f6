//! The text that models read besides schemas: server instructions, and a few words for each tool.
//!
//! It lives in `guidance/` as Markdown so that it can be reviewed as prose, and is compiled in: no text
//! from a tenant or from outside ever becomes an instruction.

mod workflows;

pub use self::workflows::{Argument, WORKFLOWS, Workflow};

/// The rules that hold for every tool: the server's `instructions`.
pub const RULES: &str = include_str!("../guidance/rules.md");

/// Guidance is at most this long, so that the tool list does not eat the context.
pub const LENGTH_MAX: usize = 300;

/// One file a toolset, one `## toolName` a tool.
const FILES: &[(&str, &str)] = &[
    ("defaults", include_str!("../guidance/defaults.md")),
    ("cms", include_str!("../guidance/cms.md")),
    ("business", include_str!("../guidance/business.md")),
    ("across", include_str!("../guidance/across.md")),
];

/// The guidance of a tool: what its name, description and schema do not say.
pub fn of(toolset: &str, tool: &str) -> Option<&'static str> {
    sections(toolset).find(|(name, _)| *name == tool).map(|(_, text)| text)
}

/// Every heading of a toolset's file with its text.
pub fn sections(toolset: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let file = FILES.iter().find(|(name, _)| *name == toolset).map_or("", |(_, text)| *text);
    file.split("\n## ").skip(1).filter_map(|section| {
        let (name, text) = section.split_once('\n')?;
        Some((name.trim(), text.trim()))
    })
}
