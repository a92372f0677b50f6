//! Where an answer, or a name server, leads the one who asks.

use std::net::SocketAddr;
use std::time::Duration;

use deskhand::outbound::{Caps, Headers, Kind, Network};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::server::{Say, Server, ok, to};
use super::town::Town;

const SHOP: &str = "93.184.215.14";
const OTHER: &str = "93.184.215.15";

/// A server that sends `/n` on to `/n+1`, and says so at `/6`.
async fn chain() -> Server {
    Server::answering(|request| match request.as_bytes()[5] {
        b'6' => Say::Whole(ok("", b"arrived")),
        step => to(&format!("/{}", char::from(step + 1))),
    })
    .await
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_sixth() {
    let server = chain().await;
    let town = Town::with(&[("shop.test", &[&[SHOP]])]).await;
    let town = town.at(&format!("{SHOP}:80"), server.address);
    let answer = town.get("http://shop.test/1").await.unwrap();
    assert_eq!((answer.url(), &*answer.body), ("http://shop.test/6", &b"arrived"[..]));
    assert_eq!(town.get("http://shop.test/0").await.unwrap_err().kind(), Kind::Redirects);
}

#[tokio::test]
async fn the_body_of_a_redirect_is_not_waited_for() {
    let server = Server::answering(|request| {
        if request.starts_with("GET /%C3%BC ") {
            return Say::Whole(ok("", b"arrived"));
        }
        let head = b"HTTP/1.1 301 Moved\r\nlocation: \xc3\xbc\r\ncontent-encoding: br\r\n\r\n";
        Say::Endless(head.to_vec(), vec![b'a'; 1024], Duration::from_millis(1))
    })
    .await;
    let town = Town::with(&[("shop.test", &[&[SHOP]])]).await;
    let town = town.at(&format!("{SHOP}:80"), server.address);
    assert_eq!(town.get("http://shop.test/a#part").await.unwrap().body, b"arrived");
}

#[tokio::test]
async fn no_redirect_leads_to_a_private_address() {
    let inside = Server::of("inside").await;
    let port = inside.address.port();
    let locations = [
        format!("http://127.0.0.1:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("http://[::ffff:7f00:1]:{port}/"),
        "http://2130706433/".to_owned(),
        "http://localhost/".to_owned(),
        "http://inside.test/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "/\\127.0.0.1/".to_owned(),
    ];
    for location in locations {
        let sent_on = location.clone();
        let server = Server::answering(move |_| to(&sent_on)).await;
        let town = Town::with(&[("shop.test", &[&[SHOP]]), ("inside.test", &[&["10.0.0.1"]])]);
        let town = town.await.at(&format!("{SHOP}:80"), server.address);
        let got = town.get("http://shop.test/");
        assert_eq!(got.await.unwrap_err().kind(), Kind::Refused, "{location}");
        assert_eq!(town.dialled(), [format!("{SHOP}:80")], "{location}");
    }
    assert_eq!(inside.heard(), [""; 0]);
}

#[tokio::test]
async fn no_redirect_leads_out_of_the_web() {
    for location in ["file:///etc/passwd", "ftp://shop.test/", "http://shop.test:22/", "http://"] {
        let server = Server::answering(move |_| to(location)).await;
        let town = Town::with(&[("shop.test", &[&[SHOP]])]).await;
        let town = town.at(&format!("{SHOP}:80"), server.address);
        let got = town.get("http://shop.test/").await;
        let kind = got.unwrap_err().kind();
        assert!(matches!(kind, Kind::Invalid(_) | Kind::Broken), "{location}: {kind:?}");
    }
}

#[tokio::test]
async fn headers_of_the_caller_stay_with_the_origin_that_they_were_for() {
    let other = Server::answering(|_| Say::Whole(ok("", b"other"))).await;
    let server = Server::answering(|request| match request.as_bytes()[5] {
        b'b' => to("http://other.test/"),
        _ => to("/b"),
    })
    .await;
    let town = Town::with(&[("shop.test", &[&[SHOP]]), ("other.test", &[&[OTHER]])]).await;
    let town = town.at(&format!("{SHOP}:80"), server.address);
    let town = town.at(&format!("{OTHER}:80"), other.address);
    let headers = Headers::given([("X-Note", "canary"), ("Accept", "text/html")]).unwrap();
    let answer = town.door().get("http://shop.test/a", headers, Caps::default()).await.unwrap();
    assert_eq!(answer.body, b"other");
    assert!(server.heard().iter().all(|request| request.contains("x-note: canary")));
    assert_eq!(server.heard().len(), 2);
    assert!(!other.heard()[0].contains("canary") && !other.heard()[0].contains("text/html"));
}

#[tokio::test]
async fn what_is_sent_is_not_sent_on() {
    let server = Server::answering(|_| to("http://other.test/")).await;
    let town = Town::with(&[("shop.test", &[&[SHOP]]), ("other.test", &[&[OTHER]])]).await;
    let town = town.at(&format!("{SHOP}:80"), server.address);
    let door = town.door();
    let sent =
        door.post("http://shop.test/", Headers::default(), b"order".to_vec(), Caps::default());
    let answer = sent.await.unwrap();
    assert_eq!((answer.status(), answer.header("location")), (302, Some("http://other.test/")));
    assert_eq!(server.heard().len(), 1);
    assert!(server.heard()[0].ends_with("\r\n\r\norder"));
    assert_eq!(town.asked(), ["shop.test"]);
}

/// The first answer of the name server is public, every later one is this machine.
async fn rebinding(public: SocketAddr, inside: SocketAddr) -> Town {
    let town = Town::with(&[("rebind.test", &[&[SHOP], &["127.0.0.1"]])]).await;
    town.at(&format!("{SHOP}:80"), public).at("127.0.0.1:80", inside)
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_what_was_checked_is_connected_to() {
    let (public, inside) = (Server::of("public").await, Server::of("inside").await);
    let town = rebinding(public.address, inside.address).await;
    assert_eq!(town.get("http://rebind.test/").await.unwrap().body, b"public");
    assert_eq!(town.asked(), ["rebind.test"]);
    assert_eq!(town.dialled(), [format!("{SHOP}:80")]);
    // The second call looks again, and sees what the name has become.
    assert_eq!(town.get("http://rebind.test/").await.unwrap_err().kind(), Kind::Refused);
    assert_eq!(inside.heard(), [""; 0]);
}

#[tokio::test]
async fn a_name_that_turns_private_between_a_redirect_and_its_target_is_refused() {
    let inside = Server::of("inside").await;
    let public = Server::answering(|_| to("/again")).await;
    let town = rebinding(public.address, inside.address).await;
    let got = town.get("http://rebind.test/").await;
    assert_eq!(got.unwrap_err().kind(), Kind::Refused);
    assert_eq!(town.asked(), ["rebind.test", "rebind.test"]);
    assert_eq!(inside.heard(), [""; 0]);
}

/// The control: a client that checks a name and then connects to the name arrives inside.
#[tokio::test]
async fn who_looks_twice_is_led_inside() {
    let (public, inside) = (Server::of("public").await, Server::of("inside").await);
    let town = rebinding(public.address, inside.address).await;
    assert_eq!(town.resolve("rebind.test").await.unwrap()[0].to_string(), SHOP);
    let second = town.resolve("rebind.test").await.unwrap()[0];
    let mut stream = town.connect(SocketAddr::new(second, 80)).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: rebind.test\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("inside"), "{answer}");
}

#[tokio::test]
async fn of_a_name_with_several_addresses_only_public_ones_are_tried() {
    let server = Server::of("public").await;
    let addresses: &[&str] = &["127.0.0.1", OTHER, "10.0.0.1", SHOP];
    let town = Town::with(&[("several.test", &[addresses])]).await;
    let town = town.at(&format!("{SHOP}:80"), server.address);
    let got = town.get("http://several.test/").await;
    assert_eq!(got.unwrap().body, b"public");
    assert_eq!(town.dialled(), [format!("{OTHER}:80"), format!("{SHOP}:80")]);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_named() {
    let town = Town::with(&[]).await;
    let got = town.get("http://nobody.test/?key=canary");
    let failure = got.await.unwrap_err();
    assert_eq!(failure.kind(), Kind::HostUnknown);
    assert_eq!(failure.to_string(), "no address was found for `nobody.test`");
}
