//! The certificates of the domains, and TLS with them.
//!
//! A handshake for a domain without a certificate is refused, so nobody learns which other sites are here. Certificates
//! that somebody else orders are read from a folder as certbot has it: `studio.example/fullchain.pem` and
//! `privkey.pem`; a folder `default` is for all other domains. They are read anew every minute.

use std::{
    collections::HashMap,
    fmt,
    fs::{self, Metadata},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use rustls_acme::ResolvesServerCertAcme;
use tokio_rustls::TlsAcceptor;

use crate::store::open_named;

/// The names of protocols, as a client asks for them in its handshake.
pub(super) const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";
pub(super) const CHALLENGE: &[u8] = b"acme-tls/1";

/// How often certificates are read anew.
const READ_EVERY: Duration = Duration::from_mins(1);

/// The folder of the certificate for all domains that have none of their own.
const DEFAULT: &str = "default";

/// The certificates that there are, by domain.
#[derive(Default)]
pub(super) struct Certificates {
    by_domain: RwLock<HashMap<String, Certificate>>,
}

/// The certificate of a domain.
#[derive(Clone)]
enum Certificate {
    Read(Arc<CertifiedKey>),
    /// One that is ordered, and whether it is there.
    Ordered {
        resolver: Arc<ResolvesServerCertAcme>,
        is_there: bool,
    },
}

impl Certificates {
    /// Whether a domain has a certificate.
    pub(super) fn have(&self, domain: &str) -> bool {
        let all = self.by_domain.read().unwrap_or_else(PoisonError::into_inner);
        match all.get(domain).or_else(|| all.get(DEFAULT)) {
            Some(Certificate::Read(_)) => true,
            Some(Certificate::Ordered { is_there, .. }) => *is_there,
            None => false,
        }
    }

    /// Reads all of a folder. If one of them cannot be used, those that are known stay.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) fn read(&self, folder: &Path) -> Result<(), String> {
        let mut found = HashMap::new();
        let entries = fs::read_dir(folder).map_err(|error| {
            format!("the certificates in {} cannot be read: {error}", folder.display())
        })?;
        for entry in entries.flatten() {
            let place = entry.path();
            if !place.join("fullchain.pem").is_file() {
                continue;
            }
            let domain = entry.file_name().to_string_lossy().to_ascii_lowercase();
            found.insert(domain, Certificate::Read(Arc::new(read(&place)?)));
        }
        if found.is_empty() {
            return Err(format!(
                "there is no certificate in {}; put each into a folder of its domain, as studio.example/fullchain.pem and \
                 studio.example/privkey.pem",
                folder.display()
            ));
        }
        *self.by_domain.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }

    /// Says who answers for a domain whose certificate is being ordered, and whether it is there.
    pub(super) fn order(
        &self,
        domain: &str,
        resolver: Arc<ResolvesServerCertAcme>,
        is_there: bool,
    ) {
        let mut all = self.by_domain.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(domain.to_owned(), Certificate::Ordered { resolver, is_there });
    }

    /// Forgets a domain.
    pub(super) fn forget(&self, domain: &str) {
        self.by_domain.write().unwrap_or_else(PoisonError::into_inner).remove(domain);
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let domain = hello.server_name()?.to_ascii_lowercase();
        let found = {
            let all = self.by_domain.read().unwrap_or_else(PoisonError::into_inner);
            all.get(&domain).or_else(|| all.get(DEFAULT)).cloned()
        };
        match found? {
            Certificate::Read(key) => Some(key),
            Certificate::Ordered { resolver, .. } => resolver.resolve(hello),
        }
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates")
    }
}

/// Reads a certificate and its key.
fn read(place: &Path) -> Result<CertifiedKey, String> {
    let (chain, key) = (place.join("fullchain.pem"), place.join("privkey.pem"));
    let of = |path: &Path, error: &dyn fmt::Display| {
        format!("{} cannot be used: {error}", path.display())
    };
    let about = fs::metadata(&key).map_err(|error| of(&key, &error))?;
    if is_for_everybody(&about) {
        let path = key.display();
        return Err(format!(
            "everybody on this computer can read the key {path}; chmod 600 {path}"
        ));
    }
    let text = bytes(&chain).map_err(|error| of(&chain, &error))?;
    let chained = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let chained = chained.map_err(|error| of(&chain, &error))?;
    let text = bytes(&key).map_err(|error| of(&key, &error))?;
    let private = PrivateKeyDer::from_pem_slice(&text).map_err(|error| of(&key, &error))?;
    CertifiedKey::from_der(chained, private, &ring::default_provider())
        .map_err(|error| of(&chain, &error))
}

/// What is in a file.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_named(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn is_for_everybody(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(about) & 0o007 != 0
}

#[cfg(not(unix))]
fn is_for_everybody(_: &Metadata) -> bool {
    false
}

/// TLS with these certificates.
///
/// # Errors
/// Never: the versions of TLS are those that the provider has.
pub(super) fn acceptor(certificates: Arc<Certificates>) -> Result<TlsAcceptor, String> {
    let provider = Arc::new(ring::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_no_client_auth();
    let mut config = config.with_cert_resolver(certificates);
    config.alpn_protocols = [HTTP2, HTTP1, CHALLENGE].map(<[u8]>::to_vec).to_vec();
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Reads the certificates of a folder again and again. Never returns.
pub(super) async fn follow(certificates: &Arc<Certificates>, folder: PathBuf) {
    loop {
        tokio::time::sleep(READ_EVERY).await;
        let (certificates, folder) = (Arc::clone(certificates), folder.clone());
        let read = tokio::task::spawn_blocking(move || certificates.read(&folder)).await;
        if let Ok(Err(why)) = read {
            tracing::warn!("{why}; those from before are used");
        }
    }
}
