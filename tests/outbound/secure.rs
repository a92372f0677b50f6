//! Certificates: a server that cannot prove who it is gets nothing to read.

use deskhand::outbound::{Caps, Headers, Kind};

use super::server::{Say, Server, ok, to};
use super::town::Town;

const SHOP: &str = "93.184.215.14";

async fn town(server: &Server) -> Town {
    let town = Town::with(&[("shop.test", &[&[SHOP]]), ("other.test", &[&[SHOP]])]).await;
    town.at(&format!("{SHOP}:443"), server.address)
}

#[tokio::test]
async fn a_server_that_can_prove_its_name_is_read() {
    let (server, certificate) = Server::secure("shop.test", |_| Say::Whole(ok("", b"safe"))).await;
    let door = town(&server).await.door_trusting(certificate);
    let get = |url| door.get(url, Headers::default(), Caps::default());
    assert_eq!(get("https://shop.test/a?b").await.unwrap().body, b"safe");
    assert_eq!(get("https://shop.test./a?b").await.unwrap().body, b"safe");
    let request = server.heard()[0].to_lowercase();
    assert!(request.starts_with("get /a?b http/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nhost: shop.test\r\n"), "{request}");
}

#[tokio::test]
async fn a_certificate_of_nobody_or_for_another_name_ends_it_before_anything_is_sent() {
    let (server, certificate) = Server::secure("shop.test", |_| Say::Whole(ok("", b"x"))).await;
    let town = town(&server).await;
    // Somebody is trusted, so that it does not matter here whom this machine trusts.
    let (_, of_another) = Server::secure("shop.test", |_| Say::Nothing).await;
    let door = town.door_trusting(of_another);
    let got = door.get("https://shop.test/", Headers::default(), Caps::default()).await;
    let failure = got.unwrap_err();
    assert_eq!((failure.kind(), failure.may_have_arrived()), (Kind::Tls, false));

    let door = town.door_trusting(certificate);
    for url in ["https://other.test/", &format!("https://{SHOP}/")] {
        let got = door.get(url, Headers::default(), Caps::default()).await;
        assert_eq!(got.unwrap_err().kind(), Kind::Tls, "{url}");
    }
    assert_eq!(server.heard(), [""; 0]);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_or_nothing_is_not_read() {
    let plain = Server::of("plain").await;
    let (_, certificate) = Server::secure("shop.test", |_| Say::Nothing).await;
    let door = town(&plain).await.door_trusting(certificate);
    let got = door.get("https://shop.test/", Headers::default(), Caps::default()).await;
    assert_eq!(got.unwrap_err().kind(), Kind::Tls);

    let silent = Server::answering(|_| Say::Nothing).await;
    let caps = Caps { connect: std::time::Duration::from_millis(200), ..Caps::default() };
    let door = town(&silent).await.door();
    let got = door.get("https://shop.test/", Headers::default(), caps).await;
    assert_eq!(got.unwrap_err().kind(), Kind::Unreachable);
}

#[tokio::test]
async fn no_redirect_leads_from_https_to_http() {
    let open = Server::of("open").await;
    let (server, certificate) = Server::secure("shop.test", |_| to("http://shop.test/")).await;
    let town = town(&server).await.at(&format!("{SHOP}:80"), open.address);
    let door = town.door_trusting(certificate);
    let got = door.get("https://shop.test/", Headers::default(), Caps::default()).await;
    assert_eq!(got.unwrap_err().kind(), Kind::Downgrade);
    assert_eq!(open.heard(), [""; 0]);
}

#[tokio::test]
async fn a_redirect_from_http_to_https_is_followed() {
    let open = Server::answering(|_| to("https://shop.test/")).await;
    let (server, certificate) = Server::secure("shop.test", |_| Say::Whole(ok("", b"safe"))).await;
    let town = town(&server).await.at(&format!("{SHOP}:80"), open.address);
    let door = town.door_trusting(certificate);
    let got = door.get("http://shop.test/", Headers::default(), Caps::default()).await.unwrap();
    assert_eq!((got.url(), &*got.body), ("https://shop.test/", &b"safe"[..]));
}
