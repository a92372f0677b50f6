//! Calls a minute, of one process and of two.

use deskhand::{clock, gate::Reply, store::rates};
use serde_json::{Value, json};

use super::{
    Log, RateLimits,
    common::{BOTH_ERAS, Server},
};

const RATES: RateLimits = RateLimits { crm: 120, messaging: 30, rest: 20 };

/// How many calls of two processes, in turns, are answered before each has been refused.
fn answered(tool: &str, arguments: impl Fn(usize) -> Value) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let rates = ["--rates", "rest=40"];
    let mut servers = BOTH_ERAS.map(|era| Server::start_on(era, folder.path(), &rates));
    let (mut answered, mut refused) = (0, vec![false; servers.len()]);
    for number in 0..1_000 {
        let at = number % servers.len();
        let answer = servers[at].call(tool, arguments(number));
        if answer.is_ok() {
            answered += 1;
        } else {
            let error = answer.refused("RATE_LIMITED");
            assert_eq!(error["retryable"], true);
            let advice = error["suggestion"].as_str().unwrap().to_owned();
            assert!(advice.starts_with("wait ") && advice.contains("seconds"), "{advice}");
            refused[at] = true;
        }
        if refused.iter().all(|refused| *refused) {
            return answered;
        }
    }
    panic!("nobody was refused");
}

#[test]
fn two_processes_write_no_more_than_one_may() {
    assert_eq!(answered("createPage", |number| json!({ "name": format!("Page {number}") })), 40);
}

#[test]
fn two_processes_read_hardly_more_than_one_may() {
    let reads = answered("getPage", |_| json!({ "all": true }));
    // Each may be ahead of the other by an eighth.
    assert!((40..=50).contains(&reads), "{reads}");
}

#[test]
fn a_tenant_has_numbers_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &["--rates", "rest=1000"]);
    let set = |rates: &[&str]| {
        let args = [&["tenant", "rates", "--json"], rates].concat();
        let ran = super::processes::deskhand(folder.path(), &args);
        serde_json::from_slice::<Value>(&ran.stdout).map_err(|_| ran)
    };
    assert_eq!(set(&["crm=60", "rest=3"]).unwrap()["rates"]["rest"], 3);
    assert_eq!(set(&[]).unwrap()["rates"], json!({ "crm": 60, "messaging": 30, "rest": 3 }));
    assert_eq!(set(&["rest=none"]).unwrap_err().status.code(), Some(2));
    let mut answered = |most: usize| {
        (0..most).take_while(|_| server.call("getPage", json!({ "all": true })).is_ok()).count()
    };
    // A running server follows within two seconds.
    let begun = std::time::Instant::now();
    while answered(100) == 100 {
        assert!(begun.elapsed().as_secs() < 10, "it never follows");
    }
    assert_eq!(answered(1), 0);
    assert_eq!(set(&["default"]).unwrap()["rates"]["rest"], 240);
}

#[test]
fn toolsets_are_counted_apart_and_failures_count() {
    let log = Log::new(RATES);
    for _ in 0..10 {
        assert!(matches!(log.call("getPage", json!({ "all": true })), Reply::Success(..)));
        // Refused for its arguments, and counted.
        assert!(matches!(log.call("createPage", json!({})), Reply::Failure(_)));
    }
    for arguments in [json!({ "all": true }), json!({})] {
        let Reply::Failure(refused) = log.call("getPage", arguments) else { panic!("let pass") };
        assert_eq!(refused["error"]["code"], "RATE_LIMITED");
    }
    let other = log.call("manage_packages", json!({ "action": "list" }));
    assert!(matches!(other, Reply::Success(..)), "{other:?}");
    log.flush();
    // Every one is on record, the refused ones too, and what counts is a few rows.
    assert_eq!(log.head().0, 23);
    assert!(log.count("SELECT count(*) FROM call_rate") < 10);
    assert_eq!(log.count("SELECT sum(calls) FROM call_rate"), 21);
}

#[test]
fn messages_are_counted_by_those_on_record() {
    let log = Log::new(RateLimits::default());
    let sent = |count: usize, ago_ms: i64| {
        let at = clock::now().plus_ms(-ago_ms);
        let recorded = vec![at; count];
        log.store.read(log.gate.caller(), |db| rates::messages_within_minute(db, &recorded))
    };
    assert!(sent(29, 0).is_ok());
    let refused = sent(30, 20_000).unwrap_err();
    assert_eq!(refused.code().as_str(), "RATE_LIMITED");
    let advice = refused.suggestion().unwrap();
    assert!(advice.starts_with("wait 40 ") || advice.starts_with("wait 41 "), "{advice}");
    assert!(sent(30, 62_000).is_ok());
}

#[test]
fn what_is_not_there_counts_like_what_is() {
    let many = |number: usize| json!({ format!("argument {number}"): number });
    // Neither the tool, nor its action, nor its arguments, nor the resource.
    let calls = [
        ("noSuchTool", json!({ "a": 1 })),
        ("manage_packages", json!({ "action": "no such" })),
        ("createPage", json!({ "nonsense": 1 })),
    ];
    for (tool, arguments) in calls {
        let log = Log::new(RATES);
        let is_limited = |reply: &Reply| match reply {
            Reply::Failure(failure) => failure["error"]["code"] == "RATE_LIMITED",
            Reply::UnknownTool => false,
            Reply::Success(..) | Reply::Question { .. } | Reply::Cancelled => {
                panic!("{tool}: {reply:?}")
            }
        };
        let replies: Vec<Reply> = (0..30).map(|_| log.call(tool, arguments.clone())).collect();
        let limited = replies.iter().filter(|reply| is_limited(reply)).count();
        assert_eq!(limited, 10, "{tool}: {replies:?}");
        assert!(is_limited(&log.call(tool, many(0))));
    }
    // A tool that is there is not kept from being called by those that are not.
    let log = Log::new(RATES);
    for number in 0..30 {
        log.call("noSuchTool", many(number));
    }
    assert!(matches!(log.call("getPage", json!({ "all": true })), Reply::Success(..)));
}
