//! `deskhand serve`: the server on this process's stdin and stdout.

use std::sync::Arc;

use super::{failure::Failure, launch};
use crate::{
    catalogue,
    config::Settings,
    console, mcp,
    principal::SiteAddress,
    site::{load::StoreSite, preview::Preview},
    webhooks,
};

/// Serves until the client leaves.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    catalogue::warm_up();
    let store = launch::open(settings)?;
    // Before the preview starts: what is wrong with the settings is said first.
    launch::principal(&store, settings)?;
    let mut policy = launch::policy(settings);
    let runtime = launch::runtime()?;
    let served = runtime.block_on(async {
        // It only queues here: it binds its port while the server waits for its first message, and that
        // takes half a millisecond, so the address is known to the first call.
        let preview = settings.preview.map(|port| {
            let site = Arc::new(StoreSite::new(store.clone()));
            let more = console::routes(
                store.clone(),
                settings.allowance.clone(),
                settings.restrictions.clone(),
            )
            .merge(webhooks::routes(store.clone()));
            Arc::new(Preview::start(&settings.folder, port, site, more))
        });
        policy.site = preview.map(|preview| -> Arc<dyn SiteAddress> { Arc::new(Shown(preview)) });
        let session = Arc::new(launch::session(store, settings, policy)?);
        let served = mcp::serve_stdio(Arc::clone(&session)).await;
        session.close().await;
        session.tell_head();
        Ok::<_, Failure>(served?)
    });
    // A page may still be waiting for the disk, and stdin may be a terminal that nobody types into.
    runtime.shutdown_background();
    served
}

/// The preview as the place that answers point to.
struct Shown(Arc<Preview>);

impl SiteAddress for Shown {
    fn base(&self) -> Option<String> {
        self.0.address()
    }
}
