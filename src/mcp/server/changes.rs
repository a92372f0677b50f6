//! Notifies a client when its list of tools changes.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::{Peer, SubscriptionSink};

use super::session::ClientSession;

/// How often the list is checked for changes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl ClientSession {
    /// Notifies the listener of each change.
    pub(super) async fn tell_changes(&self, listener: ChangeListener) {
        let mut known = self.session().generation();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let generation = self.session().generation();
            if generation != known {
                known = generation;
                if !listener.hears().await {
                    // The client disconnected or did not ask for this; the session's end stops this task.
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}

/// A client that wants to be notified.
pub(super) enum ChangeListener {
    /// A client that has initialized.
    Peer(Peer<RoleServer>),
    /// A subscription of a stateless client.
    Subscription(SubscriptionSink),
}

impl ChangeListener {
    /// Sends the notification; returns whether the client still listens.
    async fn hears(&self) -> bool {
        match self {
            ChangeListener::Peer(peer) => peer.notify_tool_list_changed().await.is_ok(),
            ChangeListener::Subscription(sink) => sink.notify_tool_list_changed().await.is_ok(),
        }
    }
}
