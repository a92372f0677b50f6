//! A day's reading of the web by bad luck: fetches with bombs, endless bodies and slow drips among them, while
//! somebody else looks at pages. The program stays small, and the others do not notice.
//!
//! `DESKHAND_FETCHES` says how many fetches; `DESKHAND_FETCHES=2000 cargo test --release --test soak -- --nocapture`
//! is the whole of it.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(dead_code, reason = "what tests share serves several test binaries")]

mod common;
#[path = "soak/town.rs"]
mod town;

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use common::{Answer, BOTH_ERAS, Server};
use serde_json::{Value, json};
use town::Town;

/// How much more memory the program may take than before.
const GROWTH_MAX: usize = 32 << 20;

/// A look at a page that waits for what is fetched or read takes longer: a drip ends after fifteen seconds. How much
/// slower the others get depends on the machine, so it is told and not judged; docs/performance.md has it.
const LOOK_MAX: Duration = Duration::from_secs(5);

/// Calls that fetch at the same time.
const AT_ONCE: usize = 4;

/// Looks while they run, and as many after them, in quiet.
const LOOKS: usize = 10;

/// What is asked for, again and again: the tool, the path, and how it ends.
const MIX: [(&str, &str, &str); 20] = [
    ("fetchContent", "/article", "ok"),
    ("httpGet", "/data", "ok"),
    ("fetchContent", "/bomb", "OUTSIDE_BOMB"),
    ("fetchContent", "/article", "ok"),
    ("httpGet", "/endless", "OUTSIDE_TOO_LARGE"),
    ("fetchContent", "/deep", "CONTENT_UNREADABLE"),
    ("fetchContent", "/article", "ok"),
    ("fetchContent", "/formats", "CONTENT_UNREADABLE"),
    ("httpGet", "/bomb", "OUTSIDE_BOMB"),
    ("fetchContent", "/gone", "OUTSIDE_GONE"),
    ("fetchContent", "/article", "ok"),
    ("fetchContent", "/endless", "OUTSIDE_TOO_LARGE"),
    ("httpGet", "/picture", "ok"),
    ("fetchContent", "/large", "ok"),
    ("fetchContent", "/article", "ok"),
    ("httpGet", "/round", "OUTSIDE_REDIRECTS"),
    ("fetchContent", "/attributes", "CONTENT_UNREADABLE"),
    ("httpGet", "/half", "OUTSIDE_BROKEN"),
    ("fetchContent", "/pdf", "CONTENT_UNREADABLE"),
    ("httpGet", "/notes", "ok"),
];

/// Every so many fetches, one that drips.
const DRIP_EVERY: usize = 100;

#[test]
fn bad_pages_neither_fill_the_program_nor_slow_the_others() {
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    let given = std::env::var("DESKHAND_FETCHES").ok();
    let fetches: usize = given.map_or(60, |text| text.parse().expect("a number"));

    let town = Town::start();
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "rates = \"rest=1000000 cms=1000000 outside=1000000\"\n[outbound]\nallow = [\"{}\"]\n",
        town.place()
    );
    fs::write(folder.path().join("deskhand.toml"), config).unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &["--agent", "owner"]);
    // What is made once, such as schemas and the first connection, is no growth.
    round(&mut server, &town, 0..AT_ONCE, &mut BTreeMap::new());

    let before = memory(&server);
    let (mut most, mut looks, mut seen) = (before, Vec::new(), BTreeMap::new());
    let mut quiet_looks = Vec::new();
    let began = Instant::now();
    for from in (0..fetches).step_by(AT_ONCE) {
        looks.extend(round(&mut server, &town, from..(from + AT_ONCE).min(fetches), &mut seen));
        most = most.max(memory(&server));
        quiet_looks.extend((0..LOOKS).map(|_| look(&mut server)));
    }
    let slowest = looks.iter().max().copied().unwrap_or_default();
    let (busy, quiet) = (p99(looks), p99(quiet_looks));
    let growth = most.saturating_sub(before);
    eprintln!(
        "{fetches} fetches in {:?}: memory {} → at most {} KiB; p99 of getPage {quiet:?} → {busy:?}, at most {slowest:?}; {seen:?}",
        began.elapsed(),
        before >> 10,
        most >> 10
    );
    assert!(growth < GROWTH_MAX, "{} KiB more", growth >> 10);
    assert!(slowest < LOOK_MAX, "a look took {slowest:?}");
    assert!(server.close().status.success());
}

/// Some fetches at once, and looks at a page while they run; how long each look took.
fn round(
    server: &mut Server,
    town: &Town,
    which: std::ops::Range<usize>,
    seen: &mut BTreeMap<String, usize>,
) -> Vec<Duration> {
    let begun: Vec<_> = which
        .map(|at| {
            let drips = at % DRIP_EVERY == DRIP_EVERY - 1;
            let (tool, path, ends) =
                if drips { ("httpGet", "/drip", "OUTSIDE_TIMEOUT") } else { MIX[at % MIX.len()] };
            let url = town.url(path);
            let arguments =
                if tool == "httpGet" { json!({ "url": url }) } else { json!({ "urls": [url] }) };
            (tool, path, ends, server.begin(tool, arguments))
        })
        .collect();
    let looks = (0..LOOKS).map(|_| look(server)).collect();
    for (tool, path, ends, id) in begun {
        let ended = code(&server.finish(tool, id));
        assert_eq!(ended, ends, "{tool} {path}");
        *seen.entry(ended).or_default() += 1;
    }
    looks
}

fn code(answer: &Answer) -> String {
    if answer.is_ok() {
        return "ok".to_owned();
    }
    let failure: Value = answer.whole();
    failure["error"]["code"].as_str().unwrap().to_owned()
}

fn look(server: &mut Server) -> Duration {
    let began = Instant::now();
    server.call("getPage", json!({ "slug": "home", "includeContent": true })).ok();
    began.elapsed()
}

fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

/// What the program has in memory, in bytes.
fn memory(server: &Server) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let number: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    number << 10
}
