//! The outside services as one launch of the program reaches them.

use std::{collections::BTreeMap, fmt, path::PathBuf, sync::Arc};

use serde_json::Value;

use super::{INTEGRATIONS, Integration, NEEDS, Probe, SMTP, keys, recent::Recent};
use crate::{
    error::{Code, Error, Result},
    outbound::{AGENT, Answer, Caps, Failure, Outbound, Provider, Secret},
};

/// The network access, the services' addresses, and their keys.
#[derive(Clone)]
pub struct Services {
    door: Arc<Outbound>,
    /// The data folder; `None` if keys are not stored.
    folder: Option<PathBuf>,
    /// Base addresses from the configuration, by service.
    pub(super) bases: BTreeMap<String, String>,
    /// Keys from the environment, by service.
    given: BTreeMap<&'static str, Secret>,
    /// The operator's contact, for services that require one.
    contact: Option<String>,
    /// The model of the embedding service, if there is one.
    pub(super) model: Option<String>,
    /// What it was asked lately.
    pub(super) recent: Arc<Recent>,
}

/// The result of checking a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// `connected`, `expired` (the key was refused) or `error`.
    pub status: &'static str,
    /// The details, for people.
    pub detail: String,
}

impl Services {
    /// The services for a data folder; `bases` and `given` are configured addresses and keys.
    pub fn new(
        door: Arc<Outbound>,
        folder: PathBuf,
        bases: BTreeMap<String, String>,
        given: BTreeMap<&'static str, Secret>,
    ) -> Services {
        Services { folder: Some(folder), bases, given, ..Services::over(door) }
    }

    /// Nothing but the network.
    fn over(door: Arc<Outbound>) -> Services {
        let (bases, given) = (BTreeMap::new(), BTreeMap::new());
        let (contact, model, recent) = (None, None, Arc::default());
        Services { door, folder: None, bases, given, contact, model, recent }
    }

    /// Sets the model of the embedding service.
    #[must_use]
    pub fn with_model(self, model: Option<String>) -> Services {
        Services { model, ..self }
    }

    /// Sets the operator's contact.
    #[must_use]
    pub fn with_contact(self, contact: Option<String>) -> Services {
        Services { contact, ..self }
    }

    /// The network access, for public addresses.
    pub fn door(&self) -> &Arc<Outbound> {
        &self.door
    }

    /// A service, with the tenant's key if it needs one.
    ///
    /// # Errors
    /// `INTEGRATION_KEY_MISSING`, or `URL_INVALID` for an invalid base address.
    pub fn provider(&self, service: &Integration, tenant: &str) -> Result<Provider> {
        let base = self.bases.get(service.name).map(String::as_str).or(service.base);
        let base = base.ok_or_else(|| {
            let (title, name) = (service.title, service.name);
            Error::new(Code::IntegrationKeyMissing, format!("the address of {title} is not configured"))
                .suggest(format!(
                    "the operator sets its address under [providers] in deskhand.toml: {name} = \"https://…\""
                ))
        })?;
        let mut headers = Vec::new();
        if let Some(form) = &service.key {
            match self.key(service, tenant)? {
                Some(key) => headers.push((form.header, key.after(form.word))),
                None if form.is_optional => {}
                None => return Err(missing(service)),
            }
        }
        if let Some(contact) = self.contact.as_ref().filter(|_| service.wants_contact) {
            headers.push(("user-agent", Secret::new(format!("{AGENT} ({contact})"))));
        }
        self.door.provider(base, &headers).map_err(Failure::into_error)
    }

    /// Whether the service can be used: it needs no key, or there is one.
    pub fn has_key(&self, service: &Integration, tenant: &str) -> bool {
        let is_somewhere = service.base.is_some()
            || self.bases.contains_key(service.name)
            || matches!(service.probe, Probe::Mail);
        let is_open = service.key.as_ref().is_none_or(|form| form.is_optional);
        is_somewhere && (is_open || matches!(self.key(service, tenant), Ok(Some(_))))
    }

    /// Whether the environment has a key for the service, for all tenants.
    pub fn is_given(&self, service: &Integration) -> bool {
        self.given.contains_key(service.name)
    }

    /// Stores the tenant's key for a service.
    pub fn keep_key(&self, service: &Integration, tenant: &str, key: &str) -> std::io::Result<()> {
        let folder = self.folder.as_ref().ok_or(std::io::ErrorKind::Unsupported)?;
        keys::write(folder, tenant, service.name, key)
    }

    /// Stores the password of the tenant's mailbox, which may have blanks and letters of any script.
    pub fn keep_password(&self, tenant: &str, password: &str) -> std::io::Result<()> {
        let folder = self.folder.as_ref().ok_or(std::io::ErrorKind::Unsupported)?;
        keys::write_password(folder, tenant, SMTP.name, password)
    }

    /// Deletes the tenant's key for a service; returns whether there was one.
    pub fn forget_key(&self, service: &Integration, tenant: &str) -> std::io::Result<bool> {
        self.folder.as_ref().map_or(Ok(false), |folder| keys::remove(folder, tenant, service.name))
    }

    /// Lets go of all keys of a tenant.
    pub fn forget_tenant(&self, tenant: &str) -> std::io::Result<()> {
        self.folder.as_ref().map_or(Ok(()), |folder| keys::remove_all(folder, tenant))
    }

