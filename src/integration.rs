//! Services outside that a tenant can have an account with, and which tools need one.

/// A service outside.
#[derive(Debug)]
pub struct Integration {
    /// Its name on the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
}

/// Every service that can be connected.
pub const INTEGRATIONS: &[Integration] = &[];

/// What needs a connection, as `gate/scope/pattern.rs` reads it, and the services any of which will do.
pub const NEEDS: &[Need] = &[];

/// Something of a tool, and the services any of which it needs.
pub type Need = (&'static str, &'static [&'static str]);
