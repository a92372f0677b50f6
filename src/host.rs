//! `deskhand host`: serves what is released to the public, each site under its domain.
//!
//! Ours is only the way from a domain to a release to a file: HTTP is hyper's, TLS rustls', certificates are ordered by
//! `rustls-acme`. What a domain has is the row of its target, looked up twice a second; a release never changes, so a
//! request is answered from one release, whole, whatever is released meanwhile. Nothing of the business is reached from
//! here but released files, and the hooks of services.

mod answer;
mod body;
mod certificates;
mod conditions;
mod connections;
mod index;
mod metrics;
mod networks;
mod orders;
mod redirect;
mod sites;
mod visitor;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

pub use self::networks::Networks;
use self::{certificates::Certificates, connections::Connections, metrics::Answered, sites::Sites};
use crate::store::Store;

/// How often the sites are looked up.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The directory of Let's Encrypt.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// Where a host listens, and whom it trusts.
#[derive(Clone, Debug)]
pub struct Options {
    pub http: SocketAddr,
    pub https: Option<Https>,
    /// The networks of the proxies that say for whom they ask.
    pub proxies: Networks,
    /// Where metrics are answered, in a private network.
    pub metrics: Option<SocketAddr>,
}

/// How sites are served over HTTPS.
#[derive(Clone, Debug)]
pub struct Https {
    pub address: SocketAddr,
    pub certificates: CertificateSource,
}

/// Where certificates come from.
#[derive(Clone, Debug)]
pub enum CertificateSource {
    /// A folder with a folder for each domain, as certbot has it.
    Folder(PathBuf),
    /// An authority with ACME, which may write to that address.
    Authority { contact: String, directory: String },
}

/// A host that listens.
pub struct Host {
    state: Arc<Hosting>,
    http: TcpListener,
    https: Option<(TcpListener, TlsAcceptor)>,
    source: Option<CertificateSource>,
    metrics: Option<(TcpListener, Store)>,
}

/// A site as it is shown to the person who starts the host.
#[derive(Clone, Debug)]
pub struct SiteShown {
    pub domain: String,
    pub tenant: String,
    /// Whether something is public.
    pub is_released: bool,
}

/// What every request needs.
struct Hosting {
    sites: Sites,
    proxies: Networks,
    /// With its certificates, where the host speaks HTTPS itself.
    https: Option<(u16, Arc<Certificates>)>,
    answered: Arc<Answered>,
}

impl Host {
    /// Opens the doors. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// A sentence for the person: an address that cannot be had, a certificate that cannot be used.
    pub async fn open(store: Store, options: Options) -> std::result::Result<Host, String> {
        let Options { http, https, proxies, metrics } = options;
        let listener = listen(http).await?;
        let metrics = match metrics {
            Some(address) => Some((listen(address).await?, store.clone())),
            None => None,
        };
        let sites = Sites::new(store).map_err(|error| error.to_string())?;
        let (mut secure, mut named, mut source) = (None, None, None);
        if let Some(https) = https {
            let certificates = Arc::new(Certificates::default());
            if let CertificateSource::Folder(folder) = &https.certificates {
                certificates.read(folder)?;
            }
            let listener = listen(https.address).await?;
            let port = listener.local_addr().map_err(|error| error.to_string())?.port();
            secure = Some((listener, certificates::acceptor(Arc::clone(&certificates))?));
            named = Some((port, certificates));
            source = Some(https.certificates);
        }
        let state = Arc::new(Hosting { sites, proxies, https: named, answered: Arc::default() });
        Ok(Host { state, http: listener, https: secure, source, metrics })
    }

    /// Where it listens: for HTTP, and for HTTPS.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn addresses(&self) -> io::Result<(SocketAddr, Option<SocketAddr>)> {
        let secure = self.https.as_ref().map(|(listener, _)| listener.local_addr());
        Ok((self.http.local_addr()?, secure.transpose()?))
    }

    /// Where it answers metrics.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn metrics_address(&self) -> io::Result<Option<SocketAddr>> {
        self.metrics.as_ref().map(|(listener, _)| listener.local_addr()).transpose()
    }

    /// The sites, by domain.
    pub fn sites(&self) -> Vec<SiteShown> {
        self.state.sites.shown()
    }

    /// Serves until it is told to stop; what has begun is answered to its end. `hooks` are routes beside the sites.
    pub async fn serve(self, hooks: Router, stop: CancellationToken) {
        let Host { state, http, https, source, metrics } = self;
        if let Some((listener, store)) = metrics {
            let answered = Arc::clone(&state.answered);
            tokio::spawn(metrics::serve(listener, store, answered, stop.clone()));
        }
        // What no hook answers is for a site.
        let sites = Router::new().fallback(answer::answer).with_state(Arc::clone(&state));
        let receive = middleware::from_fn_with_state(Arc::clone(&state), visitor::receive);
        let routes = hooks.fallback_service(sites).layer(receive);
        let connections = Connections::new(state.proxies.clone(), routes, stop.clone());
        let look = look(Arc::clone(&state));
        let certify = certify(Arc::clone(&state), source);
        let secure = async {
            match https {
                Some((listener, tls)) => connections.take(listener, Some(tls)).await,
                None => stop.cancelled().await,
            }
        };
        tokio::select! {
            () = async { tokio::join!(connections.take(http, None), secure); } => {}
            () = look => {}
            () = certify => {}
        }
        connections.ended().await;
    }
}

async fn listen(address: SocketAddr) -> std::result::Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        let known = [
            (io::ErrorKind::AddrInUse, "another program has it: end that, or name another port"),
            (
                io::ErrorKind::PermissionDenied,
                "ports below 1024 need a permission: docs/hosting.md says how to give it",
            ),
            (io::ErrorKind::AddrNotAvailable, "this computer has no such address"),
        ];
        let next = known.iter().find(|(kind, _)| *kind == error.kind());
        let next = next.map_or("name another one", |(_, next)| *next);
        format!("{address} cannot be opened ({error}); {next}")
    })
}

/// Keeps the sites up to date. Never returns.
async fn look(state: Arc<Hosting>) {
    let mut complained = false;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let state = Arc::clone(&state);
        let looked = tokio::task::spawn_blocking(move || state.sites.look()).await;
        match looked.map_err(crate::error::Error::internal).flatten() {
            Ok(()) => complained = false,
            Err(error) if !std::mem::replace(&mut complained, true) => {
                tracing::warn!(
                    cause = error.cause(),
                    "the sites cannot be looked up; what is known is served"
                );
            }
            Err(_) => {}
        }
    }
}

/// Keeps the certificates up to date. Never returns.
async fn certify(state: Arc<Hosting>, source: Option<CertificateSource>) {
    let (Some((_, certificates)), Some(source)) = (&state.https, source) else {
        return std::future::pending().await;
    };
    match source {
        CertificateSource::Folder(folder) => certificates::follow(certificates, folder).await,
        CertificateSource::Authority { contact, directory } => {
            orders::keep(&state.sites, certificates, &contact, &directory).await;
        }
    }
}
