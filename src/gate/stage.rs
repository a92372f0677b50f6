//! The result of a transaction of a call, and what it stores: the change, the answer for the key, the row of the log.

use serde_json::json;

use super::{
    Answer,
    attempt::Attempt,
    brief::brief,
    fetched,
    idempotency::{self, Key},
    log,
    preview::Preview,
    reply::{FollowUp, Outcome},
    taint::AddressScope,
};
use crate::{
    error::{Error, Result},
    id::ChangeId,
    store::TenantWrite,
    tool::{Done, Next, Perform, Preparation, RequestOutcome, Settlement, arguments::Returning},
};

/// The result of a transaction.
pub(super) enum Stage {
    Ended(Settlement<Answer>),
    /// A person has to confirm this first.
    Asked(Box<Preview>),
    /// This is performed next, outside of a transaction.
    Performs(PerformStep),
}

/// The step to perform outside of a transaction.
pub(super) struct PerformStep {
    pub(super) perform: Perform,
    /// The interim answer that a repeated call gets.
    so_far: Option<Answer>,
    /// Which addresses in the result count as read.
    pub(super) tells: AddressScope,
}

impl Stage {
    pub(super) fn done(answer: Answer) -> Stage {
        Stage::Ended(Settlement::Done(answer))
    }

    /// The answer of a call that has ended.
    pub(super) fn answer(self) -> Result<Answer> {
        match self {
            Stage::Ended(Settlement::Done(answer)) => Ok(answer),
            Stage::Ended(Settlement::NotDone(error) | Settlement::Unknown(error)) => Err(error),
            Stage::Asked(_) | Stage::Performs(_) => Err(Error::internal("a call without an end")),
        }
    }

    /// The change that was recorded.
    pub(super) fn change(&self) -> Option<ChangeId> {
        match self {
            Stage::Ended(Settlement::Done(answer))
            | Stage::Performs(PerformStep { so_far: Some(answer), .. }) => answer.change,
            Stage::Ended(_) | Stage::Asked(_) | Stage::Performs(_) => None,
        }
    }
}

/// Records what was prepared. The call ends, or has a step to perform.
pub(super) fn proceed(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    Preparation { next, departure, .. }: Preparation,
) -> Result<Stage> {
    let tells = fetched::telling(&attempt.session.seen, departure.as_ref());
    match next {
        Next::Done(done) => record(db, attempt, done, tells).map(Stage::done),
        Next::Perform { perform, so_far } => {
            let change = record_rows(db, attempt)?;
            let so_far = so_far.map(|thing| Answer::written(thing, change));
            Ok(Stage::Performs(PerformStep { perform, so_far, tells }))
        }
    }
}

/// Records what was done, and makes the answer.
pub(super) fn record(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    done: Done,
    tells: AddressScope,
) -> Result<Answer> {
    Ok(match done {
        Done::Thing(mut thing) => {
            let record = attempt.record(thing.undoes.take());
            let (change, rows) = db.record(&record)?.unzip();
            if attempt.conduct.echoes && attempt.control.returning == Returning::Brief {
                thing.data = brief(thing.data, &rows.unwrap_or_default())?;
            }
            Answer::written(thing, change)
        }
        Done::Deleted => match db.record(&attempt.record(None))? {
            Some((id, rows)) => Answer::deleted(&rows, id, attempt.budget)?,
            None => return Err(Error::internal("a deletion that changed nothing")),
        },
        Done::Fetched(came) => {
            let answer = fetched::answer(came, attempt.budget, &attempt.call.asked);
            Answer { then: FollowUp::Remember(tells), ..answer }
        }
        Done::Request(RequestOutcome { data, open }) => {
            let answer = Answer::read(json!({ "success": true, "data": data }));
            Answer { then: FollowUp::Follow(open), ..answer }
        }
    })
}

/// Records the changed rows, if the kind may change the business. For other kinds the store refuses changed rows.
pub(super) fn record_rows(db: &mut TenantWrite<'_>, attempt: &Attempt) -> Result<Option<ChangeId>> {
    if !attempt.conduct.changes {
        return Ok(None);
    }
    Ok(db.record(&attempt.record(None))?.map(|(id, _)| id))
}

/// The stored answer for the call's key.
pub(super) fn repeated(db: &TenantWrite<'_>, attempt: &Attempt) -> Result<Option<Stage>> {
    let Some(key) = &attempt.key else { return Ok(None) };
    Ok(idempotency::find(db, key)?.map(Answer::repeated).map(Stage::done))
}

/// Keeps what its key stands for from now on.
fn keep(db: &mut TenantWrite<'_>, key: &Key, answer: &Answer) -> Result<()> {
    let body = answer.body.value().ok_or_else(|| Error::internal("a read has no key"))?;
    idempotency::keep(db, key, body)
}

/// What a transaction leaves besides what it did: what its key stands for from now on, and its row of the log.
pub(super) fn note(db: &mut TenantWrite<'_>, attempt: &Attempt, stage: &Stage) -> Result<()> {
    if let Some(key) = &attempt.key {
        match stage {
            // A question is not a result, so it is not stored for the key.
            Stage::Ended(Settlement::Done(answer))
                if matches!(answer.outcome, Outcome::Written | Outcome::Proposed) =>
            {
                keep(db, key, answer)?;
            }
            Stage::Performs(PerformStep { so_far: Some(answer), .. }) => {
                keep(db, key, answer)?;
            }
            Stage::Ended(Settlement::NotDone(_)) => idempotency::forget(db, key)?,
            Stage::Ended(_) | Stage::Asked(_) | Stage::Performs(_) => {}
        }
    }
    let call = &attempt.call;
    match stage {
        Stage::Ended(Settlement::Done(answer)) => log::write(db, call, Ok(answer)),
        Stage::Ended(Settlement::NotDone(error) | Settlement::Unknown(error)) => {
            log::write(db, call, Err(error))
        }
        Stage::Asked(_) if attempt.awaits_answer => Ok(()),
        Stage::Asked(_) => log::asked(db, call),
        Stage::Performs(_) if attempt.conduct.recorded_before => log::begun(db, call),
        Stage::Performs(_) => Ok(()),
    }
}
