//! The write-ahead log as a file: bounded while two processes work, short again when they rest.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    common::{BOTH_ERAS, PATIENCE, Server},
    foreign,
    ledger::Data,
    times,
};

/// What README and docs/adr/0026 promise.
const LOG_BYTES_MAX: u64 = 64 << 20;

/// Calls that one client has in flight.
const IN_FLIGHT: usize = 8;

fn length(folder: &Path) -> u64 {
    fs::metadata(folder.join("deskhand.db-wal")).map_or(0, |about| about.len())
}

/// Notes how long the log gets until `done` is set.
fn watch(folder: &Path, done: &AtomicBool, longest: &AtomicU64) {
    while !done.load(Ordering::Relaxed) {
        longest.fetch_max(length(folder), Ordering::Relaxed);
        thread::park_timeout(Duration::from_millis(5));
    }
}

/// Waits until the log is no longer than `most`.
fn shrinks_to(folder: &Path, most: u64) {
    let until = Instant::now() + PATIENCE;
    while length(folder) > most {
        assert!(Instant::now() < until, "the log stays at {} bytes", length(folder));
        thread::park_timeout(Duration::from_millis(20));
    }
}

/// A package with so much to say of itself that its log grows by about 100 kB.
fn large(at: usize) -> Value {
    let words: Vec<String> = (0..420).map(|word| format!("{at}word{word}")).collect();
    json!({ "action": "create", "name": format!("Package {at}"), "price": 1, "description": words.join(" ") })
}

/// Writes so many, several at once, with reads between; the time of each round, in order of length.
fn work(server: &mut Server, from: usize, writes: usize) -> Vec<Duration> {
    let mut rounds = Vec::new();
    for first in (from..from + writes).step_by(IN_FLIGHT) {
        let began = Instant::now();
        let calls: Vec<i64> = (first..first + IN_FLIGHT)
            .map(|at| server.begin("manage_packages", large(at)))
            .collect();
        let read = server.begin("getPage", json!({ "all": true }));
        server.finish("getPage", read).ok();
        for call in calls {
            server.finish("manage_packages", call).ok();
        }
        rounds.push(began.elapsed());
    }
    rounds.sort();
    rounds
}

#[test]
fn two_busy_processes_do_not_let_the_log_grow_without_bound() {
    let folder = tempfile::tempdir().unwrap();
    let writes = times("DESKHAND_WRITES", 600);
    let (done, longest) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut servers: Vec<Server> =
        BOTH_ERAS.into_iter().map(|era| Server::start_on(era, folder.path(), &[])).collect();
    let slowest = thread::scope(|scope| {
        scope.spawn(|| watch(folder.path(), &done, &longest));
        let working = servers
            .iter_mut()
            .enumerate()
            .map(|(at, server)| scope.spawn(move || work(server, at * writes, writes)));
        let working: Vec<_> = working.collect();
        let rounds: Vec<_> = working.into_iter().map(|work| work.join().unwrap()).collect();
        done.store(true, Ordering::Relaxed);
        rounds.into_iter().filter_map(|rounds| rounds.last().copied()).max().unwrap()
    });
    let longest = longest.into_inner();
    eprintln!("the log was {} MiB at most, the slowest round took {slowest:?}", longest >> 20);
    assert!(longest <= LOG_BYTES_MAX, "the log grew to {longest} bytes");
    // Both still live and say nothing.
    shrinks_to(folder.path(), 0);
    let second = servers.pop().unwrap();
    assert!(second.close().status.success());
    // One was killed with a log of its own; who is left cuts that off as well.
    let mut first = servers.pop().unwrap();
    work(&mut first, 2 * writes, IN_FLIGHT);
    assert!(length(folder.path()) > 0);
    shrinks_to(folder.path(), 0);
    assert!(first.close().status.success());
    let data = Data::open(folder.path());
    data.is_sound();
    let there = data.count("SELECT count(*) FROM package");
    assert_eq!(usize::try_from(there).unwrap(), 2 * writes + IN_FLIGHT);
}

#[test]
fn programs_that_look_again_and_again_do_not_let_the_log_grow_without_bound() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    work(&mut server, 0, IN_FLIGHT);
    let (done, longest) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        scope.spawn(|| watch(folder.path(), &done, &longest));
        // There is no moment at which nobody reads.
        scope.spawn(|| {
            let mut reader = foreign::read(folder.path());
            while !done.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(150));
                let next = foreign::read(folder.path());
                reader.end();
                reader = next;
            }
            reader.end();
        });
        let rounds = work(&mut server, 1_000, times("DESKHAND_WRITES", 1_000));
        done.store(true, Ordering::Relaxed);
        eprintln!("the slowest round took {:?}", rounds.last());
    });
    let longest = longest.into_inner();
    eprintln!("the log was {} MiB at most", longest >> 20);
    assert!(longest <= LOG_BYTES_MAX, "the log grew to {longest} bytes");
    shrinks_to(folder.path(), 0);
    assert!(server.close().status.success());
    Data::open(folder.path()).is_sound();
}

#[test]
fn a_reader_that_stays_lets_the_log_grow_and_nobody_wait() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[1], folder.path(), &[]);
    work(&mut server, 0, IN_FLIGHT);
    let reader = foreign::read(folder.path());
    let rounds = work(&mut server, 1_000, 480);
    let grown = length(folder.path());
    assert!(grown > 36 << 20, "{grown} bytes are too few for this test to say anything");
    // Waiting for the reader would take as long as the reader stays.
    let slowest = rounds.last().unwrap();
    eprintln!("{} MiB while it read, the slowest round took {slowest:?}", grown >> 20);
    assert!(*slowest < Duration::from_secs(3), "{slowest:?}");
    reader.end();
    shrinks_to(folder.path(), 0);
    assert!(server.close().status.success());
    Data::open(folder.path()).is_sound();
}
