//! Changes a thing through its update operation.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    places::Place,
    swap::{Of, Swap, Swapped},
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::RequestId,
    store::{
        TenantRead, TenantWrite,
        entity::{Entity, EntryRow, Holds, SectionRow, SectionTemplateRow, TextColumn},
    },
    tool::{Operation, Run, SessionReads, SessionSnapshot, Tool, language_argument},
    tools::cms::fields::{self, Field, FieldType, field_at},
};

/// A thing with matches.
pub(super) struct Thing {
    pub(super) entity: &'static Entity,
    pub(super) key: String,
    pub(super) name: Option<String>,
    /// The language of the texts; `None` for the site's own.
    pub(super) locale: Option<String>,
    pub(super) spots: Vec<Spot>,
}

/// A field of it in which it stands.
pub(super) struct Spot {
    column: &'static TextColumn,
    pub(super) field: String,
    text: String,
    /// What the column holds.
    stored: Value,
    times: usize,
    /// Whether this very field was named.
    is_named: bool,
}

/// A field of a thing in which the text stood.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct SpotOut {
    pub(super) entity: &'static str,
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) field: String,
    /// The language, if it is not the site's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) locale: Option<String>,
    pub(super) times: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
}

impl Thing {
    pub(super) fn new(place: &Place<'_>, name: Option<String>) -> Thing {
        let (key, locale) = (place.key.to_owned(), place.locale.map(str::to_owned));
        Thing { entity: place.entity, key, name, locale, spots: Vec::new() }
    }
}

impl Spot {
    pub(super) fn of(place: &Place<'_>, times: usize, is_named: bool) -> Spot {
        let Place { column, field, text, row, .. } = place;
        let stored = row.get(column.column).cloned().unwrap_or_default();
        let (field, text) = (field.clone(), (*text).to_owned());
        Spot { column, field, text, stored, times, is_named }
    }

    /// What its text is, given the fields of the content that it is in.
    fn holds(&self, fields: &[Field]) -> Of {
        // What a person is reached by changes as a whole, whoever names it.
        if self.is_named && self.column.holds != Holds::Identity {
            return Of::Named;
        }
        let (_, inside) = self.field.split_once('.').unwrap_or_default();
        match field_at(fields, inside).map(|field| field.kind) {
            Some(FieldType::Link | FieldType::Video | FieldType::Anchor) => {
                Of::Column(Holds::Address)
            }
            Some(FieldType::Email | FieldType::Phone) => Of::Column(Holds::Identity),
            Some(
                FieldType::Choice
                | FieldType::Package
                | FieldType::Packages
                | FieldType::Collection,
            ) => Of::Choice,
            Some(
                FieldType::Text
                | FieldType::Markdown
                | FieldType::Image
                | FieldType::Boolean
                | FieldType::Number
                | FieldType::Date
                | FieldType::List,
            )
            | None => Of::Column(self.column.holds),
        }
    }
}

/// Places where it was replaced, with how often.
type Done<'s> = Vec<(&'s Spot, usize)>;

/// Places where it was not, with how often and why.
type Left<'s> = Vec<(&'s Spot, usize, Error)>;

/// A place as it is to be.
struct Ready<'s> {
    spot: &'s Spot,
    /// The argument that holds it.
    argument: String,
    text: String,
    times: usize,
}

/// Replaces in a thing; returns the fields that were changed and those that were not. If the operation refuses all
/// fields together, each is tried alone.
pub(super) fn replace<'s>(
    db: &mut TenantWrite<'_>,
    thing: &'s Thing,
    swap: &Swap<'_>,
) -> Result<(Done<'s>, Left<'s>)> {
    let operation = match operation(db, thing.entity) {
        Ok(operation) => operation,
        Err(why) => return Ok((Vec::new(), all_left(&thing.spots, &why))),
    };
    let fields = fields_of(db, thing)?;
    let (mut ready, mut left) = (Vec::new(), Vec::new());
    for spot in &thing.spots {
        let argument = match argument(db, operation, spot) {
            Ok(argument) => argument,
            Err(why) => {
                left.push((spot, spot.times, why));
                continue;
            }
        };
        let Swapped { text, times, left: stays } = swap.in_text(&spot.text, spot.holds(&fields));
        let name = spot.field.rsplit('.').next().unwrap_or_default();
        left.extend(stays.into_iter().map(|(why, times)| (spot, times, why.error(name))));
        if times > 0 {
            ready.push(Ready { spot, argument, text, times });
        }
    }
    if ready.is_empty() || update(db, operation, thing, &ready.iter().collect::<Vec<_>>())?.is_ok()
    {
        return Ok((ready.into_iter().map(|it| (it.spot, it.times)).collect(), left));
    }
    let mut done = Vec::new();
    for one in &ready {
        match update(db, operation, thing, &[one])? {
            Ok(()) => done.push((one.spot, one.times)),
            Err(why) => left.push((one.spot, one.times, why)),
        }
    }
    Ok((done, left))
}

/// The fields of a thing's content, where it has declared ones.
fn fields_of(db: &TenantRead<'_>, thing: &Thing) -> Result<Vec<Field>> {
    let declared = match thing.entity.table {
        "section" => {
            let section = SectionRow::by_id(db, thing.key.parse()?)?;
            let template = section.map(|it| SectionTemplateRow::by_id(db, it.template_id));
            template.transpose()?.flatten().map(|template| template.fields)
        }
        "entry" => EntryRow::by_id(db, thing.key.parse()?)?.map(|entry| entry.fields),
        _ => None,
    };
    declared.map_or_else(|| Ok(Vec::new()), |declared| fields::read(&declared))
}

