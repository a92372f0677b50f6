//! `deskhand tenant hosts add|remove|list`: hosts that the tenant's agents may send something to.

use serde_json::{Value, json};

use super::{args::HostsCommand, failure::Failure, screen::Screen, set_up::Desk};
use crate::{config::Settings, tools::outside::host};

/// Adds a host, removes one, or lists them.
pub(super) fn run(settings: &Settings, what: HostsCommand, screen: &Screen) -> Result<(), Failure> {
    let desk = Desk::open(settings)?;
    let tenant = desk.tenant().to_owned();
    let said = match what {
        HostsCommand::List => return list(&desk, screen),
        HostsCommand::Add { host } => {
            let host = host::parse(&host).map_err(Failure::usage)?;
            let added = host.clone();
            desk.change("tenant hosts add", move |db| host::add(db, &added))?;
            format!("Agents of `{tenant}` may send to {host}, each time after a person has agreed.")
        }
        HostsCommand::Remove { host } => {
            let host = host::parse(&host).map_err(Failure::usage)?;
            if !desk.read(host::all)?.contains(&host) {
                return Err(Failure::Usage(format!("{host} is not on the list of `{tenant}`")));
            }
            let removed = host.clone();
            desk.change("tenant hosts remove", move |db| host::remove(db, &removed))?;
            format!("Agents of `{tenant}` send nothing to {host} any more.")
        }
    };
    if screen.is_json() { list(&desk, screen) } else { Ok(screen.line(&said)?) }
}

fn list(desk: &Desk, screen: &Screen) -> Result<(), Failure> {
    let hosts = desk.read(host::all)?;
    if screen.is_json() {
        let hosts: Vec<Value> = hosts.iter().map(|host| json!({ "host": host })).collect();
        return Ok(screen.document(&Value::Array(hosts))?);
    }
    let mut table = screen.table(&["host"]);
    for host in &hosts {
        table.add_row([host]);
    }
    let none =
        "There is none; agents send nothing. Allow one with `deskhand tenant hosts add HOST`.";
    Ok(screen.print(&table, none)?)
}
