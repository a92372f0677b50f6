//! The connections of a host: how many there may be, and how long a client may take.
//!
//! All limits are against clients that hold what others need: a connection without a request, a head that never ends,
//! an answer that is not read. One address has at most half of the connections.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::GracefulConnection,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Networks, certificates, networks::sender_of, visitor::Peer};
use crate::site::preview::{PAUSE, RESERVE, StallTimeout, descriptors};

/// The most connections, if there are plenty of descriptors: of each two, one is left for a file.
const CONNECTIONS_MAX: u64 = 8_192;

/// The connections that are always allowed.
const CONNECTIONS_MIN: u64 = 16;

/// How long a client may take for the head of a request, also after an answer.
const HEAD_WAIT: Duration = Duration::from_secs(10);

/// How long a client may take to agree on TLS.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);

/// How long no byte may move; HTTP/2 asks more often whether the client is there.
const IDLE_MAX: Duration = Duration::from_secs(45);
const ASKED_EVERY: Duration = Duration::from_secs(20);

/// How long a connection lives. After that it ends with its last answer, and the client opens another.
const LIFE: Duration = Duration::from_mins(30);

/// How long those that have begun may take when the host stops.
const GRACE: Duration = Duration::from_secs(10);

/// Bytes of the head of a request, and its number of fields.
const HEAD_BYTES_MAX: u32 = 32 << 10;
const FIELDS_MAX: usize = 100;

/// Requests at once on one connection.
const STREAMS_MAX: u32 = 100;

/// All connections of a host.
#[derive(Clone)]
pub(super) struct Connections {
    places: Arc<Semaphore>,
    most_of_one: usize,
    of_one: Arc<Mutex<HashMap<IpAddr, usize>>>,
    proxies: Networks,
    routes: Router,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// The place of a connection among all, and among those of its address.
struct Place {
    of_one: Arc<Mutex<HashMap<IpAddr, usize>>>,
    /// `None` for a proxy, which asks for many.
    address: Option<IpAddr>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut all = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.get(&address).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            all.remove(&address);
        } else {
            all.insert(address, left);
        }
    }
}

impl Connections {
    pub(super) fn new(proxies: Networks, routes: Router, stop: CancellationToken) -> Connections {
        let most =
            (descriptors().saturating_sub(RESERVE) / 2).clamp(CONNECTIONS_MIN, CONNECTIONS_MAX);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Connections {
            places: Arc::new(Semaphore::new(most)),
            most_of_one: most / 2,
            of_one: Arc::default(),
            proxies,
            routes,
            stop,
            tasks: TaskTracker::new(),
        }
    }

    /// Takes connections until the host stops.
    pub(super) async fn take(&self, listener: TcpListener, tls: Option<TlsAcceptor>) {
        let mut complained = false;
        loop {
            let accepting = async {
                let permit = Arc::clone(&self.places).acquire_owned().await.ok();
                (permit, listener.accept().await)
            };
            let accepted = tokio::select! {
                accepted = accepting => accepted,
                () = self.stop.cancelled() => return,
            };
            match accepted {
                (Some(permit), Ok((stream, address))) => {
                    complained = false;
                    let address = address.ip().to_canonical();
                    if let Some(place) = self.place(address, permit) {
                        let tls = tls.clone();
                        self.tasks.spawn(self.clone().serve(stream, address, tls, place));
                    }
                }
                (None, _) => return,
                (_, Err(error)) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                (_, Err(error)) => {
                    if !std::mem::replace(&mut complained, true) {
                        tracing::warn!(%error, "the host cannot take a connection");
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Waits for those that are being answered, but not for ever.
    pub(super) async fn ended(&self) {
        self.tasks.close();
        let _ = timeout(GRACE, self.tasks.wait()).await;
    }

    /// A place for one more connection of that address; `None` if it has too many.
    fn place(&self, address: IpAddr, permit: OwnedSemaphorePermit) -> Option<Place> {
        let mut place = Place { of_one: Arc::clone(&self.of_one), address: None, _permit: permit };
        if self.proxies.have(address) {
            return Some(place);
        }
        let sender = sender_of(address);
        let mut all = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(sender).or_default();
        if *count >= self.most_of_one {
            return None;
        }
        *count += 1;
        place.address = Some(sender);
        Some(place)
    }

    async fn serve(
        self,
        stream: TcpStream,
        address: IpAddr,
        tls: Option<TlsAcceptor>,
        _place: Place,
    ) {
        // An answer is written whole; waiting for more of it would only delay it.
        let _ = stream.set_nodelay(true);
        let stream = StallTimeout::with_idle(stream, IDLE_MAX);
        let Some(tls) = tls else {
            return self.http1(stream, Peer { address, is_secure: false }).await;
        };
        let Ok(Ok(stream)) = timeout(HANDSHAKE_WAIT, tls.accept(stream)).await else { return };
        let peer = Peer { address, is_secure: true };
        match stream.get_ref().1.alpn_protocol() {
            Some(certificates::HTTP2) => self.http2(stream, peer).await,
            // The authority has seen what it wanted: the certificate.
            Some(certificates::CHALLENGE) => {}
            Some(_) | None => self.http1(stream, peer).await,
        }
    }

    async fn http1(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        peer: Peer,
    ) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEAD_WAIT)
            .max_headers(FIELDS_MAX)
            .max_buf_size(usize::try_from(HEAD_BYTES_MAX).unwrap_or(usize::MAX));
        self.drive(http.serve_connection(TokioIo::new(stream), self.service(peer))).await;
    }

    async fn http2(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        peer: Peer,
    ) {
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS_MAX)
            .max_header_list_size(HEAD_BYTES_MAX)
            .keep_alive_interval(ASKED_EVERY)
            .keep_alive_timeout(ASKED_EVERY);
        self.drive(http.serve_connection(TokioIo::new(stream), self.service(peer))).await;
    }

    fn service(
        &self,
        peer: Peer,
    ) -> impl Service<
        hyper::Request<Incoming>,
        Response = axum::response::Response,
        Error = std::convert::Infallible,
        Future: Send,
    > + Clone
    + use<> {
        let routes = TowerToHyperService::new(self.routes.clone());
        service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            routes.call(request)
        })
    }

    async fn drive<C: GracefulConnection>(&self, connection: C) {
        let mut connection = pin!(connection);
        tokio::select! {
            _ = connection.as_mut() => return,
            () = self.stop.cancelled() => {}
            () = sleep(LIFE) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = timeout(LIFE, connection).await;
    }
}
