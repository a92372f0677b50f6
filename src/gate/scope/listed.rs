//! A tool as clients list it, with hints that follow from what of it is in scope.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::visibility::is_bare;
use crate::tool::{Kind, Operation, actions};

/// A tool as `tools/list` shows it.
#[derive(Clone)]
pub struct ListedTool {
    /// The name on the wire.
    pub name: &'static str,
    /// What a person reads.
    pub title: &'static str,
    /// What it does, with guidance.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub input_schema: Arc<Map<String, Value>>,
    /// What a client may assume about it.
    pub hints: Hints,
    /// What its answers are made of.
    pub(super) answers: Answers,
}

/// What the answers of a tool are made of. Their schema is made when somebody asks for it: few tools serve one, and
/// making all of them took most of a start.
#[derive(Clone)]
pub(super) struct Answers {
    /// The operations in scope, and whether what they change is told by its id only.
    pub(super) of: Vec<(&'static dyn Operation, bool)>,
    /// Whether they are actions, of which a call chooses one.
    pub(super) are_actions: bool,
}

impl ListedTool {
    /// The JSON Schema of its answers.
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

    /// The same where it says something that is not said of every tool: what a client is served. The list is paid for
    /// at every start.
    pub fn served_output_schema(&self) -> Option<Arc<Map<String, Value>>> {
        let is_own = self.answers.of.iter().any(|(operation, _)| operation.kind().has_own_answer());
        is_own.then(|| self.output_schema())
    }
}

/// The schema of an operation's answers without the fields that are not told; see `gate/answer_filter.rs`.
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

/// MCP's hints, derived from the kinds of a tool's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol has these four")]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It can take something away.
    pub destructive: bool,
    /// Doing it twice is doing it once.
    pub idempotent: bool,
    /// It reaches outside.
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
