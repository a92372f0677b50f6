//! Characters that nobody sees in what a client sends: a line with one is refused by the check, longer text loses
//! them here, and the answer says how many.
//!
//! A text is of one line unless its schema says `x-lines`. Content whose fields are not in the schema (`x-fields`) is
//! checked by its own fields, which refuse and take away the same; here they are counted only. What has to be
//! found as it stands (`x-as-is`) is left alone: it is compared and not kept.

use std::borrow::Cow;

use serde_json::Value;

use super::check::Place;
use crate::value::hidden;

/// What becomes of text that a schema does not describe.
#[derive(Clone, Copy)]
enum Treatment {
    /// What is hidden is taken out.
    Cleaned,
    /// What is hidden is counted and stays: the operation takes it out.
    Counted,
}

/// Where characters were, and how many.
type RemovalCounts = Vec<(String, usize)>;

/// Takes hidden characters out of longer texts; what to say of it, if there were any.
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
        Value::String(text) if lines => take(text, place, Treatment::Cleaned, found),
        Value::Object(object) => {
            let Some(properties) = schema.get("properties") else {
                let counted = schema.get("x-fields").is_some();
                let free_to = if counted { Treatment::Counted } else { Treatment::Cleaned };
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
            None => free(value, place, Treatment::Cleaned, found),
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
    if let (Treatment::Cleaned, Cow::Owned(kept)) = (to, kept) {
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
