//! TOML, changed in one place.

use serde_json::Value;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value as item};

use super::{Edit, Result, Server, Start, Unreadable, replaced};

/// Everything that the text says.
pub(super) fn value(text: &str) -> Result<Value> {
    let table: toml::Table = text.parse().map_err(|error| broken(&error))?;
    serde_json::to_value(table).map_err(|error| broken(&error))
}

pub(super) fn servers(text: &str, key: &str) -> Result<Vec<Server>> {
    let document = tree(text)?;
    let list = document.get(key).and_then(Item::as_table_like);
    Ok(list.into_iter().flat_map(|list| list.iter()).map(|(name, it)| server(name, it)).collect())
}

fn server(name: &str, entry: &Item) -> Server {
    let text = |item: &Item| item.as_str().unwrap_or_default().to_owned();
    let list = entry.get("args").and_then(Item::as_array);
    let env = entry.get("env").and_then(Item::as_table_like);
    Server {
        name: name.to_owned(),
        command: entry.get("command").map(text).unwrap_or_default(),
        args: list
            .into_iter()
            .flatten()
            .map(|arg| arg.as_str().unwrap_or_default().to_owned())
            .collect(),
        env: env
            .into_iter()
            .flat_map(|env| env.iter())
            .map(|(name, value)| (name.to_owned(), text(value)))
            .collect(),
    }
}

pub(super) fn edited(text: &str, key: &str, edit: &Edit) -> Result<String> {
    let mut document = tree(text)?;
    match edit {
        Edit::Put(name, start) => {
            let list = document.entry(key).or_insert_with(|| {
                let mut table = Table::new();
                table.set_implicit(true);
                Item::Table(table)
            });
            let list = list.as_table_like_mut().ok_or_else(|| no_table(key))?;
            match list.get_mut(name) {
                Some(entry) => {
                    let is = server(name, entry);
                    change(entry.as_table_like_mut().ok_or_else(|| no_table(name))?, &is, start)?;
                }
                None => drop(list.insert(name, entry(start))),
            }
        }
        Edit::Take(name) => {
            if let Some(list) = document.get_mut(key).and_then(Item::as_table_like_mut) {
                list.remove(name);
            }
        }
    }
    Ok(document.to_string())
}

fn tree(text: &str) -> Result<DocumentMut> {
    let document: DocumentMut = text.parse().map_err(|error| broken(&error))?;
    // Lines that end in several ways would not come back as they were.
    if document.to_string() != text {
        return Err(Unreadable("its lines end in different ways".to_owned()));
    }
    Ok(document)
}

fn entry(start: &Start) -> Item {
    let mut entry = Table::new();
    entry.insert("command", item(&start.command));
    entry.insert("args", item(start.args.iter().collect::<Array>()));
    Item::Table(entry)
}

/// Changes what differs of an entry, and in its list only the arguments that differ.
fn change(entry: &mut dyn TableLike, is: &Server, start: &Start) -> Result<()> {
    if is.command != start.command {
        entry.insert("command", item(&start.command));
    }
    if is.args == start.args {
        return Ok(());
    }
    let Some(args) = entry.get_mut("args") else {
        entry.insert("args", item(start.args.iter().collect::<Array>()));
        return Ok(());
    };
    let args = args.as_array_mut().ok_or_else(|| no_table("args"))?;
    let (range, new) = replaced(&is.args, &start.args);
    for _ in range.clone() {
        args.remove(range.start);
    }
    for (text, place) in new.into_iter().zip(range.start..) {
        args.insert(place, text);
    }
    Ok(())
}

fn broken(error: &dyn std::fmt::Display) -> Unreadable {
    let text = error.to_string();
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Unreadable(format!("it cannot be read: {first}"))
}

fn no_table(key: &str) -> Unreadable {
    Unreadable(format!("`{key}` in it is not what was expected there"))
}
