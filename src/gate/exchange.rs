//! The way of an exchange: prepared in a transaction, performed without one, recorded in another.

use std::{sync::Arc, time::Duration};

use super::{
    Answer, Call, Passing,
    confirm::Binding,
    idempotency::{self, Key},
    log,
    write::record_of,
};
use crate::{
    error::{Code, Error, Result},
    store::TenantWrite,
    tool::{Exchanging, Performance, Recording, Watch},
};

/// How long the world outside may take.
const OUTSIDE_DEADLINE: Duration = Duration::from_secs(15);

/// What the first transaction leads to.
enum Prepared {
    /// Nothing more is to be done.
    Answered(Answer),
    /// This is to be performed.
    Perform(Performance),
}

pub(super) async fn run(passing: Passing<'_>, exchange: Box<dyn Exchanging>) -> Result<Answer> {
    let binding = Binding::of(&passing);
    let Passing { gate, now, call, checked, patience } = passing;
    let harmless = exchange.is_harmless();
    // For a dry run, how long its answer may be.
    let dry_run = checked.control.dry_run.then_some(binding.budget);
    let key = Arc::new(Key::of(call, &binding, &checked.control));

    let (first_call, first_key) = (Arc::clone(call), Arc::clone(&key));
    let rates = Arc::clone(&gate.rates);
    let prepared = gate
        .store
        .write(&now.principal, &patience, move |db| {
            rates.count_write(db, &first_call)?;
            prepare(db, &first_call, first_key.as_ref().as_ref(), dry_run, exchange)
        })
        .await?;
    call.set_counted();
    let performing = match prepared {
        Prepared::Answered(answer) => return Ok(answer),
        Prepared::Perform(performing) => performing,
    };
    let watch = Watch { progress: patience.progress.clone(), cancel: patience.cancel.clone() };
    let performed = tokio::time::timeout(OUTSIDE_DEADLINE, performing(watch));
    let recording = performed.await.map_err(|_| late(harmless))??;

    let (last_call, logging) = (Arc::clone(call), Arc::clone(call));
    let answer = gate
        .store
        .write(&now.principal, &patience, move |db| {
            if let Some(budget) = dry_run {
                let (_, rows) = db.rehearse(recording)?;
                let answer = Answer::dry_run(&rows, budget)?;
                return log::write(db, &last_call, &answer).map(|()| answer);
            }
            record(db, &last_call, key.as_ref().as_ref(), recording)
        })
        .await?;
    logging.set_logged();
    Ok(answer)
}

/// The failure of what took too long.
fn late(harmless: bool) -> Error {
    let (effect, advice) = if harmless {
        ("nothing was changed", "try again, or with something smaller")
    } else {
        ("its effect is unknown", "look at the current state before you try again")
    };
    Error::new(Code::OutsideTimeout, format!("it took longer than its deadline; {effect}"))
        .suggest(advice)
}

fn prepare(
    db: &mut TenantWrite<'_>,
    call: &Call,
    key: Option<&Key>,
    dry_run: Option<usize>,
    exchange: Box<dyn Exchanging>,
) -> Result<Prepared> {
    if let Some(first) = key.map(|key| idempotency::find(db, key)).transpose()?.flatten() {
        return Ok(Prepared::Answered(Answer::repeated(first)));
    }
    if let Some(budget) = dry_run {
        let harmless = exchange.is_harmless();
        let (performing, rows) = db.rehearse(|db| exchange.prepare(db))?;
        if harmless {
            return Ok(Prepared::Perform(performing));
        }
        return Answer::dry_run(&rows, budget).map(Prepared::Answered);
    }
    let performing = exchange.prepare(db)?;
    db.record(&record_of(call))?;
    Ok(Prepared::Perform(performing))
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

#[cfg(test)]
mod tests;
