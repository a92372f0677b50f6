//! The session that a request belongs to, and its protocol state.

use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::{Extensions, Tool};

use super::{apps, tools};
use crate::gate::{ListedTool, Session};

/// Finds the session that a request belongs to; implemented by transports.
pub(in crate::mcp) trait FindSession: Send + Sync + 'static {
    /// The session of a request with these extensions of the transport; `None` if it is closed.
    fn find(&self, extensions: &Extensions) -> Option<Arc<ClientSession>>;
}

/// The only session of a process, for stdio.
pub(in crate::mcp) struct OneSession(Arc<ClientSession>);

impl OneSession {
    pub(in crate::mcp) fn new(session: Arc<Session>) -> OneSession {
        OneSession(Arc::new(ClientSession::new(session)))
    }
}

impl FindSession for OneSession {
    fn find(&self, _: &Extensions) -> Option<Arc<ClientSession>> {
        Some(Arc::clone(&self.0))
    }
}

/// A session as its client sees it.
pub(in crate::mcp) struct ClientSession {
    session: Arc<Session>,
    /// The list of tools is made once and after a change of the operator's: MCP forbids one that varies by connection,
    /// and making it per request is what makes other servers slow.
    listed: Mutex<ToolList>,
}

/// The list of tools, and the generation for which it was built.
struct ToolList {
    generation: u64,
    tools: Vec<Tool>,
    /// The same for clients that show cards.
    with_cards: Vec<Tool>,
}

impl ToolList {
    fn of(session: &Session) -> ToolList {
        let generation = session.generation();
        let listed = session.listed();
        let tools: Vec<Tool> = listed.iter().map(tools::describe).collect();
        let waits = |known: &ListedTool| session.may_wait(known);
        let described = listed.iter().zip(tools.iter().cloned());
        let with_cards = described
            .map(|(known, tool)| if waits(known) { apps::with_card(tool) } else { tool })
            .chain([apps::decide_tool()])
            .collect();
        ToolList { generation, tools, with_cards }
    }
}

impl ClientSession {
    pub(in crate::mcp) fn new(session: Arc<Session>) -> ClientSession {
        let listed = Mutex::new(ToolList::of(&session));
        ClientSession { session, listed }
    }

    /// The session itself.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// What a model is told at the start of the session, as of now.
    pub(super) fn instructions(&self) -> Option<String> {
        Some(self.session.instructions()).filter(|text| !text.is_empty())
    }

    /// The tools in scope now, for a client that shows cards or one that does not.
    pub(super) fn tools(&self, has_cards: bool) -> Vec<Tool> {
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if listed.generation != self.session.generation() {
            *listed = ToolList::of(&self.session);
        }
        if has_cards { listed.with_cards.clone() } else { listed.tools.clone() }
    }
}
