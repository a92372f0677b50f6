//! TLS: which certificates are trusted.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

/// The protocol that is offered inside TLS; nothing is for mail.
pub(super) const HTTP: &[&[u8]] = &[b"http/1.1"];

/// Trusts the machine's certificates and `authorities`, and offers these protocols. Reads files, so it runs on another
/// thread.
pub(super) async fn connector(
    authorities: &[CertificateDer<'static>],
    protocols: &'static [&'static [u8]],
) -> Result<TlsConnector, String> {
    let authorities = authorities.to_vec();
    let made = tokio::task::spawn_blocking(move || config(authorities, protocols)).await;
    let config = made.map_err(|wrong| wrong.to_string())?.map_err(|wrong| wrong.to_string())?;
    Ok(TlsConnector::from(Arc::new(config)))
}

/// The settings of a client that trusts the machine's certificates. Reads files.
///
/// # Errors
/// If the machine's certificates cannot be read.
pub fn client() -> Result<ClientConfig, String> {
    config(Vec::new(), HTTP).map_err(|wrong| wrong.to_string())
}

fn config(
    authorities: Vec<CertificateDer<'static>>,
    protocols: &[&[u8]],
) -> Result<ClientConfig, rustls::Error> {
    // Passed explicitly, not installed for the whole process.
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(authorities, Arc::clone(&provider))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}
