//! Characters that nobody sees in what a client sends: a line with one is refused by the check, longer text loses
//! them here, and the answer says how many.
//!
//! A text is of one line unless its schema says `x-lines`. Content whose fields are not in the schema (`x-fields`) is
//! checked by its own fields, which refuse and take away the same; here they are counted only. What has to be
//! found as it stands (`x-as-is`) is left alone: it is compared and not kept.

use serde_json::Value;

use crate::value::hidden;

/// What becomes of text that a schema does not describe.
#[derive(Clone, Copy)]
enum Free {
    /// It loses what is hidden.
    Cleaned,
    /// It will lose it.
    Counted,
}

/// Where characters were, and how many.
type Found = Vec<(String, usize)>;

/// Takes hidden characters out of longer texts; what to say of it, if there were any.
pub fn remove(schema: &Value, value: &mut Value) -> Option<String> {
    let mut found = Found::new();
    described(schema, value, "", &mut found);
    sentence(&found)
}

fn described(schema: &Value, value: &mut Value, path: &str, found: &mut Found) {
    if schema.get("x-as-is").is_some() {
        return;
    }
    let lines = schema.get("x-lines").is_some();
    match value {
        Value::String(text) if lines => take(text, path, Free::Cleaned, found),
        Value::Object(object) => {
            let Some(properties) = schema.get("properties") else {
                let counted = schema.get("x-fields").is_some();
                let free_to = if counted { Free::Counted } else { Free::Cleaned };
                return free(value, path, free_to, found);
            };
            for (name, value) in object {
                if let Some(property) = properties.get(name) {
                    described(property, value, &below(path, name), found);
                }
            }
        }
        Value::Array(items) => match schema.get("items") {
            Some(schema) => {
                for (at, item) in items.iter_mut().enumerate() {
                    described(schema, item, &format!("{path}[{at}]"), found);
                }
            }
            None => free(value, path, Free::Cleaned, found),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn free(value: &mut Value, path: &str, to: Free, found: &mut Found) {
    match value {
        Value::String(text) => take(text, path, to, found),
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                free(item, &format!("{path}[{at}]"), to, found);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                free(value, &below(path, name), to, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn take(text: &mut String, path: &str, to: Free, found: &mut Found) {
    let (kept, count) = hidden::stripped(text);
    if count == 0 {
        return;
    }
    found.push((path.to_owned(), count));
    if let Free::Cleaned = to {
        *text = kept.into_owned();
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// `3 invisible characters were removed from content.body; 1 from notes.`
fn sentence(found: &Found) -> Option<String> {
    const NAMED_MAX: usize = 10;
    let ((path, count), rest) = found.split_first()?;
    let were = if *count == 1 { "character was" } else { "characters were" };
    let mut sentence = format!("{count} invisible {were} removed from {path}");
    for (path, count) in rest.iter().take(NAMED_MAX - 1) {
        sentence.push_str(&format!("; {count} from {path}"));
    }
    if let Some(more) = rest.get(NAMED_MAX - 1..).filter(|more| !more.is_empty()) {
        let count: usize = more.iter().map(|(_, count)| count).sum();
        sentence.push_str(&format!("; {count} from other places"));
    }
    sentence.push('.');
    Some(sentence)
}
