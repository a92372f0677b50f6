//! What of a call's arguments the log does not keep: what is told about people.
//!
//! An argument says in its schema that it is personal (`x-personal`); a contact named by its phone number,
//! e-mail address or name is personal by what it is. Ids, flags and the shape stay, so that the log still
//! tells what was done.

use serde_json::{Map, Value};

use crate::id::{self, ContactId, ConversationId};

/// Stands for what was there.
const VEIL: &str = "[personal]";

/// The arguments of an operation with these rules, personal values veiled. What the rules do not know is
/// personal.
pub(super) fn redacted(rules: &Value, arguments: &Map<String, Value>) -> Value {
    let property = |name: &str| rules.get("properties").and_then(|all| all.get(name));
    let entry = |(name, value): (&String, &Value)| {
        let value = property(name).map_or_else(|| veiled(value), |rules| kept(rules, value));
        (name.clone(), value)
    };
    Value::Object(arguments.iter().map(entry).collect())
}

fn kept(rules: &Value, value: &Value) -> Value {
    if rules.get("x-personal").is_some() {
        return veiled(value);
    }
    match value {
        Value::String(text) if names_person(rules) && !is_id(text) => VEIL.into(),
        Value::Array(items) => items
            .iter()
            .map(|item| rules.get("items").map_or_else(|| item.clone(), |rules| kept(rules, item)))
            .collect(),
        Value::Object(object) if rules.get("properties").is_some() => redacted(rules, object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            value.clone()
        }
    }
}

/// A conversation is named by its contact as well.
fn names_person(rules: &Value) -> bool {
    let of = rules.get("x-id").and_then(Value::as_str);
    of.is_some() && ["contact", "conversation"].iter().any(|noun| id::prefix_of(noun) == of)
}

fn is_id(text: &str) -> bool {
    let text = text.trim();
    matches!(ContactId::read(text), Ok(Some(_)))
        || matches!(ConversationId::read(text), Ok(Some(_)))
}

/// The shape of a value without its words and numbers.
pub(super) fn veiled(value: &Value) -> Value {
    match value {
        Value::String(_) | Value::Number(_) => VEIL.into(),
        Value::Array(items) => items.iter().map(veiled).collect(),
        Value::Object(object) => {
            object.iter().map(|(name, value)| (name.clone(), veiled(value))).collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}
