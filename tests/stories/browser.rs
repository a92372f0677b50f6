//! A browser as far as the stories need one: pages, redirects, and the stream of changes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::common::PATIENCE;

/// What an address answered.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

/// The page at an address; nothing when nobody listens there.
pub fn try_open(url: &str) -> Option<Page> {
    let mut stream = request(url)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let location = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
    });
    Some(Page { status, location, body: body.to_owned() })
}

/// What an address answers, whatever it is: its head, as it was sent, and its body.
pub fn answer(url: &str) -> (String, String) {
    let mut stream = request(url).unwrap_or_else(|| panic!("nobody listens at {url}"));
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// The page at an address, which must be there.
#[track_caller]
pub fn open(url: &str) -> String {
    let page = try_open(url).unwrap_or_else(|| panic!("nobody listens at {url}"));
    assert_eq!(page.status, 200, "{url}: {page:?}");
    page.body
}

/// Asks for a file, which must be there; what is in it may be anything.
#[track_caller]
pub fn status_is_ok(url: &str) {
    let mut stream = request(url).unwrap_or_else(|| panic!("nobody listens at {url}"));
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{url}: {}",
        String::from_utf8_lossy(&answer[..60])
    );
}

/// A file at an address, which must be there: what its headers say, and its bytes.
#[track_caller]
pub fn file(url: &str) -> (String, Vec<u8>) {
    let mut stream = request(url).unwrap_or_else(|| panic!("nobody listens at {url}"));
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("headers");
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{url}: {head}");
    (head, answer[end + 4..].to_vec())
}

/// The part of a document that is the section with this id.
#[track_caller]
pub fn section<'a>(document: &'a str, id: &str) -> &'a str {
    let (_, after) = document
        .split_once(&format!("<section id=\"{id}\""))
        .unwrap_or_else(|| panic!("{id} is not on the page:\n{document}"));
    after.split_once("</section>").unwrap().0
}

/// An open page that listens for changes.
pub struct Listener(BufReader<TcpStream>);

impl Listener {
    /// Listens as the script of a page of `tenant` does.
    pub fn on(base: &str, tenant: &str) -> Listener {
        let stream = request(&format!("{base}/{tenant}/assets/events")).expect("events");
        Listener(BufReader::new(stream))
    }

    /// The next revision that the server tells of.
    pub fn revision(&mut self) -> i64 {
        let mut event = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).expect("an event in time"), 0, "it ended");
            if let Some(name) = line.strip_prefix("event:") {
                name.trim().clone_into(&mut event);
            }
            if let Some(data) = line.strip_prefix("data:") {
                assert_eq!(event, "revision");
                return data.trim().parse().unwrap();
            }
        }
    }
}

/// Sends a GET.
fn request(url: &str) -> Option<TcpStream> {
    let url = url.split('#').next()?.strip_prefix("http://")?;
    let (host, path) = url.split_once('/').unwrap_or((url, ""));
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
    Some(stream)
}

/// The base of an address: `http://127.0.0.1:4780`.
pub fn base(url: &str) -> &str {
    let after = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    &url[..after]
}

/// Asks until there is an answer: what another process does takes its time.
#[track_caller]
pub fn soon<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < until, "{what}: not in time");
        thread::park_timeout(Duration::from_millis(5));
    }
}
