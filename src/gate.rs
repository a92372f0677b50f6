//! The gate: what every call passes, in one fixed order, written once.
//!
//! find → scope → rate → parse → (in one transaction: idempotency → consent → prepare → ledger → log) → perform →
//! (in another: settle → ledger → idempotency → log) → reply. A tool cannot skip a step, because no tool has a step of
//! its own: what happens to a call follows from the kind of its operation. A panic becomes `INTERNAL`, a refusal is
//! logged too.

mod agent_texts;
mod attempt;
mod call;
mod call_context;
mod confirm;
mod consent;
mod cursor;
mod erase;
mod fetched;
mod idempotency;
mod incoming;
mod kept_taint;
mod limits;
mod lines;
mod log;
mod operate;
mod person;
mod personal;
mod pictures;
mod policy_cache;
mod preview;
pub mod proposals;
mod propose;
mod rate;
mod read;
mod reply;
mod requests;
mod resources;
pub mod scope;
mod slots;
mod stage;
mod taint;
mod unlogged;
mod within;

use std::{
    pin::pin,
    sync::{Arc, OnceLock},
};

pub use self::agent_texts::{Workflow, WorkflowArgument};
pub use self::incoming::{Client, IncomingCall, Reply};
pub use self::limits::Limits;
use self::limits::{DATABASE_DEADLINE, OUTSIDE_DEADLINE};
pub use self::person::{Ask, Person, Returned, Verdict};
pub use self::rate::RateLimits;
pub use self::resources::{Asker, Document, Kind as ResourceKind, Link, Refusal};
pub use self::scope::{Hints, ListedTool};
use self::{
    call::Call,
    call_context::CallContext,
    kept_taint::KeptTaint,
    log::CallLog,
    policy_cache::{PolicyCache, PolicySnapshot},
    rate::Rates,
    reply::Answer,
    requests::Requests,
    scope::Called,
    slots::{Slot, Slots},
    taint::SessionTaint,
};
pub use crate::progress::{Progress, ProgressReport};
use crate::{
    error::{Code, Result},
    principal::Principal,
    store::{Deadline, Store, is_blind},
    tool::{Run, Said, said},
};

/// As what a call counts whose tool is not there.
const UNKNOWN: &str = "unknown";

/// What every call of one principal passes.
pub struct Gate {
    store: Store,
    principal: Principal,
    policy: PolicyCache,
    slots: Slots,
    rates: Arc<Rates>,
    log: Arc<CallLog>,
    requests: Requests,
    said: Arc<Said>,
    taint: SessionTaint,
    kept_taint: KeptTaint,
    limits: Limits,
    /// What signs for the data folder, once it was needed.
    secret: OnceLock<[u8; 32]>,
}

impl Gate {
    /// A gate for calls of `principal`.
    pub fn new(store: Store, principal: Principal, limits: Limits) -> Gate {
        let rates = Arc::new(Rates::new(store.clone(), principal.clone()));
        Gate {
            policy: PolicyCache::new(store.clone(), &principal),
            slots: Slots::default(),
            log: Arc::new(CallLog::new(store.clone(), principal.clone(), Arc::clone(&rates))),
            rates,
            requests: Requests::default(),
            said: Arc::default(),
            taint: SessionTaint::of(&principal.told),
            kept_taint: KeptTaint::default(),
            secret: OnceLock::new(),
            store,
            principal,
            limits,
        }
    }

    /// The tools in scope, in the order of the catalogue.
    pub fn listed(&self) -> Vec<ListedTool> {
        self.policy.now().scope.listed()
    }

    /// A number that moves when the tools in scope, or what is said of them, change.
    pub fn generation(&self) -> u64 {
        self.policy.now().generation
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
    }

