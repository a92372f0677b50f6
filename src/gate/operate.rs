//! The way of every call that may write: prepare in a transaction, perform without one, settle in another.
//!
//! A call that only writes is done with the first. What differs between kinds is a value ([`Conduct`]): here is the
//! only place that counts, looks up and keeps a key, records, logs, and waits for the world outside.

use std::sync::Arc;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    Answer, CallContext, DATABASE_DEADLINE, OUTSIDE_DEADLINE,
    attempt::{Attempt, Mode},
    consent::{self, Consent},
    exposure::Telling,
    fetched, idempotency, log,
    preview::Preview,
    propose,
    reply::{Outcome, Then},
};
use crate::{
    error::{Code, Error, Result},
    id::{CallId, ChangeId},
    principal::Principal,
    store::{Patience, Store, TenantWrite},
    tool::{
        Bracketed, Conduct, Done, Next, Perform, Performing, Prepared, Settle, Settled, Steps,
        Watch,
    },
};

/// What a call has come to.
pub(super) enum Reached {
    /// Its end.
    Answer(Answer),
    /// A question, before anything is done.
    Question(Box<Preview>),
}

/// What a transaction leads to.
pub(super) enum Stage {
    /// The call has ended.
    Ended(Settled<Answer>),
    /// A person has to see this first.
    Asked(Box<Preview>),
    /// This is to be performed.
    Performs(Middle),
}

/// What is to be performed.
pub(super) struct Middle {
    perform: Perform,
    /// The answer that a repetition gets from now on.
    so_far: Option<Answer>,
    /// Which addresses of what comes count as read.
    tells: Telling,
}

impl Stage {
    fn done(answer: Answer) -> Stage {
        Stage::Ended(Settled::Done(answer))
    }

    /// The answer of a call that has ended.
    pub(super) fn answer(self) -> Result<Answer> {
        match self {
            Stage::Ended(Settled::Done(answer)) => Ok(answer),
            Stage::Ended(Settled::NotDone(error) | Settled::Unknown(error)) => Err(error),
            Stage::Asked(_) | Stage::Performs(_) => Err(Error::internal("a call without an end")),
        }
    }

    /// The change that has been recorded.
    pub(super) fn change(&self) -> Option<ChangeId> {
        match self {
            Stage::Ended(Settled::Done(answer)) => answer.change,
            Stage::Performs(Middle { so_far: Some(answer), .. }) => answer.change,
            Stage::Ended(_) | Stage::Asked(_) | Stage::Performs(_) => None,
        }
    }
}

/// Runs a call in its steps.
pub(super) async fn run(context: &CallContext<'_>, steps: Steps) -> Result<Reached> {
    let CallContext { gate, now, call, checked, patience, .. } = context;
    let attempt = Arc::new(Attempt::of(context, steps.conduct));
    if attempt.conduct.reads_log {
        gate.log.flush().await;
    }
    let (at, rates) = ((&gate.store, &now.principal), Arc::clone(&gate.rates));
    let open = move |db: &mut TenantWrite<'_>, attempt: &Attempt| {
        rates.count_write(db, &attempt.call)?;
        open(db, attempt, &steps)
    };
    let stage = match transact(at, patience, &attempt, open).await? {
        Stage::Performs(middle) => finish(at, patience, &attempt, middle, context.watch()).await?,
        stage => stage,
    };
    let answer = match stage {
        Stage::Asked(preview) => return Ok(Reached::Question(preview)),
        stage => stage.answer()?,
    };
    match answer.then {
        Then::Nothing => {}
        Then::Remember(tells) => gate.exposure.remember(&answer.body, &checked.own, tells),
        Then::Follow(open) => gate.requests.follow(call.request, open),
    }
    Ok(Reached::Answer(answer))
}

