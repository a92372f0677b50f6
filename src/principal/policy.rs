//! The permissions of an agent: what the operator allows, what the launch takes away, and what its tools reach.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::Reach;
use crate::{background::Capacity, browser::Browser, integration::Services};

/// The address of the site, while it is served, and how its person is reached.
pub trait SiteAddress: Send + Sync {
    /// The preview's address without a trailing slash; `None` while nothing serves it.
    fn base(&self) -> Option<String>;

    /// The address at which a person decides, on whatever device; that of the preview unless phones are let in.
    fn decides_at(&self) -> Option<String> {
        self.base()
    }

    /// Tells the person at this machine that something waits for their decision. Never waits itself.
    fn tell_of_decision(&self) {}
}

/// What the operator of this launch allows tools to do.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Folders from which pictures may be read; a relative path is tried in each.
    pub image_folders: Arc<[PathBuf]>,
    /// The most visible items at the top of a navigation.
    pub navigation_items_max: Option<u32>,
    /// The outside services.
    pub services: Arc<Services>,
    /// The browser with which pages are looked at.
    pub browser: Arc<Browser>,
    /// The most messages that a tenant may send per minute.
    pub messages_a_minute: u32,
    /// The limits of heavy work on this machine.
    pub capacity: Arc<Capacity>,
}

impl Default for Allowance {
    fn default() -> Allowance {
        // More than five do not fit beside a name on most screens.
        let (image_folders, services, capacity) = Default::default();
        let browser = Arc::default();
        // Of the same order as what providers allow for a new number.
        let messages_a_minute = 30;
        Allowance {
            image_folders,
            navigation_items_max: None,
            services,
            browser,
            messages_a_minute,
            capacity,
        }
    }
}

impl Allowance {
    fn is_same(&self, other: &Allowance) -> bool {
        self.image_folders == other.image_folders
            && self.navigation_items_max == other.navigation_items_max
            && Arc::ptr_eq(&self.services, &other.services)
            && Arc::ptr_eq(&self.browser, &other.browser)
            && self.messages_a_minute == other.messages_a_minute
            && Arc::ptr_eq(&self.capacity, &other.capacity)
    }
}

/// What the operator of this launch takes away, and the operator's own profiles, as rules of `gate/scope/pattern.rs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restrictions {
    /// Rules for all agents.
    pub blocked: Vec<String>,
    /// Rules for this session.
    pub disabled: Vec<String>,
    /// The channel of this session, which may leave tools out.
    pub channel: Option<String>,
    /// What channels leave out in addition.
    pub channels: BTreeMap<String, Vec<String>>,
    /// Additional profiles, or replacements of built-in ones.
    pub profiles: BTreeMap<String, Vec<String>>,
    /// Whether clients are listed the core of the tools, and find the rest with `searchTools`. It takes no tool away.
    pub discover: bool,
}

/// The permissions of an agent. The gate rebuilds them when the operator has changed something; all sessions of the
/// agent share them.
#[derive(Clone)]
pub struct Policy {
    pub allowance: Allowance,
    pub restrictions: Arc<Restrictions>,
    /// What the agent's tools may read and change.
    pub reach: Reach,
    /// The base of `resourceUrl`; `None` without a preview.
    pub site: Option<Arc<dyn SiteAddress>>,
    /// Whether the caller is the person at the command line or the console rather than a client.
    pub is_operator: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            allowance: Allowance::default(),
            restrictions: Arc::default(),
            reach: Reach::All,
            site: None,
            is_operator: false,
        }
    }
}

impl Policy {
    /// The policy of the person who runs the tenant.
    pub fn operator() -> Policy {
        Policy { is_operator: true, ..Policy::default() }
    }

    /// Whether two launches allow the same, so that their sessions can share a snapshot.
    pub fn is_same(&self, other: &Policy) -> bool {
        let Policy { allowance, restrictions, reach, site, is_operator } = self;
        let same_site = match (site, &other.site) {
            (None, None) => true,
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (None, Some(_)) | (Some(_), None) => false,
        };
        same_site
            && allowance.is_same(&other.allowance)
            && *restrictions == other.restrictions
            && *reach == other.reach
            && *is_operator == other.is_operator
    }
}
