//! Runs every call that may write: prepare in a transaction, perform without one, settle in another.
//!
//! A call that only writes ends after the first transaction. The differences between kinds are data ([`Conduct`]).
//! Only this file and `stage.rs` count calls, store keys, record changes, write the log, and wait for outside
//! services.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    Answer, CallContext, DATABASE_DEADLINE, LONG_DEADLINE, OUTSIDE_DEADLINE,
    attempt::{Attempt, Mode},
    consent::{self, Consent},
    preview::Preview,
    propose,
    reply::FollowUp,
    stage::{PerformStep, Stage, note, proceed, record, record_rows, repeated},
    taint::AddressScope,
};
use crate::{
    error::{Code, Error, Result},
    id::CallId,
    principal::Caller,
    store::{Deadline, Store, TenantWrite},
    tool::{Conduct, PerformContext, PerformFuture, Rehearsal, Settle, Settlement, Steps},
};

/// The result of running a call.
pub(super) enum Progression {
    /// The call has ended.
    Answer(Answer),
    /// A person has to be asked; nothing has been done yet.
    Question(Box<Preview>),
}

/// Runs a call step by step.
pub(super) async fn run(context: &CallContext<'_>, steps: Steps) -> Result<Progression> {
    let CallContext { session, caller, call, checked, deadline, .. } = context;
    let attempt = Arc::new(Attempt::of(context, steps.conduct));
    if attempt.conduct.reads_log {
        session.log.flush().await;
    }
    let (at, rates) = ((&session.gate.store, caller), Arc::clone(&session.rates));
    let open = move |db: &mut TenantWrite<'_>, attempt: &Attempt| {
        rates.count_write(db, &attempt.call)?;
        open(db, attempt, &steps)
    };
    let stage = match transact(at, deadline, &attempt, open).await? {
        Stage::Performs(middle) => finish(at, deadline, &attempt, middle, context.watch()).await?,
        ended @ (Stage::Ended(_) | Stage::Asked(_)) => ended,
    };
    let answer = match stage {
        Stage::Asked(preview) => return Ok(Progression::Question(preview)),
        ended @ (Stage::Ended(_) | Stage::Performs(_)) => ended.answer()?,
    };
    match answer.then {
        FollowUp::Nothing => {}
        FollowUp::Remember(tells) => {
            if let Some(came) = answer.body.value() {
                session.taint.remember(came, &checked.own, tells);
            }
        }
        FollowUp::Follow(open) => session.requests.follow(call.request, open),
    }
    Ok(Progression::Answer(answer))
}

/// Performs what was prepared, and settles the result.
pub(super) async fn finish(
    at: (&Store, &Caller),
    deadline: &Deadline,
    attempt: &Arc<Attempt>,
    PerformStep { perform, tells, .. }: PerformStep,
    watch: PerformContext,
) -> Result<Stage> {
    let watch = PerformContext { rehearses: attempt.rehearses(), ..watch };
    let settle = in_time(attempt.conduct, perform(watch), &deadline.cancel).await?;
    let settling =
        move |db: &mut TenantWrite<'_>, attempt: &Attempt| close(db, attempt, settle, tells);
    if attempt.conduct.recorded_before {
        // A cancelled client gets no answer, but the record still has to be settled.
        return transact(at, &Deadline::of(DATABASE_DEADLINE), attempt, settling).await;
    }
    transact(at, deadline, attempt, settling).await
}

/// Awaits the performing step. A step without effects outside is dropped at the deadline or on cancellation.
pub(super) async fn in_time<R>(
    conduct: &Conduct,
    performing: PerformFuture<R>,
    cancel: &CancellationToken,
) -> Result<R> {
    let deadline = if conduct.is_long { LONG_DEADLINE } else { OUTSIDE_DEADLINE };
    let timed = tokio::time::timeout(deadline, performing);
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
        Code::SendingUnknown,
        "it took longer than its deadline; what was sent may have arrived, its effect is unknown",
    )
    .suggest("do not send it again; look at the current state first")
}

/// One transaction of a call, with its idempotency key and its row of the log.
async fn transact(
    (store, who): (&Store, &Caller),
    deadline: &Deadline,
    attempt: &Arc<Attempt>,
    step: impl FnOnce(&mut TenantWrite<'_>, &Attempt) -> Result<Stage> + Send + 'static,
) -> Result<Stage> {
    let working = Arc::clone(attempt);
    let work = move |db: &mut TenantWrite<'_>| {
        let stage = step(db, &working)?;
        note(db, &working, &stage)?;
        Ok(stage)
    };
    let stage = store.write(who, deadline, work).await?;
    // Only after the commit: a counter that was rolled back has not been written.
    attempt.call.set_counted();
    match &stage {
        Stage::Performs(_) => {}
        Stage::Asked(_) if attempt.awaits_answer => {}
        Stage::Asked(_) | Stage::Ended(_) => attempt.call.set_logged(),
    }
    Ok(stage)
}

/// The first transaction. The call ends if its answer is known, or it is only shown or proposed; otherwise it is
/// executed, or has a step to perform.
fn open(db: &mut TenantWrite<'_>, attempt: &Attempt, steps: &Steps) -> Result<Stage> {
    if let Some(first) = repeated(db, attempt)? {
        return Ok(first);
    }
    let performs = attempt.conduct.rehearsal == Rehearsal::LastStep;
    match attempt.mode {
        Mode::DryRun if !performs => {
            let (prepared, rows) = attempt.rehearse(db, steps, CallId::new())?;
            let departure = prepared.departure.as_ref();
            let answer = Answer::dry_run(db, &rows, departure, attempt.budget)?;
            let answer = answer.noting(prepared.note());
            return Ok(Stage::done(answer.telling(prepared.report)));
        }
        Mode::Propose if !performs => {
            return propose::rehearsed(db, attempt, steps).map(Stage::done);
        }
        // Checked before anything is performed for it.
        Mode::Propose => propose::refuse_large(&attempt.arguments)?,
        Mode::DryRun | Mode::Execute => {}
    }
    match consent::obtain(db, attempt, steps)? {
        Consent::Asked(preview) => Ok(Stage::Asked(preview)),
        Consent::Proposed(answer) => Ok(Stage::done(answer)),
        Consent::Given(prepared) => proceed(db, attempt, prepared),
    }
}

/// The last transaction.
fn close(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    settle: Settle,
    tells: AddressScope,
) -> Result<Stage> {
    match attempt.mode {
        Mode::DryRun => {
            let (_, rows) = db.rehearse(settle)?;
            return Answer::dry_run(db, &rows, None, attempt.budget).map(Stage::done);
        }
        Mode::Propose => return propose::settled(db, attempt, settle).map(Stage::done),
        Mode::Execute => {}
    }
    // A parallel call with the same key may have finished first.
    if !attempt.conduct.recorded_before
        && let Some(first) = repeated(db, attempt)?
    {
        return Ok(first);
    }
    let settled = settle(db)?;
    if !matches!(settled, Settlement::Done(_)) {
        record_rows(db, attempt)?;
    }
    settled.and_then(|done| record(db, attempt, done, tells)).map(Stage::Ended)
}

#[cfg(test)]
mod tests;
