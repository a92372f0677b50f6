//! One attempt at a call: the data that its transactions need.

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

/// How a call is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is executed.
    Execute,
    /// Its effect is only shown, because the call asks for a dry run.
    DryRun,
    /// It is stored as a proposal, for a person to decide elsewhere.
    Propose,
}

/// One attempt at a call.
pub(super) struct Attempt {
    pub(super) call: Arc<Call>,
    pub(super) conduct: &'static Conduct,
    /// The arguments of the tool itself, without those that its kind adds.
    pub(super) arguments: Arc<Value>,
    /// The digest of the arguments; confirmations and idempotency keys are bound to it.
    pub(super) digest: String,
    pub(super) control: Control,
    pub(super) key: Option<Key>,
    pub(super) session: tool::SessionSnapshot,
    /// The size that the answer should not exceed, in characters (approximate).
    pub(super) budget: usize,
    pub(super) mode: Mode,
    /// Whether only a person may confirm, and this client cannot ask one.
    pub(super) wants_person: bool,
    /// Whether the client can ask its person.
    pub(super) is_reachable: bool,
    /// Whether a question is answered while the call waits, so that asking does not end the call.
    pub(super) awaits_answer: bool,
    /// The person who approved it, if it was a proposal.
    pub(super) approved_by: Option<String>,
}

impl Attempt {
    pub(super) fn of(context: &CallContext<'_>, conduct: &'static Conduct) -> Attempt {
        let CallContext { session, now, call, checked, wants_person, is_reachable, .. } = context;
        let is_proposed =
            now.is_supervised() || (conduct.asks == Asks::Always && context.wants_person);
        let mode = match checked.control.dry_run {
            true => Mode::DryRun,
            false if conduct.changes && is_proposed => Mode::Propose,
            false => Mode::Execute,
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

    /// The attempt that executes an approved proposal.
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
            mode: Mode::Execute,
            wants_person: false,
            is_reachable: false,
            awaits_answer: false,
            approved_by: Some(by.to_owned()),
            call: Arc::new(call),
        }
    }

    /// The attempt that does what is due.
    pub(super) fn due(
        call: Call,
        conduct: &'static Conduct,
        arguments: Arc<Value>,
        session: tool::SessionSnapshot,
    ) -> Attempt {
        Attempt {
            conduct,
            arguments,
            digest: String::new(),
            control: Control::default(),
            key: None,
            session,
            budget: 0,
            mode: Mode::Execute,
            wants_person: false,
            is_reachable: false,
            awaits_answer: false,
            approved_by: None,
            call: Arc::new(call),
        }
    }

    /// Whether everything that it writes is rolled back.
    pub(super) fn rehearses(&self) -> bool {
        self.mode != Mode::Execute
    }

    /// Runs the first step and rolls it back.
    pub(super) fn rehearse<K: Kind>(
        &self,
        db: &mut TenantWrite<'_>,
        steps: &Steps,
        id: Id<K>,
    ) -> Result<(Preparation, Vec<RowChange>)> {
        steps.attempt(db, &self.session, id, |_, _| Ok(false))
    }

    /// Whether the call may need a person's confirmation.
    pub(super) fn may_ask(&self) -> bool {
        match self.conduct.asks {
            Asks::Never => false,
            Asks::Always | Asks::OfOutcome | Asks::OfDeparture => true,
            // A confirmation, if it carries one, was given for a preview and must be checked against it.
            Asks::OfPictures => self.control.confirmed || self.session.seen.taint.is_both(),
        }
    }

    /// The metadata of its change for the ledger.
    pub(super) fn record(&self, undoes: Option<String>) -> ChangeRecord {
        ChangeRecord { undoes, approved_by: self.approved_by.clone(), ..record_of(&self.call) }
    }
}

/// The metadata for the ledger of a change that `call` makes.
pub(super) fn record_of(call: &Call) -> ChangeRecord {
    let tool = call.operation().to_owned();
    ChangeRecord { call: call.id, request: call.request, tool, undoes: None, approved_by: None }
}
