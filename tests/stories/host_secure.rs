//! The public server over HTTPS, and behind a proxy.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::host::{Public, public_desk};

/// Puts a certificate for a name where the host reads it.
fn certify(folder: &Path, name: &str, names: &[&str]) -> CertificateDer<'static> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let place = folder.join(name);
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("fullchain.pem"), pem("CERTIFICATE", made.cert.der())).unwrap();
    let key = place.join("privkey.pem");
    fs::write(&key, pem("PRIVATE KEY", &made.signing_key.serialize_der())).unwrap();
    readable_by(&key, 0o600);
    made.cert.der().clone()
}

fn pem(kind: &str, der: &[u8]) -> String {
    let base64 = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

fn readable_by(key: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(key, fs::Permissions::from_mode(mode)).unwrap();
}

/// What one request over TLS is answered, with the protocol that was agreed on.
async fn ask(
    place: &str,
    trusted: &CertificateDer<'static>,
    name: &str,
    protocol: &[u8],
) -> Result<(String, u16, String), String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(place).await.unwrap();
    let server = ServerName::try_from(name.to_owned()).unwrap();
    let tls = TlsConnector::from(Arc::new(config)).connect(server, stream).await;
    let tls = tls.map_err(|error| error.to_string())?;
    let agreed = tls.get_ref().1.alpn_protocol().unwrap_or_default().to_vec();
    let request = hyper::Request::get(format!("https://{name}/prices/"));
    let answer = if protocol == b"h2" {
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(tls))
                .await
                .unwrap();
        tokio::spawn(connection);
        sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap()
    } else {
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(tls)).await.unwrap();
        tokio::spawn(connection);
        let request = hyper::Request::get("/prices/").header("host", name);
        sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap()
    };
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=15552000");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Ok((String::from_utf8(agreed).unwrap(), status, String::from_utf8(body.to_vec()).unwrap()))
}

#[test]
fn a_site_is_served_over_https_with_its_own_certificate_and_no_other_name_is() {
    let (desk, _) = public_desk();
    let folder = tempfile::tempdir().unwrap();
    let certificate = certify(folder.path(), "wren.example", &["wren.example"]);
    let args = ["--https", "127.0.0.1:0", "--certificates", folder.path().to_str().unwrap()];
    let key = folder.path().join("wren.example/privkey.pem");
    readable_by(&key, 0o644);
    desk.fails(&[&["host", "--http", "127.0.0.1:0"][..], &args].concat(), "chmod 600");
    readable_by(&key, 0o600);
    let host = Public::open(&desk, &args);
    let https = host.https.clone().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for protocol in ["h2", "http/1.1"] {
            let (agreed, status, page) =
                ask(&https, &certificate, "wren.example", protocol.as_bytes()).await.unwrap();
            assert_eq!((&*agreed, status), (protocol, 200));
            assert!(page.contains("A bowl is $20."));
        }
        let refused = ask(&https, &certificate, "other.example", b"http/1.1").await;
        assert!(refused.is_err(), "{refused:?}");
    });
    // Who comes without TLS is led to it.
    let port = https.rsplit(':').next().unwrap();
    let came = host.get("wren.example", "/prices/?a=1");
    let to = format!("https://wren.example:{port}/prices/?a=1");
    assert_eq!((came.status, came.header("location")), (301, &*to));
    assert_eq!(host.get("other.example", "/").status, 404);
    host.end();
}

#[test]
fn a_proxy_that_is_trusted_says_that_the_visitor_speaks_https_and_who_it_is() {
    let (desk, _) = public_desk();
    let said = [("x-forwarded-proto", "https"), ("x-forwarded-for", "6.6.6.6, 203.0.113.9")];
    for (args, strict, from) in [
        (&["--proxies", "127.0.0.0/8"][..], "max-age=15552000", "203.0.113.0"),
        (&["--proxies", "10.0.0.0/8"][..], "", "127.0.0.0"),
        (&[][..], "", "127.0.0.0"),
    ] {
        let host = Public::open(&desk, args);
        let came = host.ask("GET", "wren.example", "/prices/", &said);
        assert_eq!((came.status, came.header("strict-transport-security")), (200, strict));
        let log = host.end();
        assert!(log.contains(&format!("from={from}")), "{args:?}: {log}");
    }
}
