//! The list of tools as it is now, and word to the client when it has become another.

use std::sync::PoisonError;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::Tool;
use rmcp::service::{Peer, SubscriptionSink};

use super::{Server, tools};
use crate::gate::Gate;

/// How often it is looked whether the tools have changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The tools as they are listed, made once for as long as they stay what they are.
pub(super) struct Listed {
    generation: u64,
    tools: Vec<Tool>,
}

impl Listed {
    pub(super) fn of(gate: &Gate) -> Listed {
        let generation = gate.generation();
        Listed { generation, tools: gate.listed().iter().map(tools::describe).collect() }
    }
}

impl Server {
    /// The tools in scope now.
    pub(super) fn tools(&self) -> Vec<Tool> {
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if listed.generation != self.gate.generation() {
            *listed = Listed::of(&self.gate);
        }
        listed.tools.clone()
    }

    /// Tells the listener of each change for as long as it listens.
    pub(super) async fn tell_changes(&self, listener: Listener) {
        let mut known = self.gate.generation();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let generation = self.gate.generation();
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