/// Performs what was prepared, and settles it.
pub(super) async fn finish(
    at: (&Store, &Principal),
    patience: &Patience,
    attempt: &Arc<Attempt>,
    Middle { perform, tells, .. }: Middle,
    watch: Watch,
) -> Result<Stage> {
    let watch = Watch { rehearses: attempt.rehearses(), ..watch };
    let settle = in_time(attempt.conduct, perform(watch), &patience.cancel).await?;
    let settling =
        move |db: &mut TenantWrite<'_>, attempt: &Attempt| close(db, attempt, settle, tells);
    if attempt.conduct.recorded_before {
        // Who has cancelled gets no answer, and the record gets its end all the same.
        return transact(at, &Patience::of(DATABASE_DEADLINE), attempt, settling).await;
    }
    transact(at, patience, attempt, settling).await
}

/// Awaits what is performed. What leaves no trace outside can just end: late, or because nobody wants it any more. It
/// gives back what it holds by being dropped.
pub(super) async fn in_time<R>(
    conduct: &Conduct,
    performing: Performing<R>,
    cancel: &CancellationToken,
) -> Result<R> {
    let timed = tokio::time::timeout(OUTSIDE_DEADLINE, performing);
    if conduct.recorded_before {
        return timed.await.map_err(|_| unknown())?;
    }
    let late = |_| {
        Error::new(Code::OutsideTimeout, "it took longer than its deadline; nothing was changed")
            .suggest("try again, or with something smaller")
    };
    tokio::select! {
        done = timed => done.map_err(late)?,
        () = cancel.cancelled() => {
            Err(Error::new(Code::Cancelled, "cancelled while it waited for the world outside"))
        }
    }
}

fn unknown() -> Error {
    Error::new(
        Code::OutsideTimeout,
        "it took longer than its deadline; what was sent may have arrived, its effect is unknown",
    )
    .suggest("do not send it again; look at the current state first")
}

/// One transaction of a call, with its key and its row of the log.
async fn transact(
    (store, who): (&Store, &Principal),
    patience: &Patience,
    attempt: &Arc<Attempt>,
    step: impl FnOnce(&mut TenantWrite<'_>, &Attempt) -> Result<Stage> + Send + 'static,
) -> Result<Stage> {
    let working = Arc::clone(attempt);
    let work = move |db: &mut TenantWrite<'_>| {
        let stage = step(db, &working)?;
        note(db, &working, &stage)?;
        Ok(stage)
    };
    let stage = store.write(who, patience, work).await?;
    // Only now: what was rolled back with its write has not been written.
    attempt.call.set_counted();
    match &stage {
        Stage::Performs(_) => {}
        Stage::Asked(_) if attempt.awaits_answer => {}
        Stage::Asked(_) | Stage::Ended(_) => attempt.call.set_logged(),
    }
    Ok(stage)
}

/// The first transaction: what is known already, shown or proposed ends the call; else it is done, or to be performed.
fn open(db: &mut TenantWrite<'_>, attempt: &Attempt, steps: &Steps) -> Result<Stage> {
    if let Some(first) = repeated(db, attempt)? {
        return Ok(first);
    }
    let performs = attempt.conduct.rehearsal_performs;
    match attempt.mode {
        Mode::DryRun if !performs => {
            let (prepared, rows) = consent::rehearse(db, attempt, steps, CallId::new())?;
            let departure = prepared.departure.as_ref();
            return Answer::dry_run(&rows, departure, attempt.budget).map(Stage::done);
        }
        Mode::Proposes if !performs => {
            return propose::rehearsed(db, attempt, steps).map(Stage::done);
        }
        // Before anything is performed for it.
        Mode::Proposes => propose::refuse_large(&attempt.arguments)?,
        Mode::DryRun | Mode::Does => {}
    }
    match consent::obtain(db, attempt, steps)? {
        Consent::Asked(preview) => Ok(Stage::Asked(preview)),
        Consent::Proposed(answer) => Ok(Stage::done(answer)),
        Consent::Given(prepared) => proceed(db, attempt, prepared),
    }
}

/// Records what was prepared; that is the end, or it is to be performed.
pub(super) fn proceed(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    Prepared { next, departure }: Prepared,
) -> Result<Stage> {
    let tells = fetched::telling(&attempt.session.seen, departure.as_ref());
    match next {
        Next::Done(done) => record(db, attempt, done, tells).map(Stage::done),
        Next::Perform { perform, so_far } => {
            let change = record_rows(db, attempt)?;
            let so_far = so_far.map(|thing| Answer::written(thing, change));
            Ok(Stage::Performs(Middle { perform, so_far, tells }))
        }
    }
}

