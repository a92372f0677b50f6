//! A tool as one principal sees it: the operations and arguments in scope, and its texts.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Hints, ListedTool,
    layers::Layers,
    listed::Answers,
    pattern::{Candidate, operations},
    text_filter::TextFilter,
    visibility::hides,
};
use crate::{
    error::{Code, Error, Result},
    guidance,
    principal::{Autonomy, Reach},
    store::effective_settings::EffectiveSettings,
    tool::{
        Card, Kind, Operation, Spec, Tool, actions,
        arguments::{Arguments, nearest},
    },
};

/// A tool with the operations that are in scope.
pub(in crate::gate) struct ScopedTool {
    pub(in crate::gate) toolset: &'static str,
    pub(super) spec: &'static Spec,
    /// The operations in scope; never empty.
    pub(super) permitted: Vec<PermittedOperation>,
    /// The names of all its actions, in scope or not; empty if it has no actions.
    actions: Vec<&'static str>,
    /// The tenant's own guidance for it.
    of_tenant: Option<String>,
    /// Whether it tells that every write waits: the tool that is called first does, where that is so.
    tells_of_waiting: bool,
}

/// What an agent reads whose every write waits for a person, if its client shows it no instructions.
const WAITS: &str = "Every write of yours waits for a person's yes.";

/// An operation in scope.
pub(in crate::gate) struct PermittedOperation {
    /// The action, if the tool has several.
    pub(super) action: Option<&'static str>,
    pub(super) operation: &'static dyn Operation,
    /// The reduced argument check, if some arguments are out of scope.
    narrowed: Option<Arguments>,
}

impl PermittedOperation {
    pub(in crate::gate) fn operation(&self) -> &'static dyn Operation {
        self.operation
    }

    pub(super) fn arguments(&self) -> &Arguments {
        self.narrowed.as_ref().unwrap_or_else(|| self.operation.arguments())
    }

    /// The reduced argument check, if some arguments are out of scope.
    pub(super) fn narrowed(&self) -> Option<&Arguments> {
        self.narrowed.as_ref()
    }

    /// This operation, with the arguments of a call.
    pub(in crate::gate) fn called(&self, mut arguments: Map<String, Value>) -> OperationCall<'_> {
        if self.action.is_some() {
            arguments.shift_remove("action");
        }
        (self.operation, self.arguments(), arguments)
    }
}

/// A tool with the operations in scope; `None` if there are none.
pub(super) fn scoped(
    toolset: &'static str,
    tool: &'static Tool,
    layers: &Layers<'_>,
    settings: &EffectiveSettings,
) -> Option<ScopedTool> {
    let (spec, candidates) = (tool.spec(), operations(toolset, tool));
    let actions = candidates.iter().filter_map(|candidate| candidate.action).collect();
    let permit = |candidate: Candidate| {
        let narrowed = layers.permitted(&candidate).ok()?;
        let Candidate { action, operation, .. } = candidate;
        Some(PermittedOperation { action, operation, narrowed })
    };
    let permitted: Vec<PermittedOperation> = candidates.into_iter().filter_map(permit).collect();
    let of_tenant = settings.guidance.iter().find(|(tool, _)| tool == spec.name);
    let of_tenant = of_tenant.map(|(_, text)| guidance::plain(text));
    let autonomy = settings.agent.as_ref().map(|agent| agent.autonomy);
    let is_first = spec.name == "acknowledgeRequest";
    let tells_of_waiting = is_first && autonomy == Some(Autonomy::Supervised);
    (!permitted.is_empty()).then_some(ScopedTool {
        toolset,
        spec,
        permitted,
        actions,
        of_tenant,
        tells_of_waiting,
    })
}

/// The operation of a call, its argument check, and the arguments that were sent.
pub(in crate::gate) type OperationCall<'s> =
    (&'static dyn Operation, &'s Arguments, Map<String, Value>);

