//! Entries of `tools/list`, with hints that follow from the operations in scope.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::visibility::is_bare;
use crate::tool::{Kind, Operation, actions};

/// An entry of `tools/list`.
#[derive(Clone)]
pub struct ListedTool {
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The description, with guidance.
    pub description: String,
    pub input_schema: Arc<Map<String, Value>>,
    pub hints: Hints,
    /// Whether a call of it may need a person's yes.
    pub may_ask: bool,
    /// The data from which the output schema is built.
    pub(super) answers: Answers,
}

/// The data for a tool's output schema. The schema is built on request: it is served for few tools, and building all
/// of them took most of the start-up time.
#[derive(Clone)]
pub(super) struct Answers {
    /// The operations in scope, and whether their answers hide the changed thing's other fields.
    pub(super) of: Vec<(&'static dyn Operation, bool)>,
    /// Whether the operations are actions of one tool.
    pub(super) are_actions: bool,
}

impl ListedTool {
    /// The JSON Schema of the answers.
    pub fn output_schema(&self) -> Arc<Map<String, Value>> {
        let mut schemas = self.answers.of.iter().map(|(operation, is_hidden)| {
            let whole = operation.output_schema();
            if *is_hidden { Arc::new(bare(&whole)) } else { whole }
        });
        match schemas.next() {
            Some(only) if !self.answers.are_actions => only,
            first => Arc::new(actions::output_schema(first.into_iter().chain(schemas))),
        }
    }

    /// The output schema, if it says more than the one that all tools of the kind share. Clients get only these,
    /// because the list is sent at every start.
    pub fn served_output_schema(&self) -> Option<Arc<Map<String, Value>>> {
        let mut all = self.answers.of.iter().map(|(operation, _)| operation);
        let is_own = |it: &&dyn Operation| it.kind().has_own_answer() && !it.shows();
        all.any(|it| is_own(&&**it)).then(|| self.output_schema())
    }
}

/// The output schema without the fields that are hidden; see `gate/answer_filter.rs`.
fn bare(whole: &Map<String, Value>) -> Map<String, Value> {
    let mut less = whole.clone();
    let data = less.get_mut("properties").and_then(|all| all.get_mut("data"));
    if let Some(data) = data {
        if let Some(Value::Object(fields)) = data.get_mut("properties") {
            fields.retain(|field, _| is_bare(field));
        }
        if let Some(Value::Array(required)) = data.get_mut("required") {
            required.retain(|field| field.as_str().is_some_and(is_bare));
        }
    }
    less
}

/// The MCP tool annotations, derived from the kinds of a tool's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol has these four")]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It may delete something.
    pub destructive: bool,
    /// Repeating it has no further effect.
    pub idempotent: bool,
    /// It contacts outside services.
    pub open_world: bool,
}

impl Hints {
    pub(super) fn of(kinds: &[Kind]) -> Hints {
        Hints {
            read_only: kinds.iter().all(|kind| kind.reads()),
            destructive: kinds.iter().any(|kind| kind.is_destructive()),
            idempotent: kinds.iter().all(|kind| kind.reads() && *kind != Kind::RequestLifecycle),
            open_world: kinds.iter().any(|kind| kind.is_outside()),
        }
    }
}
