//! The gate: what every call passes, in one fixed order, written once.
//!
//! find → scope → rate → parse → (in one transaction: idempotency → confirmation → run → ledger → log) →
//! reply. A tool cannot skip a step, because no tool has a step of its own: what happens to a call follows
//! from the kind of its operation. A panic becomes `INTERNAL`, a refusal is logged too.

mod bracket;
mod call;
mod confirm;
mod cursor;
mod erase;
mod exchange;
mod exposure;
mod fetch;
mod idempotency;
mod incoming;
mod limits;
mod live;
mod log;
mod look;
mod person;
mod personal;
pub mod proposals;
mod propose;
mod rate;
mod read;
mod reply;
mod requests;
mod resources;
pub mod scope;
mod sending;
mod slots;
mod words;
mod write;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde_json::Value;

pub use self::incoming::{Client, IncomingCall};
pub use self::limits::Limits;
pub use self::person::{Ask, Person, Returned, Verdict};
pub use self::rate::RateLimits;
pub use self::resources::{Asker, Document, Kind as ResourceKind, Link, Refusal};
pub use self::scope::{Hints, ListedTool};
pub use self::words::{Workflow, WorkflowArgument};
use self::{
    call::Call,
    exposure::Exposed,
    live::{Live, Now},
    log::CallLog,
    rate::Rates,
    reply::Answer,
    requests::Requests,
    slots::Slots,
};
pub use crate::progress::{Progress, ProgressReport};
use crate::{
    error::{Code, Result},
    principal::Principal,
    store::{Patience, Store},
    tool::{Run, Watch, arguments::Checked},
};

/// How long the world outside may take. Tests of what is late do not wait for it.
const OUTSIDE_DEADLINE: Duration =
    if cfg!(test) { Duration::from_millis(500) } else { Duration::from_secs(15) };

/// How long a call may keep the database.
const DATABASE_DEADLINE: Duration = Duration::from_secs(5);

/// A longer name is no tool's, and not worth a longer row in the log.
const TOOL_NAME_CHARS_MAX: usize = 128;

/// What becomes of a call.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A result; the client may validate it against the output schema.
    Success(Value),
    /// The person has to be asked before the call comes again.
    Question {
        /// What to ask.
        text: String,
        /// The preview that the answer is about.
        token: String,
    },
    /// A failure that the model can act on.
    Failure(Value),
    /// There is no such tool, or this principal may not know of it.
    UnknownTool,
    /// The client no longer wants it, and nothing was changed.
    Cancelled,
}

/// What every call of one principal passes.
pub struct Gate {
    store: Store,
    principal: Principal,
    live: Live,
    slots: Slots,
    rates: Arc<Rates>,
    log: Arc<CallLog>,
    requests: Requests,
    exposure: Exposed,
    limits: Limits,
    /// What signs for the data folder, once it was needed.
    secret: OnceLock<[u8; 32]>,
}

impl Gate {
    /// A gate for calls of `principal`.
    pub fn new(store: Store, principal: Principal, limits: Limits) -> Gate {
        let rates = Arc::new(Rates::new(store.clone(), principal.clone()));
        Gate {
            live: Live::new(store.clone(), &principal),
            slots: Slots::default(),
            log: Arc::new(CallLog::new(store.clone(), principal.clone(), Arc::clone(&rates))),
            rates,
            requests: Requests::default(),
            exposure: Exposed::default(),
            secret: OnceLock::new(),
            store,
            principal,
            limits,
        }
    }

    /// The tools in scope, in the order of the catalogue.
    pub fn listed(&self) -> Vec<ListedTool> {
        self.live.now().scope.listed()
    }

    /// A number that moves when the tools in scope, or what is said of them, change.
    pub fn generation(&self) -> u64 {
        self.live.now().generation
    }

    /// Notes a line that was too long or not JSON, which never became a call.
    pub fn refused_line(&self, bytes: usize) {
        tracing::warn!(bytes, "a line that is not a message was refused");
    }

