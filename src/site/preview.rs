//! The preview: the tenants' sites as they are now, in the browser of the person at this machine.
//!
//! It listens on 127.0.0.1 only, answers reads only, and only to its own name (a page elsewhere
//! cannot reach it through a name that resolves here). Several processes on one data folder share
//! one preview: whoever holds `preview.lock` serves, the others wait to take over. Nothing that
//! goes wrong here ends the program; it is logged and tried again.

mod connections;
mod files;
mod guard;
mod respond;
mod serve;
mod server_lock;
mod watch;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch as latest;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::site::view::{FeedView, PageView, SiteView, SitemapEntry};
use server_lock::Attempt;

/// How often a process that does not serve looks whether it should.
const RETRY: Duration = Duration::from_millis(500);

/// Where pages come from: the store, or a made-up site in a test.
///
/// The calls block and should be quick. They run on tokio's blocking threads, never on the event
/// loop: a page waits for the disk and is rendered, and on a single-threaded runtime each
/// millisecond of that would be one in which no tool call is answered.
pub trait SiteSource: Send + Sync + 'static {
    /// All tenants, in the order in which a person should see them.
    fn tenants(&self) -> Result<Vec<TenantLink>, SourceError>;

    /// What lies at `path` (without slashes around it; empty is the home page) of a tenant's site.
    /// `?page=2` behind it asks for the second part of a list. `base` becomes the view's `site.base`.
    fn page(&self, tenant: &str, path: &str, base: &str) -> Result<Lookup, SourceError>;

    /// Where a post is for good whose path that was. Asked where `page` finds nothing.
    fn moved(&self, tenant: &str, path: &str) -> Result<Option<String>, SourceError>;

    /// What is new in the collection with that slug, or in the tenant's first collection of posts.
    fn feed(&self, tenant: &str, slug: Option<&str>) -> Result<Option<FeedView>, SourceError>;

    /// What search engines may list of a tenant's site; nothing where there is no such tenant.
    fn sitemap(&self, tenant: &str) -> Result<Option<Vec<SitemapEntry>>, SourceError>;

    /// The bytes of a picture of the tenant, by the name of its file.
    fn file(&self, tenant: &str, name: &str) -> Result<Option<Vec<u8>>, SourceError>;

    /// A number that moves when any site's content has changed, also through another process, and
    /// is the same on every thread until then. Asked five times a second while a page is open.
    fn revision(&self) -> Result<i64, SourceError>;
}

/// A tenant on the list of sites.
#[derive(Debug, Clone)]
pub struct TenantLink {
    /// Its name in addresses: `main`.
    pub name: String,
    /// What people call it.
    pub title: String,
}

/// What lies at an address.
#[derive(Debug)]
pub enum Lookup {
    Page(Box<PageView>),
    /// The page moved to this path of the same site.
    Redirect(String),
    NotFound(Box<SiteView>),
    NoTenant,
}

/// The source could not answer; the cause is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the site could not be read: {0}")]
pub struct SourceError(#[from] Box<dyn std::error::Error + Send + Sync>);

/// Runs a blocking call into the source on a thread for that; a panic there becomes an error.
async fn off_the_loop<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    match tokio::task::spawn_blocking(call).await {
        Ok(answer) => answer,
        Err(error) => Err(SourceError(Box::new(error))),
    }
}

/// Which port the preview listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortChoice {
    /// The one that the folder's preview had last, else the first free one from 4780 on.
    Auto,
    /// This one or none.
    Fixed(u16),
}

/// A running preview, or a process's place in the queue for it. Dropping it stops both.
#[derive(Debug)]
pub struct Preview {
    port: latest::Receiver<Option<u16>>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Preview {
    /// Begins to serve the sites of a data folder, or to wait for the process that does.
    ///
    /// `more` are pages besides the sites, under names that no tenant can have. Must be called on a tokio
    /// runtime; a single-threaded one will do. Returns at once.
    pub fn start(
        folder: &Path,
        port: PortChoice,
        source: Arc<dyn SiteSource>,
        more: axum::Router,
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
                        sender.send_replace(Some(held.port));
                        serve::serve(held, Arc::clone(&source), more.clone(), stopped.clone())
                            .await;
                    }
                    Ok(Attempt::Waiting(elsewhere)) => {
                        complaint = None;
                        sender.send_replace(elsewhere);
                    }
                    Err(error) => {
                        sender.send_replace(None);
                        // Twice a second would flood the log: each cause is said once.
                        if complaint.replace(error.kind()) != Some(error.kind()) {
                            tracing::warn!(%error, "the preview cannot start yet; it will be tried again");
                        }
                    }
                }
                tokio::time::sleep(RETRY).await;
            }
        });
        Preview { port: receiver, stop, task }
    }

    /// `http://127.0.0.1:PORT` of whoever serves this folder now; nothing while nobody is known to.
    ///
    /// A read of memory. Of another process it is at most half a second old.
    pub fn address(&self) -> Option<String> {
        self.port.borrow().map(|port| format!("http://127.0.0.1:{port}"))
    }

    /// The same, as soon as somebody serves. It waits without limit: give it one.
    pub async fn ready(&self) -> Option<String> {
        let mut port = self.port.clone();
        port.wait_for(Option::is_some).await.ok()?;
        self.address()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // The token ends open connections and streams, which live in tasks of their own; the abort
        // frees the port and the lock.
        self.stop.cancel();
        self.task.abort();
    }
}

#[cfg(test)]
mod tests;
