//! One HTTP request and its answer, on a connection of its own.
//!
//! HTTP/1.1, because its head can be limited; one request for each connection, so that nothing is sent again because a
//! kept connection was closed. The connection is part of the future, so that dropping the future closes it.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{Either, select};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Bytes};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, HOST, HeaderMap, HeaderValue, USER_AGENT};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::answer::Answer;
use super::body::Body;
use super::failure::{Failure, Kind, Result};
use super::network::Network;
use super::network_thread::NetworkThread;
use super::target::Target;
use super::tls;

/// The longest head of an answer, in bytes.
const HEAD_MAX: usize = 64 << 10;

/// The most headers of an answer.
const HEADERS_MAX: usize = 256;

/// The most addresses of a name that are tried.
const TRIES_MAX: usize = 4;

/// The User-Agent; some services refuse requests without one.
pub const AGENT: &str = concat!(
    "deskhand/",
    env!("CARGO_PKG_VERSION"),
    " (an assistant on the computer of a small business)"
);

/// The limits of a request.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Bytes of the decompressed body.
    pub body_max: usize,
    /// For connecting: TCP and TLS.
    pub connect: Duration,
    /// For the whole request, including the wait for a slot.
    pub whole: Duration,
}

impl Default for Caps {
    fn default() -> Caps {
        // Shorter than the deadline of a call, so that a timeout can still be reported.
        let (connect, whole) = (Duration::from_secs(5), Duration::from_secs(13));
        Caps { body_max: 5 << 20, connect, whole }
    }
}

#[derive(Clone, Debug)]
pub(super) struct OutgoingRequest {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

pub(super) struct Wire {
    pub(super) network: Box<dyn Network>,
    pub(super) authorities: Vec<CertificateDer<'static>>,
    /// Built when first used, because it reads the machine's certificates.
    pub(super) tls: OnceCell<TlsConnector>,
    pub(super) apart: NetworkThread,
}

impl Wire {
    /// Resolves the target's name, once.
    pub(super) async fn resolve(&self, target: &Target, until: Instant) -> Result<Vec<IpAddr>> {
        if let Some(address) = target.literal() {
            return Ok(vec![address]);
        }
        let unknown = || Failure::at(target.host(), Kind::HostUnknown);
        let found = timeout_at(until, self.network.resolve(target.host())).await;
        let found = found.map_err(|_| unknown().caused_by("no answer in time"))?;
        let addresses = found.map_err(|wrong| unknown().caused_by(wrong))?;
        if addresses.is_empty() { Err(unknown()) } else { Ok(addresses) }
    }

    /// Sends to one of `addresses`, which belong to the target and were checked, and reads the answer.
    pub(super) async fn exchange(
        self: &Arc<Self>,
        target: &Target,
        addresses: Vec<IpAddr>,
        outgoing: OutgoingRequest,
        caps: Caps,
        until: Instant,
    ) -> Result<Answer> {
        let (wire, target) = (Arc::clone(self), target.clone());
        let exchanging =
            async move { wire.exchange_here(&target, &addresses, outgoing, caps, until).await };
        self.apart.run(exchanging).await
    }

    async fn exchange_here(
        &self,
        target: &Target,
        addresses: &[IpAddr],
        outgoing: OutgoingRequest,
        caps: Caps,
        until: Instant,
    ) -> Result<Answer> {
        let connected_by = until.min(Instant::now() + caps.connect);
        let stream = self.connect(target, addresses, connected_by).await?;
        if !target.is_secure() {
            return talk(target, stream, outgoing, caps, until).await;
        }
        let late = || Failure::at(target.host(), Kind::Unreachable).caused_by("TLS took too long");
        let secured = timeout_at(connected_by, self.secure(target, stream)).await;
        talk(target, secured.map_err(|_| late())??, outgoing, caps, until).await
    }

