//! A call that may write, as the gate runs it whatever its kind: prepare, perhaps perform, perhaps settle.

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

/// What a call is part of.
#[derive(Clone, Debug)]
pub struct SessionSnapshot {
    /// What has been read so far.
    pub seen: SessionReads,
    /// The request that it belongs to.
    pub request: RequestId,
    /// What its calls said they were about.
    pub said: Arc<CallSubjects>,
}

/// What a call has come to.
pub enum Done {
    /// A thing was written; it as it is now.
    Thing(Resource<Value>),
    /// Something was deleted: there is nothing to read back.
    Deleted,
    /// Something came from outside.
    Fetched(FetchResult<Value>),
    /// The session's request is another one.
    Request(RequestOutcome<Value>),
}

/// How a call ended. Whatever it is, what its last step wrote is kept.
pub enum Settlement<T> {
    /// It was done.
    Done(T),
    /// It was not done, for certain; trying again can do no harm.
    NotDone(Error),
    /// Nobody knows.
    Unknown(Error),
}

impl<T> Settlement<T> {
    /// Applies `map` to what was done; the other outcomes stay.
    pub fn and_then<U>(self, map: impl FnOnce(T) -> Result<U>) -> Result<Settlement<U>> {
        Ok(match self {
            Settlement::Done(done) => Settlement::Done(map(done)?),
            Settlement::NotDone(error) => Settlement::NotDone(error),
            Settlement::Unknown(error) => Settlement::Unknown(error),
        })
    }
}

/// The last step.
pub type Settle = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Settlement<Done>> + Send>;

/// The middle step, without a transaction: it ends in the last.
pub type Perform = Box<dyn FnOnce(PerformContext) -> PerformFuture<Settle> + Send>;

/// What the first step leads to.
pub enum Next {
    /// Nothing more is to be done.
    Done(Done),
    /// This is to be performed.
    Perform {
        /// The middle step.
        perform: Perform,
        /// The thing as it is on record until it is settled, for what is on record before.
        so_far: Option<Resource<Value>>,
    },
}

/// What the first step gives.
pub struct Preparation {
    /// What follows it.
    pub next: Next,
    /// Everything that leaves with that; nothing where it never carries anything out.
    pub departure: Option<Departure>,
    /// Whether it comes to so much that a person has to see it first; see [`Asks::OfOutcome`].
    pub is_much: bool,
    /// What its answer would tell that its rows do not: shown wherever it is shown first.
    pub report: Option<Value>,
}

impl Preparation {
    /// One that is done with it.
    pub fn done(done: Done) -> Preparation {
        Preparation { next: Next::Done(done), departure: None, is_much: false, report: None }
    }
}

/// The first step. It is taken again where it was only shown, or shows something else by now.
type Prepare = Box<dyn Fn(&mut TenantWrite<'_>, &SessionSnapshot) -> Result<Preparation> + Send>;

/// A call that may write, its input bound.
///
/// What a person has to see first can only be attempted: whoever runs it looks at its rows before they stay.
pub struct Steps {
    /// How the gate treats it.
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

    /// Takes the first step, where nobody has to see it.
    ///
    /// # Errors
    /// Whatever it fails with.
    pub fn run(&self, db: &mut TenantWrite<'_>, session: &SessionSnapshot) -> Result<Preparation> {
        if self.conduct.asks == Asks::Always {
            return Err(Error::internal("a person has to see this first"));
        }
        (self.prepare)(db, session)
    }

    /// Takes the first step with new ids that follow from `id`, and takes it back unless `keep` agrees to it.
    ///
    /// # Errors
    /// Whatever it fails with.
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

/// Does something with new ids that follow from `id`, and takes it back unless `keep` agrees to it and to its rows.
///
/// # Errors
/// Whatever it fails with.
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
