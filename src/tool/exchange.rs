//! The kind for tools that bring something in from outside: prepare, perform, record.
//!
//! One transaction decides what is wanted; it is fetched or computed without a transaction; another transaction
//! records the result. Performing has no effect outside, so dry runs and repeated calls may do it too. A tool with an
//! effect outside is a [`super::Sending`].

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Conduct, DepartureFn, Done, Input, Kind, Next, Operation, Output, Perform,
    PerformContext, PerformFuture, Preparation, Resource, Run, Settle, Settlement, Spec, Steps,
    operations::typed, schema,
};
use crate::{error::Result, store::TenantWrite};

/// Brings something in. `P` is what was prepared, `R` the result of performing.
pub struct Exchange<I, P, R, T> {
    pub spec: Spec,
    prepare: fn(&mut TenantWrite<'_>, I) -> Result<P>,
    perform: fn(P, PerformContext) -> PerformFuture<R>,
    record: fn(&mut TenantWrite<'_>, R) -> Result<Resource<T>>,
    asking: Option<DepartureFn<P>>,
    conduct: &'static Conduct,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Exchange<I, P, R, T> {
    /// An exchange with these texts and its three steps.
    pub const fn new(
        spec: Spec,
        prepare: fn(&mut TenantWrite<'_>, I) -> Result<P>,
        perform: fn(P, PerformContext) -> PerformFuture<R>,
        record: fn(&mut TenantWrite<'_>, R) -> Result<Resource<T>>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        let (asking, conduct) = (None, &Conduct::EXCHANGE);
        Exchange { spec, prepare, perform, record, asking, conduct, checked, output }
    }

    /// Adds a confirmation, before anything is performed, if `asking` says so: an address can carry data out.
    #[must_use]
    pub const fn asking(mut self, asking: DepartureFn<P>) -> Self {
        self.asking = Some(asking);
        self
    }

    /// It may compute for longer than an answer from outside takes.
    #[must_use]
    pub const fn long(mut self) -> Self {
        self.conduct = &Conduct::LONG_EXCHANGE;
        self
    }
}

impl<I, P, R, T> Operation for Exchange<I, P, R, T>
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
        if self.asking.is_some() { Kind::Retrieval } else { Kind::Exchange }
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(self.kind()))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        let made = || match self.asking {
            Some(_) => schema::departing_output::<T>(),
            None => schema::command_output::<T>(false),
        };
        Arc::clone(self.output.get_or_init(|| Arc::new(made())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let Exchange { prepare, perform, record, asking, conduct, .. } = *self;
        let input: I = typed(arguments)?;
        Ok(Run::Steps(Steps::new(conduct, move |db, session| {
            let prepared: P = prepare(db, input.clone())?;
            let departure = asking.map_or(Ok(None), |asks| asks(db, &prepared, &session.seen))?;
            let perform: Perform = Box::new(move |context| {
                Box::pin(async move {
                    let came = perform(prepared, context).await?;
                    let settle: Settle = Box::new(move |db| {
                        Ok(Settlement::Done(Done::Thing(record(db, came)?.erase()?)))
                    });
                    Ok(settle)
                })
            });
            Ok(Preparation {
                next: Next::Perform { perform, so_far: None },
                departure,
                is_much: false,
                report: None,
            })
        })))
    }
}
