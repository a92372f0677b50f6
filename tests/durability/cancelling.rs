//! Cancelling: a call is done or it is not, and the log says which.

use serde_json::{Value, json};

use super::{
    common::{BOTH_ERAS, Era, Server},
    ledger::Data,
};

/// Calls that are sent at once; as many may wait.
const BURST: usize = 60;

#[test]
fn a_cancelled_call_is_done_or_not_and_the_log_says_which() {
    for era in BOTH_ERAS {
        cancel_every_other(era);
    }
}

fn cancel_every_other(era: Era) {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(era, folder.path(), &[]);
    server.list();
    let services: Vec<Value> = (0..3)
        .map(|at| {
            let new = json!({ "action": "create", "name": format!("Service {at}") });
            server.call("manage_services", new).ok()["data"]["id"].clone()
        })
        .collect();
    let mut sent = Vec::new();
    for round in 0..4 {
        let first = sent.len();
        for at in first..first + BURST {
            // Four rows that belong together: half of them would be seen.
            let new = json!({ "action": "create", "name": format!("Package {at}"), "price": 1,
                "description": "With three services.", "serviceIds": services });
            sent.push(server.begin("manage_packages", new));
        }
        // Of every three calls one is cancelled while it waits, and one about when it runs.
        let cancel = |server: &mut Server, at: usize| {
            server.notify("notifications/cancelled", json!({ "requestId": sent[at] }));
        };
        for at in (first..sent.len()).rev().filter(|at| (at + round) % 3 == 0) {
            cancel(&mut server, at);
        }
        for at in (first..sent.len()).filter(|at| (at + round) % 3 == 1) {
            server.finish("manage_packages", sent[at]).ok();
            if at + 1 < sent.len() {
                cancel(&mut server, at + 1);
            }
        }
    }
    server.call("getPage", json!({ "all": true })).ok();
    let closed = server.close();
    assert!(closed.status.success(), "{closed:?}");

    let data = Data::open(folder.path());
    data.is_sound();
    let (mut done, mut stopped) = (0, 0);
    for at in 0..sent.len() {
        let name = format!("Package {at}");
        let package = format!("FROM package WHERE name = '{name}'");
        let there = data.count(&format!("SELECT count(*) {package}"));
        let links = data.count(&format!(
            "SELECT count(*) FROM package_service WHERE package_id IN (SELECT id {package})"
        ));
        let log = data.lines(&format!(
            "SELECT outcome || ' ' || coalesce(error_code, '') FROM call
             WHERE tool LIKE 'manage_packages%' AND json_extract(arguments, '$.name') = '{name}'"
        ));
        match log.iter().map(|line| line.trim_end()).collect::<Vec<_>>().as_slice() {
            ["written"] => {
                assert_eq!((there, links), (1, 3), "{name} was written");
                done += 1;
            }
            ["refused CANCELLED"] => {
                assert_eq!((there, links), (0, 0), "{name} was cancelled");
                stopped += 1;
            }
            other => panic!("{name}, {there} there: the log says {other:?}"),
        }
    }
    eprintln!("{era:?}: {done} done, {stopped} stopped of {}", sent.len());
    assert!(done > sent.len() / 3 && stopped > 0, "{done} done, {stopped} stopped");
}
