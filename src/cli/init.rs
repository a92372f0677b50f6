//! `deskhand init`: from nothing to a desk that a client can use, in one conversation or by flags.
//!
//! It is for the first minutes, and may be run again at any time: what is there already is left, so that a second time
//! changes nothing. Whoever wants to change the business later uses `deskhand tenant set`, or asks the assistant.

mod business;
mod site;

use serde_json::json;

use self::business::Business;
use super::{
    args::InitArgs,
    ask::Asker,
    client_entries::{Entries, Outcome},
    failure::Failure,
    launch,
    screen::{Look, Screen, Shown},
};
use crate::{
    config::Settings,
    store::{Store, system::NewTenant},
};

/// The desk, as far as it is there already.
struct Desk {
    tenant: String,
    /// What the business is called; empty where nobody has said, `None` where there is no such tenant.
    title: Option<String>,
    /// The only tenant besides, if there is exactly one: entries that name none mean it.
    other: Option<String>,
    /// Whether there is no tenant besides.
    is_alone: bool,
}

/// Sets up the desk and the clients, or takes the clients' entries out.
pub(super) fn run(settings: &Settings, args: &InitArgs, screen: &Screen) -> Result<(), Failure> {
    let asker = Asker::new(args.yes || args.dry_run, screen)?;
    let desk = look(settings, args)?;
    let mut entries = Entries::new(settings, &desk.tenant, &args.client)?;
    if args.remove {
        entries.take(desk.is_alone);
        entries.carry_out(&asker, args.dry_run, screen)?;
        return close_removal(&entries, screen);
    }
    let business = match &desk.title {
        Some(title) if !title.is_empty() => {
            screen.note(format!("`{}` is there already: {title}.", desk.tenant));
            None
        }
        title => Some(business::ask(args, &asker, title.is_some(), screen)?),
    };
    let request = match &business {
        Some(business) if !args.dry_run => set_up(settings, &desk, business, screen)?,
        Some(_) | None => None,
    };
    // What names no tenant meant the one that was alone; of several it means none, and may mean this one as well.
    let other = desk.other.as_deref().filter(|_| desk.title.is_none());
    entries.put(other, desk.is_alone || desk.title.is_some());
    entries.carry_out(&asker, args.dry_run, screen)?;
    close(settings, &desk, business.as_ref(), request.as_deref(), &entries, screen)
}

/// Looks at what is there, and makes nothing. What an older version wrote is brought up to date, unless nothing may be
/// changed.
fn look(settings: &Settings, args: &InitArgs) -> Result<Desk, Failure> {
    let mut tenants: Vec<(String, String)> = Vec::new();
    let store = match (Store::is_there(&settings.folder), args.dry_run) {
        (false, _) => None,
        (true, true) => launch::open_to_look(settings)?,
        (true, false) => Some(launch::open_as_it_is(settings)?),
    };
    if let Some(store) = store {
        for tenant in store.tenants()? {
            let title = store.site(&tenant)?.name;
            tenants.push((tenant.name, title));
        }
    }
    let name = match (&settings.tenant, tenants.as_slice()) {
        (Some(name), _) => super::tenant::short_name("tenant", name)?,
        (None, []) => launch::FIRST.to_owned(),
        (None, [(only, _)]) => only.clone(),
        (None, _) => {
            let names: Vec<&str> = tenants.iter().map(|(tenant, _)| tenant.as_str()).collect();
            let or_new = if args.remove { "" } else { ", or a new name for one more business" };
            return Err(Failure::Usage(format!(
                "there are several tenants ({}); say which with --tenant NAME{or_new}",
                names.join(", ")
            )));
        }
    };
    let title = tenants.iter().find(|(tenant, _)| *tenant == name);
    let title = title.map(|(_, title)| title.clone());
    let mut others = tenants.iter().filter(|(tenant, _)| *tenant != name);
    let (first, second) = (others.next(), others.next());
    Ok(Desk {
        other: first.filter(|_| second.is_none()).map(|(tenant, _)| tenant.clone()),
        is_alone: first.is_none(),
        tenant: name,
        title,
    })
}

/// Makes the tenant if it is not there, and what was said of the business; returns the request to take back for all of
/// it.
fn set_up(
    settings: &Settings,
    desk: &Desk,
    business: &Business,
    screen: &Screen,
) -> Result<Option<String>, Failure> {
    if desk.title.is_none() {
        let store = launch::open_as_it_is(settings)?;
        let new = NewTenant {
            name: desk.tenant.clone(),
            title: business.name.clone().unwrap_or_default(),
            country: business.country.clone().unwrap_or_else(|| "US".to_owned()),
            currency: business.currency.unwrap_or(launch::first_currency()?),
            timezone: business.timezone.clone().unwrap_or_else(|| "UTC".to_owned()),
        };
        launch::add_tenant(settings, &store, new)?;
    }
    let settings = Settings { tenant: Some(desk.tenant.clone()), ..settings.clone() };
    site::make(&settings, business, screen)
}

fn close(
    settings: &Settings,
    desk: &Desk,
    business: Option<&Business>,
    request: Option<&str>,
    entries: &Entries,
    screen: &Screen,
) -> Result<(), Failure> {
    let sentence = sentence(business);
    if screen.is_json() {
        return Ok(screen.document(&json!({
            "tenant": desk.tenant,
            "dataDir": settings.folder,
            "requestId": request,
            "clients": entries.described(),
            "try": sentence,
        }))?);
    }
    screen.note("");
    for (client, then) in entries.then() {
        screen.note(format!("{client}: {then}."));
    }
    if let Some(request) = request {
        let undo = launch::command(settings, &format!("undo --request {request}"));
        screen.note(format!("To take the starter site back: {undo}"));
    }
    let preview = launch::command(settings, "preview");
    screen.note(format!("To see the site without a client: {preview}"));
    screen.note("Then say, for example:");
    Ok(screen.line(screen.look(Look::Bold, format!("“{sentence}”")))?)
}

/// What to say first.
fn sentence(business: Option<&Business>) -> String {
    let Some(business) = business else {
        return "Show me the pages of my site.".to_owned();
    };
    let fill = "ask me for everything that stands in [square brackets] on my site, and put it in";
    match (business.kind, business.foreign_language()) {
        (Some(_), Some(language)) => format!("Put my site into {language}; then {fill}."),
        (Some(_), None) => format!("Go through my pages with me: {fill}."),
        (None, _) if business.name.is_none() => {
            "My business is called …. Put that on my home page, with one sentence about what we do."
                .to_owned()
        }
        (None, _) => {
            "Suggest what should be on my home page, and show me before you change it.".to_owned()
        }
    }
}

fn close_removal(entries: &Entries, screen: &Screen) -> Result<(), Failure> {
    if screen.is_json() {
        return Ok(screen.document(&json!({ "clients": entries.described() }))?);
    }
    let count = entries.count(Outcome::is_done);
    let said = match count {
        0 => "No entry was taken out.".to_owned(),
        1 => "Took the entry of one client out. The data stays where it is.".to_owned(),
        count => format!("Took the entries of {count} clients out. The data stays where it is."),
    };
    Ok(screen.line(Shown::from(said))?)
}

/// Offers to set up a desk where there is none; returns whether the person wanted it.
pub(super) fn offer(settings: &Settings, screen: &Screen) -> Result<bool, Failure> {
    if Store::is_there(&settings.folder) || !Asker::is_possible() {
        return Ok(false);
    }
    let asker = Asker::new(false, screen)?;
    let folder = settings.folder.display();
    screen.note(format!("There is no desk in {folder} yet."));
    asker.agrees("Set one up now?")
}
