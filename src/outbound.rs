//! The only way to the network: web pages that a model names, and services that the operator has set up.
//!
//! Whoever writes what a model reads can make it ask for any address. So only the public internet is reachable: the
//! address is parsed once and checked, its name is resolved once and the results are checked, the connection goes to a
//! checked address, and each redirect is checked like a new address. Every part of an answer is limited. There are no
//! retries, cookies or proxies.

pub mod address;
mod answer;
mod body;
mod failure;
mod headers;
pub mod mail;
mod network;
mod network_thread;
mod objects;
pub mod pictures;
mod provider;
pub mod robots;
pub mod search;
mod secret;
pub mod target;
mod tls;
mod wire;

use std::sync::Arc;

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::HeaderMap;
use rustls::pki_types::CertificateDer;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::{Instant, timeout_at};

pub use self::answer::{Answer, spoken_wait};
pub use self::failure::{Failure, Kind, Result};
pub use self::headers::Headers;
use self::network::System;
pub use self::network::{Network, own_address};
use self::network_thread::NetworkThread;
pub use self::objects::ObjectsDoor;
pub use self::provider::Provider;
pub use self::secret::Secret;
pub use self::target::AllowedPlace;
use self::target::{Policy, Target};
pub use self::tls::client as tls_client;
pub use self::wire::{AGENT, Caps};
use self::wire::{OutgoingRequest, Wire};

const REDIRECTS_MAX: usize = 5;

/// How many requests of each sort run at once: reading the public internet, posting to it, services, and mail. So pages
/// that never end do not keep a message from being sent; posts, which go on when their call is cancelled, do not keep a
/// page from being read; and a mail server that is slow keeps nothing but mail.
const SLOTS: usize = 4;

/// The access to the network.
pub struct Outbound {
    policy: Policy,
    wire: Arc<Wire>,
    public: Semaphore,
    posted: Semaphore,
    services: Semaphore,
    mails: Semaphore,
}

impl Outbound {
    /// Access to the public internet and the places that the operator allows. Opens nothing yet.
    pub fn new(allowed: Vec<AllowedPlace>) -> Arc<Outbound> {
        Outbound::over(System, allowed, Vec::new())
    }

    /// Access through another network, for tests; trusts `authorities` (X.509, DER) besides the machine's
    /// certificates.
    pub fn over(
        network: impl Network,
        allowed: Vec<AllowedPlace>,
        authorities: Vec<Vec<u8>>,
    ) -> Arc<Outbound> {
        let authorities = authorities.into_iter().map(CertificateDer::from).collect();
        let (tls, apart) = (OnceCell::new(), NetworkThread::default());
        let wire = Arc::new(Wire { network: Box::new(network), authorities, tls, apart });
        let places = || Semaphore::new(SLOTS);
        let policy = Policy::allowing(allowed);
        let (public, posted, services, mails) = (places(), places(), places(), places());
        Arc::new(Outbound { policy, wire, public, posted, services, mails })
    }

    /// Whether an address is refused before its name is looked up: it is on this computer or in a private network, or
    /// at a port that is not the web's.
    pub fn refuses(&self, target: &Target) -> bool {
        self.policy.check(target).is_err()
    }

    /// Fetches `url`, following redirects. `headers` end where another origin begins.
    ///
    /// # Errors
    /// See [`Kind`]. An answer with any status is a success.
    pub async fn get(&self, url: &str, headers: Headers, caps: Caps) -> Result<Answer> {
        let until = Instant::now() + caps.whole;
        let mut target = Target::parse(url)?;
        self.policy.check(&target)?;
        let _place = place(&self.public, until).await?;
        let mut headers = headers.into_map();
        for followed in 0.. {
            let answer =
                self.public(&target, Method::GET, headers.clone(), Bytes::new(), caps, until);
            let answer = answer.await?;
            let Some(location) = answer.redirect() else { return Ok(answer) };
            if followed == REDIRECTS_MAX {
                break;
            }
            let next = target.redirected(location)?;
            if target.is_secure() && !next.is_secure() {
                return Err(Failure::at(target.host(), Kind::Downgrade));
            }
            if !next.shares_origin(&target) {
                headers.clear();
            }
            target = next;
        }
        Err(Failure::at(target.host(), Kind::Redirects))
    }

    /// Posts `body` to `url`. A redirect is returned and not followed: the body is for this address only.
    ///
    /// # Errors
    /// See [`Kind`], and [`Failure::may_have_arrived`].
    pub async fn post(
        &self,
        url: &str,
        headers: Headers,
        body: Vec<u8>,
        caps: Caps,
    ) -> Result<Answer> {
        let until = Instant::now() + caps.whole;
        let target = Target::parse(url)?;
        self.policy.check(&target)?;
        let _place = place(&self.posted, until).await?;
        self.public(&target, Method::POST, headers.into_map(), body.into(), caps, until).await
    }

    /// One request to a checked address.
    async fn public(
        &self,
        target: &Target,
        method: Method,
        headers: HeaderMap,
        body: Bytes,
        caps: Caps,
        until: Instant,
    ) -> Result<Answer> {
        self.policy.check(target)?;
        let found = self.wire.resolve(target, until).await?;
        let addresses = self.policy.vet(target, found)?;
        let outgoing = OutgoingRequest { method, headers, body };
        self.wire.exchange(target, addresses, outgoing, caps, until).await
    }
}

async fn place(places: &Semaphore, until: Instant) -> Result<tokio::sync::SemaphorePermit<'_>> {
    let busy = || Failure::new(Kind::Busy);
    timeout_at(until, places.acquire()).await.map_err(|_| busy())?.map_err(|_| busy())
}
