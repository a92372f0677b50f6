//! The target of a request: an address parsed as browsers do, and whether it may be reached.
//!
//! An address is parsed only once, and the connection uses the result. So no spelling can mean one thing to the check
//! and another to the network.

use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

use super::address::{is_public, plain};
use super::failure::{Failure, Kind, Result};

/// The longest address, in bytes.
const LENGTH_MAX: usize = 4096;

/// The longest name in DNS, in bytes.
const NAME_MAX: usize = 253;

/// The allowed ports: those of http and https.
const PORTS: [u16; 2] = [80, 443];

/// An http or https address with host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// Parses an address.
    pub fn parse(text: &str) -> Result<Target> {
        if text.len() > LENGTH_MAX {
            return Err(Failure::new(Kind::Invalid("it has more than 4,096 characters")));
        }
        let url = Url::parse(text)
            .map_err(|wrong| Failure::new(Kind::Invalid("it cannot be read")).caused_by(wrong))?;
        Target::of(url)
    }

    /// The target of a redirect from here.
    pub(super) fn redirected(&self, location: &str) -> Result<Target> {
        let broken = || Failure::at(self.host(), Kind::Broken).caused_by("a redirect to nowhere");
        if location.len() > LENGTH_MAX {
            return Err(broken());
        }
        Target::of(self.0.join(location).map_err(|_| broken())?)
    }

    fn of(mut url: Url) -> Result<Target> {
        let invalid = |rule| Failure::new(Kind::Invalid(rule));
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid("only http and https are"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("it has a user name or a password in it"));
        }
        if let Some(Host::Domain(name)) = url.host() {
            // A trailing dot means the same name, and could hide an IP address.
            let name = name.strip_suffix('.').unwrap_or(name).to_owned();
            let is_name = name.len() <= NAME_MAX && name.split('.').all(|part| !part.is_empty());
            if !is_name || url.set_host(Some(&name)).is_err() {
                return Err(invalid("its host is not a name"));
            }
        }
        url.set_fragment(None);
        Ok(Target(url))
    }

    /// The host as it is sent: an ASCII name, or an IP address (IPv6 in brackets).
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port, also if it is the default one of the scheme.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// The whole address, normalised.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the scheme is https.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether scheme, host and port are the same.
    pub fn shares_origin(&self, other: &Target) -> bool {
        self.0.origin() == other.0.origin()
    }

    /// The host, with the port unless it is a default one.
    pub fn place(&self) -> String {
        if PORTS.contains(&self.port()) {
            return self.host().to_owned();
        }
        format!("{}:{}", self.host(), self.port())
    }

    /// The IP address, if the host is one.
    pub(super) fn literal(&self) -> Option<IpAddr> {
        match self.0.host()? {
            Host::Domain(_) => None,
            Host::Ipv4(v4) => Some(v4.into()),
            Host::Ipv6(v6) => Some(v6.into()),
        }
    }

    /// Host and port for the header `Host`.
    pub(super) fn authority(&self) -> &str {
        self.0.authority()
    }

    /// The path and query of the request.
    pub fn path_and_query(&self) -> String {
        match self.0.query() {
            Some(query) => format!("{}?{query}", self.0.path()),
            None => self.0.path().to_owned(),
        }
    }

    /// An address below this one: each item of `path` is one encoded segment, and `query` is encoded.
    pub(super) fn below(&self, path: &[&str], query: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        if let Ok(mut steps) = url.path_segments_mut() {
            steps.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url.into()
    }
}

/// A host and port that the operator allows, wherever they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedPlace(Target);

/// The text is not a host and port.
#[derive(Debug, thiserror::Error)]
#[error("not a host and a port, such as 127.0.0.1:8080 or search.example.com:8443")]
pub struct PlaceError;

impl FromStr for AllowedPlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> std::result::Result<AllowedPlace, PlaceError> {
        let target = Target::parse(&format!("http://{text}")).map_err(|_| PlaceError)?;
        // A default port is not repeated, and nothing but host and port may be given.
        let says_port = text.ends_with(&format!(":{}", target.port()));
        let says_more = text.contains(['/', '\\', '?', '#', '@']);
        if says_port && !says_more { Ok(AllowedPlace(target)) } else { Err(PlaceError) }
    }
}

impl AllowedPlace {
    fn covers(&self, target: &Target) -> bool {
        let same_host = match (self.0.literal(), target.literal()) {
            (Some(allowed), Some(wanted)) => plain(allowed) == plain(wanted),
            (None, None) => self.0.host() == target.host(),
            (Some(_), None) | (None, Some(_)) => false,
        };
        same_host && self.0.port() == target.port()
    }
}

/// What may be reached: the public internet, and what the operator allows.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    allowed: Vec<AllowedPlace>,
}

impl Policy {
    /// The public internet and these places.
    pub fn allowing(allowed: Vec<AllowedPlace>) -> Policy {
        Policy { allowed }
    }

    /// Refuses whatever can be refused before the name is resolved.
    pub fn check(&self, target: &Target) -> Result<()> {
        if self.allows(target) {
            return Ok(());
        }
        let is_here = target.host() == "localhost" || target.host().ends_with(".localhost");
        if is_here || target.literal().is_some_and(|address| !is_public(address)) {
            return Err(Failure::new(Kind::Refused));
        }
        if !PORTS.contains(&target.port()) {
            return Err(Failure::new(Kind::Invalid("only the ports 80 and 443 are")));
        }
        Ok(())
    }

    /// The addresses of a name that may be connected to.
    pub fn vet(&self, target: &Target, mut addresses: Vec<IpAddr>) -> Result<Vec<IpAddr>> {
        if !self.allows(target) {
            addresses.retain(|address| is_public(*address));
        }
        if addresses.is_empty() { Err(Failure::new(Kind::Refused)) } else { Ok(addresses) }
    }

    fn allows(&self, target: &Target) -> bool {
        self.allowed.iter().any(|allowed| allowed.covers(target))
    }
}

#[cfg(test)]
mod tests;