fn all_left<'s>(spots: &'s [Spot], why: &Error) -> Left<'s> {
    let again = || {
        let error = Error::new(why.code(), why.message());
        match why.suggestion() {
            Some(next) => error.suggest(next),
            None => error,
        }
    };
    spots.iter().map(|spot| (spot, spot.times, again())).collect()
}

/// The update operation of the entity, if the agent has it.
fn operation(db: &TenantRead<'_>, entity: &Entity) -> Result<&'static dyn Operation> {
    let what = entity.plural;
    if let Some(found) = of(entity) {
        if db.has_tool(found.spec().name) {
            return Ok(found);
        }
        let sentence = format!("this agent may not change {what}");
        return Err(
            Error::new(Code::PermissionDenied, sentence).suggest("ask the person to change it")
        );
    }
    // What is part of another thing is changed with it, and not by its words alone.
    let mut owners = entity.nouns().filter_map(|(noun, _)| named(noun));
    let owner =
        owners.find(|it| db.has_tool(it.spec().name) && !entity.by_operator && !entity.lasting);
    let sentence = match owner {
        _ if entity.by_operator => format!("only the operator changes {what}"),
        _ if entity.lasting => format!("{what} stay as they were"),
        Some(owner) => format!("{what} are changed with {}, all together", owner.spec().name),
        None => format!("no tool changes the texts of {what}"),
    };
    Err(Error::new(Code::ArgumentInvalid, sentence)
        .suggest("leave them out with where, or ask the person"))
}

/// The operation that updates such a thing.
pub(super) fn of(entity: &Entity) -> Option<&'static dyn Operation> {
    named(entity.name)
}

fn named(noun: &str) -> Option<&'static dyn Operation> {
    let (first, rest) = noun.split_at(noun.chars().next().map_or(0, char::len_utf8));
    let names = [format!("update{}{rest}", first.to_uppercase()), format!("manage_{noun}s:update")];
    let all = crate::tools::ALL.iter().copied().flatten();
    let mut operations = all.flat_map(|tool| match tool {
        Tool::One(operation) => vec![*operation],
        Tool::Actions(set) => set.actions.iter().map(|(_, operation)| *operation).collect(),
    });
    operations.find(|operation| names.iter().any(|name| name == operation.spec().name))
}

/// The argument of the operation that holds a place: of its column's name, or of what it is to become.
fn argument(db: &TenantRead<'_>, operation: &dyn Operation, spot: &Spot) -> Result<String> {
    let name = spot.column.name;
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    let names = [name.to_owned(), format!("new{}{rest}", first.to_uppercase())];
    let all = operation.arguments().rules().get("properties").and_then(Value::as_object);
    let argument = names.into_iter().find(|name| all.is_some_and(|all| all.contains_key(name)));
    let argument = argument.ok_or_else(|| {
        let sentence = format!("{name} is not changed by {}", operation.spec().name);
        Error::new(Code::ArgumentInvalid, sentence).suggest("leave it out with where")
    })?;
    // Who may not send an argument may not replace in what it holds.
    if db.policy().reach.has_lost(&format!("{}.{argument}", operation.spec().name)) {
        let sentence = format!("this agent may not change {name} there");
        return Err(Error::new(Code::PermissionDenied, sentence).suggest("ask the person"));
    }
    Ok(argument)
}

/// The arguments that put these texts in their places: of an object as much as changes, of a list all of it.
fn arguments(ready: &[&Ready<'_>]) -> Result<Map<String, Value>> {
    let mut arguments = Map::new();
    let mut contents: BTreeMap<&str, (Value, Vec<&str>)> = BTreeMap::new();
    for Ready { spot, argument, text, .. } in ready {
        if !spot.column.is_json {
            arguments.insert(argument.clone(), text.as_str().into());
            continue;
        }
        if !contents.contains_key(argument.as_str()) {
            let stored = spot.stored.as_str().unwrap_or_default();
            let content = serde_json::from_str(stored).map_err(Error::internal)?;
            contents.insert(argument, (content, Vec::new()));
        }
        let inside = spot.field.get(spot.column.name.len()..).unwrap_or_default();
        if let Some((content, changed)) = contents.get_mut(argument.as_str()) {
            let pointer = inside.replace('[', ".").replace(']', "").replace('.', "/");
            if let Some(place) = content.pointer_mut(&pointer) {
                *place = text.as_str().into();
            }
            changed.extend(inside.split(['.', '[']).find(|name| !name.is_empty()));
        }
    }
    for (argument, (mut content, changed)) in contents {
        if let Some(object) = content.as_object_mut() {
            object.retain(|name, _| changed.contains(&name.as_str()));
        }
        arguments.insert(argument.to_owned(), content);
    }
    Ok(arguments)
}

/// Runs the operation like a call; if it fails, its changes are rolled back.
fn update(
    db: &mut TenantWrite<'_>,
    operation: &'static dyn Operation,
    thing: &Thing,
    ready: &[&Ready<'_>],
) -> Result<Result<()>> {
    let mut arguments = arguments(ready)?;
    if let Some(name) = identified_by(operation, &thing.key)? {
        arguments.insert(name, thing.key.clone().into());
    }
    if let Some(locale) = &thing.locale {
        let name = language_argument(operation.spec().name)
            .ok_or_else(|| Error::internal("a translated thing whose update knows no language"))?;
        arguments.insert(name.to_owned(), locale.as_str().into());
    }
    let steps = match operation.arguments().check(arguments, &clock::today) {
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
    match db.part(|db| steps.run(db, &session).map(|_| ())) {
        Err(why) if why.code().kind() == crate::error::ErrorType::InternalError => Err(why),
        kept => Ok(kept),
    }
}

/// The argument that names the thing: the one that has to be sent, of the kind of its id. None where nothing has to be
/// sent: there is one such thing.
fn identified_by(operation: &'static dyn Operation, key: &str) -> Result<Option<String>> {
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
