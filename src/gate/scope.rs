//! Scope: which tools a principal may use, enforced at list and at call.
//!
//! A tool that is out of scope is not there at all: the answer to a hidden name and to an unknown one is
//! the same, and no text that a model reads speaks of it.

mod exclusion;
mod explain;
mod layers;
mod listed;
pub mod pattern;
pub mod profile;
mod scoped;
mod words;

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;

pub(super) use self::scoped::Called;
pub use self::{
    exclusion::{Exclusion, Layer},
    explain::{Explained, explain},
    listed::{Hints, ListedTool},
};
use self::{layers::Layers, scoped::Scoped, words::Words};
use crate::{
    catalogue,
    error::{Code, Error, Result},
    integration::{NEEDS, Need},
    principal::{Reach, Restrictions},
    store::standing::Standing,
    tool::{Card, Kind},
};

/// What is suggested where everything else would need a tool that is not there.
const INSTEAD: &str = "tell the person what is missing";

/// The tools of one principal.
pub(super) struct Scope {
    tools: Vec<Scoped>,
    /// Where each stands in `tools`.
    by_name: HashMap<&'static str, usize>,
    words: Words,
}

impl Scope {
    /// The scope of a launch under what the operator has set.
    pub(super) fn of(launch: &Restrictions, standing: &Standing) -> Scope {
        Scope::with_needs(launch, standing, NEEDS)
    }

    fn with_needs(launch: &Restrictions, standing: &Standing, needs: &[Need]) -> Scope {
        let layers = Layers::of(launch, standing, needs);
        let tools: Vec<Scoped> = catalogue::all()
            .filter_map(|(toolset, tool)| scoped::scoped(toolset.name, tool, &layers, standing))
            .collect();
        let by_name: HashMap<_, _> =
            tools.iter().enumerate().map(|(at, tool)| (tool.spec.name, at)).collect();
        let words = Words::of(|name| by_name.contains_key(name));
        Scope { tools, by_name, words }
    }

    /// The tool of that name.
    pub(super) fn find(&self, name: &str) -> Result<&Scoped> {
        self.of_name(name).ok_or_else(|| self.unknown(name))
    }

    fn of_name(&self, name: &str) -> Option<&Scoped> {
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

    /// Whose things may be touched.
    pub(super) fn reach(&self) -> Reach {
        let of = |wanted: fn(Kind) -> bool| {
            let has = |tool: &&Scoped| tool.kinds().into_iter().any(wanted);
            let mut toolsets: Vec<_> =
                self.tools.iter().filter(has).map(|tool| tool.toolset).collect();
            toolsets.dedup();
            Arc::from(toolsets)
        };
        Reach::Toolsets { read: of(shows), write: of(|kind| !kind.reads()) }
    }

    /// Whether something of that toolset may be read.
    pub(super) fn reads(&self, toolset: &str) -> bool {
        let kinds = |tool: &Scoped| tool.kinds().into_iter().any(shows);
        self.tools.iter().any(|tool| tool.toolset == toolset && kinds(tool))
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
        let named = |tool: &Scoped| {
            let text = tool.guidance(&self.words);
            (!text.is_empty()).then_some((tool.spec.name, text))
        };
        self.tools.iter().filter_map(named).collect()
    }

    /// What there is to find among the tools.
    pub(super) fn cards(&self) -> Vec<Card> {
        self.tools.iter().map(|tool| tool.card(&self.words)).collect()
    }

    /// Every tool as a client lists it.
    pub(super) fn listed(&self) -> Vec<ListedTool> {
        // From the last to the first: a thread that began with the first is making schemas at launch, and
        // the two meet in the middle.
        let mut listed: Vec<_> = self.tools.iter().rev().map(|it| it.listed(&self.words)).collect();
        listed.reverse();
        listed
    }
}

/// Whether such an operation shows things of its toolset. A toolset may have nothing but what reads outside.
fn shows(kind: Kind) -> bool {
    matches!(kind, Kind::Query | Kind::Fetch | Kind::Inquiry)
}

#[cfg(test)]
mod tests;
