//! What one report may tell: up to the API's thousand things, in parts that let others write, once however often it is
//! told; more is refused and nothing of it is kept.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    browser::soon,
    hook::{Hook, tell},
    messaging::visited,
};
use crate::common::{BOTH_ERAS, Era, whatsapp::report};

/// On a machine that does other things as well.
const SOON: Duration = Duration::from_millis(1_500);

/// A report of so many messages, each of somebody else, all of them named; with texts that fill it up to the limit.
fn messages(count: usize, bytes: usize) -> String {
    let at = deskhand::clock::now().0 / 1000;
    let of = |number: usize| format!("1415{:07}", 1_000_000 + number);
    let words = "x".repeat((bytes / count).saturating_sub(215));
    let contacts: Vec<Value> = (0..count)
        .map(|number| json!({ "profile": { "name": format!("N {number}") }, "wa_id": of(number) }))
        .collect();
    let messages: Vec<Value> = (0..count)
        .map(|number| {
            json!({ "from": of(number), "id": format!("wamid.L{number}"), "timestamp": at.to_string(),
                "type": "text", "text": { "body": words } })
        })
        .collect();
    // Those who write last are looked for longest.
    let messages: Vec<Value> = messages.into_iter().rev().collect();
    report(&json!({ "contacts": contacts, "messages": messages })).to_string()
}

fn statuses(count: usize) -> String {
    let one =
        |number: usize| json!({ "id": format!("wamid.{}", number % 3), "status": "delivered" });
    report(&json!({ "statuses": (0..count).map(one).collect::<Vec<_>>() })).to_string()
}

#[test]
fn too_much_at_once_is_refused_soon_and_nothing_of_it_is_kept() {
    for era in BOTH_ERAS {
        let (desk, _whatsapp, _) = visited(era);
        let mut hook = Hook::of(&desk);
        let before = desk.contents();
        let entries = |count: usize| {
            let entry =
                json!({ "changes": [{ "field": "messages", "value": { "statuses": [{}] } }] });
            json!({ "entry": vec![entry; count] }).to_string()
        };
        let nothing: Vec<Value> = vec![json!({ "wa_id": "14155550000", "profile": {} }); 15_000];
        for (what, body, answer) in [
            ("messages", messages(4_500, 0), 413),
            ("statuses", statuses(18_000), 413),
            ("one more than a thousand", statuses(1_001), 413),
            ("entries", entries(12_000), 413),
            ("what is no news", report(&json!({ "messages": vec![0; 400_000] })).to_string(), 413),
            ("names only", report(&json!({ "contacts": nothing })).to_string(), 200),
            ("deep", format!("{{\"entry\":{}", "[".repeat(900_000)), 400),
            ("a long text", report(&json!({ "messages": "x".repeat(900_000) })).to_string(), 422),
        ] {
            assert!(body.len() < 1 << 20, "{what}: {}", body.len());
            let began = Instant::now();
            let (host, path) = (hook.host.clone(), hook.path.clone());
            let teller = thread::spawn(move || tell(&host, &path, &body));
            // The agent's calls go on meanwhile.
            while !teller.is_finished() {
                let began = Instant::now();
                hook.window.ok("getPage", json!({ "id": "home" }));
                let took = began.elapsed();
                assert!(took < SOON, "{what}: a read took {took:?}");
            }
            assert_eq!(teller.join().unwrap(), answer, "{what}");
            let took = began.elapsed();
            assert!(took < 2 * SOON, "{what} took {took:?}");
        }
        assert_eq!(desk.contents(), before);
    }
}

#[test]
fn a_report_at_the_limit_is_taken_in_once_while_others_write() {
    let (desk, _whatsapp, _) = visited(Era::Modern);
    let mut hook = Hook::of(&desk);
    let body = messages(1_000, 1_000_000);
    assert!((900_000..1 << 20).contains(&body.len()), "{}", body.len());
    let (host, path, told) = (hook.host.clone(), hook.path.clone(), body.clone());
    let teller = thread::spawn(move || {
        // It takes longer than the sender waits; told again, it is known.
        soon("an answer", || Some(tell(&host, &path, &told)).filter(|it| *it != 503))
    });
    let mut slowest = Duration::ZERO;
    let mut written = 0;
    while (!teller.is_finished() || written < 5) && written < 60 {
        let began = Instant::now();
        hook.window.ok("createPage", json!({ "name": format!("Page {written}") }));
        slowest = slowest.max(began.elapsed());
        written += 1;
    }
    assert_eq!(teller.join().unwrap(), 200);
    println!("{written} pages, the slowest in {slowest:?}");
    assert!(slowest < Duration::from_secs(4), "{slowest:?}");
    let count = |desk: &super::desk::Desk| {
        let contents = desk.contents();
        ["message", "conversation", "contact"].map(|table| contents[table].len())
    };
    let after = count(&desk);
    assert_eq!(after, [1_001; 3]);
    assert_eq!(tell_until(&hook, &body), 200);
    assert_eq!(count(&desk), after);
}

fn tell_until(hook: &Hook, body: &str) -> u16 {
    soon("an answer", || Some(tell(&hook.host, &hook.path, body)).filter(|it| *it != 503))
}
