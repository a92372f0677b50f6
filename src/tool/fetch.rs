//! The kind for tools that read outside: look at stored results, ask outside, store the new results.
//!
//! They change no data of the business. They may write bookkeeping, such as cached answers and counters; if one
//! changes a row of an entity, the store rolls it back.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Conduct, DepartureFn, Done, FetchResult, Input, Kind, Next, Operation, Output,
    Perform, PerformContext, PerformFuture, Preparation, Run, Settle, Settlement, Spec, Steps,
    operations::typed, schema,
};
use crate::{error::Result, store::TenantWrite};

/// The result of the first step.
pub enum FetchPlan<P, T> {
    /// The answer is stored already.
    Found(FetchResult<T>),
    /// It has to be fetched.
    Ask(P),
}

type PrepareFn<I, P, T> = fn(&mut TenantWrite<'_>, I) -> Result<FetchPlan<P, T>>;
type PerformFn<P, R> = fn(P, PerformContext) -> PerformFuture<R>;
type RecordFn<R, T> = fn(&mut TenantWrite<'_>, R) -> Result<FetchResult<T>>;

/// Reads outside. `P` is what is asked, `R` the result. See the module's documentation.
pub struct Fetch<I, P, R, T> {
    pub spec: Spec,
    prepare: PrepareFn<I, P, T>,
    perform: PerformFn<P, R>,
    record: RecordFn<R, T>,
    asking: Option<DepartureFn<P>>,
    /// Whether its answers may have pictures.
    shows: bool,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Fetch<I, P, R, T> {
    /// A fetch with these texts and its three steps.
    pub const fn new(
        spec: Spec,
        prepare: PrepareFn<I, P, T>,
        perform: PerformFn<P, R>,
        record: RecordFn<R, T>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        let (asking, shows) = (None, false);
        Fetch { spec, prepare, perform, record, asking, shows, checked, output }
    }

    /// Adds a confirmation if `asking` says so: an address can carry data out.
    #[must_use]
    pub const fn asking(mut self, asking: DepartureFn<P>) -> Self {
        self.asking = Some(asking);
        self
    }

    /// Its answers may have pictures.
    #[must_use]
    pub const fn showing(mut self) -> Self {
        self.shows = true;
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

    fn shows(&self) -> bool {
        self.shows
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
