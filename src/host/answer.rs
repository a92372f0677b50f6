//! The answer to a request: a file of the site's current release, or what is to be said instead.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};

use super::{
    Hosting,
    body::body,
    conditions::{self, Encoding, Range},
    index::{File, Found, Index, Shared},
    redirect::led_on,
    sites::Site,
    visitor::Visit,
};
use crate::error::{Error, Result};

const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASKED_ANEW: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");

/// Answers a request for which no route is.
pub(super) async fn answer(State(hosting): State<Arc<Hosting>>, request: Request) -> Response {
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let Some(domain) = visit.domain else {
        return said(StatusCode::BAD_REQUEST, "The request does not say for which site it is.\n");
    };
    let Some(site) = hosting.sites.at(&domain) else {
        return match hosting.sites.meant_by(&domain) {
            Some(meant) => {
                let scheme = if visit.is_secure { "https" } else { "http" };
                led_on(&format!("{scheme}://{meant}{}", port_of(headers)), uri.path(), uri.query())
            }
            None => said(StatusCode::NOT_FOUND, "There is no site here.\n"),
        };
    };
    if !matches!(*method, Method::GET | Method::HEAD) {
        let allowed = [(header::ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allowed, "This can only be read.\n")
            .into_response();
    }
    let response = match index(&hosting, &site).await {
        Ok(Some(index)) => found(&site, &index, uri, headers, method).await,
        Ok(None) => said(StatusCode::NOT_FOUND, "There is nothing here yet.\n"),
        Err(error) => failed(&error),
    };
    if *method == Method::HEAD { response.map(|_| Body::empty()) } else { response }
}

/// The port that a request names, with its colon.
fn port_of(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    port.parse::<u16>().map_or_else(|_| String::new(), |port| format!(":{port}"))
}

async fn index(hosting: &Arc<Hosting>, site: &Arc<Site>) -> Result<Option<Shared>> {
    if site.is_empty() {
        return Ok(None);
    }
    if let Some(known) = site.known_index() {
        return Ok(Some(known));
    }
    let (hosting, site) = (Arc::clone(hosting), Arc::clone(site));
    let read = tokio::task::spawn_blocking(move || hosting.sites.index(&site)).await;
    read.map_err(Error::internal)?
}

async fn found(
    site: &Site,
    index: &Index,
    uri: &Uri,
    headers: &HeaderMap,
    method: &Method,
) -> Response {
    let path = uri.path();
    let sending = Sending { site, headers, wants_bytes: *method == Method::GET };
    match index.find(path) {
        Found::File(file) => sending.file(file).await,
        Found::Folder => led_on("", &format!("{path}/"), uri.query()),
        Found::Moved(to) => led_on("", &to, uri.query()),
        Found::Nothing => {
            // A page of the release before may be open still.
            if let Some(file) = site.index_before().and_then(|before| before.kept(path)) {
                return sending.file(file).await;
            }
            match index.not_found() {
                Some(file) => sending.not_found(file).await,
                None => said(StatusCode::NOT_FOUND, "There is no such page.\n"),
            }
        }
    }
}

/// A file that is being sent.
struct Sending<'r> {
    site: &'r Site,
    headers: &'r HeaderMap,
    wants_bytes: bool,
}

impl Sending<'_> {
    async fn file(&self, file: &File) -> Response {
        let encoding = self.encoding(file);
        let tag = tag(file, encoding);
        let mut response = if conditions::is_known(self.headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            match conditions::range(self.headers, &tag, file.bytes) {
                Range::Whole => self.bytes(file, encoding, None).await,
                Range::Part(first, last) => self.bytes(file, encoding, Some((first, last))).await,
                Range::Unsatisfiable => unsatisfiable(file),
            }
        };
        if response.status().is_server_error() {
            return response;
        }
        let headers = response.headers_mut();
        headers.insert(header::ETAG, value(&tag));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::CACHE_CONTROL, if file.is_final { KEPT } else { ASKED_ANEW });
        if file.gzip.is_some() || file.brotli.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    async fn not_found(&self, file: &File) -> Response {
        let mut response = self.bytes(file, self.encoding(file), None).await;
        if response.status().is_success() {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, ASKED_ANEW);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }

    fn encoding(&self, file: &File) -> Encoding {
        conditions::encoding(self.headers, file.gzip.is_some(), file.brotli.is_some())
    }

    /// A file, or a part of it from the first to the last byte.
    async fn bytes(&self, file: &File, encoding: Encoding, part: Option<(u64, u64)>) -> Response {
        let whole = match encoding {
            Encoding::Identity => file.bytes,
            Encoding::Gzip => file.gzip.unwrap_or_default(),
            Encoding::Brotli => file.brotli.unwrap_or_default(),
        };
        let (first, length) = part.map_or((0, whole), |(first, last)| (first, last - first + 1));
        let bytes = if self.wants_bytes {
            let place = self.site.blobs.place(&file.hex(), encoding.ending());
            match body(place, first, length).await {
                Ok(bytes) => bytes,
                Err(cause) => return failed(&Error::internal(cause)),
            }
        } else {
            Body::empty()
        };
        let mut response = Response::new(bytes);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, file.kind.clone());
        headers.insert(header::CONTENT_LENGTH, length.into());
        if let Some(name) = encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        if let Some((first, last)) = part {
            let range = value(&format!("bytes {first}-{last}/{}", file.bytes));
            headers.insert(header::CONTENT_RANGE, range);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        response
    }
}

/// The tag of a form of a file: other bytes have another one.
fn tag(file: &File, encoding: Encoding) -> String {
    let hex = file.hex();
    format!("\"{}{}\"", hex.get(..32).unwrap_or(&hex), encoding.ending())
}

fn unsatisfiable(file: &File) -> Response {
    let range = value(&format!("bytes */{}", file.bytes));
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response()
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("/"))
}

fn said(status: StatusCode, sentence: &'static str) -> Response {
    (status, sentence).into_response()
}

fn failed(error: &Error) -> Response {
    tracing::error!(cause = error.cause(), "a released file cannot be read");
    let again = [(header::RETRY_AFTER, "60")];
    (StatusCode::SERVICE_UNAVAILABLE, again, "This page cannot be shown right now.\n")
        .into_response()
}
