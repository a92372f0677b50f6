//! What a tool is: a value of one of a few kinds. The kind decides what it can do.
//!
//! - A [`Query`] is handed a handle that cannot write, and lists things.
//! - A [`Command`] writes, and answers with the whole thing as it is after the write.
//! - A [`Deletion`] writes too, but the gate can only rehearse it, or run it against the digest of a
//!   rehearsal that a person has seen ([`Guarded`]).
//! - An [`Exchange`] talks to the world outside: it prepares in a transaction, performs without one, and
//!   records in another.
//! - An [`ActionSet`] is several of these under one name, chosen by `action`.
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
mod exchange;
mod operations;
pub mod schema;

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

pub(crate) use self::answer::weight;
use self::arguments::Arguments;
pub use self::{
    actions::{Action, ActionSet},
    answer::{Items, Listing, Paging, Position, Resource},
    exchange::{Exchange, Exchanging, Performance, Performing, Recording},
};
use crate::{
    error::Result,
    store::{
        TenantRead, TenantWrite,
        ledger::{self, RowChange},
    },
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

/// The kind of an operation; hints and checks are derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// T1: reads.
    Query,
    /// T2: writes.
    Command,
    /// T3: is previewed and confirmed.
    Deletion,
    /// T2, and reaches outside.
    Exchange,
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
    /// Its words.
    pub spec: Spec,
    run: QueryFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// Writes. See the module's text.
pub struct Command<I, T> {
    /// Its words.
    pub spec: Spec,
    run: CommandFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// Deletes, or does something else that a person has to see first. See the module's text.
pub struct Deletion<I> {
    /// Its words.
    pub spec: Spec,
    run: DeletionFn<I>,
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
    pub const fn new(spec: Spec, run: fn(&mut TenantWrite<'_>, I) -> Result<Resource<T>>) -> Self {
        Command { spec, run, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input> Deletion<I> {
    /// A deletion of that name.
    pub const fn new(spec: Spec, run: DeletionFn<I>) -> Self {
        Deletion { spec, run, checked: OnceLock::new(), output: OnceLock::new() }
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

/// A query with its input bound; a slow one is run again elsewhere.
pub type BoundQuery = Box<dyn Fn(&TenantRead<'_>, &Paging) -> Result<Items> + Send>;

/// A command with its input bound.
pub type BoundCommand = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Resource<Value>> + Send>;

/// An operation that is ready to run, its input bound.
pub enum Run {
    /// Of a [`Query`].
    Query(BoundQuery),
    /// Of a [`Command`].
    Command(BoundCommand),
    /// Of a [`Deletion`].
    Deletion(Guarded),
    /// Of an [`Exchange`].
    Exchange(Box<dyn Exchanging>),
}

/// What a person has to see before it is done. It can be rehearsed, or executed as it was shown: there is
/// no third way to run it.
pub struct Guarded(BoundDeletion);

type BoundDeletion = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<()> + Send>;

/// What came of executing something [`Guarded`].
pub enum Executed {
    /// It was done, and did what was shown.
    AsShown,
    /// It would have done something else, and was taken back; these are the rows now.
    Differs(Vec<RowChange>),
}

impl Guarded {
    /// What it would do.
    pub fn rehearse(self, db: &mut TenantWrite<'_>) -> Result<Vec<RowChange>> {
        db.rehearse(|db| (self.0)(db)).map(|((), rows)| rows)
    }

    /// Does it, if it does exactly what the rows of digest `shown` said.
    pub fn execute(self, db: &mut TenantWrite<'_>, shown: &str) -> Result<Executed> {
        let mut as_shown = false;
        let rows = db.keep_if(
            |db| (self.0)(db),
            |rows| {
                as_shown = ledger::digest(rows)? == shown;
                Ok(as_shown)
            },
        )?;
        Ok(if as_shown { Executed::AsShown } else { Executed::Differs(rows) })
    }
}

/// A tool of the catalogue.
#[derive(Clone, Copy)]
pub enum Tool {
    /// One operation.
    One(&'static dyn Operation),
    /// Several under one name.
    Actions(&'static ActionSet),
}

impl Tool {
    /// Makes its schemas, which everything else finds ready then.
    pub fn warm_up(&self) {
        let make = |operation: &'static dyn Operation| {
            operation.arguments();
            operation.output_schema();
        };
        match self {
            Tool::One(operation) => make(*operation),
            Tool::Actions(set) => set.actions.iter().for_each(|(_, operation)| make(*operation)),
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
