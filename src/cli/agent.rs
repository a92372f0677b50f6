//! `deskhand agent add|set|remove|list`: the programs and people that act for a tenant.

use serde_json::{Value, json};

use super::{
    args::{AgentArgs, AgentCommand, ChangedAgentArgs, NewAgentArgs},
    failure::Failure,
    launch,
    screen::Screen,
    tenant::short_name,
    tool_rules::{sentence, tell_idle},
};
use crate::{
    config::Settings,
    gate::scope::{
        Lists,
        profile::{PROFILES, SUBTYPES, of_subtype, profile},
    },
    principal::{Agent, BuiltIn, Confirm, Keyword, Tenant},
    store::{
        Store,
        effective_settings::{AgentChange, ToolRules},
    },
    tool::arguments::nearest,
};

pub(super) fn run(settings: &Settings, args: AgentArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        AgentCommand::Add(new) => add(settings, &new, screen),
        AgentCommand::Set(change) => set(settings, &change, screen),
        AgentCommand::Remove { name } => remove(settings, &name, screen),
        AgentCommand::List => list(settings, screen),
    }
}

fn add(settings: &Settings, args: &NewAgentArgs, screen: &Screen) -> Result<(), Failure> {
    let name = short_name("agent", &args.name)?;
    let subtype = known("subtype", &args.subtype, SUBTYPES.iter().map(|(name, _)| *name))?;
    let profile = match &args.profile {
        Some(profile) => known_profile(settings, profile)?,
        None => of_subtype(&subtype).unwrap_or("general").to_owned(),
    };
    let autonomy = word("autonomy", &args.autonomy)?;
    let confirm = word("confirm", &args.confirm)?;
    let tools = args.tools.applied(&ToolRules::default())?;
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let new = Agent { autonomy, confirm, ..Agent::autonomous(&name, &subtype, &profile) };
    let made = store.add_agent(&tenant, new, tools)?;
    let (agent, owner) = (&made.name, &tenant.name);
    let effective = store.effective_settings(&tenant, &made)?;
    let idle = args.tools.idle(&settings.restrictions, &effective, Lists::Agent);
    told(&store, &tenant, &made, &format!("Added `{agent}` to `{owner}`"), screen)?;
    tell_idle(&idle, screen);
    let serve = launch::command(settings, &format!("serve --tenant {owner} --agent {agent}"));
    screen.note(format!("Serve as it with: {serve}"));
    Ok(())
}

fn set(settings: &Settings, args: &ChangedAgentArgs, screen: &Screen) -> Result<(), Failure> {
    let subtypes = || SUBTYPES.iter().map(|(name, _)| *name);
    let subtype =
        args.subtype.as_ref().map(|text| known("subtype", text, subtypes())).transpose()?;
    let named = args.profile.as_ref().map(|text| known_profile(settings, text)).transpose()?;
    let of_subtype = subtype.as_deref().and_then(of_subtype).map(str::to_owned);
    let autonomy = args.autonomy.as_ref().map(|text| word("autonomy", text)).transpose()?;
    let confirm = args.confirm.as_ref().map(|text| word("confirm", text)).transpose()?;
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let agent = launch::agent(&store, &tenant, &args.name)?;
    let before = store.effective_settings(&tenant, &agent)?.of_agent;
    let tools = if args.tools.is_empty() { None } else { Some(args.tools.applied(&before)?) };
    let change = AgentChange { subtype, profile: named.or(of_subtype), autonomy, confirm, tools };
    store.change_agent(&tenant, &agent, change)?;
    let changed = launch::agent(&store, &tenant, &args.name)?;
    let effective = store.effective_settings(&tenant, &changed)?;
    let idle = args.tools.idle(&settings.restrictions, &effective, Lists::Agent);
    told(&store, &tenant, &changed, &format!("`{}` is", changed.name), screen)?;
    tell_idle(&idle, screen);
    Ok(())
}

