//! The generations of the protocol.

/// A generation of MCP clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Starts with `initialize` and this protocol version.
    Legacy(&'static str),
    /// Sends everything with each request.
    Modern,
}
