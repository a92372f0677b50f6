//! What a tool is: a value of one of a few kinds. The kind decides what it can do.
//!
//! - A [`Query`] receives a handle that cannot write, and lists things.
//! - A [`Command`] writes, and returns the whole thing after the write; the gate answers with what is new. It may need
//!   a person's confirmation because of its input (it changes what the public sees) or its result (it changes much).
//! - A [`Deletion`] writes too; the gate attempts it, and keeps the result only if a person has seen it.
//! - A [`Fetch`] reads outside, an [`Exchange`] brings something in, a [`Sending`] has an effect outside. Each prepares
//!   in a transaction, performs without one, and ends in another.
//! - A [`RequestLifecycle`] opens or closes a request, and a [`Finder`] searches among the tools themselves.
//! - An [`ActionSet`] is several of these under one name, chosen by the argument `action`.
//!
//! The gate runs all kinds that may write as [`Steps`]. Where these kinds differ is a constant of each ([`Conduct`]).
//!
//! Everything else follows from the kind: MCP hints, the arguments `dryRun`, `idempotencyKey`, `confirmed`,
//! `confirmationToken`, `limit` and `cursor`, the shape of the answer, the trust tier. No tool declares any of them.
//!
//! A handler is ordinary synchronous Rust: checks first, then the statements, then it reads the thing back. Its input
//! is parsed and checked; it does not format answers or keep history.

pub mod actions;
mod answer;
pub mod arguments;
pub mod call_subjects;
pub mod call_tool;
mod conduct;
mod departure;
mod exchange;
mod fetch;
mod finder;
mod fitted;
mod kind;
mod lean;
mod operations;
mod perform;
mod request_lifecycle;
pub mod schema;
mod sending;
mod steps;
mod texts;
mod view;

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use self::arguments::Arguments;
pub(crate) use self::fitted::{fair, fitted, how_many_fit, weight};
pub(crate) use self::schema::language_argument;
pub use self::{
    actions::{Action, ActionSet},
    answer::{
        FetchResult, Items, Listing, Paging, Position, RequestOutcome, Resource, SourceFailure,
    },
    call_subjects::CallSubjects,
    conduct::{Asks, Conduct, Fallback, Rehearsal},
    departure::{Departure, DepartureFn, Part, SessionReads},
    exchange::Exchange,
    fetch::{Fetch, FetchPlan},
    finder::{BoundFinder, Card, Findable, Finder, FinderFn},
    kind::Kind,
    perform::{PerformContext, PerformFuture, SendFuture},
    request_lifecycle::{RequestLifecycle, RequestLifecycleFn},
    sending::Sending,
    steps::{
        Done, Next, Perform, Preparation, SessionSnapshot, Settle, Settlement, Steps, attempt,
    },
    texts::Texts,
    view::{Show, Shown, View},
};
use crate::{
    error::{Error, Result},
    store::{TenantRead, TenantWrite},
};

/// The texts of a tool. The name is the file's: `getPage` is `tools/cms/page/get.rs`.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// For the model: what it does, its scopes, how it behaves, what it returns. Guidance is appended.
    pub description: &'static str,
}

/// An input type: parsed from arguments, described by its schema, and cloned when a slow read is run again.
pub trait Input: DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static {}
impl<T: DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static> Input for T {}

/// An output type.
pub trait Output: Serialize + JsonSchema + 'static {}
impl<T: Serialize + JsonSchema + 'static> Output for T {}

