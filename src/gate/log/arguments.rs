//! Arguments as the log stores them: without personal data, and limited in size.
//!
//! Rows of the log are kept forever and shown to models, so their size is limited whatever a client sends: texts and
//! names are cut, and nothing is added beyond [`BYTES_MAX`]. `…` marks what was left out.

use serde_json::{Map, Value};

use crate::gate::personal;

/// Characters of a text that are kept; the body of a page is in the ledger anyway.
const TEXT_CHARS_MAX: usize = 200;

/// Characters of a name that are kept; our own names are shorter.
const NAME_CHARS_MAX: usize = 64;

/// The most members of one object or list that are kept.
const ITEMS_MAX: usize = 100;

/// Deeper values are left out.
const DEPTH_MAX: usize = 8;

/// The most bytes kept of all arguments of a call together (approximate).
const BYTES_MAX: usize = 8 << 10;

/// The bytes that each value counts at least, because redaction may make it longer.
const VALUE_BYTES: usize = 16;

/// Marks what was left out.
const REST: &str = "…";

/// Arguments as JSON, without personal data and with long texts cut.
pub(in crate::gate) fn shortened(rules: &Value, arguments: &Map<String, Value>) -> String {
    personal::redacted(rules, &cut(arguments)).to_string()
}

/// Arguments without personal ones, as JSON: long texts are cut, and what looks like a phone number or key is removed.
pub(in crate::gate) fn whole(arguments: &Map<String, Value>) -> String {
    Value::Object(personal::without_traces_in(&cut(arguments))).to_string()
}

/// The names of the arguments of an unknown operation, with redacted values.
pub(in crate::gate) fn names(arguments: &Map<String, Value>) -> String {
    personal::redacted_value(&Value::Object(cut(arguments))).to_string()
}

fn cut(arguments: &Map<String, Value>) -> Map<String, Value> {
    Room(BYTES_MAX).object(arguments, 0)
}

/// The number of bytes that may still be kept.
struct Room(usize);

impl Room {
    fn value(&mut self, value: &Value, depth: usize) -> Value {
        match value {
            Value::String(text) => self.text(text, TEXT_CHARS_MAX).into(),
            Value::Array(_) | Value::Object(_) if depth == DEPTH_MAX => REST.into(),
            Value::Array(items) => self.list(items, depth),
            Value::Object(object) => self.object(object, depth).into(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn list(&mut self, items: &[Value], depth: usize) -> Value {
        let mut kept = Vec::new();
        for item in items {
            if kept.len() == ITEMS_MAX || !self.take(VALUE_BYTES) {
                kept.push(REST.into());
                break;
            }
            kept.push(self.value(item, depth + 1));
        }
        kept.into()
    }

    fn object(&mut self, object: &Map<String, Value>, depth: usize) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value) in object {
            if kept.len() == ITEMS_MAX || !self.take(VALUE_BYTES) {
                kept.insert(REST.to_owned(), true.into());
                break;
            }
            let name = self.text(name, NAME_CHARS_MAX);
            let value = self.value(value, depth + 1);
            kept.insert(name, value);
        }
        kept
    }

    fn text(&mut self, text: &str, chars_max: usize) -> String {
        let end = text.char_indices().nth(chars_max).map_or(text.len(), |(end, _)| end);
        let kept = text.get(..end).unwrap_or_default();
        // The length in JSON, where a control character takes six bytes.
        let bytes = kept.bytes().map(|byte| if byte < b' ' { 6 } else { 1 }).sum();
        if !self.take(bytes) {
            return REST.to_owned();
        }
        if end < text.len() { format!("{kept}{REST}") } else { kept.to_owned() }
    }

    fn take(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn ordinary_arguments_are_kept_as_they_are() {
        let given = json!({ "id": "about", "tags": ["a", 1, null, true], "seo": { "title": "T" } });
        assert_eq!(whole(&object(given.clone())), given.to_string());
    }

    #[test]
    fn a_row_has_a_limit_whatever_comes() {
        let long = "x".repeat(20 << 20);
        let wide: Map<String, Value> = (0..100_000).map(|n| (format!("{n}"), json!(n))).collect();
        let nested = (0..100).fold(json!("end"), |inner, _| json!({ "a": [inner, "b"] }));
        let tree = (0..5).fold(json!(1), |inner, _| Value::Array(vec![inner; 20]));
        let control = "\u{1}\"\\".repeat(100);
        let broad: Map<String, Value> = (0..100)
            .map(|n| (format!("{n}{}", "\u{1}".repeat(100)), json!(vec![control.clone(); 100])))
            .collect();
        for (at, given) in [
            json!({ long.as_str(): 1 }),
            json!({ "a": long }),
            json!({ "a": { long.as_str(): long } }),
            json!({ "a": vec!["é".repeat(200); 10_000] }),
            Value::Object(wide.clone()),
            json!({ "a": wide }),
            json!({ "a": nested }),
            json!({ "a": tree }),
            Value::Object(broad),
        ]
        .into_iter()
        .enumerate()
        {
            let given = object(given);
            assert!(whole(&given).contains(REST), "{at}");
            for text in [names(&given), whole(&given), shortened(&json!({}), &given)] {
                // In JSON, quotation marks and backslashes take a second byte.
                assert!(text.len() <= 2 * BYTES_MAX, "{at}: {}", text.len());
                assert!(serde_json::from_str::<Value>(&text).is_ok());
            }
        }
    }
}
