//! The generations of the protocol.

/// A generation of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Begins with `initialize` and names this version.
    Legacy(&'static str),
    /// Sends everything with each request.
    Modern,
}
