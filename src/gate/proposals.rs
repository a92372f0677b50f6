//! Proposals: writes that wait for a person, and what the person says.

mod decide;
mod execute;
mod look;
mod questions;
mod rows;

use serde::Serialize;
use serde_json::Value;

pub(super) use self::rows::{New, add, open_of_request, weight_of_request};
pub use self::{
    decide::{Decision, Inbox},
    look::Side,
    questions::Question,
};
use super::propose::rehearse_after;
use super::scope::pattern;
use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::{AgentId, ChangeId, ProposalId, RequestId},
    tool::{Departure, Operation, Seen, Session, Steps},
};

/// How long a proposal waits.
pub const LIVE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

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
    /// When.
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

    /// The same with its arguments.
    pub(super) fn steps(&self) -> Result<Steps> {
        self.operation()?.steps(&self.arguments)
    }

    /// What it is part of, for whoever does it later.
    pub(super) fn session(&self) -> Session {
        Session { seen: Seen::default(), request: self.request_id, said: std::sync::Arc::default() }
    }

    /// The same as a person is shown it.
    fn shown(mut self) -> Proposal {
        self.fetched = super::pictures::fetched_by(&self.changes);
        self
    }

    /// The same, expired where its time has passed.
    fn expired_by_now(mut self) -> Proposal {
        if self.is_open() && self.expires_at <= clock::now() {
            "expired".clone_into(&mut self.status);
        }
        self
    }
}
