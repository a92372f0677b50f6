//! Calls that reach outside and are cancelled: they give their place to the next at once.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{browser::soon, desk::confirmed, desk::contents};
use crate::common::{Asked, BOTH_ERAS, Era, PATIENCE, Provider, Says, Server, connect_all};

/// So many requests of a sort are outside at once.
const PLACES: usize = 4;

/// So many calls run at once.
const SLOTS: usize = 16;

/// "At once", on a machine that is busy with other tests; what is outside would wait for 13 s, or 6.
const AT_ONCE: Duration = Duration::from_secs(3);

/// A site, and services, that take every question and answer none; but for one engine whose results are of it.
fn silence() -> Provider {
    Provider::answering(|asked: &Asked| match asked.path() {
        "/data" => Says::body("text/plain", "here"),
        "/tavily/search" => {
            let host = asked.header("host").unwrap();
            let hit = json!({ "title": "T", "url": format!("http://{host}/page"), "content": "c" });
            Says::json(200, &json!({ "results": [hit] }))
        }
        _ => Says::Nothing,
    })
}

/// A server of an agent that has every tool and may reach that site and those services.
fn server_for(era: Era, site: &Provider, folder: &std::path::Path, engine: &str) -> Server {
    let allow = [site.place()];
    let names = ["openverse", "whatsapp", engine];
    let bases: Vec<String> =
        names.iter().map(|name| format!("{name} = \"{}/{name}\"\n", site.url())).collect();
    let text = format!("[outbound]\nallow = {allow:?}\n[providers]\n{}", bases.concat());
    fs::write(folder.join("deskhand.toml"), text).unwrap();
    fs::create_dir_all(folder.join("keys/main")).unwrap();
    // Who has no key is not asked.
    for name in ["whatsapp", engine] {
        fs::write(folder.join("keys/main").join(name), "key").unwrap();
    }
    Server::start_on(era, folder, &[]).close();
    connect_all(folder);
    let place = site.place();
    for args in [
        vec!["agent", "set", "assistant", "--profile", "admin"],
        vec!["tenant", "hosts", "add", &place],
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deskhand"));
        let ran = command.args(&args).arg("--data-dir").arg(folder).output().unwrap();
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    Server::start_on(era, folder, &[])
}

fn cancel(server: &mut Server, calls: &[i64]) {
    for id in calls {
        server.notify("notifications/cancelled", json!({ "requestId": id }));
    }
}

#[track_caller]
fn heard(site: &Provider, path: &str, times: usize, within: Duration) {
    let began = Instant::now();
    let count = || site.heard().iter().filter(|asked| asked.path().starts_with(path)).count();
    while count() < times {
        assert!(began.elapsed() < within, "{path} was asked {} times of {times}", count());
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

#[test]
fn four_cancelled_calls_leave_their_places_to_the_next() {
    let site = silence();
    let slow = |path: &str| format!("{}{path}", site.url());
    let import = json!({ "provider": "openverse", "photoId": "abc", "description": "d" });
    let cases = [
        ("httpGet", json!({ "url": slow("/get") }), "/get", "searxng"),
        ("fetchContent", json!({ "urls": [slow("/content")] }), "/content", "searxng"),
        ("createImage", json!({ "url": slow("/image.png") }), "/image.png", "searxng"),
        (
            "browseImages",
            json!({ "query": "sea", "provider": "openverse" }),
            "/openverse/",
            "searxng",
        ),
        ("importImage", import, "/openverse/", "searxng"),
        ("searchWeb", json!({ "query": "sea", "mode": "quick" }), "/searxng/", "searxng"),
        ("searchWeb", json!({ "query": "sea", "mode": "deep" }), "/robots.txt", "tavily"),
        ("getMessageTemplate", json!({ "all": true }), "/whatsapp/", "searxng"),
    ];
    for (at, (tool, arguments, path, engine)) in cases.into_iter().enumerate() {
        println!("{tool} {arguments}");
        let folder = tempfile::tempdir().unwrap();
        let mut server = server_for(BOTH_ERAS[at % 2], &site, folder.path(), engine);
        let before = site.heard().iter().filter(|asked| asked.path().starts_with(path)).count();
        let calls: Vec<i64> = (0..PLACES).map(|_| server.begin(tool, arguments.clone())).collect();
        let waits = !server.is_answered(calls[0], Duration::from_millis(100));
        assert!(waits, "it does not wait: {}", server.reply(calls[0]));
        heard(&site, path, before + PLACES, PATIENCE);
        cancel(&mut server, &calls);
        server.begin(tool, arguments);
        heard(&site, path, before + PLACES + 1, AT_ONCE);
        assert!(!server.is_answered(calls[0], Duration::from_millis(20)), "nobody wants it");
    }
}

#[test]
fn as_many_cancelled_calls_as_run_leave_room_for_a_quick_one() {
    let site = silence();
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut server = server_for(era, &site, folder.path(), "searxng");
        let before = site.heard().len();
        let slow = json!({ "url": format!("{}/get", site.url()) });
        let calls: Vec<i64> = (0..SLOTS).map(|_| server.begin("httpGet", slow.clone())).collect();
        heard(&site, "/", before + PLACES, PATIENCE);
        cancel(&mut server, &calls);
        let began = Instant::now();
        server.call("getPage", json!({ "all": true })).ok();
        server.call("httpGet", json!({ "url": format!("{}/data", site.url()) })).ok();
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    }
}

#[test]
fn what_may_have_been_sent_stays_on_record_and_holds_nobody_up() {
    let site = silence();
    let folder = tempfile::tempdir().unwrap();
    let mut server = server_for(Era::Modern, &site, folder.path(), "searxng");
    let before = site.heard().len();
    let calls: Vec<i64> = (0..SLOTS)
        .map(|at| {
            let post = json!({ "url": format!("{}/hook", site.url()), "body": { "n": at } });
            let shown = server.call("httpPost", post.clone()).ok();
            server.begin("httpPost", confirmed(&post, &shown["confirmationToken"]))
        })
        .collect();
    heard(&site, "/", before + PLACES, PATIENCE);
    soon("all of them on record", || (posts(&folder).len() == SLOTS).then_some(()));
    cancel(&mut server, &calls);
    let began = Instant::now();
    server.call("getPage", json!({ "all": true })).ok();
    server.call("httpGet", json!({ "url": format!("{}/data", site.url()) })).ok();
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    // What has left is not taken back: it is unknown until it is known, and never gone.
    let on_record = posts(&folder);
    assert_eq!(on_record.len(), SLOTS);
    assert!(on_record.iter().all(|row| row.contains("unknown")), "{on_record:?}");
}

fn posts(folder: &tempfile::TempDir) -> Vec<String> {
    contents(folder.path()).remove("http_post").unwrap_or_default()
}

#[test]
fn a_client_that_goes_away_leaves_no_request_behind() {
    let site = silence();
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut server = server_for(era, &site, folder.path(), "searxng");
        let before = site.heard().len();
        for _ in 0..SLOTS {
            let arguments: Value = json!({ "url": format!("{}/get", site.url()) });
            server.begin("httpGet", arguments);
        }
        heard(&site, "/", before + PLACES, PATIENCE);
        let closed = server.close();
        // What was asked before may still be answered for two seconds.
        assert!(closed.status.success() && closed.took < AT_ONCE, "{closed:?}");
    }
}
