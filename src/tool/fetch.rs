//! The kind for tools that read outside: look at what is known, ask outside, keep what came.
//!
//! They change nothing of the business. What they write down is for themselves, answers to be used again and
//! how often a service was asked; a row of an entity that one of them touched would have no change in the
//! ledger, and the store rolls such a write back.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Arguments, Asking, Departure, Input, Kind, Operation, Output, Performing, Run, Seen, Spec,
    Watch, operations::typed, schema,
};
use crate::{
    error::{Error, Result},
    store::TenantWrite,
};

/// What a first look leads to.
pub enum Sought<P, T> {
    /// It is known already.
    Found(Fetched<T>),
    /// It has to be asked for outside.
    Ask(P),
}

/// What came from outside, and what did not.
pub struct Fetched<T> {
    pub items: Vec<T>,
    /// Who was asked and gave nothing.
    pub failures: Vec<Missed>,
    /// What else there is to say, in one sentence.
    pub note: Option<String>,
}

/// Somebody who was asked and gave nothing.
pub struct Missed {
    /// A service, or an address.
    pub source: String,
    pub error: Error,
}

impl<T> Fetched<T> {
    /// Everything that was asked for.
    pub fn all(items: Vec<T>) -> Fetched<T> {
        Fetched { items, failures: Vec::new(), note: None }
    }
}

impl<T: Serialize> Fetched<T> {
    fn erase(self) -> Result<Fetched<Value>> {
        let items = self.items.into_iter().map(serde_json::to_value);
        let items = items.collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
        Ok(Fetched { items, failures: self.failures, note: self.note })
    }
}

type Prepare<I, P, T> = fn(&mut TenantWrite<'_>, I) -> Result<Sought<P, T>>;
type Perform<P, R> = fn(P, Watch) -> Performing<R>;
type Record<R, T> = fn(&mut TenantWrite<'_>, R) -> Result<Fetched<T>>;

/// Reads outside. `P` is what is asked, `R` what came back. See the module's text.
pub struct Fetch<I, P, R, T> {
    pub spec: Spec,
    prepare: Prepare<I, P, T>,
    perform: Perform<P, R>,
    record: Record<R, T>,
    asking: Option<Asking<P>>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, P, R, T: Output> Fetch<I, P, R, T> {
    /// A fetch of that name and those three steps.
    pub const fn new(
        spec: Spec,
        prepare: Prepare<I, P, T>,
        perform: Perform<P, R>,
        record: Record<R, T>,
    ) -> Self {
        let checked = OnceLock::new();
        let output = OnceLock::new();
        Fetch { spec, prepare, perform, record, asking: None, checked, output }
    }

    /// One that a person has to confirm where `asking` says so: an address can carry data out.
    #[must_use]
    pub const fn asking(mut self, asking: Asking<P>) -> Self {
        self.asking = Some(asking);
        self
    }
}

/// The last step, with its types forgotten.
pub type Keeping = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Fetched<Value>> + Send>;

/// The middle step, with its types forgotten: it ends in the last step.
pub type Inquiry =
    Box<dyn FnOnce(Watch) -> Pin<Box<dyn Future<Output = Result<Keeping>> + Send>> + Send>;

/// A fetch whose input is bound.
pub trait Fetching: Send {
    /// The first step; it gives the answer or the second.
    fn prepare(&self, db: &mut TenantWrite<'_>, seen: &Seen) -> Result<Sought<Errand, Value>>;
}

/// What has to be asked for outside.
pub struct Errand {
    /// The second step.
    pub inquiry: Inquiry,
    /// What leaves with it; nothing where it never carries anything out.
    pub departure: Option<Departure>,
}

struct Bound<I, P, R, T> {
    input: I,
    prepare: Prepare<I, P, T>,
    perform: Perform<P, R>,
    record: Record<R, T>,
    asking: Option<Asking<P>>,
}

impl<I: Input, P: Send + 'static, R: Send + 'static, T: Output> Fetching for Bound<I, P, R, T> {
    fn prepare(&self, db: &mut TenantWrite<'_>, seen: &Seen) -> Result<Sought<Errand, Value>> {
        let asked = match (self.prepare)(db, self.input.clone())? {
            Sought::Found(found) => return found.erase().map(Sought::Found),
            Sought::Ask(asked) => asked,
        };
        let departure = self.asking.map_or(Ok(None), |asking| asking(db, &asked, seen))?;
        let (perform, record) = (self.perform, self.record);
        let inquiry: Inquiry = Box::new(move |watch| {
            Box::pin(async move {
                let came = perform(asked, watch).await?;
                let keeping: Keeping = Box::new(move |db| record(db, came)?.erase());
                Ok(keeping)
            })
        });
        Ok(Sought::Ask(Errand { inquiry, departure }))
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
        let input = typed(arguments)?;
        Ok(Run::Fetch(Box::new(Bound { input, prepare, perform, record, asking })))
    }
}
