//! The kind for tools with an effect outside: record what will be sent, send it, record the result.
//!
//! It is recorded in the state "unknown" before it is sent. So whatever ends the process or the wait, the record is
//! true, and nothing is sent twice.

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

/// Sends something. `P` is what is sent, `R` the result. See the module's documentation.
pub struct Sending<I, P, R, T> {
    pub spec: Spec,
    prepare: PrepareFn<I, P, T>,
    perform: PerformFn<P, R>,
    settle: SettleFn<R, T>,
    describe: DescribeFn<P>,
    conduct: &'static Conduct,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Sending<I, P, R, T> {
    /// `prepare` returns what is sent, and the thing as recorded until then; `describe` returns everything that is
    /// sent, and whether it needs a confirmation.
    ///
    /// `perform` should end in time by itself: if the gate ends it, the record stays as it was prepared.
    pub const fn new(
        spec: Spec,
        prepare: PrepareFn<I, P, T>,
        perform: PerformFn<P, R>,
        settle: SettleFn<R, T>,
        describe: DescribeFn<P>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        let conduct = &Conduct::SENDING;
        Sending { spec, prepare, perform, settle, describe, conduct, checked, output }
    }

    /// It may compute for longer than an answer from outside takes.
    #[must_use]
    pub const fn long(mut self) -> Self {
        self.conduct = &Conduct::LONG_SENDING;
        self
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
        let Sending { prepare, perform, settle, describe, conduct, .. } = *self;
        let input: I = typed(arguments)?;
        Ok(Run::Steps(Steps::new(conduct, move |db, session| {
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
