//! Scope: the tools that a principal may use, enforced when tools are listed and when they are called.
//!
//! A tool that is out of scope does not exist for the principal: calling it gives the same error as an unknown name,
//! and no text for the model mentions it.

mod discovery;
mod effect;
mod exclusion;
mod explain;
mod layers;
mod listed;
pub mod pattern;
pub mod profile;
mod reach;
mod scoped;
mod text_filter;
mod unconnected;
pub(super) mod visibility;

use std::collections::HashMap;

use serde_json::Value;

pub(super) use self::scoped::OperationCall;
pub use self::{
    effect::{IdleRule, Lists, idle},
    exclusion::{Exclusion, Layer},
    explain::{ToolExplanation, explain},
    listed::{Hints, ListedTool},
};
use self::{
    layers::Layers, scoped::ScopedTool, text_filter::TextFilter, unconnected::UnconnectedTool,
};
use crate::{
    catalogue::{self, Way},
    error::{Code, Error, Result},
    integration::{NEEDS, Need},
    principal::{Reach, Restrictions},
    store::effective_settings::EffectiveSettings,
    tool::{Card, Findable, call_tool},
};

/// The suggestion if every other would need a tool that is out of scope.
const LAST_SUGGESTION: &str = "tell the person what is missing";

/// The tools of one principal.
pub(super) struct Scope {
    tools: Vec<ScopedTool>,
    /// The tools that would be in scope if a service were connected.
    unconnected: Vec<UnconnectedTool>,
    /// The index of each tool in `tools`.
    by_name: HashMap<&'static str, usize>,
    /// Whether clients are listed the core only.
    is_short: bool,
    words: TextFilter,
    reach: Reach,
}

impl Scope {
    /// The scope that follows from the launch and the operator's settings.
    pub(super) fn of(launch: &Restrictions, settings: &EffectiveSettings) -> Scope {
        Scope::with_needs(launch, settings, NEEDS)
    }

    fn with_needs(launch: &Restrictions, standing: &EffectiveSettings, needs: &[Need]) -> Scope {
        let layers = Layers::of(launch, standing, needs);
        let mut tools: Vec<ScopedTool> = catalogue::all()
            .filter_map(|(toolset, tool)| scoped::scoped(toolset.name, tool, &layers, standing))
            .collect();
        let by_name: HashMap<_, _> =
            tools.iter().enumerate().map(|(at, tool)| (tool.spec.name, at)).collect();
        let is_short = launch.discover && discovery::is_of_use(&tools);
        let is_there =
            |name: &str| by_name.contains_key(name) || (is_short && name == call_tool::SPEC.name);
        let words = TextFilter::of(is_there);
        let reach = reach::of(&tools);
        for tool in &mut tools {
            tool.offer_only(&reach);
        }
        let unconnected = unconnected::of(launch, standing, needs, &by_name);
        Scope { tools, unconnected, by_name, is_short, words, reach }
    }

    /// The tool with this name.
    pub(super) fn find(&self, name: &str) -> Result<&ScopedTool> {
        self.of_name(name).ok_or_else(|| self.unknown(name))
    }

    fn of_name(&self, name: &str) -> Option<&ScopedTool> {
        self.by_name.get(name).and_then(|at| self.tools.get(*at))
    }

    /// The error for an unknown name. For a tool name of another product it says what to use here; for a tool that
    /// needs a connection it says which one, if the principal may use the tool.
    fn unknown(&self, name: &str) -> Error {
        let way = match catalogue::older(name) {
            Some(Way::Call(tool) | Way::CallOr(tool, _)) if self.of_name(tool).is_some() => {
                Some(format!("call {tool} instead, with the arguments of its schema"))
            }
            Some(Way::Calls(text)) => {
                Some(self.words.shown(text)).filter(|shown| !shown.is_empty())
            }
            // By its own name it is as unknown as any.
            Some(Way::CallOr(tool, _)) if tool == name => None,
            Some(Way::Nowhere(text) | Way::CallOr(_, text)) => {
                return Error::new(Code::ToolNowhere, "no tool here does this; tell the person")
                    .suggest(text);
            }
            Some(Way::Call(_)) | None => None,
        };
        if let Some(way) = way {
            return Error::new(
                Code::ToolRenamed,
                "this tool has another name here; nothing was done",
            )
            .suggest(way);
        }
        let meant = match catalogue::older(name) {
            Some(Way::Call(tool) | Way::CallOr(tool, _)) => tool,
            _ => name,
        };
        let unconnected = self.unconnected.iter().find(|tool| tool.name() == meant);
        unconnected.map_or_else(
            || Error::new(Code::ToolUnknown, format!("there is no tool `{name}`")),
            UnconnectedTool::refusal,
        )
    }

    /// Whether the named tool, which needs a connection, only reads.
    pub(super) fn would_only_read(&self, name: &str) -> bool {
        let meant = match catalogue::older(name) {
            Some(Way::Call(tool) | Way::CallOr(tool, _)) => tool,
            _ => name,
        };
        let unconnected = self.unconnected.iter().find(|tool| tool.name() == meant);
        unconnected.is_some_and(|it| it.tool.kinds().iter().all(|kind| kind.reads()))
    }

    /// What the principal may read and change.
    pub(super) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Whether an operation is in scope: `getPage`, `manage_packages:create`.
    pub(super) fn allows(&self, operation: &str) -> bool {
        let operations = self.tools.iter().flat_map(|tool| &tool.permitted);
        operations.into_iter().any(|it| it.operation.spec().name == operation)
    }

    /// The text without sentences that mention tools out of scope.
    pub(super) fn shown(&self, text: &str) -> String {
        self.words.shown(text)
    }

    /// An error as JSON for the model, without suggestions that mention tools out of scope.
    pub(super) fn failure(&self, error: &Error) -> Value {
        let mut answer = error.to_answer();
        if let Some(suggestion) = answer.pointer_mut("/error/suggestion")
            && let Some(text) = suggestion.as_str()
        {
            let shown = self.words.shown(text);
            *suggestion = if shown.is_empty() { LAST_SUGGESTION.into() } else { shown.into() };
        }
        answer
    }

    /// The guidance of each tool, if it has any.
    pub(super) fn guidance(&self) -> Vec<(&'static str, String)> {
        let named = |tool: &ScopedTool| {
            let text = tool.guidance(&self.words);
            (!text.is_empty()).then_some((tool.spec.name, text))
        };
        self.tools.iter().filter_map(named).collect()
    }

    /// What searchTools can find.
    pub(super) fn findable(&self) -> Findable {
        let card = |tool: &ScopedTool| -> Card { tool.card(&self.words, &self.reach) };
        Findable {
            cards: self.tools.iter().map(card).collect(),
            unconnected: self.unconnected.iter().map(|it| (card(&it.tool), it.needs())).collect(),
            with_schemas: self.is_short,
        }
    }

    /// Every tool as clients list it, whether this one is listed or not.
    pub(super) fn all(&self) -> Vec<ListedTool> {
        // From the last to the first: a thread that began with the first is making schemas at launch, and
        // the two meet in the middle.
        let mut all: Vec<_> =
            self.tools.iter().rev().map(|it| it.listed(&self.words, &self.reach)).collect();
        all.reverse();
        all
    }
}

#[cfg(test)]
mod tests;
