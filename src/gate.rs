//! The gate: the fixed sequence of steps that every call goes through.
//!
//! find → scope → rate → parse → (in one transaction: idempotency → consent → prepare → ledger → log) → perform → (in
//! another: settle → ledger → idempotency → log) → reply. No tool can skip a step: the steps of a call follow from the
//! kind of its operation. A panic becomes `INTERNAL`, and refused calls are logged too.

mod agent_texts;
mod answer_filter;
mod attempt;
mod body;
mod brief;
mod by_name;
mod call;
mod call_context;
mod client_names;
mod confirm;
mod consent;
mod cursor;
mod decide;
mod digest;
mod due;
mod erase;
mod fetched;
mod idempotency;
mod incoming;
mod limits;
mod lines;
mod log;
mod meaning;
mod operate;
mod pass;
mod person;
mod personal;
mod pictures;
mod policy_cache;
mod present;
mod preview;
mod proposal;
pub mod proposals;
mod propose;
mod rate;
mod read;
mod reply;
mod requests;
mod resources;
pub mod scope;
mod sealed;
mod shared;
mod show;
mod slots;
mod stage;
mod taint;
mod taint_record;
mod unlogged;

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

pub use self::agent_texts::{Workflow, WorkflowArgument};
pub use self::by_name::MeantCall;
pub use self::decide::CardDecision;
pub use self::due::DueCall;
pub use self::incoming::{Ask, Client, IncomingCall, Person, PersonAnswer, Reply, Verdict};
pub use self::limits::Limits;
use self::limits::{DATABASE_DEADLINE, LONG_DEADLINE, OUTSIDE_DEADLINE};
pub use self::rate::RateLimits;
pub use self::resources::{Asker, Document, Kind as ResourceKind, Link, Refusal};
pub use self::scope::{Hints, ListedTool};
use self::{
    call::Call,
    call_context::CallContext,
    client_names::ClientNames,
    log::CallLog,
    policy_cache::{PolicyCache, PolicySnapshot},
    present::Told,
    rate::Rates,
    reply::Answer,
    requests::Requests,
    shared::Shared,
    slots::{Slots, WaitingCalls},
    taint::SessionTaint,
    taint_record::TaintRecord,
};
pub use crate::progress::{Progress, ProgressReport};
pub use crate::tool::View;
use crate::{
    error::Code,
    principal::{Caller, Policy, Principal, SessionState},
    store::Store,
    tool::CallSubjects,
};

/// The state that the calls of all sessions of a process share.
///
/// It holds what belongs to the machine or the data folder: the store, the slots in which calls run, the folder's
/// secret key. What belongs to a tenant (its call counters) or an agent (its policy) is shared here as long as a
/// session needs it.
pub struct Gate {
    store: Store,
    limits: Limits,
    slots: Slots,
    rates: Shared<Rates>,
    policies: Shared<PolicyCache>,
    /// The data folder's secret key, once it has been needed.
    secret: OnceLock<[u8; 32]>,
}

/// A conversation with one client. Its calls share state, such as the open request, with each other but not with other
/// sessions.
pub struct Session {
    gate: Arc<Gate>,
    /// The tenant and agent, as of the opening of the session.
    caller: Caller,
    /// The agent's permissions, shared with its other sessions.
    policy: Arc<PolicyCache>,
    /// The tenant's call counters, shared with its other sessions.
    rates: Arc<Rates>,
    log: Arc<CallLog>,
    requests: Requests,
    said: Arc<CallSubjects>,
    taint: SessionTaint,
    taint_record: TaintRecord,
    waiting: WaitingCalls,
    clients: ClientNames,
    /// Whether the client has failed to ask its person, though it said that it can.
    asks_in_vain: AtomicBool,
    /// What it has been told of the day and the site.
    told: Told,
}

