//! The kind for tools that leave a trace outside: write down what will be sent, send it, settle what came of it.
//!
//! What leaves is on record before it leaves, in the state "unknown". So whatever ends the process, or the
//! wait, the record tells the truth, and nothing is sent twice.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Conduct, Departure, Done, Input, Kind, Next, Operation, Output, Perform,
    PerformContext, Preparation, Resource, Run, SendFuture, SessionReads, Settle, Settlement, Spec,
    Steps, operations::typed, schema,
};
use crate::{
    error::Result,
    store::{TenantRead, TenantWrite},
};

type PrepareFn<I, P, T> = fn(&mut TenantWrite<'_>, I) -> Result<(P, Resource<T>)>;
type PerformFn<P, R> = fn(P, PerformContext) -> SendFuture<R>;
type SettleFn<R, T> = fn(&mut TenantWrite<'_>, R) -> Result<Settlement<Resource<T>>>;
type DescribeFn<P> = fn(&TenantRead<'_>, &P, &SessionReads) -> Result<Departure>;

/// Sends something. `P` is what is sent, `R` what came back. See the module's text.
pub struct Sending<I, P, R, T> {
    pub spec: Spec,
    prepare: PrepareFn<I, P, T>,
    perform: PerformFn<P, R>,
    settle: SettleFn<R, T>,
    describe: DescribeFn<P>,
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
        prepare: PrepareFn<I, P, T>,
        perform: PerformFn<P, R>,
        settle: SettleFn<R, T>,
        describe: DescribeFn<P>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        Sending { spec, prepare, perform, settle, describe, checked, output }
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
        let input: I = typed(arguments)?;
        Ok(Run::Steps(Steps::new(&Conduct::SENDING, move |db, session| {
            let (sent, so_far): (P, _) = prepare(db, input.clone())?;
            let departure = Some(describe(db, &sent, &session.seen)?);
            let perform: Perform = Box::new(move |context| {
                Box::pin(async move {
                    let came = perform(sent, context).await;
                    let settle: Settle = Box::new(move |db| {
                        settle(db, came)?.and_then(|resource| resource.erase().map(Done::Thing))
                    });
                    Ok(settle)
                })
            });
            Ok(Preparation {
                next: Next::Perform { perform, so_far: Some(so_far.erase()?) },
                departure,
                is_much: false,
                report: None,
            })
        })))
    }
}
