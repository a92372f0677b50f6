//! Scope: which tools a principal may use, enforced at list and at call.
//!
//! A tool that is out of scope is not there at all: the answer to a hidden name and to an unknown one is
//! the same, and no text that a model reads speaks of it.

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
use self::{layers::Layers, scoped::ScopedTool, text_filter::Words};
use crate::{
    catalogue,
    error::{Code, Error, Result},
    integration::{NEEDS, Need},
    principal::{Reach, Restrictions},
    store::effective_settings::EffectiveSettings,
    tool::Card,
};

/// What is suggested where everything else would need a tool that is not there.
const INSTEAD: &str = "tell the person what is missing";

/// The tools of one principal.
pub(super) struct Scope {
    tools: Vec<ScopedTool>,
    /// Where each stands in `tools`.
    by_name: HashMap<&'static str, usize>,
    words: Words,
    reach: Reach,
}

impl Scope {
    /// The scope of a launch under what the operator has set.
    pub(super) fn of(launch: &Restrictions, standing: &EffectiveSettings) -> Scope {
        Scope::with_needs(launch, standing, NEEDS)
    }

    fn with_needs(launch: &Restrictions, standing: &EffectiveSettings, needs: &[Need]) -> Scope {
        let layers = Layers::of(launch, standing, needs);
        let tools: Vec<ScopedTool> = catalogue::all()
            .filter_map(|(toolset, tool)| scoped::scoped(toolset.name, tool, &layers, standing))
            .collect();
        let by_name: HashMap<_, _> =
            tools.iter().enumerate().map(|(at, tool)| (tool.spec.name, at)).collect();
        let words = Words::of(|name| by_name.contains_key(name));
        let reach = reach::of(&tools);
        Scope { tools, by_name, words, reach }
    }

    /// The tool of that name.
    pub(super) fn find(&self, name: &str) -> Result<&ScopedTool> {
        self.of_name(name).ok_or_else(|| self.unknown(name))
    }

    fn of_name(&self, name: &str) -> Option<&ScopedTool> {
        self.by_name.get(name).and_then(|at| self.tools.get(*at))
    }

    /// A name from elsewhere is answered with the one here, where that is in scope.
    fn unknown(&self, name: &str) -> Error {
        let today = catalogue::today(name).filter(|today| self.of_name(today).is_some());
        match today {
            Some(today) => {
                Error::new(Code::ToolRenamed, "this tool has another name here; nothing was done")
                    .suggest(format!("call {today} instead, with the arguments of its schema"))
            }
            None => Error::new(Code::ToolUnknown, format!("there is no tool `{name}`")),
        }
    }

    /// What may be read and changed.
    pub(super) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Whether the operation of that name may be used: `getPage`, `manage_packages:create`.
    pub(super) fn allows(&self, operation: &str) -> bool {
        let operations = self.tools.iter().flat_map(|tool| &tool.permitted);
        operations.into_iter().any(|it| it.operation.spec().name == operation)
    }

    /// What of a text for models speaks of nothing that is out of scope.
    pub(super) fn shown(&self, text: &str) -> String {
        self.words.shown(text)
    }

    /// What a model is told of a failure. A suggestion that speaks of a tool which is not there is none.
    pub(super) fn failure(&self, error: &Error) -> Value {
        let mut answer = error.to_answer();
        if let Some(suggestion) = answer.pointer_mut("/error/suggestion")
            && let Some(text) = suggestion.as_str()
        {
            let shown = self.words.shown(text);
            *suggestion = if shown.is_empty() { INSTEAD.into() } else { shown.into() };
        }
        answer
    }

    /// The guidance of each tool that has some.
    pub(super) fn guidance(&self) -> Vec<(&'static str, String)> {
        let named = |tool: &ScopedTool| {
            let text = tool.guidance(&self.words);
            (!text.is_empty()).then_some((tool.spec.name, text))
        };
        self.tools.iter().filter_map(named).collect()
    }

    /// What there is to find among the tools.
    pub(super) fn cards(&self) -> Vec<Card> {
        self.tools.iter().map(|tool| tool.card(&self.words, &self.reach)).collect()
    }

    /// Every tool as a client lists it.
    pub(super) fn listed(&self) -> Vec<ListedTool> {
        // From the last to the first: a thread that began with the first is making schemas at launch, and
        // the two meet in the middle.
        let mut listed: Vec<_> =
            self.tools.iter().rev().map(|it| it.listed(&self.words, &self.reach)).collect();
        listed.reverse();
        listed
    }
}

#[cfg(test)]
mod tests;