impl Gate {
    /// A gate to the store, with the limits that the operator has configured.
    pub fn new(store: Store, limits: Limits) -> Arc<Gate> {
        Arc::new(Gate {
            store,
            limits,
            slots: Slots::default(),
            rates: Shared::default(),
            policies: Shared::default(),
            secret: OnceLock::new(),
        })
    }

    /// A new session of a principal. `launch` is the policy of this launch of the program.
    pub fn open(self: &Arc<Self>, principal: Principal, launch: Policy) -> Session {
        let (principal, launch) = (Arc::new(principal), Arc::new(launch));
        let state = Arc::new(SessionState::new());
        let policy = self.policies.get(
            |cache| cache.is_of(&principal, &launch),
            || PolicyCache::new(self.store.clone(), Arc::clone(&principal), Arc::clone(&launch)),
        );
        let rates = self.rates.get(
            |rates| rates.is_of(&principal.tenant),
            || Rates::new(self.store.clone(), Arc::clone(&principal)),
        );
        let taint = SessionTaint::of(&state);
        let caller = Caller { principal, policy: launch, session: state, meant: None };
        let log = CallLog::new(self.store.clone(), caller.clone(), Arc::clone(&rates));
        Session {
            gate: Arc::clone(self),
            caller,
            policy,
            rates,
            log: Arc::new(log),
            requests: Requests::default(),
            said: Arc::default(),
            taint,
            taint_record: TaintRecord::default(),
            waiting: WaitingCalls::default(),
            clients: ClientNames::default(),
            asks_in_vain: AtomicBool::new(false),
            told: Told::default(),
        }
    }
}

impl Session {
    /// The tools that clients are listed, in the order of the catalogue.
    pub fn listed(&self) -> Vec<ListedTool> {
        self.policy.now().scope.listed()
    }

    /// The tools in scope, listed or not.
    pub fn in_scope(&self) -> Vec<ListedTool> {
        self.policy.now().scope.all()
    }

    /// Whether a call of the tool may have to wait for a person.
    pub fn may_wait(&self, tool: &ListedTool) -> bool {
        tool.may_ask || (!tool.hints.read_only && self.policy.now().is_supervised())
    }

    /// A number that moves when the tools in scope, or what is said of them, change.
    pub fn generation(&self) -> u64 {
        self.policy.now().generation
    }

    /// The tenant, the agent, and the policy of the launch.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The tenant and the agent of the session.
    pub fn principal(&self) -> &Principal {
        &self.caller.principal
    }

    /// Writes the rows of the call log that are still in memory. Must be called before the process ends.
    pub async fn close(&self) {
        self.log.flush().await;
    }

    /// A call of this session at its begin.
    fn begin(&self, incoming: &IncomingCall) -> Call {
        Call::new(incoming, self.requests.current(), self.clients.of(incoming))
    }

    /// Passes one call.
    pub async fn call(&self, incoming: IncomingCall) -> Reply {
        let call = Arc::new(self.begin(&incoming));
        self.recall_taint(&incoming).await;
        let outcome = self.pass(incoming, &call).await;
        let outcome = outcome.map(|answer| answer.noting(call.removed()));
        if let Ok(answer) = &outcome {
            self.taint.note_body(&answer.body, call.brought());
            self.taint.note_views(&answer.views);
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
        let failed =
            |error: &crate::error::Error| Reply::Failure(self.policy.now().scope.failure(error));
        match outcome {
            Ok(Answer { question: Some((text, token)), .. }) => Reply::Question { text, token },
            Ok(answer) => {
                let answer = self.up_to_date(answer, call.operation());
                let Answer { body, views, decides, .. } = answer;
                let success = |text| Reply::Success(text, views, decides);
                body.into_text().map_or_else(|error| failed(&error), success)
            }
            Err(error) if error.code() == Code::Cancelled => Reply::Cancelled,
            Err(error) if error.code() == Code::ToolUnknown => Reply::UnknownTool,
            Err(error) => failed(&error),
        }
    }
}

#[cfg(test)]
mod tests;
