//! The first steps of a command: log, store, tenant, agent.

use std::sync::Arc;

use tokio::runtime::Runtime;
use tracing::level_filters::LevelFilter;

use super::{failure::Failure, logging};
use crate::{
    clock,
    config::{self, Log, Settings},
    gate::{Gate, Limits, Session},
    principal::{Agent, Caller, Policy, Principal, Tenant},
    starter,
    store::{Store, system::NewTenant},
    tool::arguments::nearest,
    value::Currency,
};

/// The name of the tenant that a first start creates.
pub(super) const FIRST: &str = "main";

/// Opens the store. A first start creates the tenant `main` with its initial data.
pub(super) fn open(settings: &Settings) -> Result<Store, Failure> {
    let store = open_as_it_is(settings)?;
    if store.tenants()?.is_empty() {
        let new = NewTenant {
            name: FIRST.to_owned(),
            // Whose it is nobody has said yet.
            title: String::new(),
            country: "US".to_owned(),
            currency: first_currency()?,
            timezone: "UTC".to_owned(),
        };
        if add_tenant(settings, &store, new)? {
            let folder = settings.folder.display();
            tracing::info!("made the tenant `{FIRST}` in a new data folder, {folder}");
        }
    }
    let templates = starter::templates_digest();
    for tenant in store.tenants_to_complete(&templates)? {
        let owner = store.owner(&tenant)?;
        store.write_now(&Caller::new(tenant.clone(), owner), |db| {
            starter::complete(db)?;
            db.index_all()
        })?;
        store.set_templates(&tenant, &templates)?;
    }
    Ok(store)
}

/// The currency of a tenant of which nobody has said one.
pub(super) fn first_currency() -> Result<Currency, Failure> {
    Ok(Currency::parse("USD")?)
}

/// Creates a tenant with its initial data; returns whether it is new.
pub(super) fn add_tenant(
    settings: &Settings,
    store: &Store,
    new: NewTenant,
) -> Result<bool, Failure> {
    // The folder in which people put pictures for the assistant. If it cannot be created, they can use others.
    let _ = std::fs::create_dir(settings.folder.join("inbox"));
    // If another process has just created the tenant, the example pictures exist, too.
    Ok(store.add_tenant(new, starter::add)?.is_some())
}

/// A command for this folder, as a person types it.
pub(super) fn command(settings: &Settings, words: &str) -> String {
    if settings.is_in_usual_folder() {
        return format!("deskhand {words}");
    }
    let folder = settings.folder.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/\\:._-+".contains(c);
    let folder = match (folder.chars().all(is_plain), cfg!(windows)) {
        (true, _) => folder,
        (false, true) => format!("\"{folder}\""),
        (false, false) => format!("'{}'", folder.replace('\'', "'\\''")),
    };
    format!("deskhand {words} --data-dir {folder}")
}

/// Opens the store without creating a tenant.
pub(super) fn open_as_it_is(settings: &Settings) -> Result<Store, Failure> {
    logging::start(settings.log);
    Ok(Store::open(&settings.folder, settings.synchronous)?)
}

/// Opens the store to look at it only: nothing is made, and nothing brought up to date. `None` where that would be
/// needed.
pub(super) fn open_to_look(settings: &Settings) -> Result<Option<Store>, Failure> {
    let store = Store::open_current(&settings.folder, settings.synchronous)?;
    let store = store.filter(|store| store.tenants().is_ok_and(|tenants| !tenants.is_empty()));
    if store.is_some() {
        logging::start(settings.log);
    }
    Ok(store)
}

/// Runs `look` on a new desk in a folder that goes away afterwards.
pub(super) fn with_new_desk(
    settings: &Settings,
    look: impl FnOnce(&Settings, Store) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let name = format!("deskhand-look-{}-{}", clock::now().0, std::process::id());
    let folder = config::temporary_folder().join(name);
    let settings = Settings { folder: folder.clone(), tenant: None, ..settings.clone() };
    let log = Log { level: LevelFilter::WARN, ..settings.log };
    let looked =
        open(&Settings { log, ..settings.clone() }).and_then(|store| look(&settings, store));
    // Nothing of anybody is in it.
    let _ = std::fs::remove_dir_all(folder);
    looked
}

/// The tenant that the settings name, or the only one; an error if there are several.
pub(super) fn tenant(store: &Store, settings: &Settings) -> Result<Tenant, Failure> {
    let Some(name) = &settings.tenant else {
        let mut tenants = store.tenants()?;
        let names = listed(tenants.iter().map(|tenant| tenant.name.as_str()));
        return match (tenants.pop(), tenants.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => Err(Failure::Usage(format!(
                "there are several tenants ({names}); say which with --tenant NAME or DESKHAND_TENANT"
            ))),
            (None, _) => Err(Failure::Usage(
                "there is no tenant yet; make one with `deskhand tenant add NAME`".to_owned(),
            )),
        };
    };
    named(store, name)
}

/// The tenant of that short name.
pub(super) fn named(store: &Store, name: &str) -> Result<Tenant, Failure> {
    let tenants = store.tenants()?;
    let names = listed(tenants.iter().map(|tenant| tenant.name.as_str()));
    let found = tenants.into_iter().find(|tenant| tenant.name == *name);
    found.ok_or_else(|| Failure::Usage(format!("there is no tenant `{name}`; there are: {names}")))
}

pub(super) fn agent(store: &Store, tenant: &Tenant, name: &str) -> Result<Agent, Failure> {
    let agents = store.agents(tenant)?;
    let names: Vec<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
    let meant = nearest(name, names.iter().copied())
        .map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
    let (owner, names) = (&tenant.name, listed(names.into_iter()));
    let sentence = format!("the tenant `{owner}` has no agent `{name}`;{meant} there are: {names}");
    agents.into_iter().find(|agent| agent.name == name).ok_or(Failure::Usage(sentence))
}

/// The tenant and agent that the settings name.
pub(super) fn principal(store: &Store, settings: &Settings) -> Result<Principal, Failure> {
    let tenant = tenant(store, settings)?;
    let agent = agent(store, &tenant, &settings.agent)?;
    Ok(Principal::new(tenant, agent))
}

/// The policy of this launch.
pub(super) fn policy(settings: &Settings) -> Policy {
    Policy {
        allowance: settings.allowance.clone(),
        restrictions: Arc::new(settings.restrictions.clone()),
        ..Policy::default()
    }
}

/// A session of the principal that the settings name; the only one of this process.
pub(super) fn session(
    store: Store,
    settings: &Settings,
    policy: Policy,
) -> Result<Session, Failure> {
    let principal = principal(&store, settings)?;
    Ok(Gate::new(store, Limits::clone(&settings.limits)).open(principal, policy))
}

/// A single-threaded runtime: enough for pipes and timers, and fastest to start.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
