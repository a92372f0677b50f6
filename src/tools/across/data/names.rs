//! Names in a filter: where a field holds an id, the name, number or slug of that thing says which one is meant.

use serde_json::{Map, Value};

use super::{entities, filter::VALUES_MAX, operand::short};
use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        Param, TenantRead,
        entity::{Entity, Field, Kind, Label},
        select::{Comparison, Condition, Order, Selection},
    },
};

/// Fields by which a thing is named, besides its label.
const NATURAL: [&str; 3] = ["number", "slug", "key"];

/// Operators that compare ids.
const TAKES_IDS: [&str; 3] = ["eq", "ne", "in"];

/// The things of one name that are told apart in a message.
const NAMESAKES_MAX: i64 = 5;

/// The filter with ids in place of names, without what names nothing. What is no text stays for the check that follows.
pub(super) fn resolved(
    db: &TenantRead<'_>,
    entity: &'static Entity,
    mut filter: Map<String, Value>,
    faults: &mut Vec<Error>,
) -> Map<String, Value> {
    filter.retain(|name, said| {
        let Some(Kind::Id(prefix)) = entity.field(name).map(|field| field.kind) else {
            return true;
        };
        let named = with_prefix(prefix).filter(|named| named.is_within(db));
        let done = named.map_or(Ok(()), |named| each(db, (name, named), said));
        done.map_err(|error| faults.push(error)).is_ok()
    });
    filter
}

/// The entity whose ids have that prefix.
fn with_prefix(prefix: &'static str) -> Option<&'static Entity> {
    let is_own = |entity: &Entity| entity.field("id").is_some_and(|id| id.kind == Kind::Id(prefix));
    entities::all().find(|entity| is_own(entity))
}

/// Replaces every text below `said` that is no id.
fn each(db: &TenantRead<'_>, what: (&str, &'static Entity), said: &mut Value) -> Result<()> {
    match said {
        Value::String(text) if id::noun_of(text.trim()).is_none() => {
            let id = only(db, what, text.trim())?;
            *text = id;
            Ok(())
        }
        Value::Array(list) if list.len() <= VALUES_MAX => {
            list.iter_mut().try_for_each(|one| each(db, what, one))
        }
        Value::Object(operators) => {
            let mut taken =
                operators.iter_mut().filter(|(name, _)| TAKES_IDS.contains(&name.as_str()));
            taken.try_for_each(|(_, one)| each(db, what, one))
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            Ok(())
        }
    }
}

/// The id of the only thing of that name.
fn only(
    db: &TenantRead<'_>,
    (field, entity): (&str, &'static Entity),
    text: &str,
) -> Result<String> {
    let mut found = Vec::new();
    for condition in conditions(entity, text) {
        found = ids(db, entity, condition)?;
        if !found.is_empty() {
            break;
        }
    }
    let shown = short(text);
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Error::new(
            Code::FilterInvalid,
            format!("filter.{field}: there is no {} `{shown}`", entity.singular),
        )
        .suggest("look it up by its get tool, and send its id or its exact name")),
        several => Err(Error::new(
            Code::NameAmbiguous,
            format!("filter.{field}: `{shown}` names several {}", entity.plural),
        )
        .suggest(format!("send the id of the one you mean: {}", several.join(", ")))),
    }
}

/// By what a text can name a thing of the entity: its label first.
fn conditions(entity: &'static Entity, text: &str) -> Vec<Condition> {
    let label = match entity.label {
        Some(Label::Column(column)) => Some((column, Param::from(text.to_owned()), true)),
        Some(Label::Inside(..)) | None => None,
    };
    let natural = |field: &'static Field| {
        let number = text.trim_start_matches('#').parse::<i64>().ok();
        match field.kind {
            Kind::Integer => number.map(|number| (field.column, Param::from(number), false)),
            Kind::Text => Some((field.column, Param::from(text.to_owned()), true)),
            Kind::Id(_)
            | Kind::Phone
            | Kind::Email
            | Kind::Outside(_)
            | Kind::Choice(_)
            | Kind::Currency
            | Kind::Flag
            | Kind::Time
            | Kind::Money
            | Kind::Json => None,
        }
    };
    let natural = NATURAL.iter().filter_map(|name| entity.field(name)).filter_map(natural);
    let by = |(column, value, is_text)| Condition {
        column,
        comparison: Comparison::Eq,
        is_text,
        values: vec![value],
    };
    label.into_iter().chain(natural).map(by).collect()
}

fn ids(db: &TenantRead<'_>, entity: &'static Entity, condition: Condition) -> Result<Vec<String>> {
    const ID: &str = "id";
    let selection =
        Selection { table: entity.table, columns: vec![(ID, ID)], conditions: vec![condition] };
    let order = Order {
        column: ID,
        is_text: false,
        least: None,
        key: ID,
        descending: false,
        after: None,
        fetch: NAMESAKES_MAX,
    };
    db.select(&selection, &order, |row| row.text(ID))
}
