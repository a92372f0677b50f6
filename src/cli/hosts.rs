//! `deskhand tenant hosts add|remove|list`: hosts to which the tenant's agents may send data.

use serde_json::{Value, json};

use super::{args::HostsCommand, failure::Failure, screen::Screen, set_up::OperatorStore};
use crate::{config::Settings, tools::host};

pub(super) fn run(settings: &Settings, what: HostsCommand, screen: &Screen) -> Result<(), Failure> {
    let operator = OperatorStore::open(settings)?;
    let tenant = operator.tenant().to_owned();
    let said = match what {
        HostsCommand::List => return list(&operator, screen),
        HostsCommand::Add { host } => {
            let host = host::parse(&host).map_err(Failure::usage)?;
            let added = host.clone();
            operator.change("tenant hosts add", move |db| host::add(db, &added))?;
            format!("Agents of `{tenant}` may send to {host}, each time after a person has agreed.")
        }
        HostsCommand::Remove { host } => {
            let host = host::parse(&host).map_err(Failure::usage)?;
            if !operator.read(host::all)?.contains(&host) {
                return Err(Failure::Usage(format!("{host} is not on the list of `{tenant}`")));
            }
            let removed = host.clone();
            operator.change("tenant hosts remove", move |db| host::remove(db, &removed))?;
            format!("Agents of `{tenant}` send nothing to {host} any more.")
        }
    };
    if screen.is_json() { list(&operator, screen) } else { Ok(screen.line(&said)?) }
}

fn list(operator: &OperatorStore, screen: &Screen) -> Result<(), Failure> {
    let hosts = operator.read(host::all)?;
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
