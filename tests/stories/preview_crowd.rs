//! The preview's connections: whoever opens many, or is slow, keeps nothing from the store and nobody out for long.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::browser::{self, Listener, base};
use super::desk::text;
use crate::common::{Era, PATIENCE, Server, process::Process};

/// As many files as this server may open: what macOS gives a process.
const DESCRIPTORS: usize = 256;

/// As many connections as somebody opens.
const CROWD: usize = 240;

/// So long a connection may stay that sends nothing, on a machine that is busy with other tests.
const IDLE_MAX: Duration = Duration::from_secs(12);

/// A server with its preview on, and where that is.
fn server_with(folder: &std::path::Path, descriptors: usize) -> (Server, String) {
    let mut command = Command::new("sh");
    let script =
        format!("ulimit -n {descriptors}; exec \"$0\" serve --preview auto --data-dir \"$1\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_deskhand")]).arg(folder);
    command.env("DESKHAND_RATES", "crm=1000000 messaging=1000000 rest=1000000");
    let mut server = Server::of(Era::Modern, Process::start(command));
    server.greet();
    let address = browser::soon("the preview", || {
        let home = server.call("getPage", json!({ "slug": "home" })).ok();
        home["items"][0]["resourceUrl"].as_str().map(str::to_owned)
    });
    (server, base(&address).trim_start_matches("http://").to_owned())
}

/// What a connection hears until it ends, and how long that took.
fn until_it_ends(mut stream: TcpStream) -> (String, Duration) {
    let began = Instant::now();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut heard = Vec::new();
    match stream.read_to_end(&mut heard) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{error}"),
    }
    (String::from_utf8_lossy(&heard).into_owned(), began.elapsed())
}

#[test]
fn a_crowd_that_says_nothing_takes_nothing_from_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, host) = server_with(folder.path(), DESCRIPTORS);
    let crowd: Vec<TcpStream> = (0..CROWD).map(|_| TcpStream::connect(&host).unwrap()).collect();
    let until = Instant::now() + Duration::from_secs(2);
    let mut number = 0;
    while Instant::now() < until {
        number += 1;
        let made = json!({ "name": format!("Page {number}") });
        let calls = [
            ("createPage", server.begin("createPage", made)),
            ("getPage", server.begin("getPage", json!({ "all": true }))),
            ("queryData", server.begin("queryData", json!({ "entity": "call" }))),
            ("getHistory", server.begin("getHistory", json!({}))),
        ];
        for (tool, id) in calls {
            let answer = server.finish(tool, id);
            assert!(!answer.reply().to_string().contains("STORAGE"), "{:?}", answer.reply());
        }
    }
    #[cfg(target_os = "linux")]
    {
        let open = std::fs::read_dir(format!("/proc/{}/fd", server.process.id())).unwrap().count();
        assert!(open < DESCRIPTORS - 60, "{open} are open, and the store may want some");
    }
    // Nobody is kept out for long, and what was kept open ends.
    let began = Instant::now();
    assert!(browser::open(&format!("http://{host}/main")).contains("Page 1"));
    assert!(began.elapsed() < 2 * IDLE_MAX, "{:?}", began.elapsed());
    for stream in crowd.into_iter().take(3) {
        assert!(until_it_ends(stream).1 < IDLE_MAX);
    }
    let picture = crate::common::picture::base64(&crate::common::picture::jpeg(900, 500));
    server.call("createImage", json!({ "base64": picture })).ok();
    assert!(server.close().status.success());
}

#[test]
fn who_is_slow_is_left_and_who_listens_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, host) = server_with(folder.path(), 1024);
    let address = format!("http://{host}");
    let mut page = Listener::on(&address, "main");
    page.revision();
    let opened = |head: String| {
        let mut stream = TcpStream::connect(&host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let drip = |mut stream: TcpStream| {
        let began = Instant::now();
        while stream.write_all(b"x").is_ok() {
            assert!(began.elapsed() < IDLE_MAX, "it is never left");
            thread::park_timeout(Duration::from_millis(200));
        }
    };
    let silent = opened(String::new());
    let half = opened(format!("GET /main HTTP/1.1\r\nhost: {host}\r\n"));
    let kept = opened(format!("GET /main/nobody HTTP/1.1\r\nhost: {host}\r\n\r\n"));
    let dripping = opened(format!("GET /main HTTP/1.1\r\nhost: {host}\r\nx: "));
    let bodies = ["/hooks/whatsapp/secret", "/console/api/decide", "/main"].map(|path| {
        opened(format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 100\r\n\r\nhalf"))
    });
    thread::scope(|scope| {
        scope.spawn(|| drip(dripping));
        for stream in [silent, half].into_iter().chain(bodies) {
            scope.spawn(|| {
                let (_, took) = until_it_ends(stream);
                assert!(took < 2 * IDLE_MAX, "{took:?}");
            });
        }
        scope.spawn(|| {
            let (heard, took) = until_it_ends(kept);
            assert!(heard.starts_with("HTTP/1.1 404") && took < IDLE_MAX, "{took:?}: {heard}");
        });
    });
    // An open page has listened all the while, and still hears.
    let made = server.call("createPage", json!({ "name": "About" })).ok();
    assert!(text(&made["resourceUrl"]).starts_with(&address));
    page.revision();
    server.close();
}
