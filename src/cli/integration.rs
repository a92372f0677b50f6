//! `deskhand integration list|connect|disconnect|test`: the tenant's connections with outside services.

use std::io::{BufRead, IsTerminal};

use serde_json::{Value, json};

use super::{
    args::{IntegrationArgs, IntegrationCommand, MailboxArgs},
    failure::Failure,
    launch, mailbox,
    screen::{Grid, Screen, spoken_time},
};
use crate::{
    clock,
    config::Settings,
    error::Error,
    integration::{self, INTEGRATIONS, Integration, MEANING, MailAccount, NEEDS, SMTP, Services},
    principal::{Caller, Tenant},
    store::{Store, TenantWrite, effective_settings::IntegrationState},
    tool::arguments::nearest,
};

/// What an operator has to know before the embedding service is connected.
const LEAVES: &str = "While it is connected, this goes to it when it changes: the descriptions of pictures, the texts of \
                      pages, posts and entries, also of drafts, and the notes about contacts, without their names. So does \
                      what is searched for. `deskhand integration disconnect meaning` ends it.";

struct OperatorStore<'d> {
    store: Store,
    tenant: Tenant,
    services: &'d Services,
    screen: &'d Screen,
}

pub(super) fn run(
    settings: &Settings,
    args: IntegrationArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let operator = OperatorStore { store, tenant, services: &settings.allowance.services, screen };
    match args.what {
        IntegrationCommand::List => operator.list(),
        IntegrationCommand::Connect { name, mailbox } => {
            let service = known(&name)?;
            if service.name == SMTP.name {
                return operator.connect_mailbox(&mailbox);
            }
            if mailbox.is_given() {
                let sentence = "--from, --server and --user are of smtp alone";
                return Err(Failure::Usage(sentence.to_owned()));
            }
            operator.connect(service)
        }
        IntegrationCommand::Disconnect { name } => operator.disconnect(known(&name)?),
        IntegrationCommand::Test { name } => {
            let named = name.as_deref().map(known).transpose()?;
            operator.test(named)
        }
    }
}

impl OperatorStore<'_> {
    fn list(&self) -> Result<(), Failure> {
        let rows = self.store.integrations(&self.tenant)?;
        let standings: Vec<_> =
            INTEGRATIONS.iter().map(|service| self.of(service, &rows)).collect();
        self.show(&standings)
    }

    /// The stored state of a service's connection.
    fn of(&self, service: &'static Integration, rows: &[IntegrationState]) -> ServiceStatus {
        let row = rows.iter().find(|row| row.name == service.name).cloned();
        ServiceStatus { service, row, ready: self.services.has_key(service, &self.tenant.name) }
    }

    fn connect(&self, service: &'static Integration) -> Result<(), Failure> {
        let title = service.title;
        if service.is_open() {
            return Err(Failure::Usage(format!(
                "{title} needs no connection; `deskhand integration test {}` asks it",
                service.name
            )));
        }
        if service.name == MEANING.name {
            self.screen.note(LEAVES);
        }
        if let Some(form) = &service.key {
            if self.services.is_given(service) {
                self.screen.note(format!("The key is taken from {}.", form.variable));
            } else {
                self.keep_key(service, form.is_optional)?;
            }
        }
        let found = self.check(service)?;
        self.show(std::slice::from_ref(&found))?;
        found.outcome()
    }

    fn connect_mailbox(&self, args: &MailboxArgs) -> Result<(), Failure> {
        let account = mailbox::account(args, self.services.mail_server(), self.screen)?;
        if account.user.is_some() {
            if let Some(form) = SMTP.key.as_ref().filter(|_| self.services.is_given(&SMTP)) {
                self.screen.note(format!("The password is taken from {}.", form.variable));
            } else {
                let password = read_key(&format!("{} at {}", account.from, account.server))?;
                let kept = self.services.keep_password(&self.tenant.name, &password);
                kept.map_err(|error| {
                    Failure::Failed(format!("the password could not be kept: {error}"))
                })?;
            }
        }
        let settings = serde_json::to_string(&account).map_err(Error::internal)?;
        let found = self.check_with(&SMTP, &settings)?;
        self.show(std::slice::from_ref(&found))?;
        found.outcome()
    }

    fn owner(&self) -> Result<Caller, Failure> {
        Ok(Caller::new(self.tenant.clone(), self.store.owner(&self.tenant)?))
    }

    /// Asks for the key and keeps it.
    fn keep_key(&self, service: &'static Integration, is_optional: bool) -> Result<(), Failure> {
        let key = if is_optional {
            read_line(&format!("Key of {} (empty where it needs none): ", service.title))?
        } else {
            read_key(service.title)?
        };
        let tenant = &self.tenant.name;
        let kept = if is_optional && key.trim().is_empty() {
            self.services.forget_key(service, tenant).map(|_| ())
        } else {
            self.services.keep_key(service, tenant, &key)
        };
        kept.map_err(|error| Failure::Failed(format!("the key could not be kept: {error}")))
    }

    fn disconnect(&self, service: &'static Integration) -> Result<(), Failure> {
        let was_there = self.store.remove_integration(&self.tenant, service.name)?;
        if service.name == MEANING.name {
            self.store.write_now(&self.owner()?, |db: &mut TenantWrite<'_>| db.forget_meaning())?;
        }
        let had_key = self.services.forget_key(service, &self.tenant.name)?;
        if !was_there && !had_key {
            return Err(Failure::Usage(format!("{} is not connected", service.title)));
        }
        if self.screen.is_json() {
            let gone = json!({ "name": service.name, "status": null });
            return Ok(self.screen.document(&gone)?);
        }
        let sentence = format!("{} is disconnected, and its key is gone from here.", service.title);
        Ok(self.screen.line(&sentence)?)
    }

    /// Tests one service, or all that are connected or need no key.
    fn test(&self, named: Option<&'static Integration>) -> Result<(), Failure> {
        let rows = self.store.integrations(&self.tenant)?;
        let due = |service: &&'static Integration| {
            service.is_open() || rows.iter().any(|row| row.name == service.name)
        };
        let services: Vec<_> = match named {
            Some(service) => vec![service],
            None => INTEGRATIONS.into_iter().filter(due).collect(),
        };
        let mut found = Vec::new();
        for service in services {
            self.screen.note(format!("Asking {} …", service.title));
            found.push(self.check(service)?);
        }
        self.show(&found)?;
        found.iter().try_for_each(ServiceStatus::outcome)
    }

    /// Tests a service as it is connected, and stores the result.
    fn check(&self, service: &'static Integration) -> Result<ServiceStatus, Failure> {
        let rows = self.store.integrations(&self.tenant)?;
        let row = rows.into_iter().find(|row| row.name == service.name);
        self.check_with(service, row.as_ref().map_or("{}", |row| &row.settings))
    }

    fn check_with(
        &self,
        service: &'static Integration,
        settings: &str,
    ) -> Result<ServiceStatus, Failure> {
        let (runtime, tenant) = (launch::runtime()?, &self.tenant.name);
        let result = if service.name == SMTP.name {
            let account = MailAccount::stored(Some(settings))?;
            runtime.block_on(self.services.check_mail(tenant, &account))?
        } else {
            runtime.block_on(self.services.check(service, tenant))?
        };
        let row = IntegrationState {
            name: service.name.to_owned(),
            status: result.status.to_owned(),
            detail: result.detail,
            checked_at: Some(clock::now()),
            settings: settings.to_owned(),
        };
        if !service.is_open() {
            self.store.set_integration(&self.tenant, row.clone())?;
            if service.name == MEANING.name {
                self.store
                    .write_now(&self.owner()?, |db: &mut TenantWrite<'_>| db.want_meaning())?;
            }
        }
        Ok(ServiceStatus { service, row: Some(row), ready: true })
    }

    fn show(&self, found: &[ServiceStatus]) -> Result<(), Failure> {
        if self.screen.is_json() {
            return Ok(self
                .screen
                .document(&found.iter().map(ServiceStatus::document).collect())?);
        }
        let mut table =
            self.screen.table(&["service", "status", "what was found", "checked", "for"]);
        for one in found {
            one.add_to(&mut table);
        }
        Ok(self.screen.print(&table, "There is no service.")?)
    }
}

