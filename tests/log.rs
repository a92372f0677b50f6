//! The call log as evidence: one unbroken chain for each tenant, every single change of it found, and never in
//! the way of a call.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(clippy::disallowed_types, reason = "looks at the file from outside, and changes it")]
#![allow(dead_code, reason = "each test binary uses its own part of what is common")]

mod common;
#[path = "log/erasing.rs"]
mod erasing;
#[path = "log/fault.rs"]
mod fault;
#[path = "log/processes.rs"]
mod processes;
#[path = "log/rates.rs"]
mod rates;
#[path = "log/tampering.rs"]
mod tampering;

use std::path::Path;

use deskhand::{
    gate::{Gate, IncomingCall, Limits, Person, RateLimits, Reply, Session},
    principal::{Policy, Principal},
    starter,
    store::{
        Store, Synchronous,
        calls::{self, Fault, Verdict},
        system::NewTenant,
    },
    value::Currency,
};
use rusqlite::Connection;
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// A tenant's gate, and the file from outside.
struct Log {
    store: Store,
    gate: Session,
    runtime: Runtime,
    raw: Connection,
    _folder: tempfile::TempDir,
}

impl Log {
    fn new(rates: RateLimits) -> Log {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
        let new = NewTenant {
            name: "main".into(),
            title: "Main".into(),
            country: "US".into(),
            currency: Currency::parse("USD").unwrap(),
            timezone: "UTC".into(),
        };
        let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
        let agent = store.agents(&tenant).unwrap().remove(0);
        let principal = Principal::new(tenant, agent);
        let gate = Gate::new(store.clone(), Limits { rates, ..Limits::default() });
        let gate = gate.open(principal, Policy::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let raw = raw(folder.path());
        Log { store, gate, runtime, raw, _folder: folder }
    }

    fn call(&self, tool: &str, arguments: Value) -> Reply {
        let incoming = IncomingCall {
            tool: tool.to_owned(),
            arguments: arguments.as_object().unwrap().clone(),
            client: None,
            protocol: None,
            cancel: CancellationToken::new(),
            progress: None,
            person: Person::Unreachable,
        };
        self.runtime.block_on(self.gate.call(incoming))
    }

    fn flush(&self) {
        self.runtime.block_on(self.gate.close());
    }

    fn verify(&self, head: Option<&str>) -> Verdict {
        self.store.read(self.gate.caller(), |db| calls::verify(db, head)).unwrap()
    }

    #[track_caller]
    fn head(&self) -> (i64, String) {
        match self.verify(None) {
            Verdict::Whole { rows, head, .. } => (rows, head.unwrap_or_default()),
            broken @ Verdict::Broken { .. } => panic!("{broken:?}"),
        }
    }

    fn count(&self, sql: &str) -> i64 {
        self.raw.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn raw(folder: &Path) -> Connection {
    let raw = Connection::open(folder.join("deskhand.db")).unwrap();
    raw.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
    raw
}
