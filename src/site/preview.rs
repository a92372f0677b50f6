//! The preview: serves the tenants' sites for a browser on this machine.
//!
//! It listens on 127.0.0.1 only (and, where the operator allows it, for phones behind a door: `lan`), answers only
//! reads, and only under its own host name, so that a web page elsewhere cannot reach it through DNS rebinding. Several
//! processes on one data folder share one preview: the process that holds `preview.lock` serves, and the others wait to
//! take over. No failure here ends the program; it is logged and tried again.

mod brand;
mod connections;
mod files;
mod guard;
mod lan;
mod respond;
mod serve;
mod server_lock;
mod stall;
mod watch;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch as latest;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// What a public server of sites shares with the preview.
pub use self::lan::{Lan, LanChoice, is_private};
pub(crate) use self::{
    connections::{PAUSE, RESERVE, descriptors},
    guard::POLICY,
    stall::StallTimeout,
};
use crate::site::render::Listed;
use crate::site::view::{FeedView, PageView, SiteView, SitemapEntry};
use server_lock::Attempt;

/// How often a waiting process checks whether it can serve.
const RETRY: Duration = Duration::from_millis(500);

/// The source of pages: the store, or a fake in tests.
///
/// The calls block and should be quick. They run on tokio's blocking threads, because a page waits for the disk and is
/// rendered, and on a single-threaded runtime that would delay tool calls.
pub trait SiteSource: Send + Sync + 'static {
    /// All tenants, in display order.
    fn tenants(&self) -> Result<Vec<TenantLink>, SourceError>;

    /// Looks up `path` (without surrounding slashes; empty for the home page) of a tenant's site. A suffix `?page=2`
    /// asks for the second part of a list. `base` becomes the view's `site.base`.
    fn page(&self, tenant: &str, path: &str, base: &str) -> Result<Lookup, SourceError>;

    /// The new path of a moved post. Called if `page` finds nothing.
    fn moved(&self, tenant: &str, path: &str) -> Result<Option<String>, SourceError>;

    /// The feed of the collection with that slug, or of the tenant's first collection of posts.
    fn feed(&self, tenant: &str, slug: Option<&str>) -> Result<Option<FeedView>, SourceError>;

    /// The pages that search engines may list; `None` if there is no such tenant.
    fn sitemap(&self, tenant: &str) -> Result<Option<Vec<SitemapEntry>>, SourceError>;

    /// The site and its pages for programs that answer questions about it; `None` if there is no such tenant.
    fn summary(&self, tenant: &str) -> Result<Option<(SiteView, Vec<Listed>)>, SourceError>;

    /// The paths that have moved, each with where to; `None` if there is no such tenant.
    fn redirects(&self, tenant: &str) -> Result<Option<Vec<(String, String)>>, SourceError>;

    /// The bytes of a tenant's picture, by file name.
    fn file(&self, tenant: &str, name: &str) -> Result<Option<Vec<u8>>, SourceError>;

    /// A file that is made of the site's brand, by its path. Without content where the caller has the one with the tag
    /// `known`.
    fn made(
        &self,
        _tenant: &str,
        _path: &str,
        _known: Option<&str>,
    ) -> Result<Option<MadeFile>, SourceError> {
        Ok(None)
    }

    /// A number that changes when any site's content changes, also through another process, and is the same on every
    /// thread until then. Called five times a second while a page is open.
    fn revision(&self) -> Result<i64, SourceError>;
}

/// A tenant in the list of sites.
#[derive(Debug, Clone)]
pub struct TenantLink {
    /// The name in addresses: `main`.
    pub name: String,
    /// The name for people.
    pub title: String,
}

/// A file that is made of a site's brand.
#[derive(Debug)]
pub struct MadeFile {
    /// Its type.
    pub kind: &'static str,
    /// Changes with its content.
    pub tag: String,
    pub content: Option<Vec<u8>>,
    /// Whether it has that content forever under its address.
    pub is_final: bool,
}

/// The result of looking up an address.
#[derive(Debug)]
pub enum Lookup {
    Page(Box<PageView>),
    /// The page has moved to this path of the same site.
    Redirect(String),
    NotFound(Box<SiteView>),
    NoTenant,
}

/// The source failed; the cause is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the site could not be read: {0}")]
pub struct SourceError(#[from] Box<dyn std::error::Error + Send + Sync>);

/// Runs a blocking call of the source on another thread; a panic there becomes an error.
async fn off_the_loop<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    match tokio::task::spawn_blocking(call).await {
        Ok(answer) => answer,
        Err(error) => Err(SourceError(Box::new(error))),
    }
}

/// The port of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortChoice {
    /// The port that the folder's preview had last, otherwise the first free one from 4780 on.
    Auto,
    /// This port or none.
    Fixed(u16),
}

/// Where it is served: the port on this machine, and where phones are let in.
type Place = (u16, Option<SocketAddr>);

/// Tells where it is served.
type Told = latest::Sender<Option<Place>>;

/// A running preview, or a process waiting to take over. Dropping it stops both.
#[derive(Debug)]
pub struct Preview {
    place: latest::Receiver<Option<Place>>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Preview {
    /// Starts to serve the sites of a data folder, or to wait for the process that does.
    ///
    /// `more` are further pages, under names that no tenant can have. Must be called on a tokio runtime; a
    /// single-threaded one is enough. Returns at once.
    pub fn start(
        folder: &Path,
        port: PortChoice,
        source: Arc<dyn SiteSource>,
        more: axum::Router,
        lan: Option<Lan>,
    ) -> Preview {
        let (sender, receiver) = latest::channel(None);
        let stop = CancellationToken::new();
        let folder = folder.to_owned();
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            let mut complaint = None;
            loop {
                match server_lock::attempt(&folder, port) {
                    Ok(Attempt::Holder(held)) => {
                        complaint = None;
                        sender.send_replace(Some((held.port, None)));
                        let (routes, lan) = (more.clone(), lan.clone());
                        let more = serve::Served { folder: &folder, routes, lan, told: &sender };
                        serve::serve(held, Arc::clone(&source), more, stopped.clone()).await;
                    }
                    Ok(Attempt::Waiting(elsewhere)) => {
                        complaint = None;
                        sender.send_replace(elsewhere);
                    }
                    Err(error) => {
                        sender.send_replace(None);
                        // Each cause is logged once, because it is tried twice a second.
                        if complaint.replace(error.kind()) != Some(error.kind()) {
                            tracing::warn!(%error, "the preview cannot start yet; it will be tried again");
                        }
                    }
                }
                tokio::time::sleep(RETRY).await;
            }
        });
        Preview { place: receiver, stop, task }
    }

    /// `http://127.0.0.1:PORT` of the process that serves this folder now; `None` if none is known.
    ///
    /// Reads memory only. The address of another process is at most half a second old.
    pub fn address(&self) -> Option<String> {
        self.place.borrow().map(|(port, _)| format!("http://127.0.0.1:{port}"))
    }

    /// Where phones of the network are let in; `None` where they are not.
    pub fn lan_address(&self) -> Option<String> {
        let (_, lan) = (*self.place.borrow())?;
        lan.map(|lan| format!("http://{lan}"))
    }

    /// The address as soon as there is one. Waits without limit: the caller must set one.
    pub async fn ready(&self) -> Option<String> {
        let mut place = self.place.clone();
        place.wait_for(Option::is_some).await.ok()?;
        self.address()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // The token ends open connections and streams, which are tasks of their own; aborting the task frees the port
        // and the lock.
        self.stop.cancel();
        self.task.abort();
    }
}

#[cfg(test)]
mod tests;
