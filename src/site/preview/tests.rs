//! Tests of the preview as a browser sees it, over real sockets.

mod fake;

use std::io;
use std::sync::atomic::Ordering;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::*;
use fake::Fake;

/// Longer than any step takes; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(10);

struct Served {
    folder: TempDir,
    preview: Preview,
    source: Arc<Fake>,
}

async fn served(tenants: &[&'static str]) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let source = Fake::new(tenants);
    let preview =
        Preview::start(folder.path(), PortChoice::Auto, source.clone(), axum::Router::new(), None);
    timeout(PATIENCE, preview.ready()).await.unwrap();
    Served { folder, preview, source }
}

fn port(preview: &Preview) -> u16 {
    preview.address().unwrap().rsplit(':').next().unwrap().parse().unwrap()
}

async fn send(port: u16, request: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// The whole answer, head and body.
async fn ask(port: u16, method: &str, path: &str, host: &str, more: &str) -> String {
    try_ask(port, method, path, host, more).await.unwrap()
}

async fn try_ask(
    port: u16,
    method: &str,
    path: &str,
    host: &str,
    more: &str,
) -> io::Result<String> {
    let request =
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n");
    let mut stream = send(port, &request).await?;
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap()?;
    Ok(answer)
}

async fn get(port: u16, path: &str) -> String {
    try_get(port, path).await.unwrap()
}

async fn try_get(port: u16, path: &str) -> io::Result<String> {
    try_ask(port, "GET", path, &format!("127.0.0.1:{port}"), "").await
}

/// Reads until the text arrives.
async fn until(stream: &mut TcpStream, text: &str) {
    let mut seen = Vec::new();
    let reading = async {
        while !String::from_utf8_lossy(&seen).contains(text) {
            assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0, "ended before {text}");
        }
    };
    timeout(PATIENCE, reading).await.unwrap();
}

async fn listen(port: u16) -> TcpStream {
    let request = format!("GET /main/assets/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    send(port, &request).await.unwrap()
}

#[tokio::test]
async fn a_page_is_shown_clean_and_under_a_strict_policy() {
    let it = served(&["main"]).await;
    let page = get(port(&it.preview), "/main").await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    for text in ["shown", ">Draft<", "1 not public", "data-revision=\"1\"", "default-src 'none'"] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let lower = page.to_lowercase();
    for text in ["cache-control: no-store", "x-content-type-options: nosniff", "referrer-policy"] {
        assert!(lower.contains(text), "{text} is not in {page}");
    }
    assert!(!page.contains("<script>") && !page.contains("javascript:"), "{page}");
}

#[tokio::test]
async fn only_its_own_names_and_only_reads_are_answered() {
    let it = served(&["main"]).await;
    let port = port(&it.preview);
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "[::1]"] {
        let answer = ask(port, "GET", "/main", host, "").await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
        assert!(!answer.contains("shown"));
    }
    let own = format!("localhost:{port}");
    assert!(ask(port, "GET", "/main", &own, "").await.starts_with("HTTP/1.1 200"));
    let twice = ask(port, "GET", "/main", &own, "Host: evil.example\r\n").await;
    assert!(!twice.starts_with("HTTP/1.1 200"), "{twice}");
    for method in ["POST", "PUT", "DELETE"] {
        let answer = ask(port, method, "/main", &own, "Content-Length: 0\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 405"), "{method}: {answer}");
    }
    let head = ask(port, "HEAD", "/main", &own, "").await;
    assert!(head.starts_with("HTTP/1.1 200") && !head.contains("shown"), "{head}");
}

