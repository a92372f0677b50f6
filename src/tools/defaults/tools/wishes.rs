//! What people say when they want a tool (in `guidance/`, after `Said:`), and what they want that no tool does.

use std::{collections::HashMap, sync::LazyLock};

use super::stem;
use crate::guidance;

const ELSEWHERE: &str = include_str!("wishes/elsewhere.md");

/// A phrase as the stems of its words.
pub(super) type Phrase = Vec<String>;

/// A wish that no tool fulfils.
pub(super) struct Elsewhere {
    /// Who fulfils it.
    pub(super) instead: String,
    pub(super) said: Vec<Phrase>,
}

static OF_TOOLS: LazyLock<HashMap<&'static str, Vec<Phrase>>> =
    LazyLock::new(|| guidance::all().map(|text| (text.tool, phrases(text.phrases))).collect());

static NOT_HERE: LazyLock<Vec<Elsewhere>> = LazyLock::new(|| {
    let thing = |(_, text): (&str, &str)| {
        let (instead, said) = text.split_once("Said:")?;
        let instead = instead.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Elsewhere { instead, said: phrases(said) })
    };
    sections(ELSEWHERE).filter_map(thing).collect()
});

/// The phrases for the tool with that name.
pub(super) fn of_tool(name: &str) -> &'static [Phrase] {
    OF_TOOLS.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// The wishes that no tool fulfils.
pub(super) fn elsewhere() -> &'static [Elsewhere] {
    &NOT_HERE
}

/// Every heading of the file with its text.
fn sections(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'))
}

fn phrases(text: &str) -> Vec<Phrase> {
    text.split(',').map(stem::roots).filter(|phrase| !phrase.is_empty()).collect()
}