/// The handler of a query.
pub type QueryFn<I, T> = fn(&TenantRead<'_>, I, &Paging) -> Result<Listing<T>>;

/// The handler of a command.
pub type CommandFn<I, T> = fn(&mut TenantWrite<'_>, I) -> Result<Resource<T>>;

/// The handler of a deletion.
pub type DeletionFn<I> = fn(&mut TenantWrite<'_>, I) -> Result<()>;

/// A tool that reads; see the module's documentation.
pub struct Query<I, T> {
    pub spec: Spec,
    run: QueryFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// A tool that writes; see the module's documentation.
pub struct Command<I, T> {
    pub spec: Spec,
    run: CommandFn<I, T>,
    /// Whether this input needs a confirmation.
    guarded: Option<fn(&I) -> bool>,
    /// Whether this result is so large that it needs a confirmation.
    is_much: Option<fn(&T) -> bool>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// A tool that deletes, or does something else that needs a confirmation; see the module's documentation.
pub struct Deletion<I> {
    pub spec: Spec,
    run: DeletionFn<I>,
    /// Whether it needs a confirmation.
    asks: bool,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, T: Output> Query<I, T> {
    /// A query with these texts and this handler.
    pub const fn new(spec: Spec, run: QueryFn<I, T>) -> Self {
        Query { spec, run, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input, T: Output> Command<I, T> {
    /// A command that needs no confirmation, with these texts and this handler.
    pub const fn new(spec: Spec, run: CommandFn<I, T>) -> Self {
        let (guarded, is_much) = (None, None);
        Command { spec, run, guarded, is_much, checked: OnceLock::new(), output: OnceLock::new() }
    }

    /// A command that needs a confirmation if `when` holds for its input.
    pub const fn guarded(spec: Spec, run: CommandFn<I, T>, when: fn(&I) -> bool) -> Self {
        let (guarded, is_much) = (Some(when), None);
        Command { spec, run, guarded, is_much, checked: OnceLock::new(), output: OnceLock::new() }
    }

    /// A command that needs a confirmation if `is_much` holds for its result.
    pub const fn weighed(spec: Spec, run: CommandFn<I, T>, is_much: fn(&T) -> bool) -> Self {
        let (guarded, is_much) = (None, Some(is_much));
        Command { spec, run, guarded, is_much, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input> Deletion<I> {
    /// A deletion that needs a confirmation, with these texts and this handler.
    pub const fn new(spec: Spec, run: DeletionFn<I>) -> Self {
        Deletion::made(spec, run, true)
    }

    /// A deletion of something so small that it needs no confirmation.
    pub const fn unasked(spec: Spec, run: DeletionFn<I>) -> Self {
        Deletion::made(spec, run, false)
    }

    const fn made(spec: Spec, run: DeletionFn<I>, asks: bool) -> Self {
        Deletion { spec, run, asks, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

/// An operation without its type parameters, as the catalogue stores it and the gate runs it.
pub trait Operation: Sync {
    /// The texts of the operation.
    fn spec(&self) -> &Spec;
    /// The kind of the operation.
    fn kind(&self) -> Kind;
    /// The check of its arguments, with their schema. Built once.
    fn arguments(&self) -> &Arguments;
    /// The schema of its answers, including previews.
    fn output_schema(&self) -> Arc<Map<String, Value>>;
    /// Whether its answers may have pictures although its kind has answers of its own shape. An answer with pictures is
    /// text without a structure, so that no schema may promise one.
    fn shows(&self) -> bool {
        false
    }
    /// Binds checked arguments, without those that the kind adds.
    fn prepare(&self, arguments: &Value) -> Result<Run>;
}

impl dyn Operation {
    /// The same for an operation that may write.
    ///
    /// # Errors
    /// If the operation only reads.
    pub fn steps(&self, arguments: &Value) -> Result<Steps> {
        match self.prepare(arguments)? {
            Run::Steps(steps) => Ok(steps),
            Run::Read(_) => Err(Error::internal("it only reads")),
        }
    }
}

/// A query with its input bound; a slow one is run again on another thread, and one that is searched by its meaning
/// once that is known.
pub type BoundQuery = Box<dyn Fn(&TenantRead<'_>, &Paging) -> Result<Items> + Send + Sync>;

/// A call that only reads, with its input bound.
pub enum Read {
    /// Reads the tenant's rows.
    Rows(BoundQuery),
    /// Searches the tools in scope.
    Tools(BoundFinder),
}

/// An operation that is ready to run, with its input bound.
pub enum Run {
    Read(Read),
    /// Every other kind: prepare, possibly perform, possibly settle.
    Steps(Steps),
}

/// A tool of the catalogue.
#[derive(Clone, Copy)]
pub enum Tool {
    One(&'static dyn Operation),
    /// Several operations under one name.
    Actions(&'static ActionSet),
}

impl Tool {
    /// Builds the argument checks in advance, on which everything else depends.
    pub fn warm_up(&self) {
        match self {
            Tool::One(operation) => _ = operation.arguments(),
            Tool::Actions(set) => set.actions.iter().for_each(|(_, it)| _ = it.arguments()),
        }
    }

    /// The texts of the tool.
    pub fn spec(&self) -> &'static Spec {
        match self {
            Tool::One(operation) => operation.spec(),
            Tool::Actions(set) => &set.spec,
        }
    }
}
