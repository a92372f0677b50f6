//! Tells a client when the list of its tools has become another.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::{Peer, SubscriptionSink};

use super::session::ClientSession;

/// How often it is looked whether the tools have changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl ClientSession {
    /// Tells the listener of each change for as long as it listens.
    pub(super) async fn tell_changes(&self, listener: Listener) {
        let mut known = self.session().generation();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let generation = self.session().generation();
            if generation != known {
                known = generation;
                if !listener.hears().await {
                    // It has left or never asked for this: what ends the listening is the session.
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}

/// Who wants to hear that the tools have changed.
pub(super) enum Listener {
    /// A client that has initialized.
    Peer(Peer<RoleServer>),
    /// A subscription of one that has not.
    Subscription(SubscriptionSink),
}

impl Listener {
    /// Tells it; whether it hears.
    async fn hears(&self) -> bool {
        match self {
            Listener::Peer(peer) => peer.notify_tool_list_changed().await.is_ok(),
            Listener::Subscription(sink) => sink.notify_tool_list_changed().await.is_ok(),
        }
    }
}
