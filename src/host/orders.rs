//! Orders certificates from an authority (ACME, TLS-ALPN-01), one for each domain at which something is public.
//!
//! Only domains that a person has given a target are ordered, each by itself: one that does not lead here keeps no
//! other from its certificate, and no certificate tells which other sites are here. They are ordered one after the
//! other, and after a failure much later, because authorities count failures.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::StreamExt as _;
use rustls_acme::{AccountCache, AcmeConfig, AcmeState, CertCache, EventOk};
use sha2::{Digest as _, Sha256};
use tokio::{sync::Semaphore, task::JoinHandle};

use super::{
    certificates::{Certificates, bytes},
    sites::Sites,
};
use crate::{outbound, store::write_whole};

/// How often it looks for domains that are new.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long an order rests that has failed. Let's Encrypt allows five failures an hour.
const REST: Duration = Duration::from_mins(20);

type State = AcmeState<std::io::Error>;

/// Keeps every public domain in certificates. Never returns.
pub(super) async fn keep(
    sites: &Sites,
    certificates: &Arc<Certificates>,
    contact: &str,
    directory: &str,
) {
    let (folder, client) = match (sites.folder("certificates"), outbound::tls_client()) {
        (Ok(folder), Ok(client)) => (folder, Arc::new(client)),
        (Err(error), _) => return never(error.cause().unwrap_or(error.message())).await,
        (_, Err(error)) => return never(&error).await,
    };
    let one_at_a_time = Arc::new(Semaphore::new(1));
    let mut running: HashMap<String, JoinHandle<()>> = HashMap::new();
    loop {
        let public = sites.public();
        running.retain(|domain, task| {
            let stays = public.contains(domain);
            if !stays {
                task.abort();
                certificates.forget(domain);
            }
            stays
        });
        for domain in public {
            running.entry(domain.clone()).or_insert_with(|| {
                let config = AcmeConfig::new_with_client_config([&domain], Arc::clone(&client))
                    .directory(directory)
                    .contact([format!("mailto:{contact}")])
                    .cache(Folder(folder.clone()));
                let (certificates, turn) = (Arc::clone(certificates), Arc::clone(&one_at_a_time));
                tokio::spawn(order(config.state(), domain, certificates, turn))
            });
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn never(why: &str) {
    tracing::error!("no certificate can be ordered: {why}");
    std::future::pending::<()>().await;
}

/// Orders the certificate of a domain, and the next one in time. Never returns.
async fn order(
    mut state: State,
    domain: String,
    certificates: Arc<Certificates>,
    one_at_a_time: Arc<Semaphore>,
) {
    certificates.order(&domain, state.resolver(), false);
    let mut turn = one_at_a_time.acquire().await.ok();
    while let Some(event) = state.next().await {
        match event {
            Ok(EventOk::DeployedCachedCert | EventOk::DeployedNewCert) => {
                tracing::info!(domain, "there is a certificate");
                certificates.order(&domain, state.resolver(), true);
                // What follows is a long wait for the next one.
                turn = None;
            }
            Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore) => {}
            Err(error) => {
                tracing::warn!(
                    domain,
                    %error,
                    "no certificate could be had; it is tried again in 20 minutes. The domain's A and AAAA records must \
                     lead to this computer, and its port 443 to --https"
                );
                drop(turn.take());
                tokio::time::sleep(REST).await;
                turn = one_at_a_time.acquire().await.ok();
            }
        }
    }
}

/// Certificates, keys and the account with the authority, in files for their owner alone.
struct Folder(PathBuf);

impl Folder {
    /// The file of what belongs to these names at that authority.
    fn file(&self, kind: &str, names: &[String], directory: &str) -> PathBuf {
        let mut digest = Sha256::new();
        for part in names.iter().map(String::as_str).chain([directory]) {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        let short: String = URL_SAFE_NO_PAD.encode(digest.finalize()).chars().take(12).collect();
        let name = names.first().filter(|_| kind == CERTIFICATE).map_or(kind, String::as_str);
        self.0.join(format!("{name}-{short}.pem"))
    }
}

const CERTIFICATE: &str = "certificate";
const ACCOUNT: &str = "account";

fn read(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match bytes(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[async_trait]
impl CertCache for Folder {
    type EC = std::io::Error;

    async fn load_cert(
        &self,
        domains: &[String],
        directory_url: &str,
    ) -> std::io::Result<Option<Vec<u8>>> {
        read(&self.file(CERTIFICATE, domains, directory_url))
    }

    async fn store_cert(
        &self,
        domains: &[String],
        directory_url: &str,
        cert: &[u8],
    ) -> std::io::Result<()> {
        write_whole(&self.file(CERTIFICATE, domains, directory_url), cert)
    }
}

#[async_trait]
impl AccountCache for Folder {
    type EA = std::io::Error;

    async fn load_account(
        &self,
        contact: &[String],
        directory_url: &str,
    ) -> std::io::Result<Option<Vec<u8>>> {
        read(&self.file(ACCOUNT, contact, directory_url))
    }

    async fn store_account(
        &self,
        contact: &[String],
        directory_url: &str,
        account: &[u8],
    ) -> std::io::Result<()> {
        write_whole(&self.file(ACCOUNT, contact, directory_url), account)
    }
}
