//! Who calls: a principal (tenant and agent), its permissions (policy), and the session of the call.
//!
//! A process can have many sessions of many principals. Each call carries all three as a [`Caller`], and the handles
//! of the store are bound to it.

mod keywords;
mod policy;
mod reach;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

pub use self::{
    keywords::{Autonomy, BuiltIn, Confirm, Keyword},
    policy::{Allowance, Policy, Restrictions, SiteAddress},
    reach::{Reach, ToolReach},
};
pub use crate::value::HOME;
use crate::{
    id::{AgentId, SessionId, TenantId},
    value::QueryMeaning,
};

/// A business whose data lives here. What can change while a process runs is in its site (`TenantRead::site`).
#[derive(Clone, Debug)]
pub struct Tenant {
    /// No tool takes it as an argument.
    pub id: TenantId,
    /// The short name, for `--tenant`.
    pub name: String,
    /// How often the address of its hook has been renewed; see `webhooks`.
    pub hook_renewals: i64,
}

/// A program or person that acts for a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub id: AgentId,
    /// The name, for `--agent`.
    pub name: String,
    /// The agent's purpose: general, system, ….
    pub subtype: String,
    /// The default tools; see `gate/scope/profile.rs`.
    pub profile: String,
    /// How far it may act without a person.
    pub autonomy: Autonomy,
    /// Who must confirm guarded operations.
    pub confirm: Confirm,
}

impl Agent {
    /// Whether a person has for certain agreed to what it did: where the client asks, nobody knows whether one was
    /// asked.
    pub fn is_confirmed_by_people(&self) -> bool {
        self.confirm == Confirm::Human || self.autonomy == Autonomy::Supervised
    }
}

/// A tenant and an agent.
#[derive(Clone, Debug)]
pub struct Principal {
    pub tenant: Tenant,
    pub agent: Agent,
}

impl Principal {
    /// A principal that consists of a tenant and one of its agents.
    pub fn new(tenant: Tenant, agent: Agent) -> Principal {
        Principal { tenant, agent }
    }
}

/// The state of a session that the store updates.
#[derive(Debug)]
pub struct SessionState {
    pub id: SessionId,
    /// Whether any answer, refusal or count contained personal data.
    has_read_people: AtomicBool,
}

impl SessionState {
    /// A new session, which has read nothing.
    pub fn new() -> SessionState {
        SessionState { id: SessionId::new(), has_read_people: AtomicBool::new(false) }
    }

    /// Notes that the session has read personal data.
    pub fn note_people(&self) {
        self.has_read_people.store(true, Ordering::Release);
    }

    /// Whether the session has read personal data.
    pub fn has_read_people(&self) -> bool {
        self.has_read_people.load(Ordering::Acquire)
    }
}

impl Default for SessionState {
    fn default() -> SessionState {
        SessionState::new()
    }
}

/// A principal with its policy, in a session.
#[derive(Clone)]
pub struct Caller {
    pub principal: Arc<Principal>,
    pub policy: Arc<Policy>,
    pub session: Arc<SessionState>,
    /// What the query of the call means, where an embedding service has said it.
    pub meant: Option<Arc<QueryMeaning>>,
}

impl Caller {
    /// An agent in a new session, for parts of the program that read or write on its behalf.
    pub fn new(tenant: Tenant, agent: Agent) -> Caller {
        let principal = Arc::new(Principal::new(tenant, agent));
        Caller { principal, policy: Arc::default(), session: Arc::default(), meant: None }
    }

    /// The address of the console, if it is running.
    pub fn console_url(&self) -> Option<String> {
        Some(format!("{}/console", self.policy.site.as_ref()?.base()?))
    }

    /// The address of the console's page on which a person decides about this proposal or preview.
    /// The person is told that it waits.
    pub fn decision_url(&self, which: &str) -> Option<String> {
        let site = self.policy.site.as_ref()?;
        let base = site.decides_at()?;
        site.tell_of_decision();
        Some(format!("{base}/console/decide/{}/{which}", self.principal.tenant.name))
    }

    /// The full address of a page of the tenant's site, for a person to open.
    pub fn page_url(&self, path: &str) -> Option<String> {
        let base = self.policy.site.as_ref()?.base()?;
        let name = &self.principal.tenant.name;
        Some(match path {
            HOME => format!("{base}/{name}"),
            path => format!("{base}/{name}/{path}"),
        })
    }
}
