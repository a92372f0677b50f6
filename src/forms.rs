//! Forms: what visitors send from the pages of a site, and the page on which they book.
//!
//! The routes know nothing of who serves them: the preview mounts them below the name of a tenant, a host by domain.
//! They need no script: a form is posted, what is right is kept before the answer redirects back to its page, and what
//! is wrong is shown again with what was typed. Nothing is sent to anybody outside, and nothing is dropped in silence:
//! what looks like spam is kept apart, and what comes too often is told so.

mod answer;
mod book;
mod keep;
mod limiter;
mod post;
mod receive;
mod suspicion;

use std::{net::IpAddr, sync::Arc};

use axum::{
    Router,
    http::Uri,
    routing::{MethodRouter, get},
};
use tokio::sync::Semaphore;

pub use self::book::OWN_PAGES;
use self::limiter::Limiter;
pub use crate::tools::messaging::conversation::reception::Limit;
use crate::{id::ReleaseId, principal::Tenant, store::Store};

/// How many posts are read at once; a further one is told to come again.
const PLACES: usize = 16;

/// Who a post came from, as an extension of its request, where whoever serves the routes knows it: an address, or the
/// network that counts as one.
#[derive(Clone, Copy, Debug)]
pub struct Sender(pub IpAddr);

/// The domain that a request is for, as an extension of it, where whoever serves the routes has read it: in small
/// letters, without a port.
#[derive(Clone, Debug)]
pub struct Domain(pub String);

/// Whose site an address is of.
#[derive(Clone, Debug)]
pub struct Place {
    pub tenant: Tenant,
    /// What comes before every address of the site.
    pub base: String,
    /// The release that the public sees there; `None` in the preview, where everything is as it is now.
    pub release: Option<ReleaseId>,
}

/// Finds the site of an address, by its path or its domain.
pub type Find = Arc<dyn Fn(&Store, &Uri, Option<&str>) -> Option<Place> + Send + Sync>;

/// The state of the handlers.
#[derive(Clone)]
struct Forms {
    store: Store,
    find: Find,
    limit: Limit,
    limiter: Arc<Limiter>,
    places: Arc<Semaphore>,
    /// How many booking pages are made at once; further ones wait.
    pages: Arc<Semaphore>,
}

/// The routes of the forms, below `prefix`: `/{tenant}` where the path says whose site it is, else nothing.
pub fn routes(store: Store, prefix: &str, find: Find, limit: Limit) -> Router {
    let (limiter, places) = (Arc::new(Limiter::default()), Arc::new(Semaphore::new(PLACES)));
    let pages = Arc::new(Semaphore::new(PLACES));
    let forms = Forms { store, find, limit, limiter, places, pages };
    let form: MethodRouter<Forms> = get(receive::shown).post(receive::receive);
    let forms_of_pages = Router::new().route(&format!("{prefix}/assets/form/{{section}}"), form);
    forms_of_pages.merge(book::routes(prefix)).with_state(forms)
}

/// Finds the site of a domain, of those that `domains` tells.
pub fn by_domain(domains: fn(&Store) -> Vec<(String, Tenant, ReleaseId)>) -> Find {
    Arc::new(move |store, _, named| {
        let mut all = domains(store).into_iter();
        let (_, tenant, release) = all.find(|(domain, ..)| Some(&**domain) == named)?;
        Some(Place { tenant, base: String::new(), release: Some(release) })
    })
}

/// Finds the site whose tenant is the first part of the path.
pub fn by_path() -> Find {
    Arc::new(|store, uri, _| {
        let name = uri.path().split('/').nth(1)?;
        let tenant = store.tenants().ok()?.into_iter().find(|tenant| tenant.name == name)?;
        let base = format!("/{name}");
        Some(Place { tenant, base, release: None })
    })
}
