//! `deskhand agent add|list`: the programs and people that act for a tenant.

use serde_json::{Value, json};

use super::{
    args::{AgentArgs, AgentCommand, NewAgentArgs},
    failure::Failure,
    launch,
    screen::Screen,
    tenant::short_name,
};
use crate::{
    config::Settings,
    gate::PROFILES,
    principal::{Agent, Tenant},
    store::Store,
};

/// Adds an agent, or lists the tenant's.
pub(super) fn run(settings: &Settings, args: AgentArgs, screen: &Screen) -> Result<(), Failure> {
    let new = match args.what {
        AgentCommand::Add(new) => Some(checked(&new)?),
        AgentCommand::List => None,
    };
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    match new {
        Some(new) => add(&store, &tenant, new, screen),
        None => list(&store, &tenant, screen),
    }
}

fn add(store: &Store, tenant: &Tenant, new: Agent, screen: &Screen) -> Result<(), Failure> {
    let made = store.add_agent(tenant, new)?;
    if screen.is_json() {
        return Ok(screen.document(&described(&made))?);
    }
    let (Agent { name, profile, .. }, owner) = (&made, &tenant.name);
    screen.line(&format!("Added the agent `{name}` ({profile}) to the tenant `{owner}`."))?;
    screen.note(&format!("Serve as it with: deskhand serve --tenant {owner} --agent {name}"));
    Ok(())
}

fn list(store: &Store, tenant: &Tenant, screen: &Screen) -> Result<(), Failure> {
    let agents = store.agents(tenant)?;
    if screen.is_json() {
        return Ok(screen.document(&agents.iter().map(described).collect())?);
    }
    let mut table = screen.table(&["agent", "profile", "may use", "subtype", "autonomy"]);
    for Agent { name, profile, subtype, autonomy, .. } in &agents {
        let allows = PROFILES.iter().find(|(known, _)| known == profile);
        let allows = allows.map_or("unknown here: tools that only read", |(_, allows)| *allows);
        table.add_row([name, profile, allows, subtype, autonomy]);
    }
    Ok(screen.print(&table, "The tenant has no agents.")?)
}

fn described(agent: &Agent) -> Value {
    json!({
        "id": agent.id,
        "name": agent.name,
        "subtype": agent.subtype,
        "profile": agent.profile,
        "autonomy": agent.autonomy,
    })
}

fn checked(args: &NewAgentArgs) -> Result<Agent, Failure> {
    if !PROFILES.iter().any(|(name, _)| *name == args.profile) {
        let known: Vec<String> =
            PROFILES.iter().map(|(name, allows)| format!("{name} ({allows})")).collect();
        return Err(Failure::Usage(format!(
            "there is no profile `{}`; choose {}",
            args.profile,
            known.join(" or ")
        )));
    }
    let (name, subtype) = (short_name("agent", &args.name)?, short_name("agent", &args.subtype)?);
    Ok(Agent::autonomous(&name, &subtype, &args.profile))
}
