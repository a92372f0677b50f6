//! The way of a command and of what a person sees first: everything in one transaction, its log row included.

use std::sync::Arc;

use super::{
    Answer, Call, Passing,
    confirm::{self, Binding, Confirmed},
    idempotency::{self, Key},
    log,
    pictures::{self, Ran, Resort},
    propose::Proposing,
    reply::Outcome,
};
use crate::{
    error::{Error, Result},
    store::{TenantWrite, ledger::ChangeRecord},
    tool::{Run, arguments::Control},
};

pub(super) async fn run(passing: &Passing<'_>, run: Run) -> Result<Answer> {
    run_unlogged_if(passing, run, |_| false).await
}

/// The same; an answer of which `waits` is true is not the end of the call, so it is not logged yet.
pub(super) async fn run_unlogged_if(
    passing: &Passing<'_>,
    run: Run,
    waits: fn(&Answer) -> bool,
) -> Result<Answer> {
    let binding = Binding::of(passing);
    let Passing { gate, now, call, checked, patience, proposes, is_reachable, .. } = passing;
    let (calling, control) = (Arc::clone(call), checked.control.clone());
    // A command comes confirmed only with a person's answer, which is for what they saw.
    let is_answered = matches!(run, Run::Command(_)) && control.confirmed;
    let resort = match (gate.exposure.now().is_both() || is_answered, is_reachable) {
        (false, _) => None,
        (true, true) => Some(Resort::Ask),
        (true, false) => Some(Resort::Propose(Proposing::of(&checked.own))),
    };
    let proposing = proposes.then(|| Proposing::of(&checked.own));
    let rates = Arc::clone(&gate.rates);
    let transact = move |db: &mut TenantWrite<'_>| {
        rates.count_write(db, &calling)?;
        let answer =
            transact(db, &calling, &binding, &control, (proposing.as_ref(), resort.as_ref()), run)?;
        if !waits(&answer) {
            log::write(db, &calling, &answer)?;
        }
        Ok(answer)
    };
    let answer = gate.store.write(&now.principal, patience, transact).await?;
    // Only now: what was rolled back with its write has not been written.
    call.set_counted();
    if !waits(&answer) {
        call.set_logged();
    }
    Ok(answer)
}

/// Everything that a write is, in the order in which it happens.
fn transact(
    db: &mut TenantWrite<'_>,
    call: &Call,
    binding: &Binding,
    control: &Control,
    (proposing, resort): (Option<&Proposing>, Option<&Resort>),
    run: Run,
) -> Result<Answer> {
    let key = Key::of(call, binding, control);
    let before = key.as_ref().map(|key| idempotency::find(db, key)).transpose()?.flatten();
    let answer = match before {
        Some(first) => Answer::repeated(first),
        None if control.dry_run => Answer::dry_run(&confirm::rehearse(db, run)?, binding.budget)?,
        None => {
            let answer = match proposing {
                Some(proposing) => proposing.run(db, call, binding, run)?,
                None => execute(db, call, binding, (control, resort), run)?,
            };
            // A preview is not yet the result that the key stands for.
            if let (Some(key), Outcome::Written | Outcome::Proposed) = (&key, answer.outcome) {
                idempotency::keep(db, key, &answer.body)?;
            }
            answer
        }
    };
    Ok(answer)
}

fn execute(
    db: &mut TenantWrite<'_>,
    call: &Call,
    binding: &Binding,
    (control, resort): (&Control, Option<&Resort>),
    run: Run,
) -> Result<Answer> {
    let mut record = record_of(call);
    match run {
        Run::Command(run) => {
            let mut resource = match resort {
                None => run(db)?,
                Some(resort) => match pictures::run(db, call, (binding, control), resort, run)? {
                    Ran::Done(resource) => resource,
                    Ran::Waits(answer) => return Ok(answer),
                },
            };
            record.undoes = resource.undoes.take();
            let change = db.record(&record)?.map(|(id, _)| id);
            Ok(Answer::written(resource, change))
        }
        Run::Guarded(guarded) => match confirm::run(db, (call, binding, control), resort, guarded)?
        {
            Confirmed::Shown(preview) => Ok(preview),
            Confirmed::Done(Some(resource)) => {
                let change = db.record(&record)?.map(|(id, _)| id);
                Ok(Answer::written(resource, change))
            }
            Confirmed::Done(None) => match db.record(&record)? {
                Some((id, rows)) => Answer::deleted(&rows, id, binding.budget),
                None => Err(Error::internal("a deletion that changed nothing")),
            },
        },
        Run::Query(_)
        | Run::Finder(_)
        | Run::Fetch(_)
        | Run::Exchange(_)
        | Run::Sending(_)
        | Run::Bracket(_) => Err(Error::internal("not a write")),
    }
}

/// What the ledger notes of a change that `call` makes.
pub(super) fn record_of(call: &Call) -> ChangeRecord {
    let tool = call.operation().to_owned();
    ChangeRecord { call: call.id, request: call.request, tool, undoes: None, approved_by: None }
}
