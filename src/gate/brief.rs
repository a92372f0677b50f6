//! The short answer of a write, unless `returning: full` is asked for: which thing was written, and what the caller
//! does not know yet.
//!
//! The caller knows what it sent. It does not know the id, the version, and the values that were filled in.

use serde_json::{Map, Value, json};

use crate::{
    error::Result,
    id,
    store::{
        entity::{ENTITIES, Entity, Label},
        ledger::{self, FieldDiff, Op, RowChange, excerpt},
    },
    tool::weight,
    value::is_empty,
};

/// Characters (approximate). New values up to this size are part of the answer.
const SHORT_CHARS_MAX: usize = 120;

/// Fields that say nothing about what was written.
const BOOKKEEPING_FIELDS: [&str; 3] = ["createdAt", "updatedAt", "resourceUrl"];

/// The short form of `data` after a write that changed `rows`: id, label and version, new short values, and the names
/// of all changed fields. Data without the id of an entity is returned as it is.
pub(super) fn brief(data: Value, rows: &[RowChange]) -> Result<Value> {
    let Value::Object(whole) = data else { return Ok(data) };
    let Some((id_field, id, entity)) = subject(&whole) else { return Ok(whole.into()) };
    let mut change = whole_change(rows, entity, id)?;
    let label_column = entity.label.map(|label| ledger::spoken_name(entity, label.column()));
    let label = change.as_ref().and_then(|change| change.label.clone()).or_else(|| {
        let name = label_column.as_ref().and_then(|name| whole.get(name));
        name.and_then(Value::as_str).map(str::to_owned)
    });
    let label = label.filter(|label| !label.is_empty());

    let mut brief = Map::new();
    brief.insert(id_field.clone(), id.into());
    let is_own = matches!(entity.label, Some(Label::Column(_)));
    let label_field = label_column.filter(|_| is_own && label.is_some());
    // A label that is no field of the thing is made of others, which are named.
    if let (Some(change), Some(field)) = (&mut change, &label_field)
        && !whole.contains_key(field)
    {
        change.fields.retain(|name, _| name != field);
    }
    if let Some(label) = label {
        brief.insert("label".to_owned(), excerpt::beginning(&label, SHORT_CHARS_MAX).into());
        // Says whether the label is text from outside.
        for mark in ["trust", "source"] {
            brief.extend(whole.get(mark).map(|said| (mark.to_owned(), said.clone())));
        }
    }
    brief.extend(whole.get("version").map(|version| ("version".to_owned(), version.clone())));
    for (name, value) in &whole {
        let is_told = brief.contains_key(name)
            || label_field.as_ref() == Some(name)
            || BOOKKEEPING_FIELDS.contains(&name.as_str());
        if !is_told
            && is_new(change.as_ref(), name)
            && weight(value) <= SHORT_CHARS_MAX
            && !is_empty(value)
        {
            brief.insert(name.clone(), value.clone());
        }
    }
    if let Some(change) = change.as_ref().filter(|change| change.op == Op::Update) {
        brief.extend(values_beside(change, &whole));
    }
    let names = match change {
        // Everything is new, so the names are not listed.
        Some(change) if change.op == Op::Insert => None,
        Some(change) => Some(names_of(&change, &whole)),
        None => Some(Vec::new()),
    };
    brief.extend(names.map(|names: Vec<String>| ("changed".to_owned(), json!(names))));
    Ok(brief.into())
}

/// What the change did to the thing, its parts and lists included; `None` where it left it as it was.
fn whole_change(rows: &[RowChange], entity: &Entity, id: &str) -> Result<Option<FieldDiff>> {
    let mut change = None;
    let mut others = Vec::new();
    for mut diff in ledger::whole_diff(rows)? {
        if diff.entity == entity.name && diff.id == id {
            // Whose word another field is, that field says.
            diff.fields.retain(|name, _| !entity.says_whose_word(name));
            change = Some(diff);
        } else {
            others.push(diff.entity);
        }
    }
    let parts = ENTITIES.iter().filter(|part| others.contains(&part.name));
    let parts: Vec<&str> = parts
        .filter_map(|part| part.part_of.filter(|of| of.owner == entity.name))
        .map(|of| of.field)
        .collect();
    if parts.is_empty() {
        return Ok(change);
    }
    let mut change = change.unwrap_or_else(|| FieldDiff {
        entity: entity.name,
        id: id.to_owned(),
        label: None,
        trust: None,
        currency: None,
        op: Op::Update,
        fields: Map::new(),
    });
    change.fields.extend(parts.into_iter().map(|field| (field.to_owned(), Value::Null)));
    Ok(Some(change))
}

/// The names of the fields that have changed, as the thing and the arguments have them: what refers to a `stage` by its
/// id is called `stage`.
fn names_of(change: &FieldDiff, whole: &Map<String, Value>) -> Vec<String> {
    let is_shown = |name: &str| whole.contains_key(name);
    let names = change.fields.keys().map(|name| match name.strip_suffix("Id") {
        Some(named) if is_shown(named) && !is_shown(name) => named.to_owned(),
        _ => name.clone(),
    });
    names.collect()
}

/// New values that are short and stand in no field of the thing: the address of a menu's item is part of where it
/// leads.
fn values_beside(change: &FieldDiff, whole: &Map<String, Value>) -> Map<String, Value> {
    let beside = change.fields.iter().filter(|(name, _)| !whole.keys().any(|it| is_of(name, it)));
    let values = beside.filter_map(|(name, pair)| Some((name.clone(), pair.get(1)?.clone())));
    values.filter(|(_, value)| weight(value) <= SHORT_CHARS_MAX && !is_empty(value)).collect()
}

/// Which thing it is, by the first id in it.
fn subject(whole: &Map<String, Value>) -> Option<(&String, &str, &'static Entity)> {
    whole.iter().find_map(|(name, value)| {
        let id = value.as_str()?;
        let noun = id::noun_of(id)?;
        let entity = ENTITIES.iter().find(|entity| entity.singular == noun)?;
        Some((name, id, entity))
    })
}

/// Whether the field, or a member of it, has changed.
fn is_new(change: Option<&FieldDiff>, field: &str) -> bool {
    change.is_some_and(|change| {
        change.op == Op::Insert || change.fields.keys().any(|name| is_of(name, field))
    })
}

/// Whether what has changed under that name is seen in a field of the thing: `stage` is what `stageId` refers to.
fn is_of(name: &str, field: &str) -> bool {
    let rest = name.strip_prefix(field);
    rest.is_some_and(|rest| rest.is_empty() || rest == "Id" || rest.starts_with('.'))
}
