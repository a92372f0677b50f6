//! Diffs: changed rows in wire names, with values before and after.

mod translated;

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{BOOKKEEPING_COLUMNS, Columns, Op, RowChange, excerpt};
use crate::{
    clock::Time,
    error::Result,
    store::entity::{Entity, Link},
    value::{Currency, Trust, Untrusted, is_empty},
};

/// What a change did to one thing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct FieldDiff {
    /// What kind of thing.
    pub entity: &'static str,
    /// Which one.
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// That is what somebody outside called it, or wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub trust: Option<Trust>,
    /// The currency of its amounts, where the change leaves it as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub currency: Option<&'static str>,
    /// Made, updated or deleted.
    pub op: Op,
    /// Each changed field as [before, after]; null where there was or is nothing. Absent in a list of changes.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
}

/// The values before and after.
type Pair = (Value, Value);

/// The diff of `rows`, one entry for each thing; a link counts as a change of its owner. Long texts are shortened to
/// the places that differ.
pub fn diff(rows: &[RowChange]) -> Result<Vec<FieldDiff>> {
    diff_as(rows, differing)
}

/// The same diff with whole texts, for a person who has to decide.
pub fn whole_diff(rows: &[RowChange]) -> Result<Vec<FieldDiff>> {
    let mut diffs = diff_as(rows, |pair| pair)?;
    let currencies = currencies(rows);
    for row in rows {
        let entity = row.entity()?;
        let own = || currencies.get(&*row.key).copied();
        let Some(currency) = own().or_else(|| currencies.get(owner(entity, row)?).copied()) else {
            continue;
        };
        let is_it = |diff: &&mut FieldDiff| diff.entity == entity.name && diff.id == row.key;
        let Some(diff) = diffs.iter_mut().find(is_it) else { continue };
        let columns = row.after.as_ref().or(row.before.as_ref());
        let mut amounts =
            columns.into_iter().flat_map(Columns::keys).filter(|name| name.ends_with(MINOR));
        let is_told = diff.fields.contains_key("currency");
        if !is_told && amounts.any(|name| diff.fields.contains_key(&spoken_name(entity, name))) {
            diff.currency = Some(currency.code());
        }
    }
    Ok(diffs)
}

/// The same diff with the names of the changed fields only.
pub fn changed_fields(rows: &[RowChange]) -> Result<Vec<FieldDiff>> {
    diff_as(rows, |_| (Value::Null, Value::Null))
}

fn diff_as(rows: &[RowChange], shown: fn(Pair) -> Pair) -> Result<Vec<FieldDiff>> {
    let mut diffs: Vec<FieldDiff> = Vec::new();
    let currencies = currencies(rows);
    for row in rows {
        let entity = row.entity()?;
        let of_owner = owner(entity, row).and_then(|owner| currencies.get(owner).copied());
        if let Some(diff) = translated::diff(row, shown) {
            diffs.push(diff);
        } else if entity.link.is_none() {
            diffs.push(FieldDiff {
                entity: entity.name,
                id: row.key.clone(),
                label: row.label.clone(),
                trust: trust(entity, row),
                currency: None,
                op: row.op,
                fields: fields((entity, of_owner), row.before.as_ref(), row.after.as_ref(), shown),
            });
        }
    }
    let of_diff = |(at, diff): (usize, &FieldDiff)| ((diff.entity, diff.id.clone()), at);
    let mut places: HashMap<_, _> = diffs.iter().enumerate().map(of_diff).collect();
    for row in rows {
        if let Some(link) = &row.entity()?.link {
            add_link(&mut diffs, &mut places, link, row);
        }
    }
    // The list entry already shows the change; the owner's new version alone adds nothing.
    diffs.retain(|diff| diff.op != Op::Update || !diff.fields.is_empty());
    Ok(diffs)
}

/// The trust mark of a thing whose label is text from outside.
fn trust(entity: &Entity, row: &RowChange) -> Option<Trust> {
    let columns = row.after.as_ref().or(row.before.as_ref())?;
    let is_outside = row.is_label_outside || entity.is_label_outside(columns);
    (row.label.is_some() && is_outside).then_some(Trust::Untrusted)
}

