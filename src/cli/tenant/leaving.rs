//! `deskhand tenant rename|suspend|resume|remove`.

use std::io::{BufRead, IsTerminal};

use serde_json::json;

use super::short_name;
use crate::{
    cli::{failure::Failure, launch, screen::Screen},
    clock,
    config::Settings,
    principal::Tenant,
    store::{Store, system},
    value::Zone,
};

pub(super) fn rename(
    settings: &Settings,
    tenant: &str,
    name: &str,
    screen: &Screen,
) -> Result<(), Failure> {
    let name = short_name("tenant", name)?;
    let (store, tenant) = named(settings, tenant)?;
    store.rename_tenant(&tenant, &name)?;
    // The keys of its services are kept under its name.
    settings.allowance.services.rename_tenant(&tenant.name, &name)?;
    if screen.is_json() {
        let renamed = json!({ "id": tenant.id, "name": name, "before": tenant.name });
        return Ok(screen.document(&renamed)?);
    }
    screen.line(format!("`{}` is `{name}` from now on.", tenant.name))?;
    screen.note(format!(
        "Where clients are set up with the old name, say the new one: --tenant {name}"
    ));
    Ok(())
}

pub(super) fn suspend(
    settings: &Settings,
    tenant: &str,
    is_suspended: bool,
    screen: &Screen,
) -> Result<(), Failure> {
    let (store, tenant) = named(settings, tenant)?;
    store.suspend(&tenant, is_suspended)?;
    let name = &tenant.name;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "tenant": name, "suspended": is_suspended }))?);
    }
    let says = if is_suspended {
        format!(
            "`{name}` is suspended: every call of its agents is refused until `deskhand tenant resume {name}`."
        )
    } else {
        format!("The agents of `{name}` are let in again.")
    };
    Ok(screen.line(says)?)
}

/// Removes a tenant, once its name has been typed and everything of it is copied.
pub(super) fn remove(
    settings: &Settings,
    tenant: &str,
    confirm: Option<String>,
    screen: &Screen,
) -> Result<(), Failure> {
    let (store, tenant) = named(settings, tenant)?;
    let (name, copies) = (tenant.name.clone(), store.backups()?);
    // Nobody may have the data open, so this process lets go of it first.
    drop(store);
    let typed = match confirm {
        Some(typed) => typed,
        None if std::io::stdin().is_terminal() => {
            screen.note(format!(
                "This takes `{name}` out of the data with everything that it has: site, customers, orders, \
                 messages, pictures, history. Type its name to go on:"
            ));
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            line.trim().to_owned()
        }
        None => {
            return Err(Failure::Usage(format!(
                "nobody can be asked here; say --confirm {name} to remove it"
            )));
        }
    };
    if typed != name {
        return Err(Failure::Usage(format!("`{typed}` is not `{name}`: nothing was removed")));
    }
    let stamp = Zone::of("UTC").at(clock::now().0).strftime("%Y%m%d-%H%M%S").to_string();
    let copy = settings.folder.join("removed").join(format!("{name}-{stamp}"));
    system::remove_tenant(&settings.folder, &tenant, &copy)?;
    settings.allowance.services.forget_tenant(&name)?;
    let copy = copy.display().to_string();
    if screen.is_json() {
        let removed = json!({ "tenant": name, "copy": copy, "olderCopies": copies });
        return Ok(screen.document(&removed)?);
    }
    screen.line(format!("Removed `{name}`. A complete copy of it is in {copy}"))?;
    screen.note(
        "It is a data folder of its own: deskhand preview --data-dir with it shows the site.",
    );
    if !copies.is_empty() {
        screen.note(format!(
            "Copies from before an upgrade still hold it; delete them when you no longer need them: {}",
            copies.join(", ")
        ));
    }
    Ok(())
}

/// The store, and the tenant of that short name in it.
fn named(settings: &Settings, name: &str) -> Result<(Store, Tenant), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::named(&store, name)?;
    Ok((store, tenant))
}
