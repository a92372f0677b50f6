//! The store and the gate inside one process: what a call costs before any protocol.
//!
//! `cargo bench --bench store`. The side-by-side bench measures the whole server over stdio.

#![expect(clippy::expect_used, clippy::panic, reason = "a bench that cannot run says so and stops")]

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use deskhand::{
    gate::{Gate, IncomingCall, Limits, Person, RateLimits, Reply, Session},
    id::{CallId, PageId, RequestId},
    principal::{Policy, Principal},
    starter,
    store::{Dml, Store, Synchronous, TenantWrite, ledger::ChangeRecord, system::NewTenant},
    value::Currency,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const PAGES: usize = 1_000;

/// A gate on the store in `folder`, fresh or as it was left, for the tenant's assistant.
fn gate(folder: &Path) -> Session {
    let store = Store::open(folder, Synchronous::Normal).expect("a folder");
    let new = NewTenant {
        name: "main".into(),
        title: "Bench".into(),
        country: "US".into(),
        currency: Currency::parse("USD").expect("a currency"),
        timezone: "UTC".into(),
    };
    let made = store.add_tenant(new, starter::add).expect("writable");
    let tenant = made.or_else(|| store.tenants().expect("readable").pop()).expect("the only one");
    let agents = store.agents(&tenant).expect("readable");
    let assistant = agents.into_iter().find(|agent| agent.name == "assistant").expect("made");
    // Counted like any, and never refused.
    let rates = RateLimits { crm: u32::MAX, messaging: 1, rest: u32::MAX };
    Gate::new(store, Limits { rates, ..Limits::default() })
        .open(Principal::new(tenant, assistant), Policy::default())
}

fn call(runtime: &Runtime, gate: &Session, tool: &str, arguments: &Value) -> Value {
    let incoming = IncomingCall {
        tool: tool.to_owned(),
        arguments: arguments.as_object().expect("an object").clone(),
        client: None,
        protocol: None,
        cancel: CancellationToken::new(),
        progress: None,
        person: Person::Unreachable,
    };
    let reply = runtime.block_on(gate.call(incoming));
    let Reply::Success(answer, ..) = reply else { panic!("{tool}: {reply:?}") };
    serde_json::from_str(&answer).expect("JSON")
}

/// Deciding what is in scope, the reading of what the operator has set included.
fn scope(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let first = gate(folder.path());
    let store = Store::open(folder.path(), Synchronous::Normal).expect("a folder");
    let principal = first.principal().clone();
    criterion.bench_function("resolve the scope", |bench| {
        bench.iter(|| {
            let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
            Gate::new(store.clone(), limits).open(principal.clone(), Policy::default())
        });
    });
}

fn calls(criterion: &mut Criterion) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let gate = gate(folder.path());
    for number in 0..PAGES {
        let page = json!({ "name": format!("Page {number}"), "slug": format!("p-{number}") });
        call(&runtime, &gate, "createPage", &page);
    }
    let mut bench = |name: &str, tool: &str, arguments: Value| {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| call(&runtime, &gate, tool, &arguments));
        });
    };
    bench("get one page by slug", "getPage", json!({ "slug": "p-500" }));
    bench("list 50 pages", "getPage", json!({ "all": true, "limit": 50 }));
    bench("history of 20 changes", "getHistory", json!({}));
    bench(
        "rehearse an update",
        "updatePage",
        json!({ "id": "p-500", "name": "New", "dryRun": true }),
    );
    bench("preview a deletion", "deletePage", json!({ "ids": ["p-500"] }));

    let mut number = PAGES;
    criterion.bench_function("create a page", |bencher| {
        bencher.iter(|| {
            number += 1;
            call(&runtime, &gate, "createPage", &json!({ "name": format!("Page {number}") }))
        });
    });
    runtime.block_on(gate.close());
}

/// Bookings of several busy years.
const BOOKINGS: usize = 5_000;

