//! The text that models read besides schemas: server instructions, and a few words for each tool; and after `Said:`,
//! what people say when they want the tool, which only searchTools reads.
//!
//! It is in `guidance/` as Markdown, so that it can be reviewed as prose, and is compiled in. A tenant's own guidance
//! for a tool is a single line, cleaned and marked as the business's, and is shown to that tenant's agents only. Text
//! that a tool wrote, or text from outside, never becomes an instruction.

mod workflows;

pub use self::workflows::{Argument, WORKFLOWS, Workflow};

/// The rules for every tool: the server's `instructions`.
pub const RULES: &str = include_str!("../guidance/rules.md");

/// The most characters of guidance for a tool, because it costs tokens in every conversation.
pub const LENGTH_MAX: usize = 300;

/// One file for each toolset, with one heading `## toolName` for each tool.
const FILES: &[(&str, &str)] = &[
    ("defaults", include_str!("../guidance/defaults.md")),
    ("cms", include_str!("../guidance/cms.md")),
    ("business", include_str!("../guidance/business.md")),
    ("crm", include_str!("../guidance/crm.md")),
    ("messaging", include_str!("../guidance/messaging.md")),
    ("outside", include_str!("../guidance/outside.md")),
    ("across", include_str!("../guidance/across.md")),
];

/// What a file says of one tool.
#[derive(Clone, Copy, Debug)]
pub struct ToolText {
    pub tool: &'static str,
    /// What the tool's name, description and schema do not say: part of the list of tools.
    pub guidance: &'static str,
    /// Phrases of people who want the tool, apart by commas: in no list, so they cost a conversation nothing.
    pub phrases: &'static str,
}

/// What is said of a tool.
pub fn of(toolset: &str, tool: &str) -> Option<ToolText> {
    of_toolset(toolset).find(|text| text.tool == tool)
}

/// What is said of every tool.
pub fn all() -> impl Iterator<Item = ToolText> {
    FILES.iter().flat_map(|(toolset, _)| of_toolset(toolset))
}

/// What is said of each tool of a toolset, in the order of its file.
pub fn of_toolset(toolset: &str) -> impl Iterator<Item = ToolText> {
    let file = FILES.iter().find(|(name, _)| *name == toolset).map_or("", |(_, text)| *text);
    file.split("\n## ").skip(1).filter_map(|section| {
        let (tool, text) = section.split_once('\n')?;
        let (guidance, phrases) = text.split_once("Said:").unwrap_or((text, ""));
        Some(ToolText { tool: tool.trim(), guidance: guidance.trim(), phrases: phrases.trim() })
    })
}

/// A tenant's guidance on one line, without control or invisible characters and without quotation marks that would end
/// the quotation.
pub fn plain(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|c| match c {
            '"' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character is invisible or changes the direction of text.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
        | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff
        | 0xffa0 | 0xfff0..=0xfffb | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}
