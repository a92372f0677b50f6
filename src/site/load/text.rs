//! Texts in content.

use serde_json::Value;

/// The text under a key; `None` if it is empty.
pub(super) fn word(object: &Value, key: &str) -> Option<String> {
    let word = object.get(key).and_then(Value::as_str).map(str::trim);
    word.filter(|word| !word.is_empty()).map(str::to_owned)
}
