//! Around every request: for which site it is, who asks, what every answer says, and the line in the log.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Instant,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{Hosting, Networks, networks::sender_of, redirect::led_on};
use crate::{
    forms::{self, Domain, Sender},
    site::preview::POLICY,
};

/// The most characters of a path that the log keeps.
const PATH_CHARS_MAX: usize = 200;

/// A connection, as its requests know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) address: IpAddr,
    pub(super) is_secure: bool,
}

/// A request, as far as everybody needs it.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The domain that is asked for, in small letters, without a port; `None` if the request names none, or two.
    pub(super) domain: Option<String>,
    /// Whether the visitor speaks HTTPS, with us or with a proxy.
    pub(super) is_secure: bool,
    from: IpAddr,
}

/// Receives a request, has it answered, and completes the answer.
pub(super) async fn receive(
    State(hosting): State<Arc<Hosting>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let Some(peer) = request.extensions().get::<Peer>().copied() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let visit = visit(peer, &request, &hosting.proxies);
    let line = Line::of(&request, &visit);
    request.extensions_mut().insert(visit.clone());
    request.extensions_mut().insert(Sender(sender_of(visit.from)));
    if let Some(domain) = &visit.domain {
        request.extensions_mut().insert(Domain(domain.clone()));
    }
    let mut response = match to_https(&hosting, &visit, request.uri()) {
        Some(led) => led,
        None => next.run(request).await,
    };
    complete(response.headers_mut(), visit.is_secure);
    hosting.answered.count(response.status());
    line.write(&response, begun);
    response
}

fn visit(peer: Peer, request: &Request, proxies: &Networks) -> Visit {
    let headers = request.headers();
    let domain = domain(request.uri(), headers);
    if !proxies.have(peer.address) {
        return Visit { domain, is_secure: peer.is_secure, from: peer.address };
    }
    let last = |name: &str| {
        let value = headers.get_all(name).into_iter().next_back()?.to_str().ok()?;
        value.rsplit(',').next().map(str::trim)
    };
    let is_secure = last("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    Visit { domain, is_secure, from: forwarded(headers, proxies).unwrap_or(peer.address) }
}

/// The first address from the right that no proxy of ours has: what stands left of it anybody may have written.
fn forwarded(headers: &HeaderMap, proxies: &Networks) -> Option<IpAddr> {
    let values = headers.get_all("x-forwarded-for").into_iter().rev();
    let addresses = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    // Some proxies write the port as well.
    let read = |text: &str| {
        let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
        text.parse().ok().or_else(with_port)
    };
    let mut addresses = addresses.map_while(|address| read(address.trim()));
    addresses.find(|address| !proxies.have(*address))
}

/// The domain in the address of a request, or in its header.
fn domain(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let host = if let Some(authority) = uri.authority() {
        authority.as_str()
    } else {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return None };
        host.to_str().ok()?
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return None,
        None => host,
    };
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    ((1..=253).contains(&name.len()) && name.bytes().all(is_plain)).then_some(name)
}

/// Leads to the same page over HTTPS, where the site has a certificate.
fn to_https(hosting: &Hosting, visit: &Visit, uri: &Uri) -> Option<Response> {
    let (port, certificates) = hosting.https.as_ref().filter(|_| !visit.is_secure)?;
    let domain = visit.domain.as_deref()?;
    if hosting.sites.at(domain).is_none() || !certificates.have(domain) {
        return None;
    }
    let port = if *port == 443 { String::new() } else { format!(":{port}") };
    Some(led_on(&format!("https://{domain}{port}"), uri.path(), uri.query()))
}

