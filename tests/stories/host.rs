//! The public server: released sites by their domains, for browsers, and for whoever wants more than a site.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Deref;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::desk::{Desk, text};
use super::releases::release;
use crate::common::process::Process;
use crate::common::{BOTH_ERAS, PATIENCE};

/// A running `deskhand host`.
pub struct Public {
    pub process: Process,
    door: Door,
    pub https: Option<String>,
    pub sites: Value,
    pub metrics: Value,
}

impl Public {
    pub fn open(desk: &Desk, args: &[&str]) -> Public {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(["host", "--http", "127.0.0.1:0", "--json"]).args(args);
        let process = Process::start(command_on(command, desk));
        let line = process.line(PATIENCE).unwrap_or_else(|| panic!("{}", process.stderr()));
        let shown: Value = serde_json::from_str(&line).unwrap();
        let place =
            |url: &Value| url.as_str().map(|url| url.split("://").nth(1).unwrap().to_owned());
        Public {
            door: Door { http: place(&shown["http"]).unwrap() },
            https: place(&shown["https"]),
            sites: shown["sites"].clone(),
            metrics: shown["metrics"].clone(),
            process,
        }
    }

    /// Ends it as the system does; what it wrote to stderr.
    pub fn end(mut self) -> String {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let closed = self.process.wait();
        assert!(closed.status.success(), "{}", closed.stderr);
        closed.stderr
    }
}

impl Deref for Public {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.door
    }
}

/// Where visitors come in.
#[derive(Clone)]
pub struct Door {
    /// Host and port.
    http: String,
}

impl Door {
    /// What `GET` answers for a domain.
    pub fn get(&self, domain: &str, path: &str) -> Came {
        self.ask("GET", domain, path, &[])
    }

