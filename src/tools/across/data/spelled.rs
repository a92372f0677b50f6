//! Conditions on phone numbers and e-mail addresses, in any of their spellings.

use serde_json::Value;

use crate::{
    store::{
        Param,
        entity::{Field, Kind},
        select::{Comparison, Condition},
    },
    value::{Email, Phone},
};

/// The condition for a whole number or address, or for a part of one with `contains`; `None` if the field is of
/// another kind, or is compared literally.
pub(super) fn condition(
    field: &Field,
    comparison: Comparison,
    value: &Value,
    country: &str,
) -> Option<Condition> {
    if !matches!(field.kind, Kind::Phone | Kind::Email) {
        return None;
    }
    let texts: Vec<&str> = match value {
        Value::String(text) => vec![text.trim()],
        Value::Array(list) => list.iter().map(Value::as_str).collect::<Option<_>>()?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => return None,
    };
    let spelled = |text: &&str| match (field.kind, comparison) {
        (Kind::Phone, Comparison::Contains) => Phone::parts(text, country),
        (Kind::Phone, _) => Phone::spellings(text, country),
        (_, Comparison::Contains) => vec![Email::part(text)],
        (_, _) => Email::parse(text).map(|email| email.spellings()).unwrap_or_default(),
    };
    let or_as_it_is = |text: &&str| match spelled(text) {
        none if none.is_empty() => vec![(*text).to_owned()],
        some => some,
    };
    let values: Vec<Param<'static>> = texts.iter().flat_map(or_as_it_is).map(Param::from).collect();
    let comparison = match comparison {
        Comparison::Eq | Comparison::In => Comparison::In,
        Comparison::Ne => Comparison::NotIn,
        Comparison::Contains => Comparison::Contains,
        Comparison::Lt
        | Comparison::Lte
        | Comparison::Gt
        | Comparison::Gte
        | Comparison::NotIn
        | Comparison::NoneAmong => return None,
    };
    Some(Condition { column: field.column, comparison, is_text: field.kind.is_text(), values })
}
