//! Operands of a filter: converts a value to the type of the field's column. Nothing is coerced.

use serde_json::Value;

use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id,
    store::{
        Param,
        entity::{Field, Kind},
    },
    tool::arguments::whole,
    value::{Currency, NumberText, Price},
};

/// The most characters of one value.
const TEXT_CHARS_MAX: usize = 1_000;

/// Converts a value for the field's column; an amount is in `currency`.
///
/// # Errors
/// `FILTER_INVALID` for one of another kind, `ID_WRONG_KIND`, `PRICE_INVALID`, `CURRENCY_UNKNOWN`.
pub(super) fn operand(
    field: &'static Field,
    value: &Value,
    currency: Option<Currency>,
) -> Result<Param<'static>> {
    let refuse = || refusal(field, value);
    match (field.kind, value) {
        (Kind::Id(prefix), Value::String(text)) => {
            let text = text.trim();
            id::refuse_other_kinds(text, prefix)?;
            // A name would be valid text but match nothing, so only ids are accepted.
            id::noun_of(text).map(|_| text.to_owned().into()).ok_or_else(refuse)
        }
        (Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_), Value::String(text))
            if text.chars().count() <= TEXT_CHARS_MAX =>
        {
            Ok(text.trim().to_owned().into())
        }
        (Kind::Choice(choices), Value::String(text)) if choices.contains(&text.trim()) => {
            Ok(text.trim().to_owned().into())
        }
        (Kind::Currency, Value::String(code)) => Ok(Currency::parse(code.trim())?.into()),
        (Kind::Integer, Value::Number(number)) => whole(number).map(Into::into).ok_or_else(refuse),
        (Kind::Flag, Value::Bool(flag)) => Ok((*flag).into()),
        (Kind::Time, Value::String(text)) => {
            Time::parse(text.trim()).map(Into::into).ok_or_else(refuse)
        }
        (Kind::Money, Value::Number(_)) => {
            let price: Price = serde_json::from_value(value.clone()).map_err(|_| refuse())?;
            let currency = currency.ok_or_else(|| Error::internal("an amount of no currency"))?;
            Ok(price.to_minor(currency)?.into())
        }
        _ => Err(refuse()),
    }
}

fn refusal(field: &Field, value: &Value) -> Error {
    let (wants, suggestion) = match field.kind {
        Kind::Id(prefix) => (
            "an id",
            format!("send an id, `{prefix}_…`; where only a name is known, get the thing first"),
        ),
        Kind::Choice(choices) => {
            ("one of its values", format!("send one of {}", choices.join(", ")))
        }
        Kind::Currency => ("a currency", "send its ISO 4217 code, such as EUR".to_owned()),
        Kind::Flag => ("true or false", "send true or false".to_owned()),
        Kind::Integer if value.is_number() => ("a whole number", "send a whole number".to_owned()),
        Kind::Integer | Kind::Money => {
            let text = value.as_str().unwrap_or_default();
            let advice = NumberText::advice(text, field.kind == Kind::Integer);
            ("a number", advice.unwrap_or_else(|| "send a number without quotes".to_owned()))
        }
        // A list: a day is many moments, and one of several is not compared with it.
        Kind::Time => ("a moment", "send one such as 2026-11-21T00:00:00Z".to_owned()),
        Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_) if value.is_string() => {
            ("short enough", "send text of at most 1,000 characters".to_owned())
        }
        Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_) | Kind::Json => {
            ("text", "send text of at most 1,000 characters".to_owned())
        }
    };
    let shown = short(&value.to_string());
    Error::new(Code::FilterInvalid, format!("filter.{}: {shown} is not {wants}", field.name))
        .suggest(suggestion)
}

/// The beginning of what a caller sent, for a message that must stay a sentence.
pub(super) fn short(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    let shown: String = text.chars().take(SHOWN_MAX).filter(|c| !c.is_control()).collect();
    if text.chars().nth(SHOWN_MAX).is_some() { format!("{shown}…") } else { shown }
}
