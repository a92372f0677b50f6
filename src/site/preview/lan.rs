//! The preview in the network of its house: for the phone of the person who decides, where the operator allows it.
//!
//! It is a second listener, on one address of this machine in a private network and never on all of them, with a door
//! of its caller's around everything. Who comes from elsewhere is not answered. Whoever asks under another name than
//! that address is refused, so that a web page cannot reach it through DNS rebinding. Requests from this machine are
//! led to 127.0.0.1, where its browser has the key already.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
};
use tokio::{net::TcpListener, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{
    Told,
    connections::{self, Peer},
    guard, server_lock,
};

/// The most connections from the network: a page has a few, and nobody there holds up this machine's own.
const CONNECTIONS_MAX: usize = 32;

/// How often it is looked whether this machine has got another address.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Where phones are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanChoice {
    /// At the address that this machine has in its network.
    Auto,
    /// At this address of this machine.
    At(IpAddr),
}

/// The preview in the network of its house.
#[derive(Clone)]
pub struct Lan {
    pub choice: LanChoice,
    /// Finds the address that this machine has in its network.
    pub find: fn() -> Option<IpAddr>,
    /// Puts a door around what is served: nothing is open to the network.
    pub door: Arc<dyn Fn(Router) -> Router + Send + Sync>,
}

/// Whether an address belongs to a private network: that of a house, of a virtual private network, or this machine's
/// own.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(it) => {
            let [first, second, ..] = it.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            it.is_private() || it.is_loopback() || it.is_link_local() || is_shared
        }
        IpAddr::V6(it) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
    }
}

/// Serves `routes` to the network until it is told to stop, wherever this machine is in it.
pub(super) async fn serve(
    lan: Lan,
    routes: Router,
    (folder, port): (&Path, u16),
    told: &Told,
    stop: CancellationToken,
) {
    let mut complained = false;
    loop {
        let found = match lan.choice {
            LanChoice::Auto => (lan.find)(),
            LanChoice::At(address) => Some(address),
        };
        if let Some(ip) = found.filter(|ip| is_private(*ip)) {
            match listen(ip, port).await {
                Ok((listener, own)) => {
                    complained = false;
                    server_lock::record(folder, port, Some(own)).unwrap_or_else(|error| {
                        tracing::warn!(%error, "the address for phones could not be written down");
                    });
                    told.send_replace(Some((port, Some(own))));
                    tracing::info!(address = %own, "phones in this network can decide, with the address that `deskhand console --lan` prints");
                    let routes = guarded((lan.door)(routes.clone()), own, port);
                    let ends = stop.child_token();
                    tokio::select! {
                        () = connections::serve(listener, routes, ends.clone(), CONNECTIONS_MAX) => {}
                        () = moved(&lan, ip) => {}
                    }
                    ends.cancel();
                }
                Err(error) if !complained => {
                    complained = true;
                    tracing::warn!(%error, address = %ip, "phones cannot be let in at this address");
                }
                Err(_) => {}
            }
        }
        if stop.is_cancelled() {
            return;
        }
        sleep(LOOK_EVERY).await;
    }
}

/// The same port as on this machine where it is free there, otherwise any.
async fn listen(ip: IpAddr, port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = match TcpListener::bind((ip, port)).await {
        Ok(listener) => listener,
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            TcpListener::bind((ip, 0)).await?
        }
        Err(error) => return Err(error),
    };
    let own = listener.local_addr()?;
    Ok((listener, own))
}

/// Waits until this machine is somewhere else in its network.
async fn moved(lan: &Lan, from: IpAddr) {
    loop {
        sleep(LOOK_EVERY).await;
        if lan.choice == LanChoice::Auto && (lan.find)().is_some_and(|now| now != from) {
            return;
        }
    }
}

fn guarded(routes: Router, own: SocketAddr, port: u16) -> Router {
    routes
        .layer(middleware::from_fn_with_state((own, port), only_here))
        .layer(middleware::from_fn(guard::framed))
}

/// Refuses who comes from another network or asks under another name, and leads this machine to its own address.
async fn only_here(
    State((own, port)): State<(SocketAddr, u16)>,
    request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_named =
        matches!((hosts.next(), hosts.next()), (Some(host), None) if *host == own.to_string());
    let is_near = peer.is_some_and(|Peer(from)| is_private(from));
    if !is_named || !is_near {
        return (StatusCode::FORBIDDEN, "This answers to its own address only.\n").into_response();
    }
    if peer.is_some_and(|Peer(from)| from == own.ip()) {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::temporary(&format!("http://127.0.0.1:{port}{path}")).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_private_networks_count_as_near() {
        for near in [
            "192.168.1.20",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.1",
            "127.0.0.2",
            "169.254.3.4",
            "100.64.0.1",
            "100.127.0.9",
            "::1",
            "fd00::2",
            "fe80::1",
            "::ffff:192.168.1.3",
        ] {
            assert!(is_private(near.parse().unwrap()), "{near}");
        }
        for far in [
            "8.8.8.8",
            "172.32.0.1",
            "172.15.0.1",
            "192.169.0.1",
            "100.128.0.1",
            "100.63.0.1",
            "0.0.0.0",
            "192.0.2.2",
            "::",
            "2001:db8::1",
            "::ffff:8.8.8.8",
            "255.255.255.255",
        ] {
            assert!(!is_private(far.parse().unwrap()), "{far}");
        }
    }
}
