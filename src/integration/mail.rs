//! The mailbox from which a tenant sends: what is no secret of it stands with the connection, the password among the
//! keys.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{CheckResult, SMTP, Services, services::missing};
use crate::{
    error::{Code, Error, Result},
    outbound::{
        Failure, Kind,
        mail::{MailDoor, MailServer},
    },
};

/// How long a look at the server may take.
const LOOK: Duration = Duration::from_secs(13);

/// The mailbox of a tenant, as it is stored with the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAccount {
    /// `smtps://mail.example.com`, as [`MailServer::parse`] reads it.
    pub server: String,
    /// The name to log in with; `None` where the server wants none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The address that mail is from.
    pub from: String,
}

impl MailAccount {
    /// The address of a server, if it can be one.
    ///
    /// # Errors
    /// `URL_INVALID`
    pub fn server(text: &str) -> Result<String> {
        MailServer::parse(text).map_err(Failure::into_error)?;
        Ok(text.trim().to_owned())
    }

    /// Reads what is stored.
    ///
    /// # Errors
    /// `INTEGRATION_KEY_MISSING` if nothing is.
    pub fn stored(settings: Option<&str>) -> Result<MailAccount> {
        let account = settings.and_then(|text| serde_json::from_str(text).ok());
        account.ok_or_else(|| {
            Error::new(Code::IntegrationKeyMissing, "no mailbox is connected to send from").suggest(
                "the operator connects one with `deskhand integration connect smtp`, which asks for what it needs",
            )
        })
    }
}

impl Services {
    /// The server that the operator has set for all mailboxes, under `[providers]`.
    pub fn mail_server(&self) -> Option<&str> {
        self.bases.get(SMTP.name).map(String::as_str)
    }

    /// The way to the tenant's mail server.
    ///
    /// # Errors
    /// `INTEGRATION_KEY_MISSING` without a password, `URL_INVALID` for an address that is none.
    pub fn mailbox(&self, tenant: &str, account: &MailAccount) -> Result<MailDoor> {
        let server = self.mail_server().unwrap_or(&account.server);
        let server = MailServer::parse(server).map_err(Failure::into_error)?;
        let login = match &account.user {
            None => None,
            Some(user) => {
                let password = self.key(&SMTP, tenant)?.ok_or_else(|| missing(&SMTP))?;
                Some((user.clone(), password))
            }
        };
        Ok(Arc::clone(self.door()).mail(server, login))
    }

    /// Looks whether the server answers and takes the login. Nothing is sent.
    ///
    /// # Errors
    /// As [`Services::mailbox`].
    pub async fn check_mail(&self, tenant: &str, account: &MailAccount) -> Result<CheckResult> {
        let looked = self.mailbox(tenant, account)?.check(LOOK).await;
        let (status, detail) = match looked {
            Ok(()) => ("connected", format!("mail leaves as {}", account.from)),
            Err(failure) => {
                let is_login = matches!(failure.kind(), Kind::MailLogin(_));
                (if is_login { "expired" } else { "error" }, failure.to_string())
            }
        };
        Ok(CheckResult { status, detail })
    }
}

/// The servers of common mailboxes, by the domain of the address, as their providers' help pages name them.
const KNOWN: &[(&[&str], &str)] = &[
    (&["gmail.com", "googlemail.com"], "smtps://smtp.gmail.com"),
    (&["icloud.com", "me.com", "mac.com"], "smtp://smtp.mail.me.com:587"),
    (&["yahoo.com", "ymail.com"], "smtps://smtp.mail.yahoo.com"),
    (&["gmx.de", "gmx.at", "gmx.ch", "gmx.net"], "smtps://mail.gmx.net"),
    (&["web.de"], "smtps://smtp.web.de"),
    (&["fastmail.com", "fastmail.fm"], "smtps://smtp.fastmail.com"),
    (&["sapo.pt"], "smtps://smtp.sapo.pt"),
    (&["orange.fr", "wanadoo.fr"], "smtps://smtp.orange.fr"),
    (&["free.fr"], "smtps://smtp.free.fr"),
    (&["libero.it"], "smtps://smtp.libero.it"),
];

/// The server of the mailbox with that address, if it is a common one.
pub fn known_server(address: &str) -> Option<&'static str> {
    let (_, domain) = address.rsplit_once('@')?;
    KNOWN.iter().find(|(domains, _)| domains.contains(&domain)).map(|(_, server)| *server)
}
