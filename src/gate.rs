//! The gate: what every call passes, in one fixed order, written once.
//!
//! find → scope → rate → parse → (in one transaction: idempotency → confirmation → run → ledger → log) →
//! reply. A tool cannot skip a step, because no tool has a step of its own: what happens to a call follows
//! from the kind of its operation. A panic becomes `INTERNAL`, a refusal is logged too.

mod bracket;
mod call;
mod confirm;
mod cursor;
mod exchange;
mod idempotency;
mod live;
mod log;
mod rate;
mod read;
mod reply;
mod requests;
mod resources;
pub mod scope;
mod slots;
mod words;
mod write;

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

pub use self::rate::RateLimits;
pub use self::resources::{Asker, Document, Kind as ResourceKind, Link, Refusal};
pub use self::scope::{Hints, ListedTool};
pub use self::words::{Workflow, WorkflowArgument};
use self::{
    call::Call,
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
    tool::{Kind, Run, arguments::Checked},
};

/// How long a call may keep the database.
const DATABASE_DEADLINE: Duration = Duration::from_secs(5);

/// A longer name is no tool's, and not worth a longer row in the log.
const TOOL_NAME_CHARS_MAX: usize = 128;

/// How the gate behaves where an operator may choose.
#[derive(Clone, Debug)]
pub struct Limits {
    /// About how many characters of JSON an answer should have at most.
    pub answer_chars_max: usize,
    /// How many calls a tenant may make in a minute.
    pub rates: RateLimits,
}

impl Default for Limits {
    fn default() -> Self {
        // Hosts cut answers at about 25,000 tokens; a quarter of that leaves room for the conversation.
        Limits { answer_chars_max: 24_000, rates: RateLimits::default() }
    }
}

/// One `tools/call` as it came in.
pub struct IncomingCall {
    /// The tool's name.
    pub tool: String,
    /// Its arguments, unchecked.
    pub arguments: Map<String, Value>,
    /// Which client says it is calling; for the log only.
    pub client: Option<Client>,
    /// Which protocol version the call speaks; for the log only.
    pub protocol: Option<String>,
    /// Fires when the client cancels the call.
    pub cancel: CancellationToken,
    /// Where the client wants to hear how far the call has come.
    pub progress: Option<Progress>,
}

/// A client's name and version, as it gives them.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What becomes of a call.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A result; the client may validate it against the output schema.
    Success(Value),
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
    limits: Limits,
}

impl Gate {
    /// A gate for calls of `principal`.
    pub fn new(store: Store, principal: Principal, limits: Limits) -> Gate {
        let rates = Arc::new(Rates::new(store.clone(), principal.clone(), limits.rates));
        Gate {
            live: Live::new(store.clone(), &principal),
            slots: Slots::default(),
            log: Arc::new(CallLog::new(store.clone(), principal.clone(), Arc::clone(&rates))),
            rates,
            requests: Requests::default(),
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
        if let Some(toolset) = call.uncounted() {
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
            Ok(answer) => Reply::Success(answer.body),
            Err(error) if error.code() == Code::Cancelled => Reply::Cancelled,
            Err(error) if error.code() == Code::ToolUnknown => Reply::UnknownTool,
            Err(error) => Reply::Failure(self.live.now().scope.failure(&error)),
        }
    }

    /// Counts a read; lets a write pass, which counts itself in its transaction.
    async fn count(&self, toolset: &'static str, call: &Call) -> Result<()> {
        let reads = call.reads.get() == Some(&true);
        let is_full = self.rates.admit(toolset, reads)?;
        if !reads {
            let _ = call.counts_as.set(toolset);
        }
        if is_full {
            self.log.flush_unless_stuck().await;
        }
        Ok(())
    }

    async fn pass(&self, incoming: IncomingCall, call: &Arc<Call>) -> Result<Answer> {
        let now = self.live.now();
        let tool = now.scope.find(&incoming.tool)?;
        let _slot = self.slots.take(&incoming.cancel).await?;
        let (operation, arguments_of, arguments) = tool.operation(incoming.arguments)?;
        let _ = call.operation.set(operation.spec().name);
        let _ = call.reads.set(matches!(operation.kind(), Kind::Query | Kind::Bracket));
        self.count(tool.toolset, call).await?;
        let checked = arguments_of.check(arguments)?;
        let run = operation.prepare(&checked.own)?;
        let patience = Patience {
            deadline: DATABASE_DEADLINE,
            cancel: incoming.cancel,
            progress: incoming.progress,
        };
        let passing = Passing { gate: self, now: &now, call, checked, patience };
        let written = match run {
            Run::Query(run) => return read::run(passing, run).await,
            Run::Finder(run) => return read::find(&passing, run),
            Run::Bracket(run) => return bracket::run(passing, run).await,
            Run::Command(_) | Run::Guarded(_) => write::run(passing, run).await,
            Run::Exchange(run) => exchange::run(passing, run).await,
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
}
