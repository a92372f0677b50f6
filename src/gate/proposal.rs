//! Proposals: writes that wait for a person's decision.

mod before;
mod rows;

use serde::Serialize;
use serde_json::Value;

pub(super) use self::before::decided_before;
pub(super) use self::rows::{
    DecisionNote, NewProposal, add, adopt, as_change, asker, decided, find, newest, note,
    open_of_agent, open_of_request, over, weight_of_request,
};
use super::scope::pattern;
use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::{AgentId, ChangeId, ProposalId, RequestId},
    tool::{Departure, Operation, SessionReads, SessionSnapshot, Steps},
};

/// How long a proposal can be decided: 7 days, in milliseconds.
pub(super) const LIVE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// A write that waits, or has waited, for a person's decision.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    pub id: ProposalId,
    /// The number by which people refer to it.
    pub number: i64,
    pub request_id: RequestId,
    /// The name of the agent that proposed it.
    pub agent: String,
    /// The tool, with its action where it has several.
    pub tool: String,
    /// A sentence for the person: what it would do.
    pub summary: String,
    /// All changes, with whole texts: each `{ entity, id, op, fields }`.
    pub changes: Value,
    /// What would be sent, with whole texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<Departure>,
    /// The addresses of images that a browser would load from outside. Only filled in by [`Proposal::shown`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fetched: Vec<String>,
    /// `open`, `approved`, `rejected`, `expired`, `superseded` or `withdrawn`.
    pub status: String,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The person who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    /// The change that the approval made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_id: Option<ChangeId>,
    /// The newer proposal that replaced it, because the data had changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<ProposalId>,
    /// The number of the proposal that came in place of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newer: Option<i64>,
    pub created_at: Time,
    pub expires_at: Time,
    #[serde(skip)]
    pub(super) agent_id: AgentId,
    #[serde(skip)]
    pub(super) arguments: Value,
    #[serde(skip)]
    pub(super) rows_digest: String,
}

impl Proposal {
    /// Whether it can still be decided.
    pub fn is_open(&self) -> bool {
        self.status == "open"
    }

    pub(super) fn operation(&self) -> Result<&'static dyn Operation> {
        let found = pattern::candidates().find(|candidate| candidate.pattern() == self.tool);
        found
            .map(|candidate| candidate.operation)
            .ok_or_else(|| Error::internal(format!("this version has no tool `{}`", self.tool)))
    }

    /// The operation with its arguments, ready to run.
    pub(super) fn steps(&self) -> Result<Steps> {
        self.operation()?.steps(&self.arguments)
    }

    /// The entities that it would change.
    pub(super) fn entities(&self) -> Vec<&str> {
        let changes = self.changes.as_array().into_iter().flatten();
        changes.filter_map(|change| change.get("entity")?.as_str()).collect()
    }

    /// The session data for executing it later.
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

    /// The proposal with the status `expired` if `expires_at` has passed, and `withdrawn` if nothing replaced it.
    fn seen_now(mut self) -> Proposal {
        if self.is_open() && self.expires_at <= clock::now() {
            "expired".clone_into(&mut self.status);
        }
        if self.status == "superseded" && self.superseded_by.is_none() {
            "withdrawn".clone_into(&mut self.status);
        }
        self
    }
}