/// The last transaction.
fn close(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    settle: Settle,
    tells: Telling,
) -> Result<Stage> {
    match attempt.mode {
        Mode::DryRun => {
            let (_, rows) = db.rehearse(settle)?;
            return Answer::dry_run(&rows, None, attempt.budget).map(Stage::done);
        }
        Mode::Proposes => return propose::settled(db, attempt, settle).map(Stage::done),
        Mode::Does => {}
    }
    // The same call may have been faster.
    if !attempt.conduct.recorded_before
        && let Some(first) = repeated(db, attempt)?
    {
        return Ok(first);
    }
    let settled = settle(db)?;
    if !matches!(settled, Settled::Done(_)) {
        record_rows(db, attempt)?;
    }
    settled.and_then(|done| record(db, attempt, done, tells)).map(Stage::Ended)
}

/// Records what was done, and answers with it.
fn record(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    done: Done,
    tells: Telling,
) -> Result<Answer> {
    Ok(match done {
        Done::Thing(mut thing) => {
            let record = attempt.record(thing.undoes.take());
            let change = db.record(&record)?.map(|(id, _)| id);
            Answer::written(thing, change)
        }
        Done::Deleted => match db.record(&attempt.record(None))? {
            Some((id, rows)) => Answer::deleted(&rows, id, attempt.budget)?,
            None => return Err(Error::internal("a deletion that changed nothing")),
        },
        Done::Fetched(came) => {
            let answer = fetched::answer(came, attempt.budget, &attempt.call.asked);
            Answer { then: Then::Remember(tells), ..answer }
        }
        Done::Request(Bracketed { data, open }) => {
            let answer = Answer::read(json!({ "success": true, "data": data }));
            Answer { then: Then::Follow(open), ..answer }
        }
    })
}

/// Records the rows of what changes the business; what else there are, the store refuses.
fn record_rows(db: &mut TenantWrite<'_>, attempt: &Attempt) -> Result<Option<ChangeId>> {
    if !attempt.conduct.changes {
        return Ok(None);
    }
    Ok(db.record(&attempt.record(None))?.map(|(id, _)| id))
}

/// The first answer to the same key.
fn repeated(db: &TenantWrite<'_>, attempt: &Attempt) -> Result<Option<Stage>> {
    let Some(key) = &attempt.key else { return Ok(None) };
    Ok(idempotency::find(db, key)?.map(Answer::repeated).map(Stage::done))
}

/// What a transaction leaves besides what it did: what its key stands for from now on, and its row of the log.
pub(super) fn note(db: &mut TenantWrite<'_>, attempt: &Attempt, stage: &Stage) -> Result<()> {
    if let Some(key) = &attempt.key {
        match stage {
            // A question is not yet the result that the key stands for.
            Stage::Ended(Settled::Done(answer))
                if matches!(answer.outcome, Outcome::Written | Outcome::Proposed) =>
            {
                idempotency::keep(db, key, &answer.body)?;
            }
            Stage::Performs(Middle { so_far: Some(answer), .. }) => {
                idempotency::keep(db, key, &answer.body)?;
            }
            Stage::Ended(Settled::NotDone(_)) => idempotency::forget(db, key)?,
            Stage::Ended(_) | Stage::Asked(_) | Stage::Performs(_) => {}
        }
    }
    let call = &attempt.call;
    match stage {
        Stage::Ended(Settled::Done(answer)) => log::write(db, call, Ok(answer)),
        Stage::Ended(Settled::NotDone(error) | Settled::Unknown(error)) => {
            log::write(db, call, Err(error))
        }
        Stage::Asked(_) if attempt.awaits_answer => Ok(()),
        Stage::Asked(_) => log::asked(db, call),
        Stage::Performs(_) if attempt.conduct.recorded_before => log::begun(db, call),
        Stage::Performs(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
