//! Checks the field definitions of a new collection, because they cannot be changed later and every entry is checked
//! against them.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::fields::FieldType;
use crate::{
    error::{Code, Result},
    tool::arguments::{Problem, problems, refusal},
};

/// The most fields of a collection.
const FIELDS_MAX: usize = 50;

/// A list contains fields but no lists.
const LEVELS_MAX: usize = 2;

/// Checks field definitions: `[{ "name", "type", "required"?, "description"?, … }]`, in the form of a section
/// template's, without defaults.
///
/// # Errors
/// `CONTENT_INVALID`, naming every fault.
pub fn check(fields: &Value) -> Result<()> {
    // Wrapped in an object, because the check reports paths.
    let whole = json!({ "fields": fields });
    let schema = json!({ "type": "object", "properties": { "fields": list_schema(LEVELS_MAX) } });
    let mut found = problems(&schema, &whole);
    if found.is_empty() {
        check_list("fields", fields, LEVELS_MAX, &mut found);
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(refusal(Code::ContentInvalid, &found)
        .suggest("write them as [{ \"name\": \"price\", \"type\": \"text\" }, …]"))
}

/// The schema of a list of fields; `levels` is how deep lists may nest.
fn list_schema(levels: usize) -> Value {
    let count = json!({ "type": "integer", "minimum": 0, "maximum": 100 });
    let mut properties = json!({
        "name": { "type": "string", "minLength": 1, "maxLength": 50 },
        "type": { "type": "string", "minLength": 1, "maxLength": 50 },
        "required": { "type": "boolean" },
        "description": { "type": "string", "maxLength": 1000, "x-lines": true },
        "maxLength": { "type": "integer", "minimum": 1, "maximum": 200_000 },
        "minItems": count,
        "maxItems": count,
        "options": { "type": "array", "minItems": 1, "maxItems": 100,
                     "items": { "type": "string", "minLength": 1, "maxLength": 200 } },
    });
    if let (Some(properties), true) = (properties.as_object_mut(), levels > 1) {
        properties.insert("fields".into(), list_schema(levels - 1));
    }
    json!({
        "type": "array", "minItems": 1, "maxItems": FIELDS_MAX,
        "items": { "type": "object", "required": ["name", "type"], "properties": properties,
                   "additionalProperties": false },
    })
}

/// Properties that only fields of some types have, and whether they are required for those.
const BELONGINGS: &[(&str, &[FieldType], bool)] = &[
    ("options", &[FieldType::Choice], true),
    ("fields", &[FieldType::List], true),
    ("minItems", &[FieldType::List], false),
    ("maxItems", &[FieldType::List], false),
    (
        "maxLength",
        &[
            FieldType::Text,
            FieldType::Markdown,
            FieldType::Link,
            FieldType::Email,
            FieldType::Phone,
        ],
        false,
    ),
];

/// Checks what the schema cannot express: names, types, and properties that depend on the type.
fn check_list(path: &str, fields: &Value, levels: usize, found: &mut Vec<Problem>) {
    let mut names = HashSet::new();
    for (at, field) in fields.as_array().into_iter().flatten().enumerate() {
        let path = format!("{path}[{at}]");
        let mut add = |key: &str, message: String| {
            let (path, code) = (format!("{path}.{key}"), Code::ContentInvalid);
            found.push(Problem { path, message, suggestion: None, code });
        };
        let text = |key: &str| field.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, spoken) = (text("name"), text("type"));
        if !is_name(name) {
            add("name", format!("`{name}` must be letters and digits, such as `startDate`"));
        } else if !names.insert(name) {
            add("name", format!("`{name}` is there twice"));
        }
        let kind = match FieldType::deserialize(&Value::from(spoken)) {
            Ok(kind) => kind,
            Err(error) => {
                // The enum's own error lists the valid types.
                let error = error.to_string().replace('`', "");
                let known = error.split_once("one of ").map_or("", |(_, known)| known);
                add("type", format!("`{spoken}` is no type; there are {known}"));
                continue;
            }
        };
        if kind == FieldType::List && levels == 1 {
            add("type", "a list cannot hold lists".to_owned());
            continue;
        }
        for (key, owners, needed) in BELONGINGS {
            match (field.get(key).is_some(), owners.contains(&kind)) {
                (false, true) if *needed => add(key, "is missing".to_owned()),
                (true, false) => add(key, format!("does not belong to the type {spoken}")),
                (true | false, true | false) => {}
            }
        }
        let count = |key: &str| field.get(key).and_then(Value::as_u64);
        if count("minItems").zip(count("maxItems")).is_some_and(|(min, max)| min > max) {
            add("minItems", "is more than maxItems".to_owned());
        }
        if let Some(below) = field.get("fields") {
            check_list(&format!("{path}.fields"), below, levels - 1, found);
        }
    }
}

/// Whether a name can be a key of content.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}
