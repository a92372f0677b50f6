//! Corrects known mistakes of hosts without changing the meaning: `null` for omitted arguments, objects and lists as
//! JSON text, blanks around text, decomposed accents, integers with a decimal point, and aliases of arguments
//! (`x-also`).
//!
//! Empty text counts as `null` where `null` removes something, because a host that knows only one type for an argument
//! cannot send `null`. Text counts as an object with that text if the schema names the field (`x-text`).

use std::{borrow::Cow, cell::Cell};

use serde_json::{Map, Value, json};

use crate::{
    error::{Code, Error, Result},
    json::{self, JsonError},
    unicode::compose,
    value::hidden::marked,
};

/// Corrects arguments.
///
/// # Errors
/// `ARGUMENT_INVALID` for JSON text that is ambiguous or too large.
pub(super) fn tidy(schema: &Value, arguments: &mut Value) -> Result<()> {
    let mut texts = Texts { left: Cell::new(json::VALUES_MAX), fault: None };
    mend(schema, arguments, &mut texts);
    compose_all(arguments);
    texts.fault.map_or(Ok(()), Err)
}

/// Normalises every text to NFC, the form in which text is stored, before anything is measured, compared or stored.
fn compose_all(value: &mut Value) {
    match value {
        Value::String(text) => {
            // With too many marks on a letter the text stays decomposed, because composing would hide one of them.
            let hides = |text: &str| marked(text).filter(|(_, hidden)| *hidden).count();
            if let Cow::Owned(composed) = compose(text)
                && hides(&composed) == hides(text)
            {
                *text = composed;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(compose_all),
        Value::Object(object) => object.values_mut().for_each(compose_all),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// State of parsing the JSON texts in a call's arguments.
struct Texts {
    /// How many more values they may contain.
    left: Cell<u32>,
    /// The error if one of them is ambiguous or too large.
    fault: Option<Error>,
}

impl Texts {
    /// The object or list that a text encodes, if it does.
    fn read(&mut self, text: &str) -> Option<Value> {
        let (fault, next) = match json::read_within(text.as_bytes(), &self.left) {
            Ok(parsed) => return Some(parsed).filter(|it| it.is_object() || it.is_array()),
            Err(JsonError::Wrong(_)) => return None,
            Err(JsonError::Twice(fault)) => (fault, "send every name only once"),
            Err(JsonError::TooMany) => {
                let fault = format!(
                    "the objects and lists that were sent as text hold more than {} values",
                    json::VALUES_MAX
                );
                (fault, "send less at once")
            }
        };
        self.fault = Some(Error::new(Code::ArgumentInvalid, fault).suggest(next));
        None
    }
}

fn mend(schema: &Value, value: &mut Value, texts: &mut Texts) {
    if texts.fault.is_some() {
        return;
    }
    if let Value::Number(number) = value {
        if let Some(whole) = whole(number).filter(|_| allows(schema, "integer")) {
            *value = whole.into();
        }
        return;
    }
    if let Value::String(text) = value {
        let structured = allows(schema, "object") || allows(schema, "array");
        if structured && !allows(schema, "string") {
            match (texts.read(text), schema.get("x-text").and_then(Value::as_str)) {
                (Some(parsed), _) => *value = parsed,
                (None, Some(field)) => *value = json!({ field: &*text }),
                (None, None) => return,
            }
        } else if allows(schema, "null") && text.trim().is_empty() {
            *value = Value::Null;
            return;
        } else if schema.get("x-verbatim").is_none() {
            let trimmed = text.trim();
            if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
            return;
        }
    }
    match value {
        Value::Object(object) => {
            // An object without listed properties is content, in which null means "remove".
            let Some(properties) = schema.get("properties") else { return };
            rename(properties, object);
            object.retain(|name, value| {
                let property = properties.get(name);
                !value.is_null() || property.is_some_and(|p| allows(p, "null"))
            });
            for (name, value) in object {
                if let Some(property) = properties.get(name) {
                    mend(property, value, texts);
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    mend(schema, item, texts);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The integer value of a number: in JSON Schema, and in languages with one number type, 5.0 is 5.
pub(crate) fn whole(number: &serde_json::Number) -> Option<i64> {
    // Every integer up to this is exact as a float.
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let float = match number.as_i64() {
        Some(whole) => return Some(whole),
        None => number.as_f64()?,
    };
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    (float.fract() == 0.0 && float.abs() <= EXACT_MAX).then_some(float as i64)
}

/// Renames arguments that were sent by an alias (`x-also`). A single value for a list becomes a list of one.
fn rename(properties: &Value, object: &mut Map<String, Value>) {
    for (name, property) in properties.as_object().into_iter().flatten() {
        let others = property.get("x-also").and_then(Value::as_array);
        for other in others.into_iter().flatten().filter_map(Value::as_str) {
            if object.contains_key(name) || properties.get(other).is_some() {
                break;
            }
            let Some(value) = object.shift_remove(other) else { continue };
            let is_one = value.is_string() && allows(property, "array");
            let value = if is_one { json!([value]) } else { value };
            object.insert(name.clone(), value);
        }
    }
}

/// Whether `schema` allows a value of `kind`.
fn allows(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|known| known == kind),
        Some(_) | None => false,
    }
}
