//! A call that may write, as the gate runs it for every kind: prepare, possibly perform, possibly settle.

use std::sync::Arc;

use serde_json::Value;

use super::{
    CallSubjects, Conduct, Departure, FetchResult, PerformContext, PerformFuture, RequestOutcome,
    Resource, SessionReads, conduct::Asks,
};
use crate::{
    error::{Error, Result},
    id::{Id, Kind, RequestId, seeded},
    store::{TenantWrite, ledger::RowChange},
};

/// The session's data that a call may use.
#[derive(Clone, Debug)]
pub struct SessionSnapshot {
    /// What the session has read so far.
    pub seen: SessionReads,
    /// The request that the call belongs to.
    pub request: RequestId,
    /// The subjects of the session's calls.
    pub said: Arc<CallSubjects>,
}

/// The effect of a call.
pub enum Done {
    /// Something was written; the thing after the write.
    Thing(Resource<Value>),
    /// Something was deleted, so there is nothing to return.
    Deleted,
    /// Results from outside.
    Fetched(FetchResult<Value>),
    /// The session's request changes.
    Request(RequestOutcome<Value>),
}

/// How a call ended. In every case the writes of its last step are kept.
pub enum Settlement<T> {
    Done(T),
    /// Certainly not executed, so that it can safely be tried again.
    NotDone(Error),
    /// It is not known whether it was executed.
    Unknown(Error),
}

impl<T> Settlement<T> {
    /// Applies `map` to the value of `Done`; the other variants stay.
    pub fn and_then<U>(self, map: impl FnOnce(T) -> Result<U>) -> Result<Settlement<U>> {
        Ok(match self {
            Settlement::Done(done) => Settlement::Done(map(done)?),
            Settlement::NotDone(error) => Settlement::NotDone(error),
            Settlement::Unknown(error) => Settlement::Unknown(error),
        })
    }
}

/// The last step, in a transaction.
pub type Settle = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Settlement<Done>> + Send>;

/// The middle step, outside of transactions; returns the last step.
pub type Perform = Box<dyn FnOnce(PerformContext) -> PerformFuture<Settle> + Send>;

/// What follows the first step.
pub enum Next {
    /// Nothing: the call is done.
    Done(Done),
    /// A step to perform.
    Perform {
        perform: Perform,
        /// The thing as recorded until it is settled, for kinds that record before performing.
        so_far: Option<Resource<Value>>,
    },
}

/// The result of the first step.
pub struct Preparation {
    pub next: Next,
    /// Everything that would be sent; `None` if the kind never sends anything.
    pub departure: Option<Departure>,
    /// Whether the result is so large that it needs a confirmation; see [`Asks::OfOutcome`].
    pub is_much: bool,
    /// What its answer would tell that its rows do not: shown wherever it is shown first.
    pub report: Option<Value>,
}

impl Preparation {
    /// A preparation without further steps.
    pub fn done(done: Done) -> Preparation {
        Preparation { next: Next::Done(done), departure: None, is_much: false, report: None }
    }

    /// The note that its answer would have, where there is no further step.
    pub fn note(&self) -> Option<&str> {
        match &self.next {
            Next::Done(Done::Thing(thing)) => thing.note.as_deref(),
            Next::Done(_) | Next::Perform { .. } => None,
        }
    }
}

/// The first step. It is run again if it was only shown, or if its result has changed.
type Prepare = Box<dyn Fn(&mut TenantWrite<'_>, &SessionSnapshot) -> Result<Preparation> + Send>;

/// A call that may write, with its input bound.
///
/// A call that may need a confirmation is only attempted: the caller checks its rows before they are kept.
pub struct Steps {
    /// How the gate runs it.
    pub conduct: &'static Conduct,
    prepare: Prepare,
}

impl Steps {
    pub(super) fn new(
        conduct: &'static Conduct,
        prepare: impl Fn(&mut TenantWrite<'_>, &SessionSnapshot) -> Result<Preparation> + Send + 'static,
    ) -> Steps {
        Steps { conduct, prepare: Box::new(prepare) }
    }

    /// Runs the first step, if it needs no confirmation.
    ///
    /// # Errors
    /// The error of the step.
    pub fn run(&self, db: &mut TenantWrite<'_>, session: &SessionSnapshot) -> Result<Preparation> {
        if self.conduct.asks == Asks::Always {
            return Err(Error::internal("a person has to see this first"));
        }
        (self.prepare)(db, session)
    }

    /// Runs the first step with new ids derived from `id`, and rolls it back unless `keep` accepts the result.
    ///
    /// # Errors
    /// The error of the step or of `keep`.
    pub fn attempt<K: Kind>(
        &self,
        db: &mut TenantWrite<'_>,
        session: &SessionSnapshot,
        id: Id<K>,
        keep: impl FnOnce(&Preparation, &[RowChange]) -> Result<bool>,
    ) -> Result<(Preparation, Vec<RowChange>)> {
        attempt(db, id, |db| (self.prepare)(db, session), keep)
    }
}

/// Runs `work` with new ids derived from `id`, and rolls it back unless `keep` accepts the result and the rows.
///
/// # Errors
/// The error of `work` or of `keep`.
pub fn attempt<K: Kind, R>(
    db: &mut TenantWrite<'_>,
    id: Id<K>,
    work: impl FnOnce(&mut TenantWrite<'_>) -> Result<R>,
    keep: impl FnOnce(&R, &[RowChange]) -> Result<bool>,
) -> Result<(R, Vec<RowChange>)> {
    let done = std::cell::OnceCell::new();
    let nothing = || Error::internal("what was done gave nothing");
    let rows = db.keep_if(
        |db| {
            let did = seeded(id, || work(db))?;
            done.set(did).map_err(|_| nothing())
        },
        |rows| keep(done.get().ok_or_else(nothing)?, rows),
    )?;
    Ok((done.into_inner().ok_or_else(nothing)?, rows))
}