/// Free times among many bookings: two a day, each of an hour.
fn calendars(criterion: &mut Criterion) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let gate = gate(folder.path());
    let now = deskhand::clock::now();
    for number in 0..BOOKINGS {
        let hours = i64::try_from(number / 2 * 24 + number % 2 * 3).expect("few");
        let start = now.plus_ms(hours * 3_600_000).to_string();
        let start = format!("{}:00Z", start.get(..13).expect("a time"));
        let booking =
            json!({ "service": format!("Session {number}"), "start": start, "minutes": 60 });
        call(&runtime, &gate, "createBooking", &booking);
    }
    let days = |from: i64, to: i64| {
        let day = |days: i64| now.plus_ms(days * 86_400_000).to_string();
        let day = |days: i64| day(days).get(..10).expect("a day").to_owned();
        json!({ "from": day(from), "to": day(to), "limit": 100 })
    };
    for (name, tool, arguments) in [
        ("free times of 4 weeks among 5,000 bookings", "getAvailability", days(100, 127)),
        ("free times of 60 days among 5,000 bookings", "getAvailability", days(100, 159)),
        ("bookings of 4 weeks among 5,000", "getBooking", days(100, 127)),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| call(&runtime, &gate, tool, &arguments));
        });
    }
    runtime.block_on(gate.close());
}

/// Pages on a site that is searched.
const SEARCHED: usize = 100_000;

/// The words of page names: every page has `page`, a tenth of them each of these.
const WORDS: [&str; 10] = [
    "wedding", "portrait", "family", "studio", "travel", "album", "print", "session", "garden",
    "harbour",
];

/// Another word of a page's name: one of 29,400, with endings that many share as words of a language do.
fn invented(number: usize) -> String {
    const ENDINGS: [&str; 6] = ["ing", "tion", "er", "ed", "ly", "ment"];
    let syllable = |number: usize| {
        let of = |letters: &str, at: usize| letters.chars().nth(at).unwrap_or('a');
        format!("{}{}", of("bdfghklmnprstv", number % 14), of("aeiou", number / 14 % 5))
    };
    let ending = ENDINGS.get(number % ENDINGS.len()).copied().unwrap_or_default();
    format!("{}{}{ending}", syllable(number / 6), syllable(number / 420))
}

fn searches(criterion: &mut Criterion) {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO page (tenant_id, id, name, slug, path, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, :id, :id, 1, 0, 0)",
    );
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let first = gate(folder.path());
    let store = Store::open(folder.path(), Synchronous::Normal).expect("it is there");
    for batch in 0..SEARCHED / 1_000 {
        let (call, request) = (CallId::new(), RequestId::new());
        let record = ChangeRecord {
            call,
            request,
            tool: "bench".to_owned(),
            undoes: None,
            approved_by: None,
        };
        let fill = move |db: &mut TenantWrite<'_>| {
            for number in batch * 1_000..(batch + 1) * 1_000 {
                let word = WORDS.get(number % WORDS.len()).copied().unwrap_or_default();
                let name = format!("Page about {word} {} number {number}", invented(number));
                db.execute(&ADD, &[(":id", PageId::new().into()), (":name", name.into())])?;
            }
            db.record(&record).map(|_| ())
        };
        store.write_now(first.caller(), fill).expect("writable");
    }
    // Opened anew, so that the log of all that is in the file.
    runtime.block_on(first.close());
    drop((first, store));
    let gate = gate(folder.path());
    let mistyped = invented(77_005).replace("ti", "it");
    for (name, query) in [
        ("search: a word of every page", "page"),
        ("search: a word of a tenth", "wedding"),
        ("search: two common words", "page wedding"),
        ("search: two common words, never together", "wedding portrait"),
        ("search: a rare word", "77123"),
        ("search: a mistyped common word", "weding"),
        ("search: a mistyped rare word", &mistyped),
        ("search: a beginning", "wedd"),
        ("search: nothing", "zeppelin"),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| call(&runtime, &gate, "getPage", &json!({ "query": query })));
        });
    }
    runtime.block_on(gate.close());
}

criterion_group!(benches, calls, scope, calendars, searches);
criterion_main!(benches);
