//! Arguments as the log keeps them: without what is told about people, and short enough to be kept.

use serde_json::{Map, Value};

use crate::gate::personal;

/// Text is kept up to so many characters; a page's body belongs into the ledger, not here.
const TEXT_CHARS_MAX: usize = 200;

/// Fields and items beyond so many of one object or list are not kept.
const ITEMS_MAX: usize = 100;

/// Arguments as JSON without personal data and with long text cut.
pub(in crate::gate) fn shortened(rules: &Value, arguments: &Map<String, Value>) -> String {
    cut(&personal::redacted(rules, arguments)).to_string()
}

/// Arguments that have nothing personal, as JSON with long text cut.
pub(in crate::gate) fn whole(arguments: &Map<String, Value>) -> String {
    object(arguments).to_string()
}

/// The names of arguments that nothing is known about.
pub(in crate::gate) fn names(arguments: &Map<String, Value>) -> String {
    let veiled = |(name, value): (&String, &Value)| (name.clone(), personal::veiled(value));
    let arguments: Map<String, Value> = arguments.iter().take(ITEMS_MAX).map(veiled).collect();
    object(&arguments).to_string()
}

fn object(object: &Map<String, Value>) -> Value {
    let fields = object.iter().take(ITEMS_MAX);
    Value::Object(fields.map(|(name, value)| (name.clone(), cut(value))).collect())
}

fn cut(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.char_indices().nth(TEXT_CHARS_MAX) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().take(ITEMS_MAX).map(cut).collect(),
        Value::Object(inner) => object(inner),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
