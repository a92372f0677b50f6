//! Answers that have no end, no beginning, or more in them than they show.

use std::io::Write as _;
use std::time::Duration;

use deskhand::outbound::{Answer, Caps, Headers, Kind, Result};
use flate2::{Compression, write::GzEncoder};

use super::server::{Say, Server, ok};
use super::town::door_to;

const AT_ONCE: Duration = Duration::from_micros(1);

async fn fetched(say: impl Fn(&str) -> Say + Send + Sync + 'static) -> Result<Answer> {
    let door = door_to(&Server::answering(say).await).await;
    door.get("http://shop.test/", Headers::default(), Caps::default()).await
}

async fn kind_of(answer: Vec<u8>) -> Kind {
    fetched(move |_| Say::Whole(answer.clone())).await.unwrap_err().kind()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes that do not pack well.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(next).collect()
}

#[tokio::test]
async fn an_answer_is_whole_whatever_its_status_and_however_it_is_packed() {
    let text = "<p>opening hours</p>".repeat(1_000);
    let packed = gzip(text.as_bytes());
    // Several packed parts in a row are one.
    let twice = [packed.clone(), packed.clone()].concat();
    for (headers, body, wanted) in [
        ("", text.clone().into_bytes(), text.clone()),
        ("content-encoding: gzip\r\n", packed.clone(), text.clone()),
        ("Content-Encoding: X-GZIP\r\n", packed.clone(), text.clone()),
        ("content-encoding: gzip\r\n", twice, text.repeat(2)),
        ("content-encoding: gzip\r\n", Vec::new(), String::new()),
        ("content-encoding: identity\r\n", b"x".to_vec(), "x".to_owned()),
    ] {
        let answer = fetched(move |_| Say::Whole(ok(headers, &body))).await.unwrap();
        assert_eq!((answer.status(), answer.body), (200, wanted.into_bytes()));
    }
    let missing = b"HTTP/1.1 404 Not Found\r\nretry-after: 7\r\n\r\ngone".to_vec();
    let answer = fetched(move |_| Say::Whole(missing.clone())).await.unwrap();
    assert_eq!((answer.status(), answer.header("Retry-After")), (404, Some("7")));
    assert_eq!(answer.body, b"gone");
}

#[tokio::test]
async fn what_unpacks_to_too_much_is_given_up_early() {
    let gzipped = "content-encoding: gzip\r\n";
    let bomb = gzip(&vec![0; 64 << 20]);
    assert_eq!(kind_of(ok(gzipped, &bomb)).await, Kind::Bomb);
    // A bomb in a bomb is not unpacked twice.
    assert_eq!(kind_of(ok("content-encoding: gzip, gzip\r\n", &gzip(&bomb))).await, Kind::Encoding);
    let lines = "content-encoding: gzip\r\ncontent-encoding: gzip\r\n";
    assert_eq!(kind_of(ok(lines, &gzip(&bomb))).await, Kind::Encoding);
    // Honest, and too much.
    assert_eq!(kind_of(ok(gzipped, &gzip(&noise(6 << 20)))).await, Kind::TooLarge);
    // Up to the limit it is taken.
    let most = gzip(&noise(5 << 20));
    let answer = fetched(move |_| Say::Whole(ok(gzipped, &most))).await.unwrap();
    assert_eq!(answer.body.len(), 5 << 20);
}

#[tokio::test]
async fn packed_bytes_are_whole_and_of_the_kind_that_was_asked_for() {
    let packed = gzip(&noise(5_000));
    let damaged = [&packed[..2_000], b"!", &packed[2_001..]].concat();
    for (encoding, body) in [
        ("gzip", b"just text".to_vec()),
        ("gzip", packed[..packed.len() - 9].to_vec()),
        ("gzip", damaged),
        ("br", packed.clone()),
        ("deflate", packed.clone()),
        ("zstd", packed.clone()),
        ("gzip;q=1", packed.clone()),
        ("\u{fe}", packed.clone()),
    ] {
        let answer = ok(&format!("content-encoding: {encoding}\r\n"), &body);
        assert_eq!(kind_of(answer).await, Kind::Encoding, "{encoding}");
    }
}

#[tokio::test]
async fn a_body_without_end_ends_at_the_limit() {
    let head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let server =
        Server::answering(move |_| Say::Endless(head.clone(), vec![b'a'; 64 << 10], AT_ONCE));
    let server = server.await;
    let door = door_to(&server).await;
    let get = |caps| door.get("http://shop.test/", Headers::default(), caps);
    assert_eq!(get(Caps::default()).await.unwrap_err().kind(), Kind::TooLarge);
    // Beyond the limit is only what lies in the sockets of both sides.
    assert!(server.sent() < 16 << 20, "{}", server.sent());

    let head =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    // Blocks of nothing.
    let nothing = b"\0\0\0\xff\xff".repeat(10_000);
    let say = move |_: &str| Say::Endless(head.clone(), nothing.clone(), AT_ONCE);
    assert_eq!(fetched(say).await.unwrap_err().kind(), Kind::TooLarge);
}

#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_not_waited_for() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", u64::MAX / 2);
    let say = move |_: &str| Say::Endless(head.clone().into_bytes(), Vec::new(), Duration::MAX);
    assert_eq!(fetched(say).await.unwrap_err().kind(), Kind::TooLarge);
}

#[tokio::test]
async fn a_head_has_64_kib_and_no_more() {
    let header = |length| format!("x-long: {}\r\n", "a".repeat(length));
    let answer = ok(&header(60 << 10), b"fits");
    assert_eq!(fetched(move |_| Say::Whole(answer.clone())).await.unwrap().body, b"fits");
    assert_eq!(kind_of(ok(&header(70 << 10), b"")).await, Kind::TooLarge);
    assert_eq!(kind_of(ok(&"x: y\r\n".repeat(300), b"")).await, Kind::TooLarge);
    let endless =
        |_: &str| Say::Endless(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'a'; 8 << 10], AT_ONCE);
    assert_eq!(fetched(endless).await.unwrap_err().kind(), Kind::TooLarge);
}

#[tokio::test]
async fn what_is_not_an_answer_is_not_taken_for_one() {
    for answer in [
        "",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "HTTP/0.9 200 OK\r\n\r\n",
        "<html>",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    ] {
        assert_eq!(kind_of(answer.as_bytes().to_vec()).await, Kind::Broken, "{answer:?}");
    }
}

#[test]
fn a_caller_sets_no_header_that_is_ours() {
    for name in [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "TE",
        "Trailer",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "Expect",
        "Accept-Encoding",
        "Authorization",
        "Cookie",
        "Cookie2",
        "Proxy-Authorization",
        "proxy-connection",
        "X-HTTP-Method-Override",
        "bad name",
        "bad\r\nname",
        "",
        "ünï",
    ] {
        let kind = Headers::given([(name, "x")]).unwrap_err().kind();
        assert!(matches!(kind, Kind::Header(_)), "{name}: {kind:?}");
    }
    for value in ["a\r\nhost: evil", "a\nb", "\0", "\u{7f}"] {
        let failure = Headers::given([("x-note", value)]).unwrap_err();
        let text = failure.into_error().to_answer().to_string();
        assert!(text.contains("x-note") && !text.contains("evil"), "{text}");
    }
    let many = (0..33).map(|_| ("x", "y"));
    assert!(Headers::given(many).is_err());
    assert!(Headers::given([("x", &*"y".repeat(9_000))]).is_err());
    assert!(Headers::given([("Accept", "application/json"), ("User-Agent", "us")]).is_ok());
}
