//! The way of a command and of what a person sees first: everything in one transaction, its log row included.

use std::sync::Arc;

use super::{
    Answer, Call, Passing,
    confirm::{self, Binding, Confirmed},
    idempotency::{self, Key},
    log,
    reply::Outcome,
};
use crate::{
    error::{Error, Result},
    store::{TenantWrite, ledger::ChangeRecord},
    tool::{Run, arguments::Control},
};

pub(super) async fn run(passing: Passing<'_>, run: Run) -> Result<Answer> {
    let binding = Binding::of(&passing);
    let Passing { gate, now, call, checked, patience } = passing;
    let (call, control) = (Arc::clone(call), checked.control);
    let (logging, rates) = (Arc::clone(&call), Arc::clone(&gate.rates));
    let answer = gate
        .store
        .write(&now.principal, &patience, move |db| {
            rates.count_write(db, &call)?;
            transact(db, &call, &binding, &control, run)
        })
        .await?;
    // Only now: a row that was rolled back with its write has not been written.
    logging.set_counted();
    logging.set_logged();
    Ok(answer)
}

/// Everything that a write is, in the order in which it happens.
fn transact(
    db: &mut TenantWrite<'_>,
    call: &Call,
    binding: &Binding,
    control: &Control,
    run: Run,
) -> Result<Answer> {
    let key = Key::of(call, binding, control);
    let before = key.as_ref().map(|key| idempotency::find(db, key)).transpose()?.flatten();
    let answer = match before {
        Some(first) => Answer::repeated(first),
        None if control.dry_run => Answer::dry_run(&confirm::rehearse(db, run)?, binding.budget)?,
        None => {
            let answer = execute(db, call, binding, control, run)?;
            // A preview is not yet the result that the key stands for.
            if let (Some(key), Outcome::Written) = (&key, answer.outcome) {
                idempotency::keep(db, key, &answer.body)?;
            }
            answer
        }
    };
    log::write(db, call, &answer)?;
    Ok(answer)
}

fn execute(
    db: &mut TenantWrite<'_>,
    call: &Call,
    binding: &Binding,
    control: &Control,
    run: Run,
) -> Result<Answer> {
    let mut record = record_of(call);
    match run {
        Run::Command(run) => {
            let mut resource = run(db)?;
            record.undoes = resource.undoes.take();
            let change = db.record(&record)?.map(|(id, _)| id);
            Ok(Answer::written(resource, change))
        }
        Run::Guarded(guarded) => match confirm::run(db, binding, control, guarded)? {
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
        Run::Query(_) | Run::Finder(_) | Run::Exchange(_) | Run::Bracket(_) => {
            Err(Error::internal("not a write"))
        }
    }
}

/// What the ledger notes of a change that `call` makes.
pub(super) fn record_of(call: &Call) -> ChangeRecord {
    let tool = call.operation().to_owned();
    ChangeRecord { call: call.id, request: call.request, tool, undoes: None }
}