    /// Keeps the keys of a tenant under its new name.
    pub fn rename_tenant(&self, tenant: &str, name: &str) -> std::io::Result<()> {
        self.folder.as_ref().map_or(Ok(()), |folder| keys::rename(folder, tenant, name))
    }

    /// The tenant's key for a target of releases, if it has one.
    ///
    /// # Errors
    /// `TARGET_REFUSED` if others can read it.
    pub fn target_token(&self, tenant: &str, target: &str) -> Result<Option<String>> {
        let Some(folder) = &self.folder else { return Ok(None) };
        keys::read_private(folder, tenant, &target_key(target))
    }

    /// Stores the tenant's key for a target of releases.
    pub fn keep_target_token(
        &self,
        tenant: &str,
        target: &str,
        token: &str,
    ) -> std::io::Result<()> {
        let folder = self.folder.as_ref().ok_or(std::io::ErrorKind::Unsupported)?;
        keys::write(folder, tenant, &target_key(target), token)
    }

    /// Deletes the tenant's key for a target of releases; whether there was one.
    pub fn forget_target_token(&self, tenant: &str, target: &str) -> std::io::Result<bool> {
        let Some(folder) = &self.folder else { return Ok(false) };
        keys::remove(folder, tenant, &target_key(target))
    }

    /// The secret address of a calendar that is connected, if it is kept.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn calendar_address(&self, tenant: &str, calendar: &str) -> Result<Option<String>> {
        let Some(folder) = &self.folder else { return Ok(None) };
        keys::read_private(folder, tenant, &calendar_key(calendar))
    }

    /// Keeps the secret address of a calendar.
    pub fn keep_calendar_address(
        &self,
        tenant: &str,
        calendar: &str,
        address: &str,
    ) -> std::io::Result<()> {
        let folder = self.folder.as_ref().ok_or(std::io::ErrorKind::Unsupported)?;
        keys::write(folder, tenant, &calendar_key(calendar), address)
    }

    /// Deletes the secret address of a calendar; whether there was one.
    pub fn forget_calendar_address(&self, tenant: &str, calendar: &str) -> std::io::Result<bool> {
        let Some(folder) = &self.folder else { return Ok(false) };
        keys::remove(folder, tenant, &calendar_key(calendar))
    }

    pub(super) fn key(&self, service: &Integration, tenant: &str) -> Result<Option<Secret>> {
        if let Some(key) = self.given.get(service.name) {
            return Ok(Some(key.clone()));
        }
        self.folder.as_ref().map_or(Ok(None), |folder| keys::read(folder, tenant, service.name))
    }

    /// Sends the service's probe, to see whether the address and the key work.
    ///
    /// # Errors
    /// As [`Services::provider`].
    pub async fn check(&self, service: &Integration, tenant: &str) -> Result<CheckResult> {
        let provider = self.provider(service, tenant)?;
        let answer = match &service.probe {
            Probe::Meaning => return self.check_meaning(&provider).await,
            // Of a mailbox more has to be known: see `check_mail`.
            Probe::Mail => return Err(missing(service)),
            Probe::Nothing => return Ok(told_later(service)),
            Probe::Get(path, query) => {
                provider.get(&provider.address(path, query), Caps::default()).await
            }
            Probe::Post(path, body) => {
                let body: Value = serde_json::from_str(body).map_err(Error::internal)?;
                provider.post(&provider.address(path, &[]), &body, Caps::default()).await
            }
        };
        Ok(check_result(service, answer))
    }
}

/// The name of the file with the address of a calendar.
fn calendar_key(calendar: &str) -> String {
    format!("calendar-{calendar}")
}

/// The name of the file with the key of a target.
fn target_key(target: &str) -> String {
    format!("target-{target}")
}

fn check_result(
    service: &Integration,
    answer: std::result::Result<Answer, Failure>,
) -> CheckResult {
    let title = service.title;
    let (status, detail) = match answer {
        Err(failure) => ("error", failure.to_string()),
        Ok(answer) => match answer.status() {
            200..=299 => ("connected", format!("{title} answers")),
            401 | 403 if service.key.is_some() => ("expired", format!("{title} refuses the key")),
            429 => ("connected", format!("{title} answers that its limit is reached for now")),
            status => ("error", format!("{title} answers with status {status}")),
        },
    };
    CheckResult { status, detail }
}

/// What stands of a service that cannot be asked whether it works.
fn told_later(service: &Integration) -> CheckResult {
    let detail = format!("{} is told what a release changes", service.title);
    CheckResult { status: "connected", detail }
}

pub(super) fn missing(service: &Integration) -> Error {
    let (title, name) = (service.title, service.name);
    let variable = service.key.as_ref().map_or("", |form| form.variable);
    let mut next = format!(
        "the operator gives it with `deskhand integration connect {name}` or in {variable}"
    );
    if NEEDS.iter().any(|(what, of)| what.starts_with("browseImages") && of.contains(&name)) {
        let open = INTEGRATIONS.iter().filter(|other| other.is_open());
        let open: Vec<&str> = open.map(|other| other.name).collect();
        next = format!("{next}; pictures need no key from {}", open.join(" and "));
    }
    Error::new(Code::IntegrationKeyMissing, format!("there is no key for {title}")).suggest(next)
}

impl Default for Services {
    /// The public internet, no keys, nothing stored.
    fn default() -> Services {
        Services::over(Outbound::new(Vec::new()))
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("bases", &self.bases).finish_non_exhaustive()
    }
}
