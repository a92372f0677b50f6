//! A thing changed by the operation that updates it.

use serde_json::{Map, Value, json};

use super::{pattern::replaced, places::Place};
use crate::{
    error::{Code, Error, Result},
    id::RequestId,
    store::{
        TenantRead, TenantWrite,
        entity::{Entity, TextColumn},
    },
    tool::{Operation, Run, SessionReads, SessionSnapshot, Tool},
};

/// A thing in which the text stands.
pub(super) struct Thing {
    pub(super) entity: &'static Entity,
    pub(super) key: String,
    pub(super) name: Option<String>,
    pub(super) spots: Vec<Spot>,
}

/// What is replaced by what.
pub(super) struct Swap<'s> {
    pub(super) find: &'s str,
    pub(super) replace: &'s str,
    /// The field that was named.
    pub(super) field: Option<&'s str>,
}

/// A field of it in which it stands.
pub(super) struct Spot {
    column: &'static TextColumn,
    pub(super) field: String,
    /// What the column holds.
    stored: Value,
    pub(super) times: usize,
}

impl Thing {
    pub(super) fn new(entity: &'static Entity, key: &str, name: Option<String>) -> Thing {
        Thing { entity, key: key.to_owned(), name, spots: Vec::new() }
    }
}

impl Spot {
    pub(super) fn of(place: &Place<'_>) -> Spot {
        let Place { column, field, times, row, .. } = place;
        let stored = row.get(column.column).cloned().unwrap_or_default();
        Spot { column, field: field.clone(), stored, times: *times }
    }
}

/// Places with why nothing was replaced there.
type Left<'s> = Vec<(&'s Spot, Error)>;

/// Replaces in a thing; which places are done and which are left. Where the operation refuses them together, each is
/// tried for itself.
pub(super) fn replace<'s>(
    db: &mut TenantWrite<'_>,
    thing: &'s Thing,
    swap: &Swap<'_>,
) -> Result<(Vec<&'s Spot>, Left<'s>)> {
    let operation = match operation(db, thing.entity) {
        Ok(operation) => operation,
        Err(why) => return Ok((Vec::new(), all_left(&thing.spots, &why))),
    };
    let (mut fit, mut left) = (Vec::new(), Vec::new());
    for spot in &thing.spots {
        match argument(db, operation, spot, swap) {
            Ok(argument) => fit.push((spot, argument)),
            Err(why) => left.push((spot, why)),
        }
    }
    let together: Vec<&Argument> = fit.iter().map(|(_, argument)| argument).collect();
    if fit.is_empty() || update(db, operation, thing, &together)?.is_ok() {
        return Ok((fit.into_iter().map(|(spot, _)| spot).collect(), left));
    }
    let mut done = Vec::new();
    for (spot, argument) in &fit {
        match update(db, operation, thing, &[argument])? {
            Ok(()) => done.push(*spot),
            Err(why) => left.push((*spot, why)),
        }
    }
    Ok((done, left))
}

fn all_left<'s>(spots: &'s [Spot], why: &Error) -> Left<'s> {
    let again = || Error::new(why.code(), why.message());
    spots.iter().map(|spot| (spot, again())).collect()
}

