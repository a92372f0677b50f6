//! The kind for tools that leave a trace outside: write down what will be sent, send it, settle what came of it.
//!
//! What leaves is on record before it leaves, in the state "unknown". So whatever ends the process, or the
//! wait, the record tells the truth, and nothing is sent twice.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
};

use serde_json::{Map, Value};

use super::{
    Arguments, Departure, Input, Kind, Operation, Output, Resource, Run, Seen, Spec, Watch,
    operations::typed, schema,
};
use crate::{
    error::{Error, Result},
    store::{TenantRead, TenantWrite},
};

/// What came of what was sent. Whatever it is, what the last step wrote is kept.
pub enum Settled<T> {
    Done(Resource<T>),
    /// It was not done, for certain; trying again can do no harm.
    NotDone(Error),
    /// Whether it was done is not known.
    Unknown(Error),
}

/// A future that the gate awaits without a transaction. It cannot fail: what went wrong is part of what came of
/// it, and is settled like the rest.
pub type Leaving<R> = Pin<Box<dyn Future<Output = R> + Send>>;

type Prepare<I, P, T> = fn(&mut TenantWrite<'_>, I) -> Result<(P, Resource<T>)>;
type Perform<P, R> = fn(P, Watch) -> Leaving<R>;
type Settle<R, T> = fn(&mut TenantWrite<'_>, R) -> Result<Settled<T>>;
type Describe<P> = fn(&TenantRead<'_>, &P, &Seen) -> Result<Departure>;

/// Sends something. `P` is what is sent, `R` what came back. See the module's text.
pub struct Sending<I, P, R, T> {
    pub spec: Spec,
    prepare: Prepare<I, P, T>,
    perform: Perform<P, R>,
    settle: Settle<R, T>,
    describe: Describe<P>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Sending<I, P, R, T> {
    /// A sending of that name and those three steps. `prepare` gives, besides what is sent, the thing as it is
    /// on record from then on; `describe` says all that leaves with it, and whether a person has to see that first.
    ///
    /// `perform` should end by itself in time: where the gate has to end it, the record stays as it was prepared.
    pub const fn new(
        spec: Spec,
        prepare: Prepare<I, P, T>,
        perform: Perform<P, R>,
        settle: Settle<R, T>,
        describe: Describe<P>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        Sending { spec, prepare, perform, settle, describe, checked, output }
    }
}

/// The last step, with its types forgotten.
pub type Settling = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Settled<Value>> + Send>;

/// The middle step, with its types forgotten: it ends in the last step.
pub type Dispatch = Box<dyn FnOnce(Watch) -> Leaving<Settling> + Send>;

/// A sending whose input is bound.
pub trait Dispatching: Send {
    /// The first step.
    fn prepare(&self, db: &mut TenantWrite<'_>, seen: &Seen) -> Result<Ready>;
}

/// What is on record and can be sent.
pub struct Ready {
    /// The second step.
    pub dispatch: Dispatch,
    /// Everything that leaves with it.
    pub departure: Departure,
    /// The thing as it is on record.
    pub so_far: Resource<Value>,
}

struct Bound<I, P, R, T> {
    input: I,
    prepare: Prepare<I, P, T>,
    perform: Perform<P, R>,
    settle: Settle<R, T>,
    describe: Describe<P>,
}

impl<I: Input, P: Send + 'static, R: Send + 'static, T: Output> Dispatching for Bound<I, P, R, T> {
    fn prepare(&self, db: &mut TenantWrite<'_>, seen: &Seen) -> Result<Ready> {
        let (sent, so_far) = (self.prepare)(db, self.input.clone())?;
        let departure = (self.describe)(db, &sent, seen)?;
        let (perform, settle) = (self.perform, self.settle);
        let dispatch: Dispatch = Box::new(move |watch| {
            Box::pin(async move {
                let came = perform(sent, watch).await;
                let settling: Settling = Box::new(move |db| {
                    Ok(match settle(db, came)? {
                        Settled::Done(resource) => Settled::Done(resource.erase()?),
                        Settled::NotDone(error) => Settled::NotDone(error),
                        Settled::Unknown(error) => Settled::Unknown(error),
                    })
                });
                settling
            })
        });
        Ok(Ready { dispatch, departure, so_far: so_far.erase()? })
    }
}

impl<I, P, R, T> Operation for Sending<I, P, R, T>
where
    I: Input,
    P: Send + 'static,
    R: Send + 'static,
    T: Output,
{
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        Kind::Sending
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(Kind::Sending))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::departing_output::<T>())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let Sending { prepare, perform, settle, describe, .. } = *self;
        let input = typed(arguments)?;
        Ok(Run::Sending(Box::new(Bound { input, prepare, perform, settle, describe })))
    }
}
