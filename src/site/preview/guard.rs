//! Middleware of the preview: checks the host name of requests, and adds headers to answers.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::body::{Frame, SizeHint};
use sha2::{Digest, Sha256};
use tokio::time::{Sleep, sleep};

/// The Content-Security-Policy: only what is listed is run, loaded or framed. Images are the site's own, and those of
/// the one photo service whose terms require linking; images from other addresses are not loaded. Films are framed or
/// played once somebody has asked for them.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; \
    manifest-src 'self'; \
    connect-src 'self'; media-src https:; frame-src https://www.youtube-nocookie.com https://player.vimeo.com; \
    img-src 'self' data: https://images.unsplash.com https://plus.unsplash.com; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// How long a request may take to send its body.
const BODY_WAIT: Duration = Duration::from_secs(10);

/// Refuses requests for another host name.
pub(super) async fn own_name(State(port): State<u16>, request: Request, next: Next) -> Response {
    if is_own_name(request.headers(), port) || is_hook(&request) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "The preview answers to 127.0.0.1 and localhost only.\n")
            .into_response()
    }
}

/// Limits how long a request may take, and adds the fixed headers to every answer.
pub(super) async fn framed(request: Request, next: Next) -> Response {
    let request =
        request.map(|body| Body::new(BodyTimeout { body, late: Box::pin(sleep(BODY_WAIT)) }));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Other pages set a policy of their own.
    let policy = headers.entry(header::CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Pages are not cached.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A request body with a time limit.
struct BodyTimeout {
    body: Body,
    late: Pin<Box<Sleep>>,
}

impl hyper::body::Body for BodyTimeout {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        let late = || Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut))));
        self.late.as_mut().poll(cx).map(|()| late())
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Whether the request is for our own host name. A web page elsewhere can make its own name resolve to 127.0.0.1 (DNS
/// rebinding) and would then read the preview as its own; but the request contains that name.
fn is_own_name(headers: &HeaderMap, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    [format!("127.0.0.1:{port}"), format!("localhost:{port}")].iter().any(|own| host == own)
}

/// Whether the request is for a webhook or a calendar, which may come through a public name. Webhooks only accept
/// events and calendars are only read, at secret addresses; everything else of this server is for this machine only.
fn is_hook(request: &Request) -> bool {
    let parts: Vec<&str> = request.uri().path().split('/').collect();
    let methods: &[Method] = match parts.as_slice() {
        ["", "hooks", "whatsapp", secret] if !secret.is_empty() => &[Method::POST],
        ["", "hooks", "calendar", secret] if !secret.is_empty() => &[Method::GET, Method::HEAD],
        _ => return false,
    };
    methods.contains(request.method())
}

/// An `ETag` that changes with the content.
pub(super) fn tag(text: &str) -> HeaderValue {
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(text));
    HeaderValue::try_from(format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}
