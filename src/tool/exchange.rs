//! The kind for tools that reach outside: prepare, perform, record.
//!
//! What leaves is decided and written down in one transaction, sent without any, and what came back is
//! recorded in another. A crash in between leaves the first on record, so that nothing is sent twice.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
};

use serde_json::{Map, Value};

use super::{
    Arguments, Input, Kind, Operation, Output, Resource, Run, Spec, operations::typed, schema,
};
use crate::{error::Result, store::TenantWrite};

/// A future that the gate awaits without a transaction.
pub type Performing<R> = Pin<Box<dyn Future<Output = Result<R>> + Send>>;

/// Reaches outside. `P` is what was prepared, `R` what came back.
pub struct Exchange<I, P, R, T> {
    /// Its words.
    pub spec: Spec,
    prepare: fn(&mut TenantWrite<'_>, I) -> Result<P>,
    perform: fn(P) -> Performing<R>,
    record: fn(&mut TenantWrite<'_>, R) -> Result<Resource<T>>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Exchange<I, P, R, T> {
    /// An exchange of that name and those three steps.
    pub const fn new(
        spec: Spec,
        prepare: fn(&mut TenantWrite<'_>, I) -> Result<P>,
        perform: fn(P) -> Performing<R>,
        record: fn(&mut TenantWrite<'_>, R) -> Result<Resource<T>>,
    ) -> Self {
        Exchange {
            spec,
            prepare,
            perform,
            record,
            checked: OnceLock::new(),
            output: OnceLock::new(),
        }
    }
}

/// What the last step does, with its types forgotten.
pub type Recording = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Resource<Value>> + Send>;

/// The middle step, with its types forgotten: it ends in the last step.
pub type Performance = Pin<Box<dyn Future<Output = Result<Recording>> + Send>>;

/// An exchange whose input is bound.
pub trait Exchanging: Send {
    /// The first step; it gives the second.
    fn prepare(self: Box<Self>, db: &mut TenantWrite<'_>) -> Result<Performance>;
}

struct Bound<I, P, R, T> {
    input: I,
    prepare: fn(&mut TenantWrite<'_>, I) -> Result<P>,
    perform: fn(P) -> Performing<R>,
    record: fn(&mut TenantWrite<'_>, R) -> Result<Resource<T>>,
}

impl<I: Input, P: 'static, R: Send + 'static, T: Output> Exchanging for Bound<I, P, R, T> {
    fn prepare(self: Box<Self>, db: &mut TenantWrite<'_>) -> Result<Performance> {
        let performing = (self.perform)((self.prepare)(db, self.input)?);
        let record = self.record;
        Ok(Box::pin(async move {
            let result = performing.await?;
            let recording: Recording = Box::new(move |db| record(db, result)?.erase());
            Ok(recording)
        }))
    }
}

impl<I, P, R, T> Operation for Exchange<I, P, R, T>
where
    I: Input,
    P: 'static,
    R: Send + 'static,
    T: Output,
{
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        Kind::Exchange
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(Kind::Exchange))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::command_output::<T>())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, prepare, perform, record) =
            (typed(arguments)?, self.prepare, self.perform, self.record);
        Ok(Run::Exchange(Box::new(Bound { input, prepare, perform, record })))
    }
}
