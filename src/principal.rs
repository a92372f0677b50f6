//! Who calls: a principal (tenant and agent), what it may do (its policy), and the session that the call is part of.
//!
//! A process can have many sessions of many principals. Each call carries all three as a [`Caller`], and the handles of
//! the store keep to it.

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
use crate::id::{AgentId, SessionId, TenantId};
pub use crate::value::HOME;

/// A business whose data lives here. What can change while a process runs is in its site (`TenantRead::site`).
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its id; no tool takes one.
    pub id: TenantId,
    /// Its short name, as `--tenant` takes it.
    pub name: String,
    /// How often the address of its hook has been renewed; see `webhooks`.
    pub hook_renewals: i64,
}

/// A program or person that acts for a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub id: AgentId,
    /// Its name, as `--agent` takes it.
    pub name: String,
    /// What it is for: general, system, ….
    pub subtype: String,
    /// Which tools it gets; see `gate/scope/profile.rs`.
    pub profile: String,
    /// How far it may act alone.
    pub autonomy: Autonomy,
    /// Who has to say yes to what is guarded.
    pub confirm: Confirm,
}

/// A tenant and an agent: who calls, whatever the session.
#[derive(Clone, Debug)]
pub struct Principal {
    pub tenant: Tenant,
    pub agent: Agent,
}

impl Principal {
    /// An agent of a tenant.
    pub fn new(tenant: Tenant, agent: Agent) -> Principal {
        Principal { tenant, agent }
    }
}

/// What the store knows of a session.
#[derive(Debug)]
pub struct SessionState {
    pub id: SessionId,
    /// Whether an answer, a refusal or a count has told it something of people.
    has_read_people: AtomicBool,
}

impl SessionState {
    /// Of a new session, which has read nothing.
    pub fn new() -> SessionState {
        SessionState { id: SessionId::new(), has_read_people: AtomicBool::new(false) }
    }

    /// Notes that the session has read data of people.
    pub fn note_people(&self) {
        self.has_read_people.store(true, Ordering::Release);
    }

    /// Whether the session has read data of people.
    pub fn has_read_people(&self) -> bool {
        self.has_read_people.load(Ordering::Acquire)
    }
}

impl Default for SessionState {
    fn default() -> SessionState {
        SessionState::new()
    }
}

/// A principal with what it may do, in a session.
#[derive(Clone)]
pub struct Caller {
    pub principal: Arc<Principal>,
    pub policy: Arc<Policy>,
    pub session: Arc<SessionState>,
}

impl Caller {
    /// An agent in a session of its own, for a part of the program that reads or writes in its name.
    pub fn new(tenant: Tenant, agent: Agent) -> Caller {
        let principal = Arc::new(Principal::new(tenant, agent));
        Caller { principal, policy: Arc::default(), session: Arc::default() }
    }

    /// The address of the console, for a person who has been let in.
    pub fn console_url(&self) -> Option<String> {
        Some(format!("{}/console", self.policy.site.as_ref()?.base()?))
    }

    /// The address of a page of the tenant's site, for a person to open.
    pub fn page_url(&self, path: &str) -> Option<String> {
        let base = self.policy.site.as_ref()?.base()?;
        let name = &self.principal.tenant.name;
        Some(match path {
            HOME => format!("{base}/{name}"),
            path => format!("{base}/{name}/{path}"),
        })
    }
}
