//! `deskhand tenant add|set|rename|suspend|resume|remove|archive|import|tools|confirm|rates|hosts|list`: the businesses
//! whose data is here.

mod leaving;
mod mend;
mod moving;
mod site;

use serde_json::{Value, json};

use super::{
    args::{NewTenantArgs, TenantArgs, TenantCommand, ToolRuleArgs},
    failure::Failure,
    hosts, launch,
    screen::Screen,
    tool_rules::{sentence, tell_idle},
};
use crate::{
    config::Settings,
    gate::{RateLimits, scope::Lists},
    principal::{Confirm, Keyword, Tenant},
    starter,
    store::{Store, effective_settings::ToolRules, entity::SiteRow, system::NewTenant},
    value::{Country, Currency, Line, Slug, Zone},
};

/// Longer titles do not fit on a page.
const TITLE_CHARS_MAX: usize = 200;

pub(super) fn run(settings: &Settings, args: TenantArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        TenantCommand::Add(new) => add(settings, &new, screen),
        TenantCommand::Set(site) => site::run(settings, &site, screen),
        TenantCommand::Rename { tenant, name } => leaving::rename(settings, &tenant, &name, screen),
        TenantCommand::Suspend { tenant } => leaving::suspend(settings, &tenant, true, screen),
        TenantCommand::Resume { tenant } => leaving::suspend(settings, &tenant, false, screen),
        TenantCommand::Remove { tenant, confirm } => {
            leaving::remove(settings, &tenant, confirm, screen)
        }
        TenantCommand::Confirm { who } => confirm(settings, &who, screen),
        TenantCommand::Rates { rates: wanted } => rates(settings, &wanted.join(" "), screen),
        TenantCommand::Hosts { what } => hosts::run(settings, what, screen),
        TenantCommand::Tools(rules) => tools(settings, &rules, screen),
        TenantCommand::Archive { name, to } => {
            moving::archive(settings, &name, to.as_deref(), screen)
        }
        TenantCommand::Import { file, name } => {
            moving::import(settings, &file, name.as_deref(), screen)
        }
        TenantCommand::List => list(&launch::open_as_it_is(settings)?, screen),
    }
}

fn add(settings: &Settings, args: &NewTenantArgs, screen: &Screen) -> Result<(), Failure> {
    let new = checked(args)?;
    let store = launch::open_as_it_is(settings)?;
    let before = store.tenants()?;
    let name = new.name.clone();
    let made = store.add_tenant(new, starter::add)?.ok_or_else(|| {
        Failure::Failed(format!("there is a tenant `{name}` already; choose another name"))
    })?;
    // Entries of clients that name no tenant meant the only one.
    let first = if let [only] = before.as_slice() { Some(only.name.as_str()) } else { None };
    if !screen.is_json() {
        let title = store.site(&made)?.name;
        screen.line(format!(
            "Added the tenant `{name}` ({title}) with the agents assistant and owner."
        ))?;
        let serve = launch::command(settings, &format!("serve --tenant {name}"));
        screen.note(format!("Serve it with: {serve}"));
    }
    let mended =
        first.map(|first| mend::clients(settings, first, args.mend, screen)).transpose()?;
    if screen.is_json() {
        let mut described = described(&store, &made)?;
        if let (Some(clients), Some(fields)) = (mended, described.as_object_mut()) {
            fields.insert("clients".to_owned(), clients);
        }
        screen.document(&described)?;
    }
    Ok(())
}

fn confirm(settings: &Settings, who: &str, screen: &Screen) -> Result<(), Failure> {
    let Some(who) = Confirm::parse(who) else {
        return Err(Failure::Usage(format!("there is no confirm `{who}`; choose client or human")));
    };
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    store.set_confirm(&tenant, who)?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "tenant": tenant.name, "confirm": who }))?);
    }
    let name = &tenant.name;
    Ok(screen
        .line(format!("Deletions and publications of `{name}` want the yes of {}.", who.about()))?)
}