/// Adds what every answer says to browsers.
fn complete(headers: &mut HeaderMap, is_secure: bool) {
    let policy = headers.entry(header::CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_secure {
        // Half a year, for this domain alone: what else its owner has below it we do not know.
        let strict = HeaderValue::from_static("max-age=15552000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, strict);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// A line in the log, without what tells who a visitor is or what they typed.
struct Line {
    domain: String,
    method: String,
    path: String,
    from: String,
}

impl Line {
    fn of(request: &Request, visit: &Visit) -> Line {
        let path = request.uri().path();
        // What follows is a secret.
        let secret = ["/hooks/", forms::OWN_PAGES].into_iter().find(|it| path.starts_with(it));
        let path = secret.map_or_else(|| path.to_owned(), |before| format!("{before}…"));
        Line {
            domain: visit.domain.clone().unwrap_or_else(|| "-".to_owned()),
            method: request.method().to_string(),
            path: path.chars().take(PATH_CHARS_MAX).collect(),
            from: network_of(visit.from),
        }
    }

    fn write(self, response: &Response, begun: Instant) {
        let Line { domain, method, path, from } = self;
        let bytes = response.headers().get(header::CONTENT_LENGTH);
        let bytes = bytes.and_then(|bytes| bytes.to_str().ok()).unwrap_or("-");
        let status = response.status().as_u16();
        let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::info!(%domain, %method, %path, status, %bytes, took_us, %from, "request");
    }
}

/// The network of an address, in which many visitors are.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn a_request_is_for_one_domain_or_for_none() {
        for (host, is) in [
            ("Studio.Example", Some("studio.example")),
            ("studio.example:8080", Some("studio.example")),
            ("studio.example.", Some("studio.example")),
            ("xn--bcher-kva.example", Some("xn--bcher-kva.example")),
            ("127.0.0.1:80", Some("127.0.0.1")),
            ("studio.example:80x", None),
            ("../../etc", None),
            ("[::1]:80", None),
            ("", None),
            ("a b", None),
        ] {
            let request = request("/", &[("host", host)]);
            assert_eq!(domain(request.uri(), request.headers()).as_deref(), is, "{host}");
        }
        let two = request("/", &[("host", "a.example"), ("host", "b.example")]);
        assert_eq!(domain(two.uri(), two.headers()), None);
        let whole = request("http://a.example/x", &[("host", "b.example")]);
        assert_eq!(domain(whole.uri(), whole.headers()).as_deref(), Some("a.example"));
        assert_eq!(domain(&"/".parse().unwrap(), &HeaderMap::new()), None);
    }

    #[test]
    fn a_proxy_says_who_asks_and_nobody_else_does() {
        let proxies = Networks::parse("10.0.0.0/8").unwrap();
        let said = request(
            "/",
            &[
                ("x-forwarded-for", "1.1.1.1, 203.0.113.9"),
                ("x-forwarded-for", "10.2.2.2"),
                ("x-forwarded-proto", "https"),
            ],
        );
        let from = |address: &str| {
            let peer = Peer { address: address.parse().unwrap(), is_secure: false };
            let visit = visit(peer, &said, &proxies);
            (visit.from.to_string(), visit.is_secure)
        };
        assert_eq!(from("10.1.1.1"), ("203.0.113.9".to_owned(), true));
        assert_eq!(from("192.0.2.1"), ("192.0.2.1".to_owned(), false));
        let peer = Peer { address: "10.1.1.1".parse().unwrap(), is_secure: true };
        let with_port = request("/", &[("x-forwarded-for", "198.51.100.4:4711")]);
        assert_eq!(visit(peer, &with_port, &proxies).from.to_string(), "198.51.100.4");
        for value in ["unknown", "", "10.9.9.9", "1.1.1.1, _hidden"] {
            let visit = visit(peer, &request("/", &[("x-forwarded-for", value)]), &proxies);
            assert_eq!((visit.from, visit.is_secure), (peer.address, false), "{value}");
        }
    }

    #[test]
    fn the_log_has_networks_and_no_visitor() {
        for (address, network) in [
            ("203.0.113.77", "203.0.113.0"),
            ("::ffff:203.0.113.77", "203.0.113.0"),
            ("2001:db8:1:2:3::4", "2001:db8:1::"),
        ] {
            assert_eq!(network_of(address.parse().unwrap()), network);
        }
    }
}
