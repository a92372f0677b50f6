//! Which site is at a domain, as the rows of the targets say.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use super::{
    SiteShown,
    index::{Index, Shared},
};
use crate::{
    clock,
    error::Result,
    id::ReleaseId,
    principal::{Caller, Tenant},
    release::{
        blobs::Blobs,
        store::{Hosted, blobs, hosted},
    },
    store::Store,
};

/// How many files of releases are known at once. Of sites that nobody has read for longest it forgets them; they are
/// read again with the next request.
const FILES_MAX: usize = 200_000;

/// Every site, by its domain.
pub(super) struct Sites {
    store: Store,
    by_domain: RwLock<Arc<HashMap<String, Arc<Site>>>>,
}

/// What a domain has.
pub(super) struct Site {
    tenant: Tenant,
    release: Option<ReleaseId>,
    pub(super) blobs: Blobs,
    index: OnceLock<Shared>,
    /// That of the release before: pages that are open still ask for its pictures and style sheets.
    before: Option<Shared>,
    used_at: AtomicI64,
}

impl Sites {
    pub(super) fn new(store: Store) -> Result<Sites> {
        let sites = Sites { store, by_domain: RwLock::default() };
        sites.look()?;
        Ok(sites)
    }

    /// The site at a domain.
    pub(super) fn at(&self, domain: &str) -> Option<Arc<Site>> {
        self.all().get(domain).cloned()
    }

    /// The domain that is meant by one that has no site: with `www.`, or without.
    pub(super) fn meant_by(&self, domain: &str) -> Option<String> {
        let other =
            domain.strip_prefix("www.").map_or_else(|| format!("www.{domain}"), str::to_owned);
        self.all().contains_key(&other).then_some(other)
    }

    /// The domains at which something is public.
    pub(super) fn public(&self) -> Vec<String> {
        let all = self.all();
        let public = all.iter().filter(|(_, site)| site.release.is_some());
        public.map(|(domain, _)| domain.clone()).collect()
    }

    pub(super) fn shown(&self) -> Vec<SiteShown> {
        let all = self.all();
        let mut shown: Vec<SiteShown> = all
            .iter()
            .map(|(domain, site)| SiteShown {
                domain: domain.clone(),
                tenant: site.tenant.name.clone(),
                is_released: site.release.is_some(),
            })
            .collect();
        shown.sort_by(|one, other| one.domain.cmp(&other.domain));
        shown
    }

    /// A folder for the host's own files, beside the data.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf> {
        self.store.private_folder(name)
    }

    /// What a site has at its addresses. Blocks.
    pub(super) fn index(&self, site: &Site) -> Result<Option<Shared>> {
        site.used_at.store(clock::now().0, Ordering::Relaxed);
        let Some(release) = site.release else { return Ok(None) };
        if let Some(known) = site.index.get() {
            return Ok(Some(Arc::clone(known)));
        }
        let who = Caller::new(site.tenant.clone(), self.store.owner(&site.tenant)?);
        let index = Index::load(&self.store, &who, &site.blobs, release)?;
        Ok(Some(Arc::clone(site.index.get_or_init(|| Arc::new(index)))))
    }

    /// Looks up what is where now. Blocks.
    pub(super) fn look(&self) -> Result<()> {
        let old = self.all();
        let mut found = hosted(&self.store)?;
        // A domain that two have belongs to the one that was first.
        let mut taken = HashSet::new();
        found.retain(|hosted| taken.insert(hosted.domain.clone()));
        let is_same = |hosted: &Hosted| {
            let known = old.get(&hosted.domain);
            known.is_some_and(|site| {
                site.tenant.id == hosted.tenant.id && site.release == hosted.release
            })
        };
        let loaded = old.values().filter_map(|site| site.index.get()).map(|index| index.len());
        let has_room = loaded.sum::<usize>() <= FILES_MAX;
        if has_room && found.len() == old.len() && found.iter().all(is_same) {
            return Ok(());
        }
        let mut new: HashMap<String, Arc<Site>> = HashMap::with_capacity(found.len());
        for hosted in found {
            let known = old.get(&hosted.domain).filter(|_| is_same(&hosted)).cloned();
            let domain = hosted.domain.clone();
            let site = known.map_or_else(|| self.changed(&old, hosted).map(Arc::new), Ok)?;
            new.insert(domain, site);
        }
        forget(&mut new);
        *self.by_domain.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        Ok(())
    }

    /// A site that has changed. Where somebody reads it, what it has is read before it takes the place of the old.
    fn changed(&self, old: &HashMap<String, Arc<Site>>, hosted: Hosted) -> Result<Site> {
        let Hosted { tenant, domain, release } = hosted;
        let known = old.get(&domain).filter(|site| site.tenant.id == tenant.id);
        let before = known.and_then(|site| site.index.get()).cloned();
        let (blobs, is_read) = (blobs(&self.store, &tenant), before.is_some());
        let used_at = AtomicI64::new(clock::now().0);
        let site = Site { tenant, release, blobs, index: OnceLock::new(), before, used_at };
        if is_read {
            self.index(&site)?;
        }
        Ok(site)
    }

    fn all(&self) -> Arc<HashMap<String, Arc<Site>>> {
        Arc::clone(&self.by_domain.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Site {
    /// What it has at its addresses, if that has been read.
    pub(super) fn known_index(&self) -> Option<Shared> {
        self.index.get().cloned().inspect(|_| self.used_at.store(clock::now().0, Ordering::Relaxed))
    }

    /// That of the release before the current one.
    pub(super) fn index_before(&self) -> Option<&Index> {
        self.before.as_deref()
    }

    /// Whether nothing has been released yet.
    pub(super) fn is_empty(&self) -> bool {
        self.release.is_none()
    }
}

/// Forgets the files of those that nobody has read for longest, until the rest fits.
fn forget(sites: &mut HashMap<String, Arc<Site>>) {
    let files = |site: &Site| site.index.get().map_or(0, |index| index.len());
    let mut total: usize = sites.values().map(|site| files(site)).sum();
    let mut oldest: Vec<(i64, String)> = sites
        .iter()
        .filter(|(_, site)| files(site) > 0)
        .map(|(domain, site)| (site.used_at.load(Ordering::Relaxed), domain.clone()))
        .collect();
    oldest.sort();
    // The one that is being read stays, however large it is.
    oldest.pop();
    for (_, domain) in oldest {
        if total <= FILES_MAX {
            return;
        }
        if let Some(site) = sites.get_mut(&domain) {
            total -= files(site);
            *site = Arc::new(Site {
                tenant: site.tenant.clone(),
                release: site.release,
                blobs: site.blobs.clone(),
                index: OnceLock::new(),
                before: None,
                used_at: AtomicI64::new(0),
            });
        }
    }
}
