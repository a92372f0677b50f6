//! HTTP as a client: to the endpoints of models, to servers that are elsewhere, and to their pages.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

/// A client for one address. It follows no redirect: a key must not be taken elsewhere.
pub(crate) fn agent(url: &str, wait: Duration) -> Agent {
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    let mut config = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(wait));
    if is_here(url) {
        // A proxy in the environment is the way out, and this is here.
        config = config.proxy(None);
    }
    config.build().new_agent()
}

/// Whether an address is on this computer.
pub(crate) fn is_here(url: &str) -> bool {
    let host = host(url);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "localhost" || name == "[::1]" || host == "[::1]" || name.starts_with("127.")
}

/// Host and port of an address, and nothing that may be secret.
pub(crate) fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let place = after.split(['/', '?', '#']).next().unwrap_or_default();
    place.rsplit_once('@').map_or(place, |(_, host)| host)
}

/// Waits that long.
pub(crate) fn pause(wait: Duration) {
    let since = Instant::now();
    while let Some(left) = wait.checked_sub(since.elapsed()).filter(|left| !left.is_zero()) {
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::{host, is_here};

    #[test]
    fn an_address_is_named_without_its_secrets() {
        for (url, named, here) in [
            ("https://api.example.com/v1", "api.example.com", false),
            ("https://me:secret@api.example.com/v1?key=secret", "api.example.com", false),
            ("http://localhost:11434/v1", "localhost:11434", true),
            ("http://127.0.0.1:1234", "127.0.0.1:1234", true),
            ("http://[::1]:80/a", "[::1]:80", true),
            ("http://[::1]/a", "[::1]", true),
            ("http://localhost.example.com", "localhost.example.com", false),
            ("http://localhost@example.com/", "example.com", false),
            ("http://192.168.1.7:8080", "192.168.1.7:8080", false),
        ] {
            assert_eq!((host(url), is_here(url)), (named, here), "{url}");
        }
    }
}
