//! A write that waits for a person: what is kept of it.

mod rows;

use serde::Serialize;
use serde_json::Value;

pub(super) use self::rows::{
    DecisionNote, NewProposal, add, decided, find, newest, note, open_of_request, weight_of_request,
};
use super::scope::pattern;
use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::{AgentId, ChangeId, ProposalId, RequestId},
    tool::{Departure, Operation, SessionReads, SessionSnapshot, Steps},
};

/// How long a proposal waits.
pub(super) const LIVE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// A write that waits, or has waited, for a person.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    pub id: ProposalId,
    /// What people call it.
    pub number: i64,
    /// Which request it belongs to.
    pub request_id: RequestId,
    /// Who asked.
    pub agent: String,
    /// The tool, with its action where it has several.
    pub tool: String,
    /// What it would do, in a sentence to a person.
    pub summary: String,
    /// What it would change, whole: each `{ entity, id, op, fields }`.
    pub changes: Value,
    /// What would leave, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<Departure>,
    /// What a browser would fetch from outside by itself; looked for where a person reads it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fetched: Vec<String>,
    /// `open`, `approved`, `rejected`, `expired` or `superseded`.
    pub status: String,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_id: Option<ChangeId>,
    /// The proposal that took its place, because something had changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<ProposalId>,
    /// When it was made.
    pub created_at: Time,
    /// Until when it waits.
    pub expires_at: Time,
    #[serde(skip)]
    pub(super) agent_id: AgentId,
    #[serde(skip)]
    pub(super) arguments: Value,
    #[serde(skip)]
    pub(super) rows_digest: String,
}

impl Proposal {
    /// Whether it waits.
    pub fn is_open(&self) -> bool {
        self.status == "open"
    }

    /// What it would run.
    pub(super) fn operation(&self) -> Result<&'static dyn Operation> {
        let found = pattern::candidates().find(|candidate| candidate.pattern() == self.tool);
        found
            .map(|candidate| candidate.operation)
            .ok_or_else(|| Error::internal(format!("this version has no tool `{}`", self.tool)))
    }

    /// What it would run, with its arguments.
    pub(super) fn steps(&self) -> Result<Steps> {
        self.operation()?.steps(&self.arguments)
    }

    /// The entities of what it would change.
    pub(super) fn entities(&self) -> Vec<&str> {
        let changes = self.changes.as_array().into_iter().flatten();
        changes.filter_map(|change| change.get("entity")?.as_str()).collect()
    }

    /// What it is part of, for whoever does it later.
    pub(super) fn session(&self) -> SessionSnapshot {
        SessionSnapshot {
            seen: SessionReads::default(),
            request: self.request_id,
            said: std::sync::Arc::default(),
        }
    }

    /// The proposal with `fetched` filled in, for a person to read.
    pub(super) fn shown(mut self) -> Proposal {
        self.fetched = super::pictures::fetched_by(&self.changes);
        self
    }

    /// The proposal with the status `expired` where `expires_at` has passed.
    fn expired_by_now(mut self) -> Proposal {
        if self.is_open() && self.expires_at <= clock::now() {
            "expired".clone_into(&mut self.status);
        }
        self
    }
}
