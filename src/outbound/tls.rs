//! TLS: which certificates are trusted.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

/// Trusts the machine's certificates and `authorities`. Reads files, so it runs on another thread.
pub(super) async fn connector(
    authorities: &[CertificateDer<'static>],
) -> Result<TlsConnector, String> {
    let authorities = authorities.to_vec();
    let made = tokio::task::spawn_blocking(move || config(authorities)).await;
    let config = made.map_err(|wrong| wrong.to_string())?.map_err(|wrong| wrong.to_string())?;
    Ok(TlsConnector::from(Arc::new(config)))
}

/// The settings of a client that trusts the machine's certificates. Reads files.
///
/// # Errors
/// If the machine's certificates cannot be read.
pub fn client() -> Result<ClientConfig, String> {
    config(Vec::new()).map_err(|wrong| wrong.to_string())
}

fn config(authorities: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    // Passed explicitly, not installed for the whole process.
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(authorities, Arc::clone(&provider))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
