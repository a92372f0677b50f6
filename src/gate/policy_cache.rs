//! The current permissions of an agent, updated while sessions are open.
//!
//! The settings are read whole and compared whole, at most once a second. So no change is missed, whichever process
//! made it, and all sessions of an agent together cost one read a second.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    RateLimits,
    scope::{Scope, pattern::Pattern},
};
use crate::{
    clock,
    error::{Code, Error, Result},
    principal::{Autonomy, Caller, Confirm, Policy, Principal, SessionState},
    store::{
        Store,
        effective_settings::{EffectiveSettings, SiteSettings, ToolRules},
    },
};

/// The greatest age of a snapshot.
const READ_EVERY: Duration = Duration::from_secs(1);

/// An agent's tools and the policy that follows from them. Shared by its sessions.
pub(super) struct PolicySnapshot {
    pub(super) scope: Scope,
    /// The agent with the operator's current settings.
    pub(super) principal: Arc<Principal>,
    pub(super) policy: Arc<Policy>,
    /// How often the permissions have changed.
    pub(super) generation: u64,
    settings: EffectiveSettings,
}

/// Holds the newest snapshot of an agent.
pub(super) struct PolicyCache {
    store: Store,
    principal: Arc<Principal>,
    /// The policy of the launch, which the operator's settings cannot widen.
    launch: Arc<Policy>,
    now: RwLock<Arc<PolicySnapshot>>,
    made: Instant,
    /// When the settings were last read, in milliseconds since this cache was created.
    read_at: AtomicU64,
}

impl PolicyCache {
    pub(super) fn new(store: Store, principal: Arc<Principal>, launch: Arc<Policy>) -> PolicyCache {
        let settings = store.effective_settings(&principal.tenant, &principal.agent);
        let settings = settings.unwrap_or_else(|error| {
            // If the settings cannot be read, nothing is in scope.
            tracing::error!(cause = error.cause(), "what the agent may use cannot be read");
            NOTHING
        });
        let now = PolicySnapshot::of((&principal, &launch), settings, 0);
        let (now, read_at) = (RwLock::new(Arc::new(now)), AtomicU64::new(0));
        PolicyCache { store, principal, launch, now, made: Instant::now(), read_at }
    }

    /// Whether sessions of that principal with that launch policy can share this cache.
    pub(super) fn is_of(&self, principal: &Principal, launch: &Policy) -> bool {
        self.principal.tenant.id == principal.tenant.id
            && self.principal.agent.id == principal.agent.id
            && self.launch.is_same(launch)
    }

    /// The snapshot, at most one second old.
    pub(super) fn now(&self) -> Arc<PolicySnapshot> {
        let known = self.known();
        if self.is_due() { self.read(known) } else { known }
    }

    /// The snapshot as of this moment.
    pub(super) fn anew(&self) -> Arc<PolicySnapshot> {
        self.read(self.known())
    }

