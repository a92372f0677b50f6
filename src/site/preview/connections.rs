//! The connections of the preview's server: their number, and their time limits.
//!
//! Every connection takes a file descriptor, and the store needs some for further readers. So the number of
//! connections is limited to leave enough for the rest of the program; a further one waits until another ends. A
//! connection that sends no request, or does not read its answer, is closed, so nobody can block others for long. Those
//! of this machine have no limit for each sender; those of the network have places of their own.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::stall::StallTimeout;

/// Who has connected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// The most connections if there are plenty of descriptors. Half of them may be event streams.
const CONNECTIONS_MAX: u64 = 128;

/// The descriptors reserved for the store, files and outside requests.
pub(crate) const RESERVE: u64 = 128;

/// The connections that are always allowed.
const CONNECTIONS_MIN: u64 = 8;

/// How long a connection may take to send the head of a request, also after an answer.
const HEAD_WAIT: Duration = Duration::from_secs(5);

/// How long to wait if the system has no descriptor left.
pub(crate) const PAUSE: Duration = Duration::from_millis(200);

/// Serves `routes` until the token is cancelled, at most so many connections at once.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    stop: CancellationToken,
    limit: usize,
) {
    let places = Arc::new(Semaphore::new(most(descriptors()).min(limit)));
    let mut complained = false;
    loop {
        let accepting = async {
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let accepted = tokio::select! {
            accepted = accepting => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            (Some(place), Ok((stream, from))) => {
                complained = false;
                let peer = Peer(from.ip());
                tokio::spawn(answer(stream, (routes.clone(), peer), stop.clone(), place));
            }
            (None, _) => return,
            // The client closed the connection before it was accepted.
            (_, Err(error)) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            (_, Err(error)) => {
                if !std::mem::replace(&mut complained, true) {
                    tracing::warn!(%error, "the preview cannot take a connection");
                }
                sleep(PAUSE).await;
            }
        }
    }
}

/// The most connections for a process with this many descriptors.
fn most(descriptors: u64) -> usize {
    let most = descriptors.saturating_sub(RESERVE).clamp(CONNECTIONS_MIN, CONNECTIONS_MAX);
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// How many file descriptors the process may have.
#[cfg(unix)]
pub(crate) fn descriptors() -> u64 {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current.unwrap_or(u64::MAX)
}

#[cfg(not(unix))]
pub(crate) fn descriptors() -> u64 {
    u64::MAX
}

/// Serves one connection.
async fn answer(
    stream: TcpStream,
    (routes, peer): (Router, Peer),
    stop: CancellationToken,
    _place: OwnedSemaphorePermit,
) {
    let stream = TokioIo::new(StallTimeout::new(stream));
    let routes = TowerToHyperService::new(routes);
    let routes = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        routes.call(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WAIT)
            .serve_connection(stream, routes)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection of the preview broke off");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_to_the_rest() {
        for (descriptors, connections) in
            [(0, 8), (64, 8), (128, 8), (200, 72), (256, 128), (1024, 128), (u64::MAX, 128)]
        {
            assert_eq!(most(descriptors), connections, "{descriptors}");
        }
    }
}