/// Changes the tenant's limits of calls per minute, and prints them.
fn rates(settings: &Settings, wanted: &str, screen: &Screen) -> Result<(), Failure> {
    let own = if wanted == "default" { "" } else { wanted };
    if settings.limits.rates.with(own).is_none() {
        return Err(Failure::Usage(format!(
            "`{own}` says nothing about calls a minute; write, say, `crm=60 rest=100`, or `default`"
        )));
    }
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    if !wanted.is_empty() {
        store.set_rates(&tenant, own)?;
    }
    let own = store.rates(&tenant)?;
    let RateLimits { crm, messaging, rest } =
        settings.limits.rates.with(&own).unwrap_or(settings.limits.rates);
    if screen.is_json() {
        let rates = json!({ "crm": crm, "messaging": messaging, "rest": rest });
        return Ok(screen.document(&json!({ "tenant": tenant.name, "rates": rates }))?);
    }
    Ok(screen.line(format!(
        "Agents of `{}` may make {crm} calls a minute of crm tools, send {messaging} messages, and make \
         {rest} calls of each other toolset.",
        tenant.name
    ))?)
}

/// Changes the tool rules for all of the tenant's agents, and prints them.
fn tools(settings: &Settings, rules: &ToolRuleArgs, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let before = store.tenant_tools(&tenant)?;
    let after = rules.applied(&before)?;
    if !rules.is_empty() {
        store.set_tenant_tools(&tenant, after.clone())?;
    }
    // Any agent can be used to look up what applies to all of them.
    if let Some(agent) = store.agents(&tenant)?.first() {
        let effective = store.effective_settings(&tenant, agent)?;
        tell_idle(&rules.idle(&settings.restrictions, &effective, Lists::Tenant), screen);
    }
    if screen.is_json() {
        let ToolRules { enabled, disabled } = &after;
        return Ok(screen.document(&json!({ "enabled": enabled, "disabled": disabled }))?);
    }
    Ok(screen.line(format!("`{}`, for all of its agents: {}.", tenant.name, sentence(&after)))?)
}

fn list(store: &Store, screen: &Screen) -> Result<(), Failure> {
    let tenants = store.tenants()?;
    if screen.is_json() {
        let all = tenants.iter().map(|tenant| described(store, tenant));
        return Ok(screen.document(&all.collect::<crate::error::Result<_>>()?)?);
    }
    let mut table =
        screen.table(&["tenant", "title", "country", "currency", "time zone", "language"]);
    for tenant in &tenants {
        let SiteRow { name, country, currency, timezone, locale, .. } = &store.site(tenant)?;
        table.add_row([&tenant.name, name, country, currency.code(), timezone, locale]);
    }
    Ok(screen.print(&table, "There is no tenant yet; make one with `deskhand tenant add NAME`.")?)
}

fn described(store: &Store, tenant: &Tenant) -> crate::error::Result<Value> {
    let site = store.site(tenant)?;
    Ok(json!({
        "id": tenant.id,
        "name": tenant.name,
        "title": site.name,
        "country": site.country,
        "currency": site.currency,
        "timezone": site.timezone,
        "locale": site.locale,
    }))
}

/// The validated arguments.
fn checked(args: &NewTenantArgs) -> Result<NewTenant, Failure> {
    let name = short_name("tenant", &args.name)?;
    let title = args.title.as_deref().unwrap_or(&args.name);
    let title =
        Line::<1, TITLE_CHARS_MAX>::parse("the title", title).map_err(Failure::usage)?.to_string();
    let country = Country::parse(&args.country).map_err(Failure::usage)?.code().to_owned();
    let currency = Currency::parse(&args.currency).map_err(Failure::usage)?;
    let timezone = Zone::parse(&args.timezone).map_err(Failure::usage)?.name().to_owned();
    Ok(NewTenant { name, title, country, currency, timezone })
}

/// Validates a name for use in addresses and on the command line.
pub(super) fn short_name(of: &str, name: &str) -> Result<String, Failure> {
    let slug = Slug::parse(name).map_err(Failure::usage)?;
    if slug.is_reserved() {
        return Err(Failure::Usage(format!(
            "`{name}` is kept for addresses of deskhand; name the {of} otherwise"
        )));
    }
    Ok(slug.to_string())
}
