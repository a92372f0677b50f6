//! JSON with comments, changed in one place.

use jsonc_parser::{
    ParseOptions,
    cst::{CstArray, CstInputValue, CstObject, CstObjectProp, CstRootNode},
};
use serde_json::Value;

use super::{Edit, Result, Server, Start, Unreadable, replaced};

/// What clients read: comments and trailing commas, and else JSON.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Everything that the text says. Nothing is an empty object.
pub(super) fn value(text: &str) -> Result<Value> {
    let root = CstRootNode::parse(text, &OPTIONS).map_err(broken)?;
    Ok(root.to_serde_value().unwrap_or_else(|| Value::Object(serde_json::Map::new())))
}

pub(super) fn servers(text: &str, key: &str) -> Result<Vec<Server>> {
    tree(text, key)?;
    let all = value(text)?;
    let list = all.get(key).and_then(Value::as_object);
    Ok(list.into_iter().flatten().map(|(name, entry)| server(name, entry)).collect())
}

fn server(name: &str, entry: &Value) -> Server {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = entry.get("args").and_then(Value::as_array);
    let env = entry.get("env").and_then(Value::as_object);
    Server {
        name: name.to_owned(),
        command: entry.get("command").map(text).unwrap_or_default(),
        args: list.into_iter().flatten().map(text).collect(),
        env: env.into_iter().flatten().map(|(name, value)| (name.clone(), text(value))).collect(),
    }
}

pub(super) fn edited(text: &str, key: &str, also: &[(&str, &str)], edit: &Edit) -> Result<String> {
    let root = tree(text, key)?;
    match edit {
        Edit::Put(name, start) => {
            let top = root.object_value_or_create().ok_or_else(no_object)?;
            let list = top.object_value_or_create(key).ok_or_else(|| no_list(key))?;
            match list.get(name) {
                Some(entry) => change(&entry.object_value().ok_or_else(|| no_list(name))?, start)?,
                None => drop(list.append(name, entry(also, start))),
            }
        }
        Edit::Take(name) => {
            let list = root.object_value().and_then(|top| top.object_value(key));
            if let Some(entry) = list.and_then(|list| list.get(name)) {
                entry.remove();
            }
        }
    }
    Ok(root.to_string())
}

/// The text as a tree in which nothing is said twice that matters here.
fn tree(text: &str, key: &str) -> Result<CstRootNode> {
    let root = CstRootNode::parse(text, &OPTIONS).map_err(broken)?;
    let Some(value) = root.value() else { return Ok(root) };
    let top = value.as_object().ok_or_else(no_object)?;
    once(&top)?;
    if let Some(list) = top.get(key) {
        once(&list.object_value().ok_or_else(|| no_list(key))?)?;
    }
    Ok(root)
}

/// Clients take the last of several, and others the first.
fn once(object: &CstObject) -> Result<()> {
    let mut names: Vec<String> =
        object.properties().iter().filter_map(CstObjectProp::decoded_name).collect();
    names.sort_unstable();
    match names.iter().zip(names.iter().skip(1)).find(|(one, other)| one == other) {
        Some((name, _)) => Err(Unreadable(format!("`{name}` stands in it twice"))),
        None => Ok(()),
    }
}

fn entry(also: &[(&str, &str)], start: &Start) -> CstInputValue {
    let text = |text: &str| CstInputValue::String(text.to_owned());
    let mut fields: Vec<(String, CstInputValue)> =
        also.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect();
    fields.push(("command".to_owned(), text(&start.command)));
    fields.push(("args".to_owned(), list(&start.args)));
    CstInputValue::Object(fields)
}

fn list(items: &[String]) -> CstInputValue {
    CstInputValue::Array(items.iter().map(|item| CstInputValue::String(item.clone())).collect())
}

/// Changes what differs of an entry.
fn change(entry: &CstObject, start: &Start) -> Result<()> {
    let value = entry.to_serde_value().unwrap_or_default();
    let is = server("", &value);
    if is.command != start.command {
        let command = CstInputValue::String(start.command.clone());
        match entry.get("command") {
            Some(property) => property.set_value(command),
            None => drop(entry.append("command", command)),
        }
    }
    if is.args == start.args {
        return Ok(());
    }
    match entry.get("args") {
        None => drop(entry.append("args", list(&start.args))),
        Some(args) => splice(&args.array_value().ok_or_else(|| no_list("args"))?, &is.args, start),
    }
    Ok(())
}

/// Changes only the arguments that differ: what is beside the others may be a comment.
fn splice(array: &CstArray, is: &[String], start: &Start) {
    let (range, new) = replaced(is, &start.args);
    for element in array.elements().into_iter().skip(range.start).take(range.len()) {
        element.remove();
    }
    for (item, place) in new.into_iter().zip(range.start..) {
        array.insert(place, CstInputValue::String(item));
    }
}

fn broken(error: jsonc_parser::errors::ParseError) -> Unreadable {
    Unreadable(format!("it cannot be read: {error}"))
}

fn no_object() -> Unreadable {
    Unreadable("it does not begin with {".to_owned())
}

fn no_list(key: &str) -> Unreadable {
    Unreadable(format!("`{key}` in it is not what was expected there"))
}