/// Shortens a stored whole diff as [`diff`] does.
pub fn shorten(changes: &mut [Value]) {
    let fields = changes.iter_mut().filter_map(|change| change.get_mut("fields")?.as_object_mut());
    let pairs = fields.flat_map(|fields| fields.values_mut()).filter_map(Value::as_array_mut);
    for pair in pairs {
        let [before, after] = pair.as_mut_slice() else { continue };
        let (Some(before), Some(after)) = (words(before), words(after)) else { continue };
        (*before, *after) = differing((before.take(), after.take()));
    }
}

/// The text of a value; inside the mark if the text is marked as untrusted.
fn words(value: &mut Value) -> Option<&mut Value> {
    if value.get("trust").is_some() { value.get_mut("text") } else { Some(value) }
}

/// Adds one link to its owner's entry: removed items to the value before, added items to the value after. `places`
/// maps owners to entries, because a change may have thousands.
fn add_link(
    diffs: &mut Vec<FieldDiff>,
    places: &mut HashMap<(&'static str, String), usize>,
    link: &Link,
    row: &RowChange,
) {
    let columns = row.after.as_ref().or(row.before.as_ref());
    let text = |name| columns.and_then(|c: &Columns| c.get(name)).and_then(Value::as_str);
    let (Some(owner), Some(item)) = (text(link.owner_column), text(link.item_column)) else {
        return;
    };
    let at = *places.entry((link.owner, owner.to_owned())).or_insert_with(|| {
        diffs.push(FieldDiff {
            entity: link.owner,
            id: owner.to_owned(),
            label: None,
            trust: None,
            currency: None,
            op: Op::Update,
            fields: Map::new(),
        });
        diffs.len() - 1
    });
    let Some(diff) = diffs.get_mut(at) else { return };
    let pair = diff.fields.entry(link.field).or_insert_with(|| serde_json::json!([[], []]));
    let side = usize::from(row.op == Op::Insert);
    if let Some(Value::Array(items)) = pair.get_mut(side) {
        items.push(item.into());
    }
}

/// The currency of each thing that has one, as it is after the change.
fn currencies(rows: &[RowChange]) -> HashMap<&str, Currency> {
    let of = |row: &RowChange| {
        let columns = row.after.as_ref().or(row.before.as_ref())?;
        Currency::stored(columns.get("currency")?.as_str()?)
    };
    rows.iter().filter_map(|row| Some((&*row.key, of(row)?))).collect()
}

/// The thing of which a row is a part.
fn owner<'r>(entity: &Entity, row: &'r RowChange) -> Option<&'r str> {
    let columns = row.after.as_ref().or(row.before.as_ref())?;
    columns.get(entity.part_of?.owner_column)?.as_str()
}

fn fields(
    (entity, of_owner): (&Entity, Option<Currency>),
    before: Option<&Columns>,
    after: Option<&Columns>,
    shown: fn(Pair) -> Pair,
) -> Map<String, Value> {
    let spoken = |columns: Option<&Columns>| {
        columns.map(|columns| speak(entity, of_owner, columns)).unwrap_or_default()
    };
    let sides = (before, after);
    let (mut before, mut after) = (spoken(before), spoken(after));
    let names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    let mut fields = Map::new();
    for name in names {
        let pair =
            (before.remove(&name).unwrap_or_default(), after.remove(&name).unwrap_or_default());
        // Null and empty are the same to the reader.
        if pair.0 != pair.1 && !(is_empty(&pair.0) && is_empty(&pair.1)) {
            let (before, after) = shown(pair);
            fields.insert(name, Value::Array(vec![before, after]));
        }
    }
    mark(entity, [sides.0, sides.1], &mut fields);
    fields
}

