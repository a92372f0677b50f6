//! The settings of `deskhand host`.

use std::net::{Ipv4Addr, SocketAddr};

use super::{
    ConfigError, File, Flags, expanded,
    given::{Form, Wrong, value},
    setting::{
        ACME_CONTACT, ACME_DIRECTORY, HOST_CERTIFICATES, HOST_HTTP, HOST_HTTPS, HOST_METRICS,
        HOST_PROXIES, Setting,
    },
};
use crate::{
    host::{CertificateSource, Https, LETS_ENCRYPT, Networks, Options},
    site::preview::is_private,
};

/// The port for HTTP unless another one is given.
const PORT: u16 = 8080;

const ADDRESS: Form<SocketAddr> = Form {
    read: |text| text.parse().map_err(|_| Wrong),
    wants: "an address of this computer with a port, such as 127.0.0.1:8080 or [::]:443",
};

/// What metrics say is for the operator.
const PRIVATE_ADDRESS: Form<SocketAddr> = Form {
    read: |text| text.parse().ok().filter(|at: &SocketAddr| is_private(at.ip())).ok_or(Wrong),
    wants: "an address of this computer in a private network with a port, such as 127.0.0.1:9180",
};

const NETWORKS: Form<Networks> = Form {
    read: |text| Networks::parse(text).map_err(|_| Wrong),
    wants: "networks of addresses, such as `127.0.0.1 10.0.0.0/8`",
};

const EMAIL: Form<String> = Form {
    read: |text| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.len() <= 254;
        let (name, domain) = text.rsplit_once('@').ok_or(Wrong)?;
        (is_plain && !name.is_empty() && domain.contains('.')).then(|| text.to_owned()).ok_or(Wrong)
    },
    wants: "an e-mail address",
};

const DIRECTORY: Form<String> = Form {
    read: |text| text.starts_with("https://").then(|| text.to_owned()).ok_or(Wrong),
    wants: "an address with https://",
};

const FOLDER: Form<String> = Form { read: |text| Ok(text.to_owned()), wants: "a folder" };

/// Where the host listens, and whom it trusts.
pub(super) fn hosting(flags: &Flags, file: &File) -> Result<Options, ConfigError> {
    let given = &flags.host;
    let of =
        |setting: &Setting, flag: &Option<String>| value(setting, flag.as_deref(), file, &ADDRESS);
    let contact = value(&ACME_CONTACT, given.acme_contact.as_deref(), file, &EMAIL)?;
    let directory = value(&ACME_DIRECTORY, given.acme_directory.as_deref(), file, &DIRECTORY)?;
    let folder = value(&HOST_CERTIFICATES, given.certificates.as_deref(), file, &FOLDER)?;
    let address = of(&HOST_HTTPS, &given.https)?;
    let source = match (folder, contact) {
        (Some(folder), None) => Some(CertificateSource::Folder(expanded(folder.into()))),
        (None, Some(contact)) => {
            let directory = directory.unwrap_or_else(|| LETS_ENCRYPT.to_owned());
            Some(CertificateSource::Authority { contact, directory })
        }
        (None, None) => None,
        (Some(_), Some(_)) => {
            return Err(ConfigError(
                "certificates come from a folder or from an authority; leave out --certificates or --acme-contact"
                    .to_owned(),
            ));
        }
    };
    let https = match (address, source) {
        (Some(address), Some(certificates)) => Some(Https { address, certificates }),
        (None, None) => None,
        (Some(_), None) => {
            return Err(ConfigError(
                "--https needs certificates; give --acme-contact with your e-mail address for those of Let's Encrypt, \
                 or --certificates with a folder"
                    .to_owned(),
            ));
        }
        (None, Some(_)) => {
            return Err(ConfigError(
                "there are certificates, but no --https; add --https with an address, such as 0.0.0.0:443".to_owned(),
            ));
        }
    };
    Ok(Options {
        http: of(&HOST_HTTP, &given.http)?.unwrap_or_else(|| (Ipv4Addr::LOCALHOST, PORT).into()),
        https,
        proxies: value(&HOST_PROXIES, given.proxies.as_deref(), file, &NETWORKS)?
            .unwrap_or_default(),
        metrics: value(&HOST_METRICS, given.metrics.as_deref(), file, &PRIVATE_ADDRESS)?,
    })
}
