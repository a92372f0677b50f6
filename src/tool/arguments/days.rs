//! Turns the words for days in arguments that are days or moments (`x-form`: `date`, `moment`) into days.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    clock::DayWords,
    error::{Code, Error, Result},
};

/// Puts the day in place of words such as `friday` or `tomorrow 14:00`. `today` is asked for only where there are some.
///
/// # Errors
/// `ARGUMENT_INVALID` for words that can mean two days.
pub(super) fn resolve(schema: &Value, value: &mut Value, today: &dyn Fn() -> Date) -> Result<()> {
    match value {
        Value::String(text) => {
            let form = schema.get("x-form").and_then(Value::as_str);
            let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic());
            if !is_word || !matches!(form, Some("date" | "moment")) {
                return Ok(());
            }
            match DayWords::read(text, today()) {
                Some(DayWords::Said(day)) => *text = day,
                Some(DayWords::Either(one, other)) => return Err(unclear(text, &one, &other)),
                None => {}
            }
            Ok(())
        }
        Value::Object(object) => object.iter_mut().try_for_each(|(name, value)| {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            property.map_or(Ok(()), |property| resolve(property, value, today))
        }),
        Value::Array(items) => items.iter_mut().try_for_each(|item| {
            schema.get("items").map_or(Ok(()), |schema| resolve(schema, item, today))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn unclear(text: &str, one: &str, other: &str) -> Error {
    Error::new(Code::ArgumentInvalid, format!("“{text}” can be {one} or {other}")).suggest(format!(
        "send {one} or {other}; ask the person which one is meant if it is not clear"
    ))
}
