//! The arguments of `deskhand host`.

use clap::Args;

use crate::config::{Flags, HostFlags};

#[derive(Args)]
pub(in crate::cli) struct HostArgs {
    /// Answer HTTP at this address, 127.0.0.1:8080 unless given (DESKHAND_HOST_HTTP, host.http)
    #[arg(long, value_name = "ADDRESS:PORT")]
    http: Option<String>,
    /// Answer HTTPS at this address, such as 0.0.0.0:443 (DESKHAND_HOST_HTTPS, host.https)
    #[arg(long, value_name = "ADDRESS:PORT")]
    https: Option<String>,
    /// Order certificates for all domains from Let's Encrypt, whose terms you agree to; it writes to this address
    /// (DESKHAND_HOST_ACME_CONTACT, host.acme_contact)
    #[arg(long, value_name = "E-MAIL")]
    acme_contact: Option<String>,
    /// Order them from another authority with ACME (DESKHAND_HOST_ACME_DIRECTORY, host.acme_directory)
    #[arg(long, value_name = "URL")]
    acme_directory: Option<String>,
    /// Read certificates from this folder instead: DOMAIN/fullchain.pem and DOMAIN/privkey.pem
    /// (DESKHAND_HOST_CERTIFICATES, host.certificates)
    #[arg(long, value_name = "FOLDER")]
    certificates: Option<String>,
    /// Believe what proxies in these networks say of visitors, such as `127.0.0.1 10.0.0.0/8` (DESKHAND_HOST_PROXIES,
    /// host.proxies)
    #[arg(long, value_name = "NETWORKS")]
    proxies: Option<String>,
    /// Answer metrics for Prometheus at this private address, such as 127.0.0.1:9180 (DESKHAND_HOST_METRICS,
    /// host.metrics)
    #[arg(long, value_name = "ADDRESS:PORT")]
    metrics: Option<String>,
    /// Make a backup a day and keep so many, or `off` (DESKHAND_BACKUPS, backups)
    #[arg(long, value_name = "NUMBER")]
    backups: Option<String>,
}

impl HostArgs {
    pub(super) fn add_flags(&self, flags: &mut Flags) {
        flags.backups.clone_from(&self.backups);
        flags.host = HostFlags {
            http: self.http.clone(),
            https: self.https.clone(),
            acme_contact: self.acme_contact.clone(),
            acme_directory: self.acme_directory.clone(),
            certificates: self.certificates.clone(),
            proxies: self.proxies.clone(),
            metrics: self.metrics.clone(),
        };
    }

    /// What was given, as words of a command line.
    pub(in crate::cli) fn words(&self) -> Vec<String> {
        let given = [
            ("--http", &self.http),
            ("--https", &self.https),
            ("--acme-contact", &self.acme_contact),
            ("--acme-directory", &self.acme_directory),
            ("--certificates", &self.certificates),
            ("--proxies", &self.proxies),
            ("--metrics", &self.metrics),
            ("--backups", &self.backups),
        ];
        let given = given.into_iter().filter_map(|(flag, value)| Some((flag, value.as_ref()?)));
        given.flat_map(|(flag, value)| [flag.to_owned(), value.clone()]).collect()
    }
}
