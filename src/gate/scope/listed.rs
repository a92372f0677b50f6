//! A tool as clients list it, with hints that follow from what of it is in scope.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::tool::Kind;

/// A tool as `tools/list` shows it.
#[derive(Clone, Debug)]
pub struct ListedTool {
    /// The name on the wire.
    pub name: &'static str,
    /// What a person reads.
    pub title: &'static str,
    /// What it does, with guidance.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub input_schema: Arc<Map<String, Value>>,
    /// The JSON Schema of its answers.
    pub output_schema: Arc<Map<String, Value>>,
    /// What a client may assume about it.
    pub hints: Hints,
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