    pub fn ask(&self, method: &str, domain: &str, path: &str, headers: &[(&str, &str)]) -> Came {
        let lines: Vec<String> =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let more = lines.concat();
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: {domain}\r\n{more}connection: close\r\n\r\n"
        ))
    }

    /// Sends what is written, and reads until the host closes.
    pub fn send(&self, request: &str) -> Came {
        let mut stream = TcpStream::connect(&self.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Came::read(&answer)
    }

    /// Waits until a page says something.
    pub fn becomes(&self, domain: &str, path: &str, says: &str) {
        let begun = Instant::now();
        while !self.get(domain, path).text().contains(says) {
            assert!(begun.elapsed() < PATIENCE, "{domain}{path} does not say {says}");
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }
}

fn command_on(mut command: Command, desk: &Desk) -> Command {
    command.arg("--data-dir").arg(desk.folder());
    command
}

/// An answer.
pub struct Came {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Came {
    fn read(answer: &[u8]) -> Came {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(answer)));
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Came { status, headers: headers.collect(), body: answer[end + 4..].to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// A desk whose site is public at `wren.example`, with a page `prices`.
pub fn public_desk() -> (Desk, String) {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    desk.run(&["target", "add", "public", "host", "--domain", "Wren.Example"]);
    let page = desk.page("Prices");
    let section = desk.section(&page, &"A bowl is $20. ".repeat(100));
    release(&mut desk, json!({}));
    (desk, section)
}

fn edit(desk: &mut Desk, section: &str, body: &str) {
    desk.ok("updateSection", json!({ "pageSectionId": section, "content": { "body": body } }));
}

#[test]
fn a_release_is_at_its_domain_and_the_next_one_without_a_restart() {
    let (mut desk, section) = public_desk();
    let host = Public::open(&desk, &[]);
    assert_eq!(
        host.sites,
        json!([{ "domain": "wren.example", "tenant": "main", "isReleased": true }])
    );
    let page = host.get("wren.example", "/prices/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("A bowl is $20."));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "public, max-age=0, must-revalidate");
    // The same site, as browsers and people write its name.
    for domain in ["WREN.example", "wren.example:8080", "wren.example."] {
        assert_eq!(host.get(domain, "/prices/").status, 200, "{domain}");
    }
    let www = host.get("www.wren.example:81", "/prices/?a=1");
    assert_eq!((www.status, www.header("location")), (301, "http://wren.example:81/prices/?a=1"));

    // An edit is seen by nobody, a release by everybody.
    edit(&mut desk, &section, "A bowl is $24.");
    assert!(host.get("wren.example", "/prices/").text().contains("$20"));
    let html = page.text().replace("&#x2f;", "/");
    let css = html.split("href=\"").find(|rest| rest.starts_with("/assets/site")).unwrap();
    let css = css.split('"').next().unwrap();
    release(&mut desk, json!({}));
    host.becomes("wren.example", "/prices/", "A bowl is $24.");
    let sheet = host.get("wren.example", css);
    assert_eq!(sheet.header("cache-control"), "public, max-age=31536000, immutable");
    // Back, and a page that is gone again.
    desk.page("Brand new");
    release(&mut desk, json!({}));
    host.becomes("wren.example", "/brand-new/", "Brand new");
    release(&mut desk, json!({ "from": 1 }));
    host.becomes("wren.example", "/prices/", "A bowl is $20.");
    assert_eq!(host.get("wren.example", "/brand-new/").status, 404);

    // The log tells of requests, and neither who asked nor what they typed.
    host.get("wren.example", "/prices/?card=4111&name=quokka");
    let log = host.end();
    assert!(log.contains("wren.example") && log.contains("path=/prices/"), "{log}");
    assert!(log.contains("from=127.0.0.0"), "{log}");
    for secret in ["4111", "quokka", "127.0.0.1 "] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn what_is_not_there_has_moved_or_is_asked_in_another_way() {
    let (mut desk, _) = public_desk();
    let page = desk.item("getPage", json!({ "slug": "prices" }));
    desk.ok("updatePage", json!({ "id": page["id"], "slug": "what-it-costs" }));
    release(&mut desk, json!({}));
    let host = Public::open(&desk, &[]);
    let leads = |path: &str| {
        let came = host.get("wren.example", path);
        (came.status, came.header("location").to_owned())
    };
    for (path, to) in [
        ("/what-it-costs", "/what-it-costs/"),
        ("/what-it-costs?utm=1", "/what-it-costs/?utm=1"),
        ("/what-it-costs/index.html", "/what-it-costs/"),
        ("/prices", "/what-it-costs/"),
        ("/prices/?utm=1", "/what-it-costs/?utm=1"),
    ] {
        assert_eq!(leads(path), (301, to.to_owned()), "{path}");
    }
    // The site's own words for what is not there.
    let missing = host.get("wren.example", "/nothing/here?x=1");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("</html>"), "{}", missing.text());
    for path in [
        "/_redirects",
        "/_headers",
        "/../deskhand.db",
        "/assets/../../deskhand.db",
        "/%2e%2e/%2e%2e/deskhand.db",
        "/..%2f..%2fdeskhand.db",
        "/..%5c..%5cdeskhand.db",
        "//etc/passwd",
        "/secret.key",
        "/.git/config",
        "/what-it-costs%00/",
        "/404.html",
        "//evil.example",
    ] {
        let came = host.get("wren.example", path);
        assert_eq!((came.status, came.header("location")), (404, ""), "{path}");
    }
    // Names that no site has, and requests that name none.
    for domain in ["other.example", "main", "127.0.0.1", "wren.example.evil.example"] {
        let came = host.get(domain, "/what-it-costs/");
        assert_eq!((came.status, came.text()), (404, "There is no site here.\n".to_owned()));
    }
    let twice =
        "GET / HTTP/1.1\r\nhost: wren.example\r\nhost: other.example\r\nconnection: close\r\n\r\n";
    for request in [
        twice,
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a/b\r\nconnection: close\r\n\r\n",
    ] {
        assert_eq!(host.send(request).status, 400, "{request}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"] {
        let came = host.ask(method, "wren.example", "/what-it-costs/", &[("content-length", "0")]);
        assert_eq!((came.status, came.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[test]
fn a_file_comes_packed_in_parts_or_not_again() {
    let (desk, _) = public_desk();
    let host = Public::open(&desk, &[]);
    let ask = |headers: &[(&str, &str)]| host.ask("GET", "wren.example", "/prices/", headers);
    let whole = ask(&[]);
    let length = whole.body.len();
    assert_eq!(whole.header("content-length"), length.to_string());
    assert_eq!(whole.header("vary"), "accept-encoding");
    let mut tags = vec![whole.header("etag").to_owned()];
    for (accepts, is) in
        [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")]
    {
        let packed = ask(&[("accept-encoding", accepts)]);
        assert_eq!((packed.status, packed.header("content-encoding")), (200, is));
        assert!(packed.body.len() < length / 2);
        assert_eq!(packed.header("content-length"), packed.body.len().to_string());
        let again = ask(&[("accept-encoding", accepts), ("if-none-match", packed.header("etag"))]);
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("etag"), packed.header("etag"));
        if accepts != "br;q=0, gzip" {
            tags.push(packed.header("etag").to_owned());
        }
    }
    assert_eq!(tags.iter().collect::<std::collections::BTreeSet<_>>().len(), 3, "{tags:?}");
    assert_eq!(ask(&[("if-none-match", "\"other\"")]).status, 200);
    for (range, bytes) in
        [("bytes=0-9", 0..10), ("bytes=-5", length - 5..length), ("bytes=7-", 7..length)]
    {
        let part = ask(&[("range", range), ("accept-encoding", "br")]);
        assert_eq!(part.status, 206, "{range}");
        let said = format!("bytes {}-{}/{length}", bytes.start, bytes.end - 1);
        assert_eq!(part.header("content-range"), said);
        assert_eq!(part.body, whole.body[bytes], "{range}");
    }
    let beyond = ask(&[("range", "bytes=9999999-")]);
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, &*format!("bytes */{length}"))
    );
    assert_eq!(ask(&[("range", "bytes=0-9"), ("if-range", "\"old\"")]).status, 200);
    let head = host.ask("HEAD", "wren.example", "/prices/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), length.to_string());
    assert_eq!(head.header("etag"), whole.header("etag"));
    assert_eq!(host.ask("HEAD", "wren.example", "/nothing/", &[]).status, 404);
}

#[test]
fn who_is_slow_or_sends_too_much_holds_up_nobody() {
    let (desk, _) = public_desk();
    let host = Public::open(&desk, &[]);
    // Heads that never end: some say nothing, some a line and then a letter now and then.
    let mut slow: Vec<TcpStream> =
        (0..40).map(|_| TcpStream::connect(&host.http).unwrap()).collect();
    for stream in slow.iter_mut().skip(20) {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: wren.example\r\nx: ").unwrap();
    }
    let begun = Instant::now();
    assert_eq!(host.get("wren.example", "/prices/").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(2));
    for stream in &mut slow {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut said = Vec::new();
        let _ = stream.write_all(b"a");
        // Closed, with or without a word.
        let _ = stream.read_to_end(&mut said);
        assert!(!String::from_utf8_lossy(&said).contains(" 200 "));
    }
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    let long = "x".repeat(100_000);
    let many = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect::<Vec<_>>().concat();
    for (request, status) in [
        (format!("GET / HTTP/1.1\r\nhost: wren.example\r\nx: {long}\r\n\r\n"), 431),
        (format!("GET / HTTP/1.1\r\nhost: wren.example\r\n{many}\r\n"), 431),
        (format!("GET /{long} HTTP/1.1\r\nhost: wren.example\r\n\r\n"), 414),
        ("nonsense\r\n\r\n".to_owned(), 400),
    ] {
        let mut stream = TcpStream::connect(&host.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.write_all(request.as_bytes());
        let mut first = String::new();
        // What was not read may take the answer with it.
        if BufReader::new(stream).read_line(&mut first).is_ok_and(|bytes| bytes > 0) {
            let said = first.split(' ').nth(1).unwrap().parse::<u16>().unwrap();
            assert!(said == status || said == 431, "{first}");
        }
    }
    assert_eq!(host.get("wren.example", "/prices/").status, 200);
}

#[test]
fn twenty_sites_stand_while_one_is_released_again_and_again() {
    let (mut desk, section) = public_desk();
    for n in 1..20 {
        let (name, domain) = (format!("t{n}"), format!("t{n}.example"));
        desk.run(&["tenant", "add", &name, "--title", &format!("Studio {n}")]);
        desk.run(&["target", "add", "public", "host", "--domain", &domain, "--tenant", &name]);
        let mut server = desk.neighbour(&name);
        server.call("createPage", json!({ "name": format!("Page of {n}") })).ok();
        server.call("createRelease", json!({})).ok();
        server.call("createRelease", json!({ "confirmed": true })).ok();
        assert!(server.close().status.success());
    }
    let host = Public::open(&desk, &[]);
    assert_eq!(host.sites.as_array().unwrap().len(), 20);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let asked = std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..4)
            .map(|visitor| {
                let (host, stop) = (host.door.clone(), &stop);
                scope.spawn(move || {
                    let mut asked = 0;
                    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        for n in 1..20 {
                            let came =
                                host.get(&format!("t{n}.example"), &format!("/page-of-{n}/"));
                            assert_eq!(came.status, 200, "visitor {visitor}: {n}");
                            assert!(came.text().contains(&format!("Page of {n}")));
                        }
                        // One release, whole: every word of the page is of the same one.
                        let page = host.get("wren.example", "/prices/").text();
                        let said: std::collections::BTreeSet<&str> =
                            page.split("A bowl is $").skip(1).map(|rest| &rest[..2]).collect();
                        assert_eq!(said.len(), 1, "{said:?}");
                        asked += 20;
                    }
                    asked
                })
            })
            .collect();
        for price in 30..36 {
            edit(&mut desk, &section, &format!("A bowl is ${price}. ").repeat(100));
            release(&mut desk, json!({}));
            host.becomes("wren.example", "/prices/", &format!("A bowl is ${price}."));
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        visitors.into_iter().map(|visitor| visitor.join().unwrap()).sum::<u32>()
    });
    assert!(asked > 100, "{asked}");
    // A domain of another business cannot be taken.
    desk.fails(
        &["target", "add", "mine", "host", "--domain", "wren.example", "--tenant", "t1"],
        "belongs",
    );
    // A request that has begun is answered, although the host ends.
    let mut stream = TcpStream::connect(&host.http).unwrap();
    stream.write_all(b"GET /prices/ HTTP/1.1\r\nhost: wren.example\r\n\r\n").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    host.end();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("</html>"));
}

#[test]
fn what_cannot_be_served_is_said_before_it_begins() {
    let desk = Desk::open(BOTH_ERAS[0], &[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    for (args, says) in [
        (vec!["--http", &*taken], "another program has it"),
        (vec!["--http", "8080"], "such as 127.0.0.1:8080"),
        (vec!["--https", "127.0.0.1:0"], "--https needs certificates"),
        (vec!["--certificates", folder], "no --https"),
        (vec!["--https", "127.0.0.1:0", "--certificates", folder], "there is no certificate in"),
        (vec!["--https", "127.0.0.1:0", "--acme-contact", "ada"], "an e-mail address"),
        (vec!["--proxies", "10.0.0.0/40"], "networks"),
        (
            vec![
                "--https",
                "127.0.0.1:0",
                "--acme-contact",
                "a@b.example",
                "--certificates",
                folder,
            ],
            "leave out",
        ),
    ] {
        desk.fails(&[&["host"][..], &args].concat(), says);
    }
    // Without a site it runs, and says so to whoever asks.
    let host = Public::open(&desk, &[]);
    assert_eq!(host.sites, json!([]));
    assert_eq!(host.get("wren.example", "/").status, 404);
    desk.run(&["target", "add", "public", "host", "--domain", "wren.example"]);
    host.becomes("wren.example", "/", "There is nothing here yet.");
    assert_eq!(text(&json!(host.end())).matches("ERROR").count(), 0);
}