/// Marks the texts of a row that come from outside as untrusted.
fn mark(entity: &Entity, sides: [Option<&Columns>; 2], fields: &mut Map<String, Value>) {
    for outside in entity.outside {
        let Some(Value::Array(pair)) = fields.get_mut(&spoken_name(entity, outside.column)) else {
            continue;
        };
        for (value, columns) in pair.iter_mut().zip(sides) {
            let has_words = value.as_str().is_some_and(|text| !text.is_empty());
            if has_words && columns.is_some_and(|columns| outside.is_in(columns)) {
                let marked = Untrusted::new(outside.source, json!({ "text": value }));
                *value = serde_json::to_value(marked).unwrap_or_default();
            }
        }
    }
}

/// Shortens a pair for reading: two long texts to the places that differ, one long text to its beginning and length.
/// Undo uses the stored rows and not the diff.
fn differing((before, after): Pair) -> Pair {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // Lists may be longer, because their ids are replaced by names later.
    let most = |value: &Value| excerpt::WHOLE_MAX * if value.is_string() { 1 } else { 2 };
    let is_long = |value: &Value| excerpt::is_long(&text(value), most(value));
    if !is_long(&before) && !is_long(&after) {
        return (before, after);
    }
    if is_empty(&before) || is_empty(&after) {
        let shown = |value: Value| {
            if is_long(&value) {
                excerpt::beginning(&text(&value), excerpt::WHOLE_MAX).into()
            } else {
                value
            }
        };
        return (shown(before), shown(after));
    }
    let (before, after) = excerpt::differing(&text(&before), &text(&after));
    (before.into(), after.into())
}

/// A row's columns by wire name, in a stable order. Members of JSON columns are listed one by one: `content.heading`.
///
/// An amount whose currency nobody says is named as what it is: `unitPriceMinor`.
fn speak(
    entity: &Entity,
    of_owner: Option<Currency>,
    columns: &Columns,
) -> BTreeMap<String, Value> {
    let mut spoken = BTreeMap::new();
    for (column, value) in columns {
        let is_internal = entity.internal.contains(&column.as_str());
        let is_own = matches!(column.as_str(), "id" | "created_at");
        if is_internal || is_own || BOOKKEEPING_COLUMNS.contains(&column.as_str()) {
            continue;
        }
        let name = spoken_name(entity, column);
        if column.ends_with(MINOR) {
            match amount(value, columns, of_owner) {
                Some(major) => spoken.insert(name, major),
                None => spoken.insert(wire_name(column), value.clone()),
            };
        } else if entity.json.contains(&column.as_str()) {
            speak_json(&mut spoken, &name, value);
        } else if !value.is_null() || !spoken.contains_key(&name) {
            // Of several columns with one name at most one is set.
            spoken.insert(name, scalar(entity, column, value));
        }
    }
    spoken
}

/// Ends the name of a column with an amount in the smallest unit of a currency.
const MINOR: &str = "_minor";

fn amount(value: &Value, columns: &Columns, of_owner: Option<Currency>) -> Option<Value> {
    let own = columns.get("currency").and_then(Value::as_str).and_then(Currency::stored);
    let currency = own.or(of_owner)?;
    Some(value.as_i64().map_or(Value::Null, |minor| currency.to_major(minor)))
}

fn speak_json(spoken: &mut BTreeMap<String, Value>, name: &str, value: &Value) {
    let parsed = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    match parsed {
        Some(Value::Object(object)) => {
            for (key, value) in object {
                spoken.insert(format!("{name}.{key}"), value);
            }
        }
        Some(other) => {
            spoken.insert(name.to_owned(), other);
        }
        None => {}
    }
}

fn scalar(entity: &Entity, column: &str, value: &Value) -> Value {
    match value.as_i64() {
        Some(number) if entity.flags.contains(&column) => Value::Bool(number != 0),
        Some(moment) if column.ends_with("_at") => Time(moment).to_string().into(),
        _ => value.clone(),
    }
}

/// The name under which a column is spoken of: `price_minor` is `price`.
pub fn spoken_name(entity: &Entity, column: &str) -> String {
    let own = || wire_name(column.strip_suffix(MINOR).unwrap_or(column));
    entity.wire_of(column).map_or_else(own, str::to_owned)
}

/// `parent_id` gives `parentId`.
fn wire_name(column: &str) -> String {
    let mut words = column.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
