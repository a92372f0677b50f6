//! The kind for tools that look among the tools themselves: no tenant's data, so no handle.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Input, Items, Kind, Listing, Operation, Output, Paging, Read, Run, Spec,
    operations::typed, schema,
};
use crate::error::Result;

/// What is known of a tool in scope.
#[derive(Clone, Debug)]
pub struct Card {
    pub name: &'static str,
    /// What a person reads where it is listed.
    pub title: &'static str,
    pub toolset: &'static str,
    /// What it does and its guidance.
    pub description: String,
    /// Its input schema, as it is served.
    pub input_schema: Arc<Map<String, Value>>,
}

/// What a finder does.
pub type FinderFn<I, T> = fn(&[Card], I, &Paging) -> Result<Listing<T>>;

/// Looks among the tools in scope.
pub struct Finder<I, T> {
    pub spec: Spec,
    run: FinderFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// A finder with its input bound.
pub type BoundFinder = Box<dyn FnOnce(&[Card], &Paging) -> Result<Items> + Send>;

impl<I: Input, T: Output> Finder<I, T> {
    /// A finder of that name.
    pub const fn new(spec: Spec, run: FinderFn<I, T>) -> Self {
        Finder { spec, run, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input, T: Output> Operation for Finder<I, T> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        Kind::Query
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(Kind::Query))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::query_output::<T>())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, run): (I, _) = (typed(arguments)?, self.run);
        let schema = self.output_schema();
        let find = move |cards: &[Card], paging: &Paging| run(cards, input, paging)?.erase(&schema);
        Ok(Run::Read(Read::Tools(Box::new(find))))
    }
}