#[tokio::test]
async fn each_address_gets_its_answer() {
    let it = served(&["main"]).await;
    let port = port(&it.preview);
    for (path, start, text) in [
        ("/", "307", "location: /main\r\n"),
        ("/main/", "200", "shown"),
        ("/main/services/weddings/", "200", "shown"),
        ("/main/old", "307", "location: /main/services/weddings\r\n"),
        ("/main/nowhere", "404", "There is no page here"),
        ("/main/events", "404", "There is no page here"),
        ("/other", "404", "There is nothing"),
        ("/main/broken", "500", "The log says why"),
        ("/main/panic", "500", "The log says why"),
        ("/main/assets/site.css", "200", "--paper"),
        ("/main/assets/preview.js", "200", "EventSource"),
        ("/main/assets/none.css", "404", "There is nothing"),
        ("/main/blog/old", "301", "location: /main/blog/new\r\n"),
        ("/main/blog/older", "404", "There is no page here"),
        ("/main/feed", "200", "content-type: application/rss+xml"),
        ("/main/blog/feed.xml", "200", "<description>All &amp; more</description>"),
        ("/main/none/feed.xml", "404", "There is nothing"),
        ("/main/sitemap.xml", "200", "<lastmod>2026-11-21</lastmod>"),
        ("/other/sitemap.xml", "404", "There is nothing"),
        ("/main/sitemap-1.xml", "404", "There is nothing"),
        ("/main/robots.txt", "200", "main/sitemap.xml"),
        ("/other/robots.txt", "404", "There is nothing"),
        ("/main/llms.txt", "200", "# Wren"),
        ("/other/llms.txt", "404", "There is nothing"),
        ("/main/_redirects", "200", "/old /new 301"),
        ("/other/_redirects", "404", "There is nothing"),
        ("/main/uploads/a.webp", "200", "cache-control: public, max-age=31536000, immutable"),
        ("/main/uploads/a.webp", "200", "content-type: image/webp"),
        ("/main/uploads/b.webp", "404", "There is nothing"),
        ("/main/uploads/..%2f..%2fdeskhand.db", "404", "There is nothing"),
    ] {
        let answer = get(port, path).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {start}")), "{path}: {answer}");
        assert!(answer.contains(text), "{path}: {answer}");
    }
}

#[tokio::test]
async fn an_asset_is_sent_again_only_when_it_changed() {
    let it = served(&["main"]).await;
    let port = port(&it.preview);
    let first = get(port, "/main/assets/site.css").await;
    let tag = first.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let more = format!("If-None-Match: {tag}\r\n");
    let again =
        ask(port, "GET", "/main/assets/site.css", &format!("127.0.0.1:{port}"), &more).await;
    assert!(again.starts_with("HTTP/1.1 304") && !again.contains("--paper"), "{again}");
    assert!(again.contains("cache-control: no-cache"));
}

#[tokio::test]
async fn several_tenants_are_listed() {
    let it = served(&["one", "two"]).await;
    let list = get(port(&it.preview), "/").await;
    assert!(list.contains("href=\"/one\"") && list.contains("&lt;two&gt;"), "{list}");
}

#[tokio::test]
async fn a_listening_page_hears_of_each_change() {
    let it = served(&["main"]).await;
    let port = port(&it.preview);
    let mut first = listen(port).await;
    let mut second = listen(port).await;
    until(&mut first, "data: 1\n").await;
    until(&mut second, "data: 1\n").await;
    it.source.revision.store(2, Ordering::SeqCst);
    until(&mut first, "data: 2\n").await;
    until(&mut second, "data: 2\n").await;
    drop((first, second));
    it.source.revision.store(3, Ordering::SeqCst);
    until(&mut listen(port).await, "data: 3\n").await;
}

#[tokio::test]
async fn the_next_process_takes_over_at_the_same_address() {
    let Served { folder, preview: first, source } = served(&["main"]).await;
    let second =
        Preview::start(folder.path(), PortChoice::Auto, source.clone(), axum::Router::new(), None);
    timeout(PATIENCE, second.ready()).await.unwrap();
    assert_eq!(first.address(), second.address());
    let port = port(&first);
    let mut stream = listen(port).await;
    until(&mut stream, "data: 1\n").await;

    drop(first);
    let mut rest = Vec::new();
    // The connection ends, possibly with a reset.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.unwrap();

    let page = timeout(PATIENCE, async {
        loop {
            // Between the two holders nobody serves, and the first may still accept a connection without answering.
            if let Ok(page) = try_get(port, "/main").await
                && !page.is_empty()
            {
                break page;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(page.await.unwrap().contains("shown"));
    assert_eq!(second.address(), Some(format!("http://127.0.0.1:{port}")));
}

#[tokio::test]
async fn a_port_that_is_taken_is_waited_for() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let (choice, site) = (PortChoice::Fixed(port), Fake::new(&["main"]));
    let preview = Preview::start(folder.path(), choice, site, axum::Router::new(), None);
    tokio::task::yield_now().await;
    assert_eq!(preview.address(), None);
    drop(taken);
    timeout(PATIENCE, preview.ready()).await.unwrap();
    assert!(get(port, "/main").await.contains("shown"));
}

#[cfg(unix)]
#[tokio::test]
async fn its_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let it = served(&["main"]).await;
    for name in ["preview.lock", "preview.json"] {
        let mode = it.folder.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
