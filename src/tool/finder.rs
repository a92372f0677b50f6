//! The kind for tools that search among the tools themselves; they need no tenant's data and no handle.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Input, Items, Kind, Listing, Operation, Output, Paging, Read, Run, Spec,
    operations::typed, schema,
};
use crate::error::Result;

/// A tool in scope, as it can be found.
#[derive(Clone, Debug)]
pub struct Card {
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    pub toolset: &'static str,
    /// Its description and guidance.
    pub description: String,
    /// Its input schema as served.
    pub input_schema: Arc<Map<String, Value>>,
}

/// The tools that can be found.
#[derive(Clone, Debug, Default)]
pub struct Findable {
    /// The tools in scope.
    pub cards: Vec<Card>,
    /// The tools that would be in scope if a service were connected, each with a sentence about what it needs.
    pub unconnected: Vec<(Card, String)>,
    /// Whether the client's list leaves tools out, so that what is found comes with its schema.
    pub with_schemas: bool,
}

/// The handler of a finder: returns the tools found, and a sentence if none fits.
pub type FinderFn<I, T> = fn(&Findable, I, &Paging) -> Result<(Listing<T>, Option<String>)>;

/// Searches among the tools in scope.
pub struct Finder<I, T> {
    pub spec: Spec,
    run: FinderFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// A finder with its input bound.
pub type BoundFinder =
    Box<dyn FnOnce(&Findable, &Paging) -> Result<(Items, Option<String>)> + Send>;

impl<I: Input, T: Output> Finder<I, T> {
    /// A finder with these texts and this handler.
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
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::finder_output::<T>())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, run): (I, _) = (typed(arguments)?, self.run);
        let find = move |findable: &Findable, paging: &Paging| {
            let (listing, none) = run(findable, input, paging)?;
            Ok((listing.erase()?, none))
        };
        Ok(Run::Read(Read::Tools(Box::new(find))))
    }
}
