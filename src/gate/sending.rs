//! The way of what leaves a trace outside: on record before it leaves, settled when it is known what came of it.
//!
//! The first transaction keeps the idempotency key as well, with the thing as it stands on record. So a call
//! that is repeated after a crash is answered with that, and never sends again.

use std::{cell::Cell, sync::Arc};

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
    principal::Principal,
    store::{Patience, Store, TenantWrite},
    tool::{Dispatch, Dispatching, Ready, Seen, Settled, Watch, arguments::Control},
};

/// What the first transaction leads to.
enum Prepared {
    /// Nothing more is to be done.
    Answered(Answer),
    /// This is to be sent.
    Send(Dispatch),
}

/// What the first transaction needs.
struct First {
    call: Arc<Call>,
    binding: Binding,
    control: Control,
    key: Arc<Option<Key>>,
    /// Set, where the agent never sends by itself.
    proposing: Option<Proposing>,
    /// Where there is a question, a person decides: the word of the client is not enough.
    wants_person: bool,
    seen: Seen,
}

/// `waits` marks a preview that is not the end of the call, so it is not logged yet.
pub(super) async fn run(
    passing: &Passing<'_>,
    sending: Box<dyn Dispatching>,
    waits: fn(&Answer) -> bool,
) -> Result<Answer> {
    let binding = Binding::of(passing);
    let Passing { gate, now, call, checked, patience, proposes, wants_person, .. } = passing;
    let key = Arc::new(Key::of(call, &binding, &checked.control));
    let may_propose = *proposes || *wants_person;
    let first = First {
        call: Arc::clone(call),
        binding,
        control: checked.control.clone(),
        key: Arc::clone(&key),
        proposing: may_propose.then(|| Proposing::of(&checked.own)),
        wants_person: *wants_person && !*proposes,
        seen: gate.exposure.seen(),
    };
    let rates = Arc::clone(&gate.rates);
    let prepare = move |db: &mut TenantWrite<'_>| {
        rates.count_write(db, &first.call)?;
        let prepared = prepare(db, &first, &*sending)?;
        match &prepared {
            Prepared::Answered(answer) if waits(answer) => {}
            Prepared::Answered(answer) => log::write(db, &first.call, answer)?,
            Prepared::Send(_) => log::begun(db, &first.call)?,
        }
        Ok(prepared)
    };
    let prepared = gate.store.write(&now.principal, patience, prepare).await?;
    call.set_counted();
    match prepared {
        Prepared::Answered(answer) => {
            if !waits(&answer) {
                call.set_logged();
            }
            Ok(answer)
        }
        Prepared::Send(dispatch) => {
            finish(&gate.store, &now.principal, call, key, dispatch, passing.watch()).await
        }
    }
}

fn prepare(db: &mut TenantWrite<'_>, first: &First, sending: &dyn Dispatching) -> Result<Prepared> {
    let First { call, binding, control, .. } = first;
    let key = first.key.as_ref().as_ref();
    if let Some(before) = key.map(|key| idempotency::find(db, key)).transpose()?.flatten() {
        return Ok(Prepared::Answered(Answer::repeated(before)));
    }
    if control.dry_run {
        let (ready, rows) = db.rehearse(|db| sending.prepare(db, &first.seen))?;
        let answer = Answer::dry_run(&rows, binding.budget)?;
        return Ok(Prepared::Answered(answer.leaving(&ready.departure, binding.budget)));
    }
    let asked = if let Some(proposing) = &first.proposing {
        propose(db, first, proposing, sending)?
    } else {
        let prepare = |db: &mut TenantWrite<'_>| {
            let ready = sending.prepare(db, &first.seen)?;
            let departure = ready.departure.clone();
            Ok((ready, Some(departure)))
        };
        leave(db, binding, control, Mode::default(), prepare)?
    };
    let ready = match asked {
        Asked::Agreed(ready) => ready,
        Asked::Shown(answer) => {
            if let (Some(key), Outcome::Proposed) = (key, answer.outcome) {
                idempotency::keep(db, key, &answer.body)?;
            }
            return Ok(Prepared::Answered(answer));
        }
    };
    let change = db.record(&record_of(call))?.map(|(id, _)| id);
    if let Some(key) = key {
        idempotency::keep(db, key, &Answer::written(ready.so_far, change).body)?;
    }
    Ok(Prepared::Send(ready.dispatch))
}

/// Proposes what leaves: always where the agent never sends by itself, else where a person has to see it.
fn propose(
    db: &mut TenantWrite<'_>,
    first: &First,
    proposing: &Proposing,
    sending: &dyn Dispatching,
) -> Result<Asked<Ready>> {
    let (mut ready, goes) = (None, Cell::new(false));
    let rows = db.keep_if(
        |db| {
            let prepared = proposing.seeded(|| sending.prepare(db, &first.seen))?;
            goes.set(first.wants_person && !prepared.departure.asks);
            ready = Some(prepared);
            Ok(())
        },
        |_| Ok(goes.get()),
    )?;
    let ready = ready.ok_or_else(|| Error::internal("nothing was prepared"))?;
    if goes.get() {
        return Ok(Asked::Agreed(ready));
    }
    let departure = Some(&ready.departure);
    proposing.keep(db, &first.call, &first.binding, rows, departure).map(Asked::Shown)
}

/// Sends what is on record, and settles it.
pub(super) async fn finish(
    store: &Store,
    who: &Principal,
    call: &Arc<Call>,
    key: Arc<Option<Key>>,
    dispatch: Dispatch,
    watch: Watch,
) -> Result<Answer> {
    let performed = tokio::time::timeout(OUTSIDE_DEADLINE, dispatch(watch)).await;
    // Who has cancelled gets no answer, and the record gets its end all the same.
    let patience = Patience::of(super::DATABASE_DEADLINE);
    let settling = performed.map_err(|_| unknown())?;
    let (settled_call, logging) = (Arc::clone(call), Arc::clone(call));
    let settle = move |db: &mut TenantWrite<'_>| {
        let settled = settling(db)?;
        let change = db.record(&record_of(&settled_call))?.map(|(id, _)| id);
        let key = key.as_ref().as_ref();
        let outcome = match settled {
            Settled::Done(resource) => {
                let answer = Answer::written(resource, change);
                if let Some(key) = key {
                    idempotency::replace(db, key, &answer.body)?;
                }
                Ok(answer)
            }
            Settled::NotDone(error) => {
                if let Some(key) = key {
                    idempotency::forget(db, key)?;
                }
                Err(error)
            }
            Settled::Unknown(error) => Err(error),
        };
        log::write_ended(db, &settled_call, outcome.as_ref())?;
        Ok(outcome)
    };
    let outcome = store.write(who, &patience, settle).await?;
    logging.set_logged();
    outcome
}

fn unknown() -> Error {
    Error::new(
        Code::OutsideTimeout,
        "it took longer than its deadline; what was sent may have arrived, its effect is unknown",
    )
    .suggest("do not send it again; look at the current state first")
}

#[cfg(test)]
mod tests;
