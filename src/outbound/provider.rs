//! A service that the operator has set up: a base address, and keys for it.
//!
//! The base address comes from the configuration, so it may be anywhere, also on this machine. Paths come from answers
//! and models, so they are checked to be below the base. Redirects are not followed, because they would pass on the
//! key.

use std::fmt;
use std::sync::Arc;

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::time::Instant;

use super::failure::{Failure, Kind, Result};
use super::target::Target;
use super::wire::{Caps, OutgoingRequest};
use super::{Answer, Outbound, Secret, place};

/// A service with its keys.
#[derive(Clone)]
pub struct Provider {
    door: Arc<Outbound>,
    base: Target,
    headers: HeaderMap,
}

impl Outbound {
    /// The service at `base`. Every request gets these `headers`.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for the address, [`Kind::Header`] for a key that cannot be sent.
    pub fn provider(
        self: &Arc<Self>,
        base: &str,
        headers: &[(&'static str, Secret)],
    ) -> Result<Provider> {
        let base = Target::parse(base)?;
        if base.path_and_query().contains('?') {
            // A key in the query would be in every address that is shown.
            return Err(Failure::new(Kind::Invalid("the address of a service has no query")));
        }
        let mut sent = HeaderMap::new();
        for (name, secret) in headers {
            let unsendable = Kind::Header("it has a character that none can have");
            let header = HeaderName::from_bytes(name.as_bytes()).ok().zip(secret.header());
            let (name, value) = header.ok_or_else(|| Failure::at(name, unsendable))?;
            sent.insert(name, value);
        }
        Ok(Provider { door: Arc::clone(self), base, headers: sent })
    }
}

impl Provider {
    /// An address of the service. Each item of `path` is one encoded segment, so an id cannot add others.
    pub fn address(&self, path: &[&str], query: &[(&str, &str)]) -> String {
        self.base.below(path, query)
    }

    /// Fetches `address`, which must be the service's own.
    ///
    /// # Errors
    /// See [`Kind`]. An answer with any status is a success, also a redirect.
    pub async fn get(&self, address: &str, caps: Caps) -> Result<Answer> {
        self.send(Method::GET, address, self.headers.clone(), Bytes::new(), caps).await
    }

    /// Posts `body` as JSON to `address`, which must be the service's own.
    ///
    /// # Errors
    /// See [`Kind`], and [`Failure::may_have_arrived`].
    pub async fn post(&self, address: &str, body: &Value, caps: Caps) -> Result<Answer> {
        let mut headers = self.headers.clone();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.send(Method::POST, address, headers, body.to_string().into(), caps).await
    }

    /// Puts `body` to `address`, which must be the service's own.
    ///
    /// # Errors
    /// See [`Kind`], and [`Failure::may_have_arrived`].
    pub async fn put(&self, address: &str, body: Vec<u8>, caps: Caps) -> Result<Answer> {
        let mut headers = self.headers.clone();
        let bytes = HeaderValue::from_static("application/octet-stream");
        headers.insert(CONTENT_TYPE, bytes);
        self.send(Method::PUT, address, headers, body.into(), caps).await
    }

    pub(super) async fn send(
        &self,
        method: Method,
        address: &str,
        headers: HeaderMap,
        body: Bytes,
        caps: Caps,
    ) -> Result<Answer> {
        let until = Instant::now() + caps.whole;
        let target = Target::parse(address)?;
        // Services return further addresses in their answers.
        if !target.shares_origin(&self.base) {
            return Err(Failure::new(Kind::Refused).caused_by("not the service's own address"));
        }
        let _place = place(&self.door.services, until).await?;
        let wire = &self.door.wire;
        let addresses = wire.resolve(&target, until).await?;
        wire.exchange(&target, addresses, OutgoingRequest { method, headers, body }, caps, until)
            .await
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("host", &self.base.host()).finish_non_exhaustive()
    }
}
