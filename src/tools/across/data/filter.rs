//! Turns the filter of queryData into conditions; reports everything invalid at once.

use serde_json::{Map, Value};

use super::{
    operand::{operand, short},
    spelled,
    times::Times,
};
use crate::{
    error::{Code, Error, Result},
    store::{
        Param,
        entity::{Entity, Field, Kind, SiteRow},
        select::{Comparison, Condition},
    },
    tool::arguments::{FOUND_MAX, Problem, nearest, refusal},
    value::Currency,
};

/// The most values in one list.
pub(super) const VALUES_MAX: usize = 100;

/// The operators by name.
pub const OPERATORS: [(&str, Comparison); 8] = [
    ("eq", Comparison::Eq),
    ("ne", Comparison::Ne),
    ("lt", Comparison::Lt),
    ("lte", Comparison::Lte),
    ("gt", Comparison::Gt),
    ("gte", Comparison::Gte),
    ("in", Comparison::In),
    ("contains", Comparison::Contains),
];

/// The field with that name.
///
/// # Errors
/// `FILTER_INVALID`, with the nearest name and all names.
pub(super) fn field(entity: &'static Entity, name: &str) -> Result<&'static Field> {
    entity.field(name).ok_or_else(|| {
        let names: Vec<&str> = entity.fields.iter().map(|field| field.name).collect();
        wrong(format!("{} has no field `{}`", entity.name, short(name))).suggest(known(
            "its fields",
            name,
            &names,
        ))
    })
}

/// The conditions of a filter. Amounts are compared within one currency: the filter's, or the tenant's. Phone numbers
/// are parsed as people in the tenant's country write them.
pub(super) fn conditions(
    entity: &'static Entity,
    filter: &Map<String, Value>,
    site: Option<&SiteRow>,
    times: &mut Times<'_>,
    faults: &mut Vec<Error>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let amounts = has_amounts(entity, filter);
    let country = site.map_or("", |site| &site.country);
    let currency = site.filter(|_| amounts).map(|site| {
        let (currency, condition) = currency(entity, filter, site.currency, faults);
        conditions.extend(condition);
        currency
    });
    for (name, said) in filter {
        if faults.len() >= FOUND_MAX {
            break;
        }
        let field = match field(entity, name) {
            Ok(field) => field,
            Err(error) => {
                faults.push(error);
                continue;
            }
        };
        let mut add = |operator: &str, value: &Value| match condition(
            field,
            operator,
            value,
            (currency, country),
            times,
        ) {
            Ok(some) => conditions.extend(some),
            Err(error) => faults.push(error),
        };
        match said.as_object() {
            None => add("eq", said),
            Some(operators) if operators.is_empty() => {
                faults.push(wrong(format!("filter.{name}: says nothing")).suggest(
                    "send a value, or an operator with a value such as { \"contains\": \"…\" }",
                ));
            }
            Some(operators) => {
                let some = operators.iter().take(FOUND_MAX);
                some.for_each(|(operator, value)| add(operator, value));
            }
        }
    }
    conditions
}

/// Whether what a filter says depends on the site: on its currency, or its country.
pub(super) fn is_local(entity: &Entity, filter: &Map<String, Value>) -> bool {
    let mut fields = filter.keys().filter_map(|name| entity.field(name));
    fields.any(|field| matches!(field.kind, Kind::Money | Kind::Phone))
}

/// Fails where anything is wrong, naming all of it.
pub(super) fn refuse(faults: Vec<Error>) -> Result<()> {
    if faults.len() <= 1 {
        return faults.into_iter().next().map_or(Ok(()), Err);
    }
    let found: Vec<Problem> = faults
        .iter()
        .map(|error| Problem {
            path: String::new(),
            message: error.message().to_owned(),
            suggestion: error.suggestion().map(str::to_owned),
            code: error.code(),
        })
        .collect();
    Err(refusal(Code::FilterInvalid, &found))
}

/// Whether a filter compares amounts.
fn has_amounts(entity: &Entity, filter: &Map<String, Value>) -> bool {
    filter.iter().any(|(name, said)| {
        entity.field(name).is_some_and(|field| field.kind == Kind::Money) && !is_null(said)
    })
}

/// In which currency a filter compares amounts, where it does not say it: things of another are left out.
pub(super) fn currency_note(
    entity: &Entity,
    filter: &Map<String, Value>,
    own: Currency,
) -> Option<String> {
    let is_assumed = has_amounts(entity, filter) && !filter.contains_key("currency");
    is_assumed.then(|| format!("Only amounts in {}.", own.code()))
}

/// Whether a filter says nothing of a field but that it is, or is not, null.
fn is_null(said: &Value) -> bool {
    said.as_object().map_or(said.is_null(), |said| said.values().all(Value::is_null))
}

/// The currency in which amounts are compared, and the condition for it if the filter has none.
fn currency(
    entity: &'static Entity,
    filter: &Map<String, Value>,
    own: Currency,
    faults: &mut Vec<Error>,
) -> (Currency, Option<Condition>) {
    let Some(said) = filter.get("currency") else {
        // Of a part it is that of the whole.
        let field = entity.fields.iter().find(|field| field.name == "currency");
        let condition = field.map(|field| Condition {
            column: field.column,
            comparison: Comparison::Eq,
            is_text: false,
            values: vec![Param::from(own)],
        });
        return (own, condition);
    };
    let Some(code) = said.get("eq").unwrap_or(said).as_str() else {
        let error = wrong("filter.currency: amounts are compared in one currency".to_owned());
        faults
            .push(error.suggest(format!("send one, for example \"currency\": \"{}\"", own.code())));
        return (own, None);
    };
    // One that is none is refused as what the field is compared with.
    (Currency::parse(code.trim()).unwrap_or(own), None)
}

fn condition(
    field: &'static Field,
    operator: &str,
    value: &Value,
    (currency, country): (Option<Currency>, &str),
    times: &mut Times<'_>,
) -> Result<Vec<Condition>> {
    let comparison = comparison(field, operator)?;
    let null =
        value.is_null() && field.nullable && matches!(comparison, Comparison::Eq | Comparison::Ne);
    if !null && !takes(field.kind, comparison) {
        let fitting: Vec<&str> = OPERATORS
            .iter()
            .filter(|(_, comparison)| takes(field.kind, *comparison))
            .map(|(name, _)| *name)
            .collect();
        let error = wrong(format!("filter.{}: cannot be compared by `{operator}`", field.name));
        return Err(match fitting.as_slice() {
            [] => error.suggest("filter by another field; this one can only be read"),
            some => error.suggest(format!("use one of {}", some.join(", "))),
        });
    }
    if let (Kind::Time, Value::String(text)) = (field.kind, value)
        && comparison != Comparison::In
    {
        return times.conditions(field, (operator, comparison), text);
    }
    let values = match (comparison, value) {
        (Comparison::In, Value::Array(list)) if (1..=VALUES_MAX).contains(&list.len()) => {
            list.iter().map(|value| operand(field, value, currency)).collect::<Result<_>>()?
        }
        (Comparison::In, _) => {
            return Err(wrong(format!(
                "filter.{}: `in` takes a list of 1 to {VALUES_MAX}",
                field.name
            ))
            .suggest("send a list, or use `eq`"));
        }
        (Comparison::Contains, Value::String(text)) if text.trim().is_empty() => {
            return Err(wrong(format!("filter.{}: is empty", field.name))
                .suggest("send the words to look for"));
        }
        (_, Value::Array(_)) => {
            return Err(wrong(format!("filter.{}: `{operator}` takes one value", field.name))
                .suggest("for several, send { \"in\": […] }"));
        }
        _ if null => vec![Param::Null],
        (_, value) => vec![operand(field, value, currency)?],
    };
    if let Some(spelled) = spelled::condition(field, comparison, value, country) {
        return Ok(vec![spelled]);
    }
    Ok(vec![Condition { column: field.column, comparison, is_text: field.kind.is_text(), values }])
}

fn comparison(field: &Field, operator: &str) -> Result<Comparison> {
    let found = OPERATORS.iter().find(|(name, _)| *name == operator);
    found.map(|(_, comparison)| *comparison).ok_or_else(|| {
        let message = format!("filter.{}: there is no operator `{}`", field.name, short(operator));
        wrong(message).suggest(known("the operators", operator, &OPERATORS.map(|(name, _)| name)))
    })
}

/// Whether fields of a kind can be compared with that operator.
pub fn takes(kind: Kind, comparison: Comparison) -> bool {
    use Comparison::{Contains, Eq, In, Ne};
    match kind {
        Kind::Id(_) | Kind::Choice(_) | Kind::Currency => matches!(comparison, Eq | Ne | In),
        Kind::Flag => matches!(comparison, Eq | Ne),
        Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_) => true,
        Kind::Integer | Kind::Time | Kind::Money => comparison != Contains,
        Kind::Json => false,
    }
}

/// The nearest name, and all names.
fn known(what: &str, given: &str, names: &[&str]) -> String {
    let all = format!("{what} are {}", names.join(", "));
    match nearest(given, names.iter().copied()) {
        Some(near) => format!("use `{near}`; {all}"),
        None => all,
    }
}

fn wrong(message: String) -> Error {
    Error::new(Code::FilterInvalid, message)
}
