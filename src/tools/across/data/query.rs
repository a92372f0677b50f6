//! `queryData`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    entities,
    entity_name::EntityName,
    filter, names,
    shown::{DataOut, thing},
    times::Times,
};
use crate::{
    error::{Code, Error, Result},
    store::{
        Param, Row, TenantRead,
        entity::{Entity, Field, Kind},
        select::{Comparison, Condition, Order, PLACE, Selection},
    },
    tool::{Listing, Paging, Query, Spec},
    value::{Currency, Line, Trust},
};

/// The tool.
pub static TOOL: Query<Input, DataOut> = Query::new(
    Spec {
        name: "queryData",
        title: "Query data",
        description: "Query any entity by its fields. Operators: eq, ne, lt, lte, gt, gte, in, contains.",
    },
    run,
);

/// The result column with the row's unique key.
const KEY: &str = "cursor key";

/// The field with a change's summary.
const SUMMARY: &str = "summary";

/// The result column that says whether a row is about personal data.
const PEOPLE: &str = "of people";

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    entity: EntityName,
    /// { field: value } or { field: { op: value } }
    #[serde(default)]
    #[schemars(extend("x-personal" = true))]
    filter: Map<String, Value>,
    #[schemars(length(max = 50))]
    fields: Option<Vec<Line<1, 100>>>,
    /// field or -field
    sort: Option<Line<1, 100>>,
    #[serde(default)]
    count: bool,
    /// An amount, by currency
    sum: Option<Line<1, 100>>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<DataOut>> {
    let entity = entities::find(&input.entity.0)
        .ok_or_else(|| Error::internal("an entity that the check let pass"))?;
    let own_only = entity.is_of_agents() && !entity.is_within(db);
    if !own_only {
        entities::refuse_beyond(db, entity)?;
    }
    let mut faults = Vec::new();
    let input = Input { filter: names::resolved(db, entity, input.filter, &mut faults), ..input };
    let mut times = Times::of(db);
    let site = if filter::is_local(entity, &input.filter) { Some(db.site()?) } else { None };
    let mut conditions =
        filter::conditions(entity, &input.filter, site.as_deref(), &mut times, &mut faults);
    if own_only {
        let (comparison, values) = (Comparison::Eq, vec![db.who().agent.id.into()]);
        conditions.push(Condition { column: "agent_id", comparison, is_text: false, values });
    }
    conditions.extend(entity.beyond(db));
    let summed = input.sum.as_deref().and_then(|name| summed(entity, name, &mut faults));
    let shown = shown(entity, input.fields.as_deref(), &mut faults);
    let sorted = sort(entity, input.sort.as_deref(), &mut faults);
    filter::refuse(faults)?;
    let (sort, descending) =
        sorted.ok_or_else(|| Error::internal("no order, and nothing wrong with it"))?;

    let mut columns = vec![(KEY, entity.key)];
    columns.extend(shown.iter().map(|field| (field.name, field.column)));
    columns.extend(entity.where_it_tells_of_people().map(|tells| (PEOPLE, tells)));
    let selection = Selection { table: entity.table, columns, conditions };
    // A count of changes filtered by a name in their summary reveals something about that name.
    let counts_people = entity.where_it_tells_of_people().is_some() && !input.filter.is_empty();
    let compared =
        site.as_ref().and_then(|site| filter::currency_note(entity, &input.filter, site.currency));
    let note = joined([times.note(), compared]);
    if let Some(counted) = counted(db, &selection, summed, input.count)? {
        if counts_people {
            db.tells_of_people();
        }
        return Ok(counted.noting(note));
    }
    let after: Option<(Value, Value)> = paging.after_or(None)?;
    let after = after.map(|(at, key)| Ok((place(&at)?, place(&key)?))).transpose()?;
    let order = Order {
        column: sort.column,
        is_text: sort.kind.is_text(),
        least: sort.nullable.then(|| least(sort.kind)),
        key: entity.key,
        descending,
        after,
        fetch: paging.fetch(),
    };
    let cut = input.fields.is_none();
    let rows = db.select(&selection, &order, |row| {
        let is_of_people = entity.where_it_tells_of_people().is_some() && row.flag(PEOPLE)?;
        if is_of_people {
            db.tells_of_people();
        }
        let place = (placed(row, sort.kind)?, key(row, entity)?);
        let mut fields = thing(row, &shown, cut)?.within(paging.budget);
        if is_of_people && fields.get(SUMMARY).is_some() {
            // It quotes names, and a customer's name may be the customer's own words.
            fields.set("trust", json!(Trust::Untrusted));
        }
        Ok((place, fields))
    })?;
    if counts_people && db.total().is_some() {
        db.tells_of_people();
    }
    let listing = Listing::page(rows, paging, |(place, _)| Some(place.clone()));
    let currencies = listing.items().iter().filter_map(|(_, thing)| thing.get("currency"));
    let is_mixed = currencies.collect::<Vec<_>>().windows(2).any(|two| two.first() != two.last());
    let unlike = (sort.kind == Kind::Money && is_mixed)
        .then(|| "Sorted by number, and not all are in one currency.".to_owned());
    listing.noting(joined([note, unlike])).map(|(_, thing)| Ok(thing))
}