fn remove(settings: &Settings, name: &str, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let agent = launch::agent(&store, &tenant, name)?;
    if agent.name == BuiltIn::Owner.as_str() {
        let sentence = "the agent `owner` is the person who runs the tenant, and stays";
        return Err(Failure::Usage(sentence.to_owned()));
    }
    store.remove_agent(&tenant, &agent)?;
    if screen.is_json() {
        let removed = json!({ "id": agent.id, "name": agent.name, "removed": true });
        return Ok(screen.document(&removed)?);
    }
    screen.line(format!(
        "Removed `{name}` from `{}`. What it did stays in history and log, as `{name} (removed)`.",
        tenant.name
    ))?;
    if !agent.is_confirmed_by_people() {
        let shown = launch::command(settings, "schedule");
        screen.note(format!("What it planned to make public waits until you say so: `{shown}`."));
    }
    Ok(())
}

/// Says what an agent is now.
fn told(
    store: &Store,
    tenant: &Tenant,
    agent: &Agent,
    what: &str,
    screen: &Screen,
) -> Result<(), Failure> {
    let tools = store.effective_settings(tenant, agent)?.of_agent;
    if screen.is_json() {
        return Ok(screen.document(&described(agent, &tools))?);
    }
    let Agent { subtype, profile, autonomy, confirm, .. } = agent;
    let profile = if tools.enabled.is_empty() {
        format!("profile {profile}")
    } else {
        format!("profile {profile}, which its own list replaces")
    };
    let tools = sentence(&tools);
    let yes = if *confirm == Confirm::Human { ", confirmed by people only" } else { "" };
    Ok(screen.line(format!("{what}: {subtype}, {profile}, {autonomy}{yes}, {tools}."))?)
}

fn list(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let mut agents = Vec::new();
    for agent in store.agents(&tenant)? {
        let tools = store.effective_settings(&tenant, &agent)?.of_agent;
        agents.push((agent, tools));
    }
    if screen.is_json() {
        let agents = agents.iter().map(|(agent, tools)| described(agent, tools)).collect();
        return Ok(screen.document(&agents)?);
    }
    let mut table = screen.table(&["agent", "profile", "it has", "its own", "subtype", "autonomy"]);
    for (Agent { name, profile: has, subtype, autonomy, .. }, tools) in &agents {
        let about = profile(has).map(|profile| profile.about);
        let own = settings.restrictions.profiles.get(has);
        let about = match (own, about) {
            (Some(own), _) => own.join(" "),
            (None, Some(about)) => about.to_owned(),
            (None, None) => "unknown here: what only reads".to_owned(),
        };
        table.add_row([name, has, &about, &sentence(tools), subtype, autonomy.as_str()]);
    }
    Ok(screen.print(&table, "The tenant has no agents.")?)
}

fn described(agent: &Agent, tools: &ToolRules) -> Value {
    json!({
        "id": agent.id,
        "name": agent.name,
        "subtype": agent.subtype,
        "profile": agent.profile,
        "autonomy": agent.autonomy,
        "confirm": agent.confirm,
        "enabled": tools.enabled,
        "disabled": tools.disabled,
    })
}

fn known_profile(settings: &Settings, text: &str) -> Result<String, Failure> {
    let own = settings.restrictions.profiles.keys().map(String::as_str);
    known("profile", text, PROFILES.iter().map(|profile| profile.name).chain(own))
}

/// Parses a keyword argument.
fn word<W: Keyword>(what: &str, text: &str) -> Result<W, Failure> {
    let all = W::ALL.iter().map(|word| word.as_str());
    W::parse(text).ok_or_else(|| unknown(what, text, all))
}

fn known<'k>(
    what: &str,
    text: &str,
    all: impl Iterator<Item = &'k str> + Clone,
) -> Result<String, Failure> {
    let is_known = all.clone().any(|name| name == text);
    if is_known { Ok(text.to_owned()) } else { Err(unknown(what, text, all)) }
}

fn unknown<'k>(what: &str, text: &str, all: impl Iterator<Item = &'k str> + Clone) -> Failure {
    let near = nearest(text, all.clone());
    let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
    let all: Vec<&str> = all.collect();
    Failure::Usage(format!("there is no {what} `{text}`;{near} choose {}", all.join(", ")))
}
