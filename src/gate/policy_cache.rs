//! What holds right now: the scope, kept in step with what the operator sets while the server runs.
//!
//! What the operator has set is read as a whole and compared as a whole, at most once a second: no change can
//! be missed, whichever process makes it, and a call pays for it once a second at most.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use super::{
    RateLimits,
    scope::{Scope, pattern::Pattern},
};
use crate::{
    principal::{Autonomy, Confirm, Principal},
    store::{
        Store,
        effective_settings::{EffectiveSettings, ToolRules},
    },
};

/// A change of the operator's is seen after so long at the latest.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The scope that holds, and the principal with the reach that follows from it.
pub(super) struct PolicySnapshot {
    pub(super) scope: Scope,
    pub(super) principal: Principal,
    /// How often it has changed.
    pub(super) generation: u64,
    standing: EffectiveSettings,
}

/// What holds right now.
pub(super) struct PolicyCache {
    store: Store,
    launch: Principal,
    now: RwLock<Arc<PolicySnapshot>>,
    looked: Mutex<Instant>,
}

impl PolicyCache {
    /// What holds at a launch.
    pub(super) fn new(store: Store, launch: &Principal) -> PolicyCache {
        let standing =
            store.effective_settings(&launch.tenant, &launch.agent).unwrap_or_else(|error| {
                // Nothing is in scope until it can be read.
                tracing::error!(cause = error.cause(), "what the agent may use cannot be read");
                NOTHING
            });
        let now = RwLock::new(Arc::new(PolicySnapshot::of(launch, standing, 0)));
        PolicyCache { store, launch: launch.clone(), now, looked: Mutex::new(Instant::now()) }
    }

    /// What holds, at most a second old.
    pub(super) fn now(&self) -> Arc<PolicySnapshot> {
        let is_due = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let is_due = looked.elapsed() >= LOOK_EVERY;
            if is_due {
                *looked = Instant::now();
            }
            is_due
        };
        let known = self.known();
        if is_due { self.looked_up(known) } else { known }
    }

    fn known(&self) -> Arc<PolicySnapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn looked_up(&self, known: Arc<PolicySnapshot>) -> Arc<PolicySnapshot> {
        match self.store.effective_settings(&self.launch.tenant, &self.launch.agent) {
            Ok(standing) if standing != known.standing => {
                let now =
                    Arc::new(PolicySnapshot::of(&self.launch, standing, known.generation + 1));
                *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&now);
                tracing::info!("what the agent may use has changed");
                now
            }
            Ok(_) => known,
            Err(error) => {
                tracing::warn!(cause = error.cause(), "what the agent may use cannot be read");
                known
            }
        }
    }
}

/// Of an agent that is not there.
const NOTHING: EffectiveSettings = EffectiveSettings {
    agent: None,
    of_agent: ToolRules { enabled: Vec::new(), disabled: Vec::new() },
    of_tenant: ToolRules { enabled: Vec::new(), disabled: Vec::new() },
    integrations: Vec::new(),
    confirm: Confirm::Client,
    rates: String::new(),
    guidance: Vec::new(),
};

impl PolicySnapshot {
    /// Whether every write of the agent waits for a person.
    pub(super) fn is_supervised(&self) -> bool {
        self.principal.agent.autonomy == Autonomy::Supervised
    }

    /// Whether the client's word for a person's yes is not enough.
    pub(super) fn wants_a_person(&self) -> bool {
        [self.principal.agent.confirm, self.standing.confirm].contains(&Confirm::Human)
    }

    /// The tenant's own limits, or those of the launch.
    pub(super) fn rates(&self, launch: RateLimits) -> RateLimits {
        launch.with(&self.standing.rates).unwrap_or(launch)
    }

    fn of(launch: &Principal, standing: EffectiveSettings, generation: u64) -> PolicySnapshot {
        for list in [&standing.of_agent, &standing.of_tenant] {
            for rule in list.enabled.iter().chain(&list.disabled) {
                if let Err(why) = Pattern::parse(rule) {
                    tracing::warn!(rule, why, "a rule of another version holds for nothing here");
                }
            }
        }
        let scope = Scope::of(&launch.restrictions, &standing);
        let agent = standing.agent.clone().unwrap_or_else(|| launch.agent.clone());
        let mut principal = Principal { reach: scope.reach().clone(), agent, ..launch.clone() };
        let rates =
            RateLimits { messaging: launch.allowance.messages_a_minute, ..RateLimits::NONE };
        if let Some(rates) = rates.with(&standing.rates) {
            principal.allowance.messages_a_minute = rates.messaging;
        }
        PolicySnapshot { scope, principal, generation, standing }
    }
}