/// The operation that updates such a thing, if the agent has it.
fn operation(db: &TenantRead<'_>, entity: &Entity) -> Result<&'static dyn Operation> {
    let (first, rest) = entity.name.split_at(entity.name.chars().next().map_or(0, char::len_utf8));
    let names = [
        format!("update{}{rest}", first.to_uppercase()),
        format!("manage_{}s:update", entity.name),
    ];
    let all = crate::tools::ALL.iter().copied().flatten();
    let mut operations = all.flat_map(|tool| match tool {
        Tool::One(operation) => vec![*operation],
        Tool::Actions(set) => set.actions.iter().map(|(_, operation)| *operation).collect(),
    });
    let found = operations.find(|operation| names.iter().any(|name| name == operation.spec().name));
    let found = found.ok_or_else(|| {
        let what = entity.plural;
        Error::new(Code::ArgumentInvalid, format!("no tool changes the texts of {what}"))
            .suggest("leave them out with where, or ask the person")
    })?;
    if db.has_tool(found.spec().name) {
        return Ok(found);
    }
    let sentence = format!("this agent may not change {}", entity.plural);
    Err(Error::new(Code::PermissionDenied, sentence).suggest("ask the person to change it"))
}

/// What is sent for a place.
enum Argument {
    /// An argument whole.
    Whole(&'static str, Value),
    /// An edit.
    Edit(Value),
}

/// The argument of the operation that replaces in a place.
fn argument(
    db: &TenantRead<'_>,
    operation: &'static dyn Operation,
    spot: &Spot,
    swap: &Swap<'_>,
) -> Result<Argument> {
    let Swap { find, replace, field } = *swap;
    let name = spot.column.name;
    let all = operation.arguments().rules().get("properties").and_then(Value::as_object);
    let property = |name: &str| all.and_then(|all| all.get(name));
    let has_edits = property("edits").is_some();
    let own = property(name);
    let by_edit = spot.column.is_json && has_edits;
    // Who may not send an argument may not replace in what it holds.
    for wanted in [Some(name), by_edit.then_some("edits")].into_iter().flatten() {
        if db.policy().reach.has_lost(&format!("{}.{wanted}", operation.spec().name)) {
            let sentence = format!("this agent may not change {name} there");
            return Err(Error::new(Code::PermissionDenied, sentence).suggest("ask the person"));
        }
    }
    if by_edit {
        let edit = json!({ "field": spot.field, "find": find, "replace": replace, "all": true });
        return Ok(Argument::Edit(edit));
    }
    let fixed = || {
        let sentence = format!("{name} is not changed by {}", operation.spec().name);
        Error::new(Code::ArgumentInvalid, sentence).suggest("leave it out with where")
    };
    let own = own.ok_or_else(fixed)?;
    let is_address = own.get("x-form").is_some_and(|form| form == "slug");
    if is_address && field != Some(name) {
        let error = Error::new(Code::ArgumentInvalid, "it is part of an address");
        return Err(error.suggest(format!("name it to change it: where: {{ field: \"{name}\" }}")));
    }
    let stored = spot.stored.as_str().unwrap_or_default();
    let value = if spot.column.is_json {
        let content = serde_json::from_str(stored).map_err(Error::internal)?;
        in_texts(content, &|text| replaced(text, find, replace))
    } else {
        replaced(stored, find, replace).into()
    };
    Ok(Argument::Whole(name, value))
}

/// JSON with each of its texts changed.
fn in_texts(value: Value, change: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => change(&text).into(),
        Value::Array(items) => items.into_iter().map(|item| in_texts(item, change)).collect(),
        Value::Object(object) => {
            object.into_iter().map(|(name, value)| (name, in_texts(value, change))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

/// Runs the operation as if it had been called; what it refuses leaves nothing behind.
fn update(
    db: &mut TenantWrite<'_>,
    operation: &'static dyn Operation,
    thing: &Thing,
    given: &[&Argument],
) -> Result<Result<()>> {
    let mut arguments = Map::new();
    if let Some(name) = named(operation, &thing.key)? {
        arguments.insert(name, thing.key.clone().into());
    }
    let mut edits = Vec::new();
    for argument in given {
        match argument {
            Argument::Whole(name, value) => {
                arguments.insert((*name).to_owned(), value.clone());
            }
            Argument::Edit(edit) => edits.push(edit.clone()),
        }
    }
    if !edits.is_empty() {
        arguments.insert("edits".to_owned(), edits.into());
    }
    let steps = match operation.arguments().check(arguments) {
        Ok(checked) => match operation.prepare(&checked.own)? {
            Run::Steps(steps) => steps,
            Run::Read(_) => return Err(Error::internal("an update that reads")),
        },
        Err(why) => return Ok(Err(why)),
    };
    let session = SessionSnapshot {
        seen: SessionReads::default(),
        request: RequestId::new(),
        said: std::sync::Arc::default(),
    };
    let kept = db.keep_if(|db| steps.run(db, &session).map(|_| ()), |_| Ok(true));
    match kept {
        Err(why) if why.code().kind() == crate::error::ErrorType::InternalError => Err(why),
        kept => Ok(kept.map(|_| ())),
    }
}

/// The argument that names the thing: the one that has to be sent, of the kind of its id. None where nothing has to be
/// sent: there is one such thing.
fn named(operation: &'static dyn Operation, key: &str) -> Result<Option<String>> {
    let rules = operation.arguments().rules();
    let kind = key.rsplit_once('_').map_or(key, |(kind, _)| kind);
    let required = rules.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if required.is_empty() {
        return Ok(None);
    }
    let is_of_kind = |name: &&str| {
        let id = rules.pointer(&format!("/properties/{name}/x-id")).and_then(Value::as_str);
        id == Some(kind)
    };
    let named = required.iter().filter_map(Value::as_str).find(is_of_kind);
    named
        .map(|name| Some(name.to_owned()))
        .ok_or_else(|| Error::internal("an update that names nothing"))
}