    /// Connects to one of `addresses`, which belong to the target and were checked.
    pub(super) async fn connect(
        &self,
        target: &Target,
        addresses: &[IpAddr],
        until: Instant,
    ) -> Result<TcpStream> {
        let mut failure = Failure::at(target.host(), Kind::Unreachable);
        let tries = addresses.len().min(TRIES_MAX);
        for (at, address) in addresses.iter().take(tries).enumerate() {
            // Each address gets a share of the time that is left, so that a dead one leaves time for the others.
            let left = until.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(tries - at).unwrap_or(1);
            let address = SocketAddr::new(*address, target.port());
            match timeout(share, self.network.connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(wrong)) => failure = failure.caused_by(wrong),
                Err(_) => failure = failure.caused_by("no connection in time"),
            }
        }
        Err(failure)
    }

    async fn secure(&self, target: &Target, stream: TcpStream) -> Result<TlsStream<TcpStream>> {
        let made = self.tls.get_or_try_init(|| tls::connector(&self.authorities, tls::HTTP)).await;
        let connector =
            made.map_err(|wrong| Failure::at(target.host(), Kind::Tls).caused_by(wrong))?;
        secured(target, connector, stream).await
    }
}

/// Speaks TLS with the target.
pub(super) async fn secured(
    target: &Target,
    connector: &TlsConnector,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>> {
    let failed = || Failure::at(target.host(), Kind::Tls);
    let name = match target.literal() {
        Some(address) => ServerName::from(address),
        None => ServerName::try_from(target.host().to_owned())
            .map_err(|wrong| failed().caused_by(wrong))?,
    };
    connector.connect(name, stream).await.map_err(|wrong| {
        let inner = wrong.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let kind = if inner.is_some() { Kind::Tls } else { Kind::Unreachable };
        Failure::at(target.host(), kind).caused_by(wrong)
    })
}

async fn talk<S>(
    target: &Target,
    stream: S,
    outgoing: OutgoingRequest,
    caps: Caps,
    until: Instant,
) -> Result<Answer>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |wrong: hyper::Error| failure_of(target, &wrong);
    let request = request(target, outgoing)?;
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD_MAX)
        .max_header_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .handshake::<_, Full<Bytes>>(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    let talking = pin!(async {
        let (head, mut coming) = sender.send_request(request).await.map_err(broken)?.into_parts();
        let mut answer = Answer::new(target.clone(), head.status, head.headers);
        if answer.redirect().is_some() {
            return Ok(answer);
        }
        let at = |kind| Failure::at(target.host(), kind);
        let length = coming.size_hint().lower();
        let mut body = Body::announced(answer.head(), length, caps.body_max).map_err(at)?;
        while let Some(frame) = coming.frame().await {
            let Ok(part) = frame.map_err(broken)?.into_data() else { continue };
            body.take(&part).map_err(at)?;
        }
        answer.body = body.finish().map_err(at)?;
        Ok(answer)
    });
    let late = || Failure::at(target.host(), Kind::Timeout);
    timeout_at(until, driven(talking, connection)).await.map_err(|_| late())?
}

/// Runs `talking` while `connection` transfers its bytes. A closed connection may still have delivered an answer.
async fn driven<T>(
    talking: impl Future<Output = T> + Unpin,
    connection: impl Future<Output = hyper::Result<()>>,
) -> T {
    match select(talking, pin!(connection)).await {
        Either::Left((answer, _)) => answer,
        Either::Right((_, talking)) => talking.await,
    }
}

fn request(target: &Target, outgoing: OutgoingRequest) -> Result<Request<Full<Bytes>>> {
    let unsendable = || Failure::new(Kind::Invalid("it cannot be sent"));
    let mut request = Request::new(Full::new(outgoing.body));
    *request.method_mut() = outgoing.method;
    *request.uri_mut() = target.path_and_query().parse().map_err(|_| unsendable())?;
    let mut headers = outgoing.headers;
    let host = HeaderValue::from_str(target.authority()).map_err(|_| unsendable())?;
    headers.insert(HOST, host);
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
    headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(AGENT));
    *request.headers_mut() = headers;
    Ok(request)
}

fn failure_of(target: &Target, wrong: &hyper::Error) -> Failure {
    let kind = if wrong.is_parse_too_large() { Kind::TooLarge } else { Kind::Broken };
    Failure::at(target.host(), kind).caused_by(wrong)
}
