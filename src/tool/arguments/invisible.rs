//! Invisible characters in arguments. In single-line text they are refused by the check; from longer text they are
//! removed here, and the answer says how many.
//!
//! A text is single-line unless its schema says `x-lines`. Content whose fields are not in the schema (`x-fields`) is
//! cleaned by its own fields; here the characters are only counted. Text to be found exactly (`x-as-is`) is left
//! alone: it is compared and not stored.

use std::borrow::Cow;

use serde_json::Value;

use super::check::Place;
use crate::value::hidden;

/// What to do with text that the schema does not describe.
#[derive(Clone, Copy)]
enum Treatment {
    /// Remove hidden characters.
    Remove,
    /// Count hidden characters and leave them: the operation removes them.
    Count,
}

/// The paths and numbers of removed characters.
type RemovalCounts = Vec<(String, usize)>;

/// Removes hidden characters from longer texts; returns the sentence about them, if there were any.
pub fn remove(schema: &Value, value: &mut Value) -> Option<String> {
    let mut found = RemovalCounts::new();
    described(schema, value, &Place::Root, &mut found);
    sentence(&found)
}

fn described(schema: &Value, value: &mut Value, place: &Place<'_>, found: &mut RemovalCounts) {
    if schema.get("x-as-is").is_some() {
        return;
    }
    let lines = schema.get("x-lines").is_some();
    match value {
        Value::String(text) if lines => take(text, place, Treatment::Remove, found),
        Value::Object(object) => {
            let Some(properties) = schema.get("properties") else {
                let counted = schema.get("x-fields").is_some();
                let free_to = if counted { Treatment::Count } else { Treatment::Remove };
                return free(value, place, free_to, found);
            };
            for (name, value) in object {
                if let Some(property) = properties.get(name) {
                    described(property, value, &Place::Field(place, name), found);
                }
            }
        }
        Value::Array(items) => match schema.get("items") {
            Some(schema) => {
                for (at, item) in items.iter_mut().enumerate() {
                    described(schema, item, &Place::Item(place, at), found);
                }
            }
            None => free(value, place, Treatment::Remove, found),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn free(value: &mut Value, place: &Place<'_>, to: Treatment, found: &mut RemovalCounts) {
    match value {
        Value::String(text) => take(text, place, to, found),
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                free(item, &Place::Item(place, at), to, found);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                free(value, &Place::Field(place, name), to, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn take(text: &mut String, place: &Place<'_>, to: Treatment, found: &mut RemovalCounts) {
    let (kept, count) = hidden::stripped(text);
    if count > 0 {
        found.push((place.to_string(), count));
    }
    if let (Treatment::Remove, Cow::Owned(kept)) = (to, kept) {
        *text = kept;
    }
}

/// `3 invisible characters were removed from content.body; 1 from notes.`
fn sentence(found: &RemovalCounts) -> Option<String> {
    const NAMED_MAX: usize = 10;
    let ((path, count), rest) = found.split_first()?;
    let were = if *count == 1 { "character was" } else { "characters were" };
    let mut parts = vec![format!("{count} invisible {were} removed from {path}")];
    parts.extend(rest.iter().take(NAMED_MAX).map(|(path, count)| format!("{count} from {path}")));
    let more: usize = rest.iter().skip(NAMED_MAX).map(|(_, count)| count).sum();
    if more > 0 {
        parts.push(format!("{more} from other places"));
    }
    Some(format!("{}.", parts.join("; ")))
}
