//! `deskhand navigation add|list`: the menus of a site. People set them up, agents work with their items.

use serde_json::{Value, json};

use super::{
    args::{NavigationArgs, NavigationCommand},
    failure::Failure,
    screen::Screen,
    set_up::{Desk, line},
    tenant::short_name,
};
use crate::{config::Settings, store::entity::NavigationRow, tools::cms::navigation};

/// Adds a navigation, or lists the tenant's.
pub(super) fn run(
    settings: &Settings,
    args: NavigationArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    match args.what {
        NavigationCommand::Add { key, name } => {
            let key = short_name("navigation", &key)?;
            let name = line("name", name, &key)?;
            add(&Desk::open(settings)?, key, name, screen)
        }
        NavigationCommand::List => list(&Desk::open(settings)?, screen),
    }
}

fn add(desk: &Desk, key: String, name: String, screen: &Screen) -> Result<(), Failure> {
    let wanted = key.clone();
    desk.change("navigation add", move |db| navigation::add(db, &key, &name).map(|_| ()))?;
    let made = desk.read(navigation::all)?.into_iter().find(|known| known.key == wanted);
    let made = made.ok_or_else(|| Failure::Failed(format!("`{wanted}` is gone again")))?;
    if screen.is_json() {
        return Ok(screen.document(&described(&made))?);
    }
    let (name, tenant) = (&made.name, desk.tenant());
    Ok(screen.line(format!("Added the navigation `{wanted}` ({name}) to `{tenant}`."))?)
}

fn list(desk: &Desk, screen: &Screen) -> Result<(), Failure> {
    let navigations = desk.read(navigation::all)?;
    if screen.is_json() {
        return Ok(screen.document(&navigations.iter().map(described).collect())?);
    }
    let mut table = screen.table(&["navigation", "name"]);
    for NavigationRow { key, name, .. } in &navigations {
        table.add_row([key, name]);
    }
    Ok(screen.print(&table, "There is no navigation; make one with `deskhand navigation add`.")?)
}

fn described(navigation: &NavigationRow) -> Value {
    json!({ "id": navigation.id, "key": navigation.key, "name": navigation.name })
}
