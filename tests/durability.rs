//! Durability: what was acknowledged is there, whoever else writes and however the process ends.
//!
//! `DESKHAND_WRITES` and `DESKHAND_KILLS` say how much is tried: writes of each process, and kills.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(clippy::disallowed_types, reason = "looks at the file from outside")]

#[path = "durability/approving.rs"]
mod approving;
#[path = "durability/backups.rs"]
mod backups;
#[path = "durability/cancelling.rs"]
mod cancelling;
mod common;
#[path = "durability/damages.rs"]
mod damages;
#[path = "durability/foreign.rs"]
mod foreign;
#[path = "durability/invoices.rs"]
mod invoices;
#[path = "durability/killing.rs"]
mod killing;
#[path = "durability/ledger.rs"]
mod ledger;
#[path = "durability/log.rs"]
mod log;
#[path = "durability/outside.rs"]
mod outside;
#[path = "durability/pictures.rs"]
mod pictures;
#[path = "durability/releasing.rs"]
mod releasing;
#[path = "durability/sending.rs"]
mod sending;
#[path = "durability/uploading.rs"]
mod uploading;
#[path = "durability/work.rs"]
mod work;

use std::{path::Path, thread, time::Instant};

use common::{BOTH_ERAS, Server};
use ledger::Data;
use work::{Acknowledged, Work};

/// How many times something is done: what the variable says, or `usually`.
fn times(variable: &str, usually: usize) -> usize {
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    let given = std::env::var(variable).ok();
    given.map_or(usually, |text| text.parse().expect("a number"))
}

/// Calls that one client has in flight.
const IN_FLIGHT: usize = 8;

#[test]
fn two_processes_write_at_once_and_no_error_reaches_a_client() {
    let folder = tempfile::tempdir().unwrap();
    let writes = times("DESKHAND_WRITES", 2000);
    let began = Instant::now();
    let client = |at: usize| {
        let path = folder.path().to_owned();
        thread::spawn(move || write(&path, at, writes))
    };
    let clients: Vec<_> = (0..2).map(client).collect();
    let acknowledged: Vec<Acknowledged> =
        clients.into_iter().flat_map(|client| client.join().expect("no error")).collect();
    assert_eq!(acknowledged.len(), 2 * writes);
    eprintln!("{} writes of two processes in {:?}", 2 * writes, began.elapsed());

    let data = Data::open(folder.path());
    data.is_sound();
    data.holds(&acknowledged);
    assert_eq!(data.count("SELECT count(*) FROM tenant"), 1);
    let written = data.count("SELECT count(*) FROM call WHERE outcome = 'written'");
    assert_eq!(written, i64::try_from(2 * writes).unwrap());
}

/// Writes so much over one connection; every answer must be a success.
fn write(folder: &Path, client: usize, writes: usize) -> Vec<Acknowledged> {
    let mut server = Server::start_on(BOTH_ERAS[client % 2], folder, &[]);
    server.list();
    let mut work = Work::new(&format!("client {client}"));
    let mut acknowledged = Vec::new();
    while work.begun() < writes {
        let burst: Vec<_> =
            (0..IN_FLIGHT.min(writes - work.begun())).map(|_| work.begin(&mut server)).collect();
        for call in burst {
            let answer = server.finish(call.tool, call.id).ok();
            acknowledged.push(work.acknowledge(&call, &answer));
        }
    }
    let closed = server.close();
    assert!(closed.status.success(), "{closed:?}");
    acknowledged
}
