//! `deskhand prompt`: the texts that a model needs besides the tools, for people who build their own agent.
//!
//! Ordinary clients do not need it: they get the rules as the server's instructions, and the guidance with each tool.

use serde_json::{Map, Value, json};

use super::{
    failure::Failure,
    launch,
    screen::{Screen, Shown},
};
use crate::config::Settings;

/// Prints the rules, and the guidance of the tools in scope.
pub(super) fn run(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let session = launch::session(store, settings, launch::policy(settings))?;
    let (rules, guidance) = (session.rules(), session.guidance());
    let rules = rules.trim();
    if screen.is_json() {
        let named = guidance.into_iter().map(|(tool, text)| (tool.to_owned(), text.into()));
        let guidance: Map<String, Value> = named.collect();
        return Ok(screen.document(&json!({ "rules": rules, "toolGuidance": guidance }))?);
    }
    screen.line(Shown::lines(rules))?;
    screen.line("")?;
    screen.line("<tool-guidance>")?;
    for (tool, text) in guidance {
        screen.line(Shown::lines(&format!("<{tool}>{text}</{tool}>")))?;
    }
    Ok(screen.line("</tool-guidance>")?)
}
