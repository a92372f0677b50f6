//! Services with keys: the key goes to the service and nowhere else.

use deskhand::error::Code;
use deskhand::outbound::{Caps, Kind, Provider, Secret};
use serde_json::{Value, json};

use super::server::{Say, Server, ok, to};
use super::town::Town;

const KEY: &str = "canary-3141592653";

async fn service(server: &Server, path: &str) -> Provider {
    let door = Town::with(&[]).await.door();
    let key = Secret::new(KEY);
    let headers = [("Authorization", key.after("Bearer ")), ("D360-API-KEY", key)];
    door.provider(&format!("http://{}{path}", server.address), &headers).unwrap()
}

#[tokio::test]
async fn a_service_that_the_operator_names_may_be_on_this_machine() {
    let say = |_: &str| Say::Whole(ok("retry-after: 3\r\n", br#"{"results":[1,2]}"#));
    let server = Server::answering(say).await;
    let service = service(&server, "/v1/").await;

    let address = service.address(&["search", "a/../b?c"], &[("q", "tea & cake")]);
    let answer = service.get(&address, Caps::default()).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap(), json!({ "results": [1, 2] }));
    assert_eq!(answer.header("retry-after"), Some("3"));
    let sent = json!({ "to": "+49", "text": "ü" });
    service.post(&service.address(&["messages"], &[]), &sent, Caps::default()).await.unwrap();

    let [asked, posted] = <[String; 2]>::try_from(server.heard()).unwrap();
    assert!(
        asked.starts_with("GET /v1/search/a%2F..%2Fb%3Fc?q=tea+%26+cake HTTP/1.1\r\n"),
        "{asked}"
    );
    assert!(asked.contains(&format!("authorization: Bearer {KEY}\r\n")), "{asked}");
    assert!(asked.contains(&format!("d360-api-key: {KEY}\r\n")), "{asked}");
    assert!(posted.starts_with("POST /v1/messages HTTP/1.1\r\n"), "{posted}");
    assert!(posted.contains("content-type: application/json\r\n"), "{posted}");
    assert!(posted.ends_with(&format!("\r\n\r\n{sent}")), "{posted}");
}

#[tokio::test]
async fn the_address_of_a_service_has_nothing_to_hide() {
    let door = Town::with(&[]).await.door();
    for base in ["https://api.test/?key=1", "https://key@api.test/", "ftp://api.test/", "api.test"]
    {
        let kind = door.provider(base, &[]).unwrap_err().kind();
        assert!(matches!(kind, Kind::Invalid(_)), "{base}: {kind:?}");
    }
    assert!(door.provider("http://127.0.0.1:1/v1", &[]).is_ok());
}

#[tokio::test]
async fn a_redirect_of_a_service_is_its_answer() {
    let elsewhere = Server::of("{}").await;
    let location = format!("http://{}/", elsewhere.address);
    let server = Server::answering(move |_| to(&location)).await;
    let service = service(&server, "").await;
    let answer = service.get(&service.address(&["me"], &[]), Caps::default()).await.unwrap();
    assert_eq!((answer.status(), answer.is_success()), (302, false));
    assert_eq!(elsewhere.heard(), [""; 0]);
}

#[tokio::test]
async fn a_key_goes_to_no_other_address_than_the_services() {
    let (server, elsewhere) = (Server::of("{}").await, Server::of("{}").await);
    let service = service(&server, "/v1").await;
    for address in [
        format!("http://{}/", elsewhere.address),
        format!("https://{}/", server.address),
        format!("http://localhost:{}/", server.address.port()),
        format!("http://{}@{}/", server.address, elsewhere.address),
        "http://example.com/".to_owned(),
        "/v1/me".to_owned(),
    ] {
        let kind = service.get(&address, Caps::default()).await.unwrap_err().kind();
        assert!(matches!(kind, Kind::Refused | Kind::Invalid(_)), "{address}: {kind:?}");
    }
    // What an answer names of the service's own is asked.
    let own = format!("http://{}/photos/1/download?ixid=2", server.address);
    assert!(service.get(&own, Caps::default()).await.unwrap().is_success());
    assert!(elsewhere.heard().is_empty() && server.heard().len() == 1);
}

#[tokio::test]
async fn no_failure_and_no_debug_text_shows_a_key() {
    let say = |_: &str| Say::Whole(ok("", format!("no JSON: {KEY}").as_bytes()));
    let server = Server::answering(say).await;
    let service = service(&server, "").await;
    let address = service.address(&["search"], &[("key", KEY)]);
    let answer = service.get(&address, Caps::default()).await.unwrap();
    let unreadable = answer.json::<Value>().unwrap_err();

    let gone = Server::answering(|_| Say::Whole(Vec::new())).await;
    let broken = Town::with(&[]).await.door();
    let broken =
        broken.provider(&format!("http://{}", gone.address), &[("X-Key", Secret::new(KEY))]);
    let broken = broken.unwrap();
    let address = broken.address(&[], &[("key", KEY)]);
    let broken = broken.post(&address, &json!(KEY), Caps::default()).await.unwrap_err();
    assert!(broken.may_have_arrived());

    let unsendable = Town::with(&[]).await.door();
    let bad = Secret::new(format!("{KEY}\n"));
    let unsendable =
        unsendable.provider("https://api.test", &[("X-Key", bad.clone())]).unwrap_err();

    let mut shown = vec![format!("{service:?} {bad:?}")];
    for (failure, code) in [
        (unreadable, Code::OutsideUnreadable),
        (broken, Code::OutsideBroken),
        (unsendable, Code::ArgumentInvalid),
    ] {
        shown.push(format!("{failure} {failure:?}"));
        let error = failure.into_error();
        assert_eq!(error.code(), code);
        shown.push(format!("{} {error:?}", error.to_answer()));
    }
    assert!(!shown.concat().contains(KEY), "{shown:?}");
}
