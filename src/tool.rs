//! What a tool is: a value of one of a few kinds. The kind decides what it can do.
//!
//! - A [`Query`] is handed a handle that cannot write, and lists things.
//! - A [`Command`] writes, and gives the whole thing as it is after the write, of which the gate answers with what is
//!   new. Where its arguments change what the public sees, it is guarded like a deletion; where it may come to much,
//!   when it does.
//! - A [`Deletion`] writes too, but the gate can only attempt it, and keep it where it is what a person has seen.
//! - A [`Fetch`] reads outside, an [`Exchange`] brings something in, a [`Sending`] leaves a trace there. Each
//!   prepares in a transaction, performs without one, and ends in another.
//! - A [`RequestLifecycle`] opens or closes a request, and a [`Finder`] looks among the tools themselves.
//! - An [`ActionSet`] is several of these under one name, chosen by `action`.
//!
//! To the gate all that may write are [`Steps`], and what is different between them is a constant of their kind
//! ([`Conduct`]).
//!
//! Everything else follows from the kind: MCP hints, the arguments `dryRun`, `idempotencyKey`,
//! `confirmed`, `confirmationToken`, `limit` and `cursor`, the shape of the answer, the trust tier. No
//! tool writes any of them by hand.
//!
//! A handler is ordinary synchronous Rust: checks first, then the statements, then the thing read back.
//! It takes its input parsed and checked, never formats an answer, and keeps no history of its own.

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

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

pub(crate) use self::answer::weight;
use self::arguments::Arguments;
pub(crate) use self::fitted::{fair, fitted, how_many_fit};
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
};
use crate::{
    error::{Error, Result},
    store::{TenantRead, TenantWrite},
};

/// The words of a tool. The name is the verb file's: `getPage` is `tools/cms/page/get.rs`.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The name on the wire.
    pub name: &'static str,
    /// What a person reads where the tool is listed.
    pub title: &'static str,
    /// What it does, its scopes, how it behaves, what it returns; guidance follows it.
    pub description: &'static str,
}

/// Input types: parsed from arguments, described to the model, and run again for a slow read.
pub trait Input: DeserializeOwned + JsonSchema + Clone + Send + 'static {}
impl<T: DeserializeOwned + JsonSchema + Clone + Send + 'static> Input for T {}

/// Output types.
pub trait Output: Serialize + JsonSchema + 'static {}
impl<T: Serialize + JsonSchema + 'static> Output for T {}

/// What a query does.
pub type QueryFn<I, T> = fn(&TenantRead<'_>, I, &Paging) -> Result<Listing<T>>;

/// What a command does.
pub type CommandFn<I, T> = fn(&mut TenantWrite<'_>, I) -> Result<Resource<T>>;

/// What a deletion does.
pub type DeletionFn<I> = fn(&mut TenantWrite<'_>, I) -> Result<()>;

/// Reads. See the module's text.
pub struct Query<I, T> {
    pub spec: Spec,
    run: QueryFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// Writes. See the module's text.
pub struct Command<I, T> {
    pub spec: Spec,
    run: CommandFn<I, T>,
    /// For which input a person has to see it first.
    guarded: Option<fn(&I) -> bool>,
    /// What it comes to that a person has to see first.
    is_much: Option<fn(&T) -> bool>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// Deletes, or does something else that a person has to see first. See the module's text.
pub struct Deletion<I> {
    pub spec: Spec,
    run: DeletionFn<I>,
    /// Whether a person has to see it first.
    asks: bool,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

impl<I: Input, T: Output> Query<I, T> {
    /// A query of that name.
    pub const fn new(spec: Spec, run: QueryFn<I, T>) -> Self {
        Query { spec, run, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input, T: Output> Command<I, T> {
    /// A command of that name.
    pub const fn new(spec: Spec, run: CommandFn<I, T>) -> Self {
        let (guarded, is_much) = (None, None);
        Command { spec, run, guarded, is_much, checked: OnceLock::new(), output: OnceLock::new() }
    }

    /// A command that a person has to see first where `when` says so of its input.
    pub const fn guarded(spec: Spec, run: CommandFn<I, T>, when: fn(&I) -> bool) -> Self {
        let (guarded, is_much) = (Some(when), None);
        Command { spec, run, guarded, is_much, checked: OnceLock::new(), output: OnceLock::new() }
    }

    /// A command that a person has to see first where it comes to much.
    pub const fn weighed(spec: Spec, run: CommandFn<I, T>, is_much: fn(&T) -> bool) -> Self {
        let (guarded, is_much) = (None, Some(is_much));
        Command { spec, run, guarded, is_much, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input> Deletion<I> {
    /// A deletion of that name.
    pub const fn new(spec: Spec, run: DeletionFn<I>) -> Self {
        Deletion::made(spec, run, true)
    }

    /// A deletion of what is so small that nobody is asked first.
    pub const fn unasked(spec: Spec, run: DeletionFn<I>) -> Self {
        Deletion::made(spec, run, false)
    }

    const fn made(spec: Spec, run: DeletionFn<I>, asks: bool) -> Self {
        Deletion { spec, run, asks, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

/// An operation with its types forgotten: what the catalogue holds and the gate runs.
pub trait Operation: Sync {
    /// Its words.
    fn spec(&self) -> &Spec;
    /// Its kind.
    fn kind(&self) -> Kind;
    /// The check of its arguments, with the schema that says it. Built once.
    fn arguments(&self) -> &Arguments;
    /// The schema of its answers, previews included.
    fn output_schema(&self) -> Arc<Map<String, Value>>;
    /// Makes the run of checked arguments, those that the kind adds left out.
    fn prepare(&self, arguments: &Value) -> Result<Run>;
}

impl dyn Operation {
    /// The same of one that may write.
    ///
    /// # Errors
    /// When it only reads.
    pub fn steps(&self, arguments: &Value) -> Result<Steps> {
        match self.prepare(arguments)? {
            Run::Steps(steps) => Ok(steps),
            Run::Read(_) => Err(Error::internal("it only reads")),
        }
    }
}

/// A query with its input bound; a slow one is run again elsewhere.
pub type BoundQuery = Box<dyn Fn(&TenantRead<'_>, &Paging) -> Result<Items> + Send>;

/// A call that only reads, its input bound.
pub enum Read {
    /// The tenant's rows.
    Rows(BoundQuery),
    /// The tools in scope.
    Tools(BoundFinder),
}

/// An operation that is ready to run, its input bound.
pub enum Run {
    Read(Read),
    /// Of every other kind: prepared, perhaps performed, perhaps settled.
    Steps(Steps),
}

/// A tool of the catalogue.
#[derive(Clone, Copy)]
pub enum Tool {
    One(&'static dyn Operation),
    /// Several under one name.
    Actions(&'static ActionSet),
}

impl Tool {
    /// Makes the check of its arguments, which everything else finds ready then.
    pub fn warm_up(&self) {
        match self {
            Tool::One(operation) => _ = operation.arguments(),
            Tool::Actions(set) => set.actions.iter().for_each(|(_, it)| _ = it.arguments()),
        }
    }

    /// Its words.
    pub fn spec(&self) -> &'static Spec {
        match self {
            Tool::One(operation) => operation.spec(),
            Tool::Actions(set) => &set.spec,
        }
    }
}
