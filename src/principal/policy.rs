//! What an agent may do: what the operator allows, what the launch takes away, and what the tools reach.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::Reach;
use crate::{background::Capacity, integration::Services};

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
    /// Visible items at the top of a navigation, at most.
    pub navigation_items_max: Option<u32>,
    /// The world outside.
    pub services: Arc<Services>,
    /// Messages that the tenant may send within a minute.
    pub messages_a_minute: u32,
    /// How much heavy computing the machine does at once.
    pub capacity: Arc<Capacity>,
}

impl Default for Allowance {
    fn default() -> Allowance {
        // More than five do not fit beside a name on most screens.
        let (image_folders, services, capacity) = Default::default();
        // Messages: of the same order as what the providers take from a new number.
        let messages_a_minute = 30;
        Allowance {
            image_folders,
            navigation_items_max: None,
            services,
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
            && self.messages_a_minute == other.messages_a_minute
            && Arc::ptr_eq(&self.capacity, &other.capacity)
    }
}

/// Tools that the operator of this launch takes away, and profiles of the operator's own. Tools are written as
/// `gate/scope/pattern.rs` reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Whether clients are listed the core of the tools, and find the rest with `searchTools`. It takes no tool away.
    pub discover: bool,
}

/// What an agent may do. The gate makes it anew when the operator has changed something, and all sessions of the agent
/// share it.
#[derive(Clone)]
pub struct Policy {
    /// What tools may do at this launch.
    pub allowance: Allowance,
    /// What this launch takes away.
    pub restrictions: Arc<Restrictions>,
    /// What the agent's tools may touch.
    pub reach: Reach,
    /// Where `resourceUrl` points; `None` with the preview off.
    pub site: Option<Arc<dyn SiteAddress>>,
    /// Whether a person calls at the command line or the console, and no client.
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
    /// Of the person who runs the tenant.
    pub fn operator() -> Policy {
        Policy { is_operator: true, ..Policy::default() }
    }

    /// Whether two launches allow the same, so that their sessions can share what follows from it.
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