    /// Passes one call.
    pub async fn call(&self, incoming: IncomingCall) -> Reply {
        let call = Arc::new(Call::new(&incoming, self.requests.current()));
        self.recall_taint(&incoming).await;
        let outcome = self.pass(incoming, &call).await;
        let outcome = outcome.map(|answer| answer.noting(call.removed()));
        if let Ok(answer) = &outcome {
            self.taint.note(&answer.body, call.brought());
        }
        self.keep_taint().await;
        if let Some((toolset, _)) = call.uncounted() {
            self.rates.note(toolset);
        }
        if outcome.is_err()
            && let Some(about) = call.about.get()
        {
            self.said.note(call.id, about.clone());
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
            Err(error) => Reply::Failure(self.policy.now().scope.failure(&error)),
        }
    }

    async fn pass(&self, mut incoming: IncomingCall, call: &Arc<Call>) -> Result<Answer> {
        let now = self.policy.now();
        let found = now.scope.find(&incoming.tool).map_err(|error| (UNKNOWN, error));
        let chosen = found.and_then(|tool| match tool.chosen(&incoming.arguments) {
            Ok(chosen) => Ok((tool.toolset, chosen)),
            Err(error) => Err((tool.toolset, error)),
        });
        let (toolset, chosen) = match chosen {
            Ok(chosen) => chosen,
            Err((toolset, error)) => {
                let _ = call.arguments.set(log::names(&incoming.arguments));
                if now.scope.would_only_read(&incoming.tool) {
                    let _ = call.reads.set(true);
                }
                // What is not there costs a row in the log as well.
                self.count(&now, toolset, call).await?;
                return Err(error);
            }
        };
        let name = chosen.operation().spec().name;
        if !chosen.operation().kind().reads() {
            let _ = call.about.set(said::about(name, &incoming.arguments));
        }
        let called = chosen.called(std::mem::take(&mut incoming.arguments));
        let (operation, arguments_of, arguments) = &called;
        let _ = call.operation.set(operation.spec().name);
        let _ = call.arguments.set(log::shortened(arguments_of.rules(), arguments));
        let slot = self.slots.take(&incoming.cancel).await?;
        let cancel = incoming.cancel.clone();
        let running = pin!(self.run(incoming, call, &now, (toolset, called), &slot));
        slot.hold(&cancel, running).await
    }

    async fn run(
        &self,
        incoming: IncomingCall,
        call: &Arc<Call>,
        now: &PolicySnapshot,
        (toolset, (operation, arguments_of, arguments)): (&'static str, Called<'_>),
        slot: &Slot<'_>,
    ) -> Result<Answer> {
        let _ = call.reads.set(operation.kind().reads());
        self.count(now, toolset, call).await?;
        let checked = arguments_of.check(arguments)?;
        call.note(&checked);
        let run = operation.prepare(&checked.own)?;
        let deadline = Deadline {
            within: DATABASE_DEADLINE,
            cancel: incoming.cancel,
            progress: incoming.progress,
        };
        let is_reachable = !matches!(incoming.person, Person::Unreachable);
        // What the agent may not read it cannot show to a person either. To look takes nobody's yes.
        let unseen = !matches!(run, Run::Query(_) | Run::Finder(_))
            && is_blind(now.scope.reach(), &incoming.tool);
        let wants_person = (now.wants_a_person() || now.is_supervised() || unseen) && !is_reachable;
        let context = CallContext {
            gate: self,
            now,
            call,
            checked,
            deadline,
            wants_person,
            is_reachable,
            awaits_answer: false,
        };
        let steps = match run {
            Run::Query(run) => return read::run(context, run).await,
            Run::Finder(run) => return read::find(&context, run),
            Run::Steps(steps) => steps,
        };
        let changes = steps.conduct.changes;
        // On the heap, as it may ask a person: it is large, and not what most calls are.
        let answer =
            Box::pin(person::run(context, operation, steps, incoming.person, slot)).await?;
        let of = (incoming.tool.as_str(), operation.spec().name);
        let answer = within::within(now.scope.reach(), of, answer);
        Ok(if changes { answer.of_tenant(&self.principal.tenant.name) } else { answer })
    }
}
