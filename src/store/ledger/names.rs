//! Replaces ids in a diff by labels for people.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{FieldDiff, RowChange};
use crate::{
    error::Result,
    id,
    store::{
        Row, Sql, TenantRead,
        entity::{ENTITIES, Entity, Label},
        join, portable,
    },
};

/// Reads the labels of the rows with these ids, where they are no personal data.
const OF_THINGS: Sql = Sql::scoped({
    const PARTS: [&str; ENTITIES.len() * PARTS_EACH] = parts(false);
    join!(..PARTS)
});

/// Reads the labels of the rows with these ids, where they are personal data.
const OF_PEOPLE: Sql = Sql::scoped({
    const PARTS: [&str; ENTITIES.len() * PARTS_EACH] = parts(true);
    join!(..PARTS)
});

const PARTS_EACH: usize = 7;

/// For each entity with (or without) personal data: `SELECT id, name AS label FROM page WHERE …`.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn parts<const PARTS: usize>(of_people: bool) -> [&'static str; PARTS] {
    let mut parts = [""; PARTS];
    let mut begins = "SELECT id, ";
    let mut at = 0;
    while at < ENTITIES.len() {
        let entity = &ENTITIES[at];
        if let Some(column) = name_of(entity)
            && entity.tells_of_people() == of_people
        {
            parts[at * PARTS_EACH] = begins;
            parts[at * PARTS_EACH + 1] = column;
            parts[at * PARTS_EACH + 2] = " AS label FROM ";
            parts[at * PARTS_EACH + 3] = entity.table;
            parts[at * PARTS_EACH + 4] = " WHERE tenant_id = :tenant AND id ";
            parts[at * PARTS_EACH + 5] = portable!("IN {list :ids}");
            begins = " UNION ALL SELECT id, ";
        }
        at += 1;
    }
    parts
}

/// The label column, unless its text may come from outside.
const fn name_of(entity: &Entity) -> Option<&'static str> {
    let Some(Label::Column(column)) = entity.label else { return None };
    if entity.name.is_empty() || !entity.has_id || !entity.outside.is_empty() {
        return None;
    }
    Some(column)
}

/// Replaces ids among the values of a diff by labels, as far as the agent may read them. Labels come from `rows` if
/// they contain the thing, otherwise from the current tables.
pub fn name_things<'r, 'c>(
    db: &TenantRead<'_>,
    rows: impl IntoIterator<Item = &'r RowChange>,
    changes: impl IntoIterator<Item = &'c mut FieldDiff>,
) -> Result<()> {
    let mut changes: Vec<&mut FieldDiff> = changes.into_iter().collect();
    let mut ids = BTreeSet::new();
    each_pair(&mut changes, &mut |pair| pair.iter().for_each(|value| collect(value, &mut ids)));
    ids.retain(|id| entity_of(id).is_some_and(|entity| db.may_read(entity.thing())));
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| ids.contains(&row.key)) {
        names.extend(row.label.clone().map(|label| (row.key.clone(), label)));
    }
    ids.retain(|id| !names.contains_key(id));
    let (of_people, of_things): (BTreeSet<_>, BTreeSet<_>) =
        ids.into_iter().partition(|id| entity_of(id).is_some_and(Entity::tells_of_people));
    for (sql, ids) in [(&OF_THINGS, of_things), (&OF_PEOPLE, of_people)] {
        if ids.is_empty() {
            continue;
        }
        let ids = Value::from_iter(ids).to_string();
        let read = |row: &Row<'_>| Ok((row.text("id")?, row.text("label")?));
        names.extend(db.all(sql, &[(":ids", ids.into())], read)?);
    }
    names.retain(|_, name| !name.is_empty());
    each_pair(&mut changes, &mut |pair| {
        let spoken: Vec<Value> = pair.iter().map(|value| named(value, &names)).collect();
        // If both values have the same label, the ids stay, to tell them apart.
        if matches!(spoken.as_slice(), [before, after] if before != after) {
            pair.clone_from_slice(&spoken);
        }
    });
    Ok(())
}

fn each_pair(changes: &mut [&mut FieldDiff], each: &mut dyn FnMut(&mut [Value])) {
    let fields = changes.iter_mut().flat_map(|change| change.fields.values_mut());
    fields.filter_map(Value::as_array_mut).for_each(|pair| each(pair));
}

/// The entity of an id, if the business itself names its rows.
fn entity_of(id: &str) -> Option<&'static Entity> {
    let noun = id::noun_of(id)?;
    ENTITIES.iter().find(|entity| entity.singular == noun && name_of(entity).is_some())
}

fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if id::noun_of(text).is_some() => {
            ids.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn named(value: &Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => {
            names.get(text).map_or_else(|| value.clone(), |name| name.as_str().into())
        }
        Value::Array(items) => items.iter().map(|item| named(item, names)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), named(field, names))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
