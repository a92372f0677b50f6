//! Servers on 127.0.0.1 that send exactly what a test wants them to.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{CertifiedKey, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};

/// What a server sends back.
pub enum Say {
    /// This, and then it hangs up.
    Whole(Vec<u8>),
    /// The first, and then the second again and again, as often as that.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Nothing, ever.
    Nothing,
}

/// A server, for as long as the test's runtime.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    sent: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

impl Server {
    /// One that answers what it hears.
    pub async fn answering(say: impl Fn(&str) -> Say + Send + Sync + 'static) -> Server {
        Server::start(None, say).await
    }

    /// One that always answers `body`.
    pub async fn of(body: &'static str) -> Server {
        Server::answering(move |_| Say::Whole(ok("", body.as_bytes()))).await
    }

    /// The same behind TLS, for a name that nobody else vouches for; and its certificate.
    pub async fn secure(
        name: &str,
        say: impl Fn(&str) -> Say + Send + Sync + 'static,
    ) -> (Server, Vec<u8>) {
        let (acceptor, certificate) = acceptor(name);
        (Server::start(Some(acceptor), say).await, certificate)
    }

    async fn start(
        acceptor: Option<TlsAcceptor>,
        say: impl Fn(&str) -> Say + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            sent: Arc::default(),
            open: Arc::default(),
        };
        let (told, say) = (server.clone(), Arc::new(say));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (server, acceptor, say) = (told.clone(), acceptor.clone(), Arc::clone(&say));
                tokio::spawn(async move {
                    server.open.fetch_add(1, Ordering::SeqCst);
                    match acceptor {
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                server.talk(stream, &*say).await;
                            }
                        }
                        None => server.talk(stream, &*say).await,
                    }
                    server.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    async fn talk(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        say: &(impl Fn(&str) -> Say + ?Sized),
    ) {
        let Some(request) = request(&mut stream).await else { return };
        self.heard.lock().unwrap().push(request.clone());
        match say(&request) {
            Say::Whole(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
            }
            Say::Endless(first, again, every) => {
                let mut ticks = tokio::time::interval(every);
                let mut next = &first;
                while stream.write_all(next).await.is_ok() {
                    self.sent.fetch_add(next.len(), Ordering::SeqCst);
                    next = &again;
                    ticks.tick().await;
                }
            }
            Say::Nothing => {
                let _ = stream.read_u8().await;
            }
        }
    }

    /// The requests that came, in order.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// How many bytes it could get rid of in endless answers.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

/// Accepts TLS for a name that nobody else vouches for; and its certificate.
pub fn acceptor(name: &str) -> (TlsAcceptor, Vec<u8>) {
    let CertifiedKey { cert, signing_key } = certificate(name);
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), cert.der().to_vec())
}

/// A certificate for `name` that only itself vouches for.
fn certificate(name: &str) -> CertifiedKey<KeyPair> {
    rcgen::generate_simple_self_signed([name.to_owned()]).unwrap()
}

/// One request, body included.
async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        // The first byte of TLS, which is not HTTP, is answered like any other nonsense.
        if bytes.first() == Some(&0x16) {
            return Some("TLS".to_owned());
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// A whole answer, with more headers, each with its line end.
pub fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A redirect.
pub fn to(location: &str) -> Say {
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    Say::Whole(head.into_bytes())
}
