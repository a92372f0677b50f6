//! The kind for tools that read outside: look at what is known, ask outside, keep what came.
//!
//! They change nothing of the business. What they write down is for themselves, answers to be used again and
//! how often a service was asked; a row of an entity that one of them touched would have no change in the
//! ledger, and the store rolls such a write back.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Conduct, DepartureFn, Done, FetchResult, Input, Kind, Next, Operation, Output,
    Perform, PerformContext, PerformFuture, Preparation, Run, Settle, Settlement, Spec, Steps,
    operations::typed, schema,
};
use crate::{error::Result, store::TenantWrite};

/// What a first look leads to.
pub enum FetchPlan<P, T> {
    /// It is known already.
    Found(FetchResult<T>),
    /// It has to be asked for outside.
    Ask(P),
}

type PrepareFn<I, P, T> = fn(&mut TenantWrite<'_>, I) -> Result<FetchPlan<P, T>>;
type PerformFn<P, R> = fn(P, PerformContext) -> PerformFuture<R>;
type RecordFn<R, T> = fn(&mut TenantWrite<'_>, R) -> Result<FetchResult<T>>;

/// Reads outside. `P` is what is asked, `R` what came back. See the module's text.
pub struct Fetch<I, P, R, T> {
    pub spec: Spec,
    prepare: PrepareFn<I, P, T>,
    perform: PerformFn<P, R>,
    record: RecordFn<R, T>,
    asking: Option<DepartureFn<P>>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Fetch<I, P, R, T> {
    /// A fetch of that name and those three steps.
    pub const fn new(
        spec: Spec,
        prepare: PrepareFn<I, P, T>,
        perform: PerformFn<P, R>,
        record: RecordFn<R, T>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        Fetch { spec, prepare, perform, record, asking: None, checked, output }
    }

    /// One that a person has to confirm where `asking` says so: an address can carry data out.
    #[must_use]
    pub const fn asking(mut self, asking: DepartureFn<P>) -> Self {
        self.asking = Some(asking);
        self
    }
}

impl<I, P, R, T> Operation for Fetch<I, P, R, T>
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
        if self.asking.is_some() { Kind::Inquiry } else { Kind::Fetch }
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(self.kind()))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        let asks = self.asking.is_some();
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::fetch_output::<T>(asks))))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let Fetch { prepare, perform, record, asking, .. } = *self;
        let input: I = typed(arguments)?;
        Ok(Run::Steps(Steps::new(&Conduct::FETCH, move |db, session| {
            let asked: P = match prepare(db, input.clone())? {
                FetchPlan::Found(found) => {
                    return Ok(Preparation::done(Done::Fetched(found.erase()?)));
                }
                FetchPlan::Ask(asked) => asked,
            };
            let departure = asking.map_or(Ok(None), |asks| asks(db, &asked, &session.seen))?;
            let perform: Perform = Box::new(move |context| {
                Box::pin(async move {
                    let came = perform(asked, context).await?;
                    let settle: Settle = Box::new(move |db| {
                        Ok(Settlement::Done(Done::Fetched(record(db, came)?.erase()?)))
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