/// The amount that is summed, and the column with its currency.
fn summed(
    entity: &'static Entity,
    name: &str,
    faults: &mut Vec<Error>,
) -> Option<(&'static Field, &'static Field)> {
    let field = filter::field(entity, name).map_err(|error| faults.push(error)).ok()?;
    let currency = field.beside().and_then(|name| entity.field(name));
    let pair = currency.filter(|_| field.kind == Kind::Money).map(|currency| (field, currency));
    if pair.is_none() {
        let amounts = entity.fields.iter().filter(|field| field.kind == Kind::Money);
        let amounts: Vec<&str> = amounts.map(|field| field.name).collect();
        let error = Error::new(Code::FilterInvalid, format!("sum: `{name}` is no amount of money"));
        faults.push(if amounts.is_empty() {
            error.suggest(format!("`{}` has none; use count", entity.name))
        } else {
            error.suggest(format!("sum one of {}", amounts.join(", ")))
        });
    }
    pair
}

/// How many things there are, or what they come to, where that is asked for.
fn counted(
    db: &TenantRead<'_>,
    selection: &Selection,
    summed: Option<(&'static Field, &'static Field)>,
    count: bool,
) -> Result<Option<Listing<DataOut>>> {
    match summed {
        Some(sum) => sums(db, selection, sum).map(Some),
        None if count => Ok(Some(Listing::counted(db.select_count(selection)?))),
        None => Ok(None),
    }
}

/// The sum of an amount in each currency: they are never added across.
fn sums(
    db: &TenantRead<'_>,
    selection: &Selection,
    (amount, currency): (&'static Field, &'static Field),
) -> Result<Listing<DataOut>> {
    let sums = db.select_sums(selection, (amount.column, currency.column))?;
    let all = Paging { limit: u32::MAX, after: None, budget: usize::MAX };
    let listing = Listing::page(sums, &all, |(code, ..)| code.clone());
    listing.map(|(code, count, sum)| {
        let known = code.as_deref().and_then(Currency::stored);
        let sum = known.map_or_else(|| sum.into(), |known| known.to_major(sum));
        Ok(DataOut::of(vec![("currency", code.into()), ("count", count.into()), ("sum", sum)]))
    })
}

/// What is noted, in one text.
fn joined(notes: [Option<String>; 2]) -> Option<String> {
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}

/// The sort field, and whether it is descending.
fn sort(
    entity: &'static Entity,
    given: Option<&str>,
    faults: &mut Vec<Error>,
) -> Option<(&'static Field, bool)> {
    let given = given.or(entity.sort)?;
    let (name, descending) = given.strip_prefix('-').map_or((given, false), |name| (name, true));
    let field = filter::field(entity, name).map_err(|error| faults.push(error)).ok()?;
    if field.kind == Kind::Json {
        let error = Error::new(Code::FilterInvalid, format!("sort: `{}` has no order", field.name));
        faults.push(error.suggest("sort by another field"));
        return None;
    }
    Some((field, descending))
}

/// The fields of an answer: always the id first, every amount with its currency, every name with its source.
fn shown(
    entity: &'static Entity,
    asked: Option<&[Line<1, 100>]>,
    faults: &mut Vec<Error>,
) -> Vec<&'static Field> {
    let Some(asked) = asked else {
        return entity.fields.iter().filter(|field| !field.heavy).collect();
    };
    let mut fields: Vec<&Field> = entity.field("id").into_iter().collect();
    for name in asked {
        match filter::field(entity, name) {
            Ok(field) => {
                let beside = field.beside().and_then(|name| entity.field(name));
                for field in [Some(field), beside].into_iter().flatten() {
                    if fields.iter().all(|known| known.name != field.name) {
                        fields.push(field);
                    }
                }
            }
            Err(error) => faults.push(error),
        }
    }
    fields
}

fn key(row: &Row<'_>, entity: &Entity) -> Result<Value> {
    match entity.key {
        "seq" => row.integer(KEY).map(Value::from),
        _ => row.text(KEY).map(Value::from),
    }
}

/// The value that null is sorted as.
fn unplaced(kind: Kind) -> Value {
    match kind {
        Kind::Integer | Kind::Flag | Kind::Time | Kind::Money => i64::MIN.into(),
        Kind::Id(_)
        | Kind::Text
        | Kind::Phone
        | Kind::Email
        | Kind::Outside(_)
        | Kind::Choice(_)
        | Kind::Currency
        | Kind::Json => "".into(),
    }
}

/// The sort value of a row.
fn placed(row: &Row<'_>, kind: Kind) -> Result<Value> {
    let place = match kind {
        Kind::Integer | Kind::Flag | Kind::Time | Kind::Money => {
            row.integer_or_none(PLACE)?.map(Value::from)
        }
        Kind::Id(_)
        | Kind::Text
        | Kind::Phone
        | Kind::Email
        | Kind::Outside(_)
        | Kind::Choice(_)
        | Kind::Currency
        | Kind::Json => row.text_or_none(PLACE)?.map(Value::from),
    };
    Ok(place.unwrap_or_else(|| unplaced(kind)))
}

fn least(kind: Kind) -> Param<'static> {
    place(&unplaced(kind)).unwrap_or(Param::Null)
}

/// A sort value from a cursor, as a parameter.
fn place(value: &Value) -> Result<Param<'static>> {
    match value {
        Value::String(text) => Ok(text.clone().into()),
        Value::Number(number) if number.is_i64() => Ok(number.as_i64().unwrap_or_default().into()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(Error::new(Code::CursorInvalid, "the cursor is not one of this list")
                .suggest("leave `cursor` out to start from the beginning"))
        }
    }
}
