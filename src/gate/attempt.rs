//! One attempt at a call: what its transactions need to know of it.

use std::sync::Arc;

use serde_json::Value;

use super::{Call, CallContext, idempotency::Key, proposal::Proposal};
use crate::{
    error::Result,
    id::{Id, Kind},
    store::{
        TenantWrite,
        ledger::{ChangeRecord, RowChange},
    },
    tool::{self, Asks, Conduct, Preparation, Steps, arguments::Control},
};

/// What becomes of a call that is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is done.
    Does,
    /// It is shown, because the call asks for that.
    DryRun,
    /// It is kept for a person who decides elsewhere.
    Proposes,
}

/// One attempt at a call.
pub(super) struct Attempt {
    pub(super) call: Arc<Call>,
    pub(super) conduct: &'static Conduct,
    /// The tool's own arguments.
    pub(super) arguments: Arc<Value>,
    /// The digest of the arguments, to which a confirmation and a key are bound.
    pub(super) digest: String,
    pub(super) control: Control,
    pub(super) key: Option<Key>,
    pub(super) session: tool::SessionSnapshot,
    /// About how many characters an answer should have at most.
    pub(super) budget: usize,
    pub(super) mode: Mode,
    /// Whether a person has to answer what is asked, and cannot be asked here.
    pub(super) wants_person: bool,
    /// Whether the person behind the client can be asked.
    pub(super) is_reachable: bool,
    /// Whether a question is answered while the call waits: it is not the end of the call then.
    pub(super) awaits_answer: bool,
    /// Who has approved it, where it was proposed.
    pub(super) approved_by: Option<String>,
}

impl Attempt {
    pub(super) fn of(context: &CallContext<'_>, conduct: &'static Conduct) -> Attempt {
        let CallContext { session, now, call, checked, wants_person, is_reachable, .. } = context;
        let is_proposed =
            now.is_supervised() || (conduct.asks == Asks::Always && context.wants_person);
        let mode = match checked.control.dry_run {
            true => Mode::DryRun,
            false if conduct.changes && is_proposed => Mode::Proposes,
            false => Mode::Does,
        };
        let digest = checked.digest();
        Attempt {
            call: Arc::clone(call),
            conduct,
            arguments: Arc::clone(&checked.own),
            key: Key::of(call, &digest, &checked.control),
            digest,
            control: checked.control.clone(),
            session: tool::SessionSnapshot {
                seen: session.taint.seen(),
                request: call.request,
                said: Arc::clone(&session.said),
            },
            budget: session.gate.limits.answer_chars_max,
            mode,
            wants_person: *wants_person,
            is_reachable: *is_reachable,
            awaits_answer: context.awaits_answer,
            approved_by: None,
        }
    }

    /// Of what a person has approved.
    pub(super) fn approved(
        call: Call,
        conduct: &'static Conduct,
        proposal: &Proposal,
        by: &str,
    ) -> Attempt {
        Attempt {
            conduct,
            arguments: Arc::new(proposal.arguments.clone()),
            digest: String::new(),
            control: Control::default(),
            key: None,
            session: proposal.session(),
            budget: 0,
            mode: Mode::Does,
            wants_person: false,
            is_reachable: false,
            awaits_answer: false,
            approved_by: Some(by.to_owned()),
            call: Arc::new(call),
        }
    }

    /// Whether whatever it writes is taken back.
    pub(super) fn rehearses(&self) -> bool {
        self.mode != Mode::Does
    }

    /// Takes the first step, and takes it back.
    pub(super) fn rehearse<K: Kind>(
        &self,
        db: &mut TenantWrite<'_>,
        steps: &Steps,
        id: Id<K>,
    ) -> Result<(Preparation, Vec<RowChange>)> {
        steps.attempt(db, &self.session, id, |_, _| Ok(false))
    }

    /// Whether a person may have to see it before it is done.
    pub(super) fn may_ask(&self) -> bool {
        match self.conduct.asks {
            Asks::Never => false,
            Asks::Always | Asks::OfOutcome | Asks::OfDeparture => true,
            // It comes confirmed only with a person's answer, which is for what they saw.
            Asks::OfPictures => self.control.confirmed || self.session.seen.taint.is_both(),
        }
    }

    /// What the ledger notes of its change.
    pub(super) fn record(&self, undoes: Option<String>) -> ChangeRecord {
        ChangeRecord { undoes, approved_by: self.approved_by.clone(), ..record_of(&self.call) }
    }
}

/// What the ledger notes of a change that `call` makes.
pub(super) fn record_of(call: &Call) -> ChangeRecord {
    let tool = call.operation().to_owned();
    ChangeRecord { call: call.id, request: call.request, tool, undoes: None, approved_by: None }
}