    /// Whether the settings have to be read again. Of several calls that ask at once, one is told so.
    fn is_due(&self) -> bool {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, last) = (millis(self.made.elapsed()), self.read_at.load(Ordering::Relaxed));
        now.saturating_sub(last) >= millis(READ_EVERY)
            && self
                .read_at
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    fn known(&self) -> Arc<PolicySnapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn read(&self, known: Arc<PolicySnapshot>) -> Arc<PolicySnapshot> {
        match self.store.effective_settings(&self.principal.tenant, &self.principal.agent) {
            Ok(settings) if settings != known.settings => {
                let of = (&self.principal, &self.launch);
                // Whose site it is, and who has asked something, changes nothing of what may be used.
                let (site, enquiries) = (known.settings.site.clone(), known.settings.enquiries);
                let same = EffectiveSettings { site, enquiries, ..settings.clone() };
                let is_site = same == known.settings;
                let generation = known.generation + u64::from(!is_site);
                let now = Arc::new(PolicySnapshot::of(of, settings, generation));
                *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&now);
                if !is_site {
                    tracing::info!("what the agent may use has changed");
                }
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

/// The settings of an agent that no longer exists.
const NOTHING: EffectiveSettings = EffectiveSettings {
    agent: None,
    of_agent: ToolRules { enabled: Vec::new(), disabled: Vec::new() },
    of_tenant: ToolRules { enabled: Vec::new(), disabled: Vec::new() },
    integrations: Vec::new(),
    confirm: Confirm::Client,
    rates: String::new(),
    guidance: Vec::new(),
    site: None,
    enquiries: 0,
    is_suspended: false,
    tenant: String::new(),
};

impl PolicySnapshot {
    /// The caller of a session, with the current policy.
    pub(super) fn caller(&self, session: &Arc<SessionState>) -> Caller {
        Caller {
            principal: Arc::clone(&self.principal),
            policy: Arc::clone(&self.policy),
            session: Arc::clone(session),
            meant: None,
        }
    }

    /// Of the site, what sessions are told.
    pub(super) fn site(&self) -> Option<&SiteSettings> {
        self.settings.site.as_ref()
    }

    /// The day at the business.
    pub(super) fn today(&self) -> jiff::civil::Date {
        let zone = self.settings.site.as_ref().map_or("UTC", |site| site.zone.name());
        clock::now().there(zone).date()
    }

    /// How many enquiries have come by forms.
    pub(super) fn enquiries(&self) -> i64 {
        self.settings.enquiries
    }

    /// Lets a call in, unless the operator has suspended the tenant. The operator's own are no agent's.
    ///
    /// # Errors
    /// `TENANT_SUSPENDED`.
    pub(super) fn admit(&self) -> Result<()> {
        if !self.settings.is_suspended || self.policy.is_operator {
            return Ok(());
        }
        let name = &self.principal.tenant.name;
        Err(Error::new(
            Code::TenantSuspended,
            format!("the operator has suspended `{name}`: nothing is read or written for now"),
        )
        .suggest(format!(
            "tell the person; `deskhand tenant resume {name}` lets its agents in again"
        )))
    }

    /// Whether every write of the agent waits for a person.
    pub(super) fn is_supervised(&self) -> bool {
        self.principal.agent.autonomy == Autonomy::Supervised
    }

    /// Whether only a person may confirm, so that the model's `confirmed` does not count.
    pub(super) fn wants_a_person(&self) -> bool {
        [self.principal.agent.confirm, self.settings.confirm].contains(&Confirm::Human)
    }

    /// The tenant's own limits, or else those of the launch.
    pub(super) fn rates(&self, launch: RateLimits) -> RateLimits {
        launch.with(&self.settings.rates).unwrap_or(launch)
    }

    fn of(
        (principal, launch): (&Arc<Principal>, &Arc<Policy>),
        settings: EffectiveSettings,
        generation: u64,
    ) -> PolicySnapshot {
        for list in [&settings.of_agent, &settings.of_tenant] {
            for rule in list.enabled.iter().chain(&list.disabled) {
                if let Err(why) = Pattern::parse(rule) {
                    tracing::warn!(rule, why, "a rule of another version holds for nothing here");
                }
            }
        }
        let scope = Scope::of(&launch.restrictions, &settings);
        let mut principal = Principal::clone(principal);
        if let Some(agent) = settings.agent.clone() {
            principal.agent = agent;
            principal.tenant.name.clone_from(&settings.tenant);
        }
        let principal = Arc::new(principal);
        let mut policy = Policy { reach: scope.reach().clone(), ..Policy::clone(launch) };
        let messaging = launch.allowance.messages_a_minute;
        let rates = RateLimits { messaging, ..RateLimits::NONE };
        if let Some(rates) = rates.with(&settings.rates) {
            policy.allowance.messages_a_minute = rates.messaging;
        }
        PolicySnapshot { scope, principal, policy: Arc::new(policy), generation, settings }
    }
}