    /// Whose calls pass here.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Writes what the log still holds. Call it before the process ends.
    pub async fn close(&self) {
        self.log.flush().await;
        self.log.tell_head();
    }

    /// Passes one call.
    pub async fn call(&self, incoming: IncomingCall) -> Reply {
        let call = Arc::new(Call::new(&incoming, self.requests.current()));
        let outcome = self.pass(incoming, &call).await;
        if let Ok(answer) = &outcome {
            self.exposure.note(&answer.body);
        }
        if let Some((toolset, _)) = call.uncounted() {
            self.rates.note(toolset);
        }
        if !call.is_logged() {
            self.log.add(log::row(&call, outcome.as_ref())).await;
        }
        if let Err(error) = &outcome
            && error.code() == Code::Internal
        {
            tracing::error!(tool = call.operation(), call = %call.id, cause = error.cause(), "a call failed");
        }
        match outcome {
            Ok(Answer { question: Some((text, token)), .. }) => Reply::Question { text, token },
            Ok(answer) => Reply::Success(answer.body),
            Err(error) if error.code() == Code::Cancelled => Reply::Cancelled,
            Err(error) if error.code() == Code::ToolUnknown => Reply::UnknownTool,
            Err(error) => Reply::Failure(self.live.now().scope.failure(&error)),
        }
    }

    async fn pass(&self, incoming: IncomingCall, call: &Arc<Call>) -> Result<Answer> {
        let now = self.live.now();
        let tool = now.scope.find(&incoming.tool)?;
        let (operation, arguments_of, arguments) = tool.operation(incoming.arguments)?;
        let _ = call.operation.set(operation.spec().name);
        let _ = call.arguments.set(log::shortened(arguments_of.rules(), &arguments));
        let slot = self.slots.take(&incoming.cancel).await?;
        let _ = call.reads.set(operation.kind().reads());
        self.count(&now, tool.toolset, call).await?;
        let checked = arguments_of.check(arguments)?;
        let run = operation.prepare(&checked.own)?;
        let patience = Patience {
            deadline: DATABASE_DEADLINE,
            cancel: incoming.cancel,
            progress: incoming.progress,
        };
        let unreachable = matches!(incoming.person, Person::Unreachable);
        let wants_person = now.wants_a_person() && unreachable;
        let proposes = now.is_supervised() || (matches!(run, Run::Guarded(_)) && wants_person);
        let passing =
            Passing { gate: self, now: &now, call, checked, patience, proposes, wants_person };
        let written = match run {
            Run::Query(run) => return read::run(passing, run).await,
            Run::Finder(run) => return read::find(&passing, run),
            Run::Bracket(run) => return bracket::run(passing, run).await,
            Run::Fetch(_) => {
                return person::run(passing, operation, run, incoming.person, slot).await;
            }
            Run::Exchange(_) => person::run(passing, operation, run, incoming.person, slot).await,
            Run::Guarded(_) | Run::Sending(_) if !passing.checked.control.dry_run && !proposes => {
                person::run(passing, operation, run, incoming.person, slot).await
            }
            Run::Command(_) | Run::Guarded(_) => write::run(&passing, run).await,
            Run::Sending(run) => sending::run(&passing, run, |_| false).await,
        };
        written.map(|answer| answer.of_tenant(&self.principal.tenant.name))
    }
}

/// A call that has been found in scope and parsed.
struct Passing<'g> {
    gate: &'g Gate,
    /// The scope that it was found in, and the principal whose reach follows from that.
    now: &'g Now,
    call: &'g Arc<Call>,
    checked: Checked,
    patience: Patience,
    /// Whether it waits for a person, if it writes.
    proposes: bool,
    /// Whether a person has to answer what is asked, and cannot be asked here.
    wants_person: bool,
}

impl Passing<'_> {
    /// For what is performed outside.
    fn watch(&self) -> Watch {
        let Patience { progress, cancel, .. } = self.patience.clone();
        Watch { progress, cancel, budget: self.gate.limits.answer_chars_max, rehearses: false }
    }
}
