//! `deskhand serve`: the MCP server on stdin and stdout.

use std::{io::IsTerminal, sync::Arc};

use tokio_util::sync::CancellationToken;

use super::{desktop::Desktop, failure::Failure, launch, near, screen::Screen};
use crate::{
    catalogue, config::Settings, due::Worker, mcp, principal::SiteAddress, site::preview::Preview,
};

/// Serves until the client disconnects.
pub(super) fn run(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    catalogue::warm_up();
    let store = launch::open(settings)?;
    // Reports invalid settings before the preview starts.
    launch::principal(&store, settings)?;
    if std::io::stdin().is_terminal() {
        screen.note(
            "Waiting for an MCP client to write on stdin, which clients do that start this themselves: `deskhand init` \
             sets them up, `deskhand preview` shows the site. Ctrl-D ends it.",
        );
    }
    let mut policy = launch::policy(settings);
    let runtime = launch::runtime()?;
    let served = runtime.block_on(async {
        // Only queued here: the preview binds its port while the server waits for its first message. That takes half a
        // millisecond, so the first call knows the address.
        let preview = settings.preview.map(|port| Arc::new(near::start(settings, &store, port)));
        let ends = CancellationToken::new();
        let worker =
            Worker::new(store.clone(), settings.allowance.clone()).backing_up(settings.backups);
        let worker = tokio::spawn(worker.run(ends.clone()));
        let desktop = settings.notifies.then(Desktop::default).map(Arc::new);
        policy.site =
            preview.map(|preview| -> Arc<dyn SiteAddress> { Arc::new(Shown { preview, desktop }) });
        let session = Arc::new(launch::session(store, settings, policy)?);
        let served = mcp::serve_stdio(Arc::clone(&session)).await;
        ends.cancel();
        // What has begun of what is due ends; it is bounded by the deadline of its transaction.
        let _ = worker.await;
        session.close().await;
        session.tell_head();
        Ok::<_, Failure>(served?)
    });
    // Does not wait: a page may be waiting for the disk, or stdin may be an idle terminal.
    runtime.shutdown_background();
    served
}

/// The preview, and this computer's screen, for answers.
struct Shown {
    preview: Arc<Preview>,
    desktop: Option<Arc<Desktop>>,
}

impl SiteAddress for Shown {
    fn base(&self) -> Option<String> {
        self.preview.address()
    }

    fn decides_at(&self) -> Option<String> {
        self.preview.lan_address().or_else(|| self.preview.address())
    }

    fn tell_of_decision(&self) {
        if let Some(desktop) = &self.desktop {
            desktop.tell();
        }
    }
}