/// A service with the state of its connection.
struct ServiceStatus {
    service: &'static Integration,
    row: Option<IntegrationState>,
    ready: bool,
}

impl ServiceStatus {
    fn status(&self) -> &str {
        match &self.row {
            Some(row) => &row.status,
            None if self.service.is_open() => "open to all",
            None => "not connected",
        }
    }

    fn detail(&self) -> String {
        let name = self.service.name;
        match &self.row {
            Some(row) => row.detail.clone(),
            None if self.service.is_open() => "needs no key".to_owned(),
            None if self.ready => format!("deskhand integration connect {name}"),
            None if self.service.base.is_none() => {
                format!("[providers] {name} = \"https://…\" in deskhand.toml")
            }
            None => format!("needs a key: deskhand integration connect {name}"),
        }
    }

    fn checked(&self) -> Option<String> {
        let at = self.row.as_ref()?.checked_at?;
        serde_json::to_value(at).ok()?.as_str().map(str::to_owned)
    }

    fn add_to(&self, table: &mut Grid) {
        let checked = self.checked().map_or_else(String::new, |at| spoken_time(&at));
        let name = self.service.name.to_owned();
        let tools = tools(self.service).join(", ");
        table.add_row([name, self.status().to_owned(), self.detail(), checked, tools]);
    }

    fn document(&self) -> Value {
        json!({
            "name": self.service.name,
            "title": self.service.title,
            "status": self.row.as_ref().map(|row| &row.status),
            "detail": self.detail(),
            "checkedAt": self.checked(),
            "needsConnection": !self.service.is_open(),
            "tools": tools(self.service),
        })
    }

    /// A failure exit code if the connection does not work.
    fn outcome(&self) -> Result<(), Failure> {
        match &self.row {
            Some(row) if row.status != "connected" => Err(Failure::Failed(row.detail.clone())),
            Some(_) | None => Ok(()),
        }
    }
}

fn tools(service: &Integration) -> Vec<&'static str> {
    let of = NEEDS.iter().filter(|(_, services)| services.contains(&service.name));
    of.map(|(pattern, _)| *pattern).collect()
}

fn known(name: &str) -> Result<&'static Integration, Failure> {
    integration::of_name(name).ok_or_else(|| {
        let names = || INTEGRATIONS.iter().map(|service| service.name);
        let near = nearest(name, names());
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let all: Vec<&str> = names().collect();
        Failure::Usage(format!("there is no service `{name}`{near} There are {}.", all.join(", ")))
    })
}

/// Reads a key from the terminal or stdin. Never from an argument, because those are visible to all users and stored
/// by shells.
pub(super) fn read_key(title: &str) -> Result<String, Failure> {
    let line = read_line(&format!("Key of {title} (it is not shown): "))?;
    if line.trim().is_empty() && !std::io::stdin().is_terminal() {
        return Err(Failure::Usage(format!("give the key of {title} on standard input")));
    }
    Ok(line)
}

fn read_line(question: &str) -> Result<String, Failure> {
    let unreadable = |error| Failure::Failed(format!("the key could not be read: {error}"));
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(question).map_err(unreadable);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
    Ok(line)
}
