//! An MCP client for the tests: starts the real program and speaks JSON-RPC itself.
//!
//! It uses no MCP library, because libraries tolerate what a strict client does not. In every test, each line on
//! stdout must be JSON-RPC, each successful answer must be valid by the output schema of its tool, and its text and
//! structure must be equal; every wait ends in a failure rather than in a hang.
#![allow(dead_code, reason = "each test binary uses its own part of this client")]
#![allow(unused_imports, reason = "each test binary uses its own part of this client")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

pub mod answer;
pub mod bucket;
pub mod clock;
pub mod era;
pub mod library;
pub mod mail;
pub mod picture;
pub mod process;
pub mod promise;
pub mod provider;
pub mod rewind;
pub mod server;
pub mod whatsapp;

pub use answer::Answer;
pub use clock::Clock;
pub use era::Era;
pub use mail::MailServer;
pub use process::Closed;
pub use provider::{Asked, Provider, Says};
pub use server::Server;
pub use whatsapp::Whatsapp;

use std::path::Path;
use std::time::Duration;

use deskhand::{
    integration::INTEGRATIONS,
    store::{Store, Synchronous, effective_settings::IntegrationState},
};
use serde_json::{Value, json};

/// How long anything may take before the test fails: a loaded machine is slow, a hang is forever.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The protocol versions of clients that start with `initialize`.
pub const LEGACY_VERSIONS: [&str; 3] = ["2024-11-05", "2025-06-18", "2025-11-25"];

/// The newest protocol version, in which each request carries everything.
pub const MODERN_VERSION: &str = "2026-07-28";

/// A client of each generation.
pub const BOTH_ERAS: [Era; 2] = [Era::Legacy("2025-11-25"), Era::Modern];

/// The `_meta` of a request of the newest protocol.
pub fn modern_meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": MODERN_VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "wire", "version": "1" },
    })
}

/// Marks every service as connected for every tenant of a folder, without contacting any.
pub fn connect_all(folder: &Path) {
    let store = Store::open(folder, Synchronous::Normal).unwrap();
    for tenant in store.tenants().unwrap() {
        // What acts by itself once it is connected stays out.
        for service in INTEGRATIONS.into_iter().filter(|it| !it.is_opt_in) {
            let (name, status) = (service.name.to_owned(), "connected".to_owned());
            let connected = IntegrationState {
                name,
                status,
                detail: String::new(),
                checked_at: None,
                settings: "{}".to_owned(),
            };
            store.set_integration(&tenant, connected).unwrap();
        }
    }
}
