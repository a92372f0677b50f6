//! Who is calling: a tenant, an agent and the settings of this session, fixed at launch.

mod keywords;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

pub use self::keywords::{Autonomy, BuiltIn, Confirm, Keyword};
pub use crate::value::HOME;
use crate::{
    id::{AgentId, SessionId, TenantId},
    integration::Services,
    value::Currency,
};

/// A business whose data lives here.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its id; no tool takes one.
    pub id: TenantId,
    /// Its short name, as `--tenant` takes it.
    pub name: String,
    /// What its site and its people call it.
    pub title: String,
    /// ISO 3166 country, for addresses and phone numbers.
    pub country: String,
    /// The currency of its prices.
    pub currency: Currency,
    /// IANA time zone.
    pub timezone: String,
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

/// Where a person can look at the tenant's site right now.
pub trait SiteAddress: Send + Sync {
    /// The preview's address without a slash at the end; `None` while nobody serves it.
    fn base(&self) -> Option<String>;
}

/// What the operator of this launch allows tools.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Folders from which pictures may be taken; a relative path is looked for in each.
    pub image_folders: Arc<[PathBuf]>,
    /// Visible items at the top of a navigation, at most. Without it there is no such limit, and the header folds what
    /// does not fit.
    pub navigation_items_max: Option<u32>,
    /// The world outside.
    pub services: Arc<Services>,
    /// Messages that the tenant may send within a minute.
    pub messages_a_minute: u32,
}

impl Default for Allowance {
    fn default() -> Allowance {
        let (image_folders, services) = (Arc::default(), Arc::default());
        // Messages: of the same order as what the providers take from a new number.
        Allowance { image_folders, navigation_items_max: None, services, messages_a_minute: 30 }
    }
}

/// Tools that the operator of this launch takes away, and profiles of the operator's own. Tools are written as
/// `gate/scope/pattern.rs` reads them.
#[derive(Clone, Debug, Default)]
pub struct Restrictions {
    /// Tools that nobody gets.
    pub blocked: Vec<String>,
    /// Tools that this session does not get.
    pub disabled: Vec<String>,
    /// How people reach the agent, where that leaves tools out.
    pub channel: Option<String>,
    /// What channels leave out, besides what they always do.
    pub channels: BTreeMap<String, Vec<String>>,
    /// Profiles besides the known ones, or in their place.
    pub profiles: BTreeMap<String, Vec<String>>,
}

/// What may be read and changed, as it follows from the tools: what tools that work with everything keep to,
/// and what every answer does that would tell of another thing than the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    /// What the tools of an agent show and change.
    Tools(Arc<Reached>),
}

/// What the tools of an agent show and change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Of which entities things may be read.
    pub read: BTreeSet<&'static str>,
    /// Of which entities things may be changed.
    pub write: BTreeSet<&'static str>,
    pub operations: BTreeSet<&'static str>,
    /// Values that arguments do not have any more, `browseImages.provider=openverse`, where leaving the argument out
    /// means all that are left.
    pub cut: BTreeSet<String>,
    /// What changes things and is not among them: operations of the catalogue (`deletePage`), arguments
    /// (`updatePost.title`) and their values (`updatePost.status=published`).
    pub lost: BTreeSet<String>,
    /// Whether there is nothing that another agent's tools would show besides.
    pub everything: bool,
}

impl Reach {
    /// Whether things of that entity may be read.
    pub fn reads(&self, entity: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.read.contains(entity),
        }
    }

    /// Whether things of that entity may be changed.
    pub fn writes(&self, entity: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.write.contains(entity),
        }
    }

    /// Whether that operation is there: `getPage`, `manage_packages:create`.
    pub fn has(&self, operation: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.operations.contains(operation),
        }
    }

    /// Whether the value of the argument is left: `browseImages.provider`, `openverse`.
    pub fn permits(&self, argument: &str, value: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => !reached.cut.contains(&format!("{argument}={value}")),
        }
    }

    /// Whether an operation that changes things, an argument or a value of it has been taken away; see
    /// [`Reached::lost`].
    pub fn has_lost(&self, what: &str) -> bool {
        match self {
            Reach::All => false,
            Reach::Tools(reached) => reached.lost.contains(what),
        }
    }

    /// Whether everything that tools show may be read.
    pub fn reads_everything(&self) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.everything,
        }
    }
}

/// Whether a session has been told of people: by an answer, a refusal, a count, whatever read them.
#[derive(Debug, Default)]
pub struct Told(AtomicBool);

impl Told {
    /// Notes that it has.
    pub fn note(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it has.
    pub fn is_noted(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A tenant, an agent and a session.
#[derive(Clone)]
pub struct Principal {
    pub tenant: Tenant,
    pub agent: Agent,
    /// This launch of the program.
    pub session: SessionId,
    /// Where `resourceUrl` points; `None` with the preview off.
    pub site: Option<Arc<dyn SiteAddress>>,
    /// What tools may do at this launch.
    pub allowance: Allowance,
    /// What this launch takes away.
    pub restrictions: Arc<Restrictions>,
    /// What its tools may touch.
    pub reach: Reach,
    /// Whether a person calls at the command line or the console, and no client.
    pub is_operator: bool,
    /// Whether this session has been told of people.
    pub told: Arc<Told>,
}

impl Principal {
    /// A principal of a new session.
    pub fn new(tenant: Tenant, agent: Agent) -> Principal {
        Principal {
            tenant,
            agent,
            session: SessionId::new(),
            site: None,
            allowance: Allowance::default(),
            restrictions: Arc::default(),
            reach: Reach::All,
            is_operator: false,
            told: Arc::default(),
        }
    }

    /// The person who runs the tenant, as the agent that stands for them.
    pub fn operator(tenant: Tenant, owner: Agent) -> Principal {
        Principal { is_operator: true, ..Principal::new(tenant, owner) }
    }

    /// The address of the console, for a person who has been let in.
    pub fn console_url(&self) -> Option<String> {
        Some(format!("{}/console", self.site.as_ref()?.base()?))
    }

    /// The address of a page of the tenant's site, for a person to open.
    pub fn page_url(&self, path: &str) -> Option<String> {
        let base = self.site.as_ref()?.base()?;
        Some(match path {
            HOME => format!("{base}/{}", self.tenant.name),
            path => format!("{base}/{}/{path}", self.tenant.name),
        })
    }
}
