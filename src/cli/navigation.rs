//! `deskhand navigation add|list`: the menus of a site. People set them up, agents edit their items.

use serde_json::{Value, json};

use super::{
    args::{NavigationArgs, NavigationCommand},
    failure::Failure,
    screen::Screen,
    set_up::{OperatorStore, line},
    tenant::short_name,
};
use crate::{config::Settings, store::entity::NavigationRow, tools::cms::navigation};

pub(super) fn run(
    settings: &Settings,
    args: NavigationArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    match args.what {
        NavigationCommand::Add { key, name } => {
            let key = short_name("navigation", &key)?;
            let name = line("name", name, &key)?;
            add(&OperatorStore::open(settings)?, key, name, screen)
        }
        NavigationCommand::List => list(&OperatorStore::open(settings)?, screen),
    }
}

fn add(
    operator: &OperatorStore,
    key: String,
    name: String,
    screen: &Screen,
) -> Result<(), Failure> {
    let wanted = key.clone();
    operator.change("navigation add", move |db| navigation::add(db, &key, &name).map(|_| ()))?;
    let made = operator.read(navigation::all)?.into_iter().find(|known| known.key == wanted);
    let made = made.ok_or_else(|| Failure::Failed(format!("`{wanted}` is gone again")))?;
    if screen.is_json() {
        return Ok(screen.document(&described(&made))?);
    }
    let (name, tenant) = (&made.name, operator.tenant());
    Ok(screen.line(format!("Added the navigation `{wanted}` ({name}) to `{tenant}`."))?)
}

fn list(operator: &OperatorStore, screen: &Screen) -> Result<(), Failure> {
    let navigations = operator.read(navigation::all)?;
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
