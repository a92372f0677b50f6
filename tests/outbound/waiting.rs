//! Who waits for whom, and for how long.

use std::future::pending;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use deskhand::outbound::{Caps, Headers, Kind, Network, Outbound};
use futures::future::{BoxFuture, join_all};
use tokio::net::TcpStream;

use super::server::{Say, Server, ok};
use super::town::door_to;

fn short() -> Caps {
    let (connect, whole) = (Duration::from_millis(200), Duration::from_millis(400));
    Caps { connect, whole, ..Caps::default() }
}

#[tokio::test]
async fn who_drips_or_is_silent_is_left_when_the_time_is_over() {
    let drip = Duration::from_millis(20);
    let says: [fn(Duration) -> Say; 4] = [
        |drip| Say::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), b"a".to_vec(), drip),
        |drip| Say::Endless(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), b"a".to_vec(), drip),
        |drip| Say::Endless(Vec::new(), b"HTTP/1.1 103 Early Hints\r\n\r\n".to_vec(), drip),
        |_| Say::Nothing,
    ];
    for say in says {
        let server = Server::answering(move |_| say(drip)).await;
        let door = door_to(&server).await;
        let began = Instant::now();
        let got = door.get("http://shop.test/", Headers::default(), short()).await.unwrap_err();
        assert_eq!((got.kind(), got.may_have_arrived()), (Kind::Timeout, true));
        assert!(began.elapsed() < Duration::from_secs(3));
    }
}

/// Nobody answers, not even with a refusal.
struct Desert {
    knows_names: bool,
}

impl Network for Desert {
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let found = self.knows_names.then(|| vec![IpAddr::from([93, 184, 215, 14]); 9]);
        Box::pin(async move {
            match found {
                Some(found) => Ok(found),
                None => pending().await,
            }
        })
    }

    fn connect(&self, _: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(pending())
    }
}

#[tokio::test]
async fn nothing_has_been_sent_where_nobody_answers() {
    for (knows_names, kind) in [(true, Kind::Unreachable), (false, Kind::HostUnknown)] {
        let door = Outbound::over(Desert { knows_names }, Vec::new(), Vec::new());
        let sent = door.post("http://shop.test/", Headers::default(), Vec::new(), short());
        let failure = sent.await.unwrap_err();
        assert_eq!((failure.kind(), failure.may_have_arrived()), (kind, false));
        assert!(failure.into_error().code().retryable());
    }
}

#[tokio::test]
async fn four_requests_run_and_a_fifth_waits_without_holding_up_the_services() {
    let server = Server::answering(|request| {
        let is_quick = request.starts_with("GET /quick");
        if is_quick { Say::Whole(ok("", b"{}")) } else { Say::Nothing }
    })
    .await;
    let door = door_to(&server).await;
    let base = format!("http://{}", server.address);
    let service = door.provider(&base, &[]).unwrap();
    let slow = Caps { whole: Duration::from_secs(2), ..Caps::default() };
    let long = || door.get("http://shop.test/", Headers::default(), slow);
    let hanging = join_all((0..4).map(|_| long()));
    let others = async {
        while server.heard().len() < 4 {
            tokio::task::yield_now().await;
        }
        let fifth = door.get("http://shop.test/", Headers::default(), short()).await;
        let quick = service.get(&service.address(&["quick"], &[]), short()).await;
        (fifth, quick)
    };
    let (hung, (fifth, quick)) = tokio::join!(hanging, others);
    assert_eq!(fifth.unwrap_err().kind(), Kind::Busy);
    assert_eq!(quick.unwrap().status(), 200);
    assert!(hung.into_iter().all(|hung| hung.unwrap_err().kind() == Kind::Timeout));
    // The places are free again.
    let quick = door.get("http://shop.test/quick", Headers::default(), short()).await;
    assert_eq!(quick.unwrap().body, b"{}");
}

#[tokio::test]
async fn who_stops_waiting_ends_the_connection() {
    let server = Server::answering(|_| Say::Nothing).await;
    let door = door_to(&server).await;
    let asking = tokio::spawn(async move {
        door.get("http://shop.test/", Headers::default(), Caps::default()).await
    });
    while server.heard().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.open(), 1);
    asking.abort();
    let ended = async {
        while server.open() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), ended).await.unwrap();
}