impl ScopedTool {
    /// The operation that `arguments` choose, its argument check, and the arguments without `action`.
    pub(in crate::gate) fn operation(
        &self,
        arguments: Map<String, Value>,
    ) -> Result<OperationCall<'_>> {
        Ok(self.chosen(&arguments)?.called(arguments))
    }

    /// The operation that `arguments` choose.
    pub(in crate::gate) fn chosen(
        &self,
        arguments: &Map<String, Value>,
    ) -> Result<&PermittedOperation> {
        if let [only @ PermittedOperation { action: None, .. }] = self.permitted.as_slice() {
            return Ok(only);
        }
        let names = || self.permitted.iter().filter_map(|permitted| permitted.action);
        let given = arguments.get("action").and_then(Value::as_str).unwrap_or_default();
        let chosen = self.permitted.iter().find(|permitted| permitted.action == Some(given));
        if let Some(chosen) = chosen {
            return Ok(chosen);
        }
        let list = names().collect::<Vec<_>>().join(", ");
        let error = Error::new(Code::ActionInvalid, format!("action must be one of {list}"));
        Err(match nearest(given, names()) {
            Some(near) => error.suggest(format!("use `action: \"{near}\"`")),
            None => error.suggest(format!("choose an action of {}", self.spec.name)),
        })
    }

    /// Leaves out of what it offers what would be refused: who may not read orders is not asked for them.
    pub(super) fn offer_only(&mut self, reach: &Reach) {
        // The only one that takes a kind of thing. To look at the arguments of all would make all their schemas.
        if self.spec.name != "queryData" {
            return;
        }
        for permitted in &mut self.permitted {
            let less = permitted.arguments().offering(|entity| reach.reads(entity));
            permitted.narrowed = less.or(permitted.narrowed.take());
        }
    }

    pub(super) fn kinds(&self) -> Vec<Kind> {
        self.permitted.iter().map(|permitted| permitted.operation.kind()).collect()
    }

    pub(super) fn card(&self, words: &TextFilter, reach: &Reach) -> Card {
        let listed = self.listed(words, reach);
        Card {
            name: listed.name,
            title: listed.title,
            toolset: self.toolset,
            description: listed.description,
            input_schema: listed.input_schema,
        }
    }

    /// Its guidance and what the tenant says, which is marked as the tenant's.
    pub(super) fn guidance(&self, words: &TextFilter) -> String {
        let ours = guidance::of(self.toolset, self.spec.name).map_or("", |text| text.guidance);
        let ours = words.shown(ours);
        match &self.of_tenant {
            Some(text) => format!("{ours} The business adds: \"{text}\"").trim().to_owned(),
            None => ours,
        }
    }

    pub(super) fn listed(&self, words: &TextFilter, reach: &Reach) -> ListedTool {
        let input = match self.permitted.as_slice() {
            [only @ PermittedOperation { action: None, .. }] => only.arguments().schema(),
            several => {
                let actions: Vec<_> =
                    several.iter().filter_map(|it| Some((it.action?, it.arguments()))).collect();
                Arc::new(actions::input_schema(&actions))
            }
        };
        let (about, guidance) = (words.shown(&self.description()), self.guidance(words));
        let waits = if self.tells_of_waiting { WAITS } else { "" };
        ListedTool {
            name: self.spec.name,
            title: self.spec.title,
            description: format!("{about} {guidance} {waits}").trim().to_owned(),
            input_schema: words.described(&input).map_or(input, Arc::new),
            hints: Hints::of(&self.kinds()),
            may_ask: self.kinds().iter().any(|kind| kind.may_ask()),
            answers: self.answers(reach),
        }
    }

    /// The description; of several actions only those in scope.
    fn description(&self) -> String {
        let permitted: Vec<_> = self.permitted.iter().filter_map(|it| it.action).collect();
        self.spec.description.replacen(&listed(&self.actions), &listed(&permitted), 1)
    }

    fn answers(&self, reach: &Reach) -> Answers {
        let of = |it: &PermittedOperation| {
            (it.operation, hides(reach, self.spec.name, it.operation.spec().name))
        };
        Answers {
            of: self.permitted.iter().map(of).collect(),
            are_actions: self.permitted.iter().any(|it| it.action.is_some()),
        }
    }
}

/// The actions as the beginning of a description: `List, create or delete`.
fn listed(actions: &[&str]) -> String {
    let mut text = match actions.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => actions.concat(),
    };
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
