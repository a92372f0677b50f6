//! The way of an exchange: prepared in a transaction, performed without one, recorded in another.
//!
//! Where there is a question, a person is asked before it is performed, also for a dry run or a proposal.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    Answer, Call, OUTSIDE_DEADLINE, Passing,
    confirm::Binding,
    idempotency::{self, Key},
    leaving::{Asked, Mode, leave},
    log,
    propose::Proposing,
    reply::Outcome,
    write::record_of,
};
use crate::{
    error::{Code, Error, Result},
    store::{TenantWrite, ledger::RowChange},
    tool::{Exchanging, Performance, Recording, Seen, Watch, arguments::Control},
};

/// What the first transaction leads to.
enum Prepared {
    /// Nothing more is to be done.
    Answered(Answer),
    /// This is to be performed.
    Perform(Performance),
}

/// What is only shown, and how.
enum Showing {
    /// Because the call asks for that.
    DryRun,
    /// Because a person decides first.
    Proposal(Proposing),
}

impl Showing {
    fn rehearse(&self, db: &mut TenantWrite<'_>, recording: Recording) -> Result<Vec<RowChange>> {
        let rehearsal = || db.rehearse(recording).map(|(_, rows)| rows);
        match self {
            Showing::DryRun => rehearsal(),
            Showing::Proposal(proposing) => proposing.seeded(rehearsal),
        }
    }

    fn answer(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        rows: Vec<RowChange>,
    ) -> Result<Answer> {
        match self {
            Showing::DryRun => Answer::dry_run(&rows, binding.budget),
            Showing::Proposal(proposing) => proposing.keep(db, call, binding, rows, None),
        }
    }
}

/// What the first transaction needs.
struct First {
    call: Arc<Call>,
    binding: Arc<Binding>,
    control: Control,
    key: Arc<Option<Key>>,
    mode: Mode,
    seen: Seen,
}

pub(super) async fn run(passing: &Passing<'_>, exchange: Box<dyn Exchanging>) -> Result<Answer> {
    let binding = Arc::new(Binding::of(passing));
    let Passing { gate, now, call, checked, patience, proposes, wants_person, .. } = passing;
    let showing = match (checked.control.dry_run, *proposes) {
        (true, _) => Some(Showing::DryRun),
        (false, true) => {
            let proposing = Proposing::of(&checked.own);
            // Before anything is performed for it.
            proposing.refuse_large()?;
            Some(Showing::Proposal(proposing))
        }
        (false, false) => None,
    };
    let key = Arc::new(Key::of(call, &binding, &checked.control));
    let is_shown = showing.is_some();
    let watch = Watch { rehearses: is_shown, ..passing.watch() };

    let first = First {
        call: Arc::clone(call),
        binding: Arc::clone(&binding),
        control: checked.control.clone(),
        key: Arc::clone(&key),
        mode: Mode { rehearses: is_shown, nobody_to_ask: *wants_person },
        seen: gate.exposure.seen(),
    };
    let rates = Arc::clone(&gate.rates);
    let prepared = gate
        .store
        .write(&now.principal, patience, move |db| {
            rates.count_write(db, &first.call)?;
            prepare(db, &first, &*exchange)
        })
        .await?;
    call.set_counted();
    let performing = match prepared {
        Prepared::Answered(answer) => return Ok(answer),
        Prepared::Perform(performing) => performing,
    };
    let recording = in_time(performing(watch), &patience.cancel).await?;

    let (last_call, logging) = (Arc::clone(call), Arc::clone(call));
    let answer = gate
        .store
        .write(&now.principal, patience, move |db| {
            let Some(showing) = showing else {
                return record(db, &last_call, key.as_ref().as_ref(), recording);
            };
            let rows = showing.rehearse(db, recording)?;
            let answer = showing.answer(db, &last_call, &binding, rows)?;
            if let (Some(key), Outcome::Proposed) = (key.as_ref(), answer.outcome) {
                idempotency::keep(db, key, &answer.body)?;
            }
            log::write(db, &last_call, &answer).map(|()| answer)
        })
        .await?;
    logging.set_logged();
    Ok(answer)
}

/// What is performed leaves no trace outside, so it can just end: late, or because nobody wants it any more. It
/// gives back what it holds by being dropped.
pub(super) async fn in_time<R>(
    performing: impl Future<Output = Result<R>>,
    cancel: &CancellationToken,
) -> Result<R> {
    let late = |_| {
        Error::new(Code::OutsideTimeout, "it took longer than its deadline; nothing was changed")
            .suggest("try again, or with something smaller")
    };
    tokio::select! {
        done = tokio::time::timeout(OUTSIDE_DEADLINE, performing) => done.map_err(late)?,
        () = cancel.cancelled() => {
            Err(Error::new(Code::Cancelled, "cancelled while it waited for the world outside"))
        }
    }
}

fn prepare(db: &mut TenantWrite<'_>, first: &First, exchange: &dyn Exchanging) -> Result<Prepared> {
    let First { call, binding, control, .. } = first;
    let key = first.key.as_ref().as_ref();
    if let Some(first) = key.map(|key| idempotency::find(db, key)).transpose()?.flatten() {
        return Ok(Prepared::Answered(Answer::repeated(first)));
    }
    let prepare = |db: &mut TenantWrite<'_>| exchange.prepare(db, &first.seen);
    match leave(db, binding, control, first.mode, prepare)? {
        Asked::Shown(preview) => Ok(Prepared::Answered(preview)),
        Asked::Agreed(performing) => {
            db.record(&record_of(call))?;
            Ok(Prepared::Perform(performing))
        }
    }
}

fn record(
    db: &mut TenantWrite<'_>,
    call: &Call,
    key: Option<&Key>,
    recording: Recording,
) -> Result<Answer> {
    let resource = recording(db)?;
    let change = db.record(&record_of(call))?.map(|(id, _)| id);
    let answer = Answer::written(resource, change);
    if let Some(key) = key {
        idempotency::keep(db, key, &answer.body)?;
    }
    log::write(db, call, &answer)?;
    Ok(answer)
}
