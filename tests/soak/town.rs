//! A town of bad neighbours: one server whose pages are made to harm, and some that are fine.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};

/// Pages made once, by path: head and body.
type Pages = Vec<(&'static str, Vec<u8>)>;

/// The server. It lives as long as the test's process.
pub struct Town(SocketAddr);

impl Town {
    pub fn start() -> Town {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let town = Town(listener.local_addr().unwrap());
        let pages = Arc::new(pages());
        thread::spawn(move || {
            // It stands for machines elsewhere: what they compute is not taken from ours. Its own threads get the same.
            rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19).unwrap();
            for stream in listener.incoming().flatten() {
                let pages = Arc::clone(&pages);
                thread::spawn(move || answer(stream, &pages));
            }
        });
        town
    }

    pub fn place(&self) -> String {
        self.0.to_string()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0)
    }
}

/// Nobody may listen any more: that is no failure of the server's.
fn answer(mut stream: TcpStream, pages: &Pages) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    for _ in lines.take_while(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default();
    let endless = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n";
    match path {
        "/endless" => {
            let part = vec![b'x'; 64 << 10];
            let _ = stream.write_all(endless);
            while stream.write_all(&part).is_ok() {}
        }
        "/drip" => {
            let _ = stream.write_all(endless);
            while stream.write_all(b"x").is_ok() {
                #[expect(clippy::disallowed_methods, reason = "it drips")]
                thread::sleep(Duration::from_millis(200));
            }
        }
        _ => {
            let page = pages.iter().find(|(known, _)| *known == path);
            let _ =
                stream.write_all(page.map_or(&b"HTTP/1.1 404 Gone\r\n\r\n"[..], |(_, page)| page));
        }
    }
}

fn pages() -> Pages {
    let words = "The light of the morning comes in through the curtain and is soft. ".repeat(8);
    let paragraph = format!("<p>{words}<a href=/more>more</a></p>");
    let article = |count: usize| {
        format!("<html lang=en><title>Light</title><article>{}</article>", paragraph.repeat(count))
    };
    let formats = (0..2_000).map(|n| format!("<b id={n}>")).collect::<Vec<_>>().concat();
    let attributes = (0..400_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
    vec![
        ("/article", html(article(60))),
        ("/large", html(article(3_000))),
        ("/deep", html("<div>".repeat(600_000))),
        ("/formats", html(formats + &"<p>x".repeat(500_000))),
        ("/attributes", html(format!("<p{attributes}><p>"))),
        ("/bomb", bomb()),
        ("/data", whole("application/json", br#"{"rate":1.09}"#)),
        ("/notes", whole("text/plain", "Notes. ".repeat(9_000).as_bytes())),
        ("/picture", whole("image/png", b"\x89PNG\r\n\x1a\n")),
        ("/pdf", whole("application/pdf", &b"%PDF-1.7 ".repeat(100_000))),
        ("/round", b"HTTP/1.1 302 Found\r\nlocation: /round\r\n\r\n".to_vec()),
        ("/half", b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf".to_vec()),
    ]
}

fn html(page: String) -> Vec<u8> {
    whole("text/html", page.as_bytes())
}

fn whole(kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 64 << 20]).unwrap();
    let packed = encoder.finish().unwrap();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\n\r\n";
    [head.as_bytes(), &packed].concat()
}
