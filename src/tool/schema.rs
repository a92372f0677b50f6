//! JSON Schemas of Rust types, in the subset that every client and API accepts: a flat root object, no references, no
//! combinators at the root, no formats specific to Rust.

mod answers;
mod tidy;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

pub(super) use self::answers::{
    command_output, deletion_output, departing_output, fetch_output, finder_output, query_output,
    request_output,
};
use self::tidy::tidy;
use super::Kind;
use crate::store::entity::ENTITIES;

/// The schema of an input type with the arguments that `kind` adds. Keys that start with `x-` are for our own check
/// and are not served; see [`served`].
pub(super) fn input<I: JsonSchema>(kind: Kind, tool: &str) -> Value {
    let mut schema = of::<I>(SchemaSettings::draft2020_12());
    close(&mut schema);
    if let Some(properties) = properties(&mut schema) {
        if let Some(name) = language_argument(tool) {
            // What it is for is told where the site has several languages; see `gate/present.rs`.
            let about = "A language of the site; without it the site's own.";
            let language = json!({ "type": "string", "x-form": "locale", "x-unlisted": true, "description": about });
            properties.insert(name.to_owned(), language);
        }
        properties.extend(kind_arguments(kind));
    }
    schema
}

/// The argument by which a tool reads or writes in another language of the site: of every tool that gets or updates
/// what visitors read. updateSite has a `locale` of its own, which is the site's.
pub(crate) fn language_argument(tool: &str) -> Option<&'static str> {
    let is_translated = ENTITIES.iter().any(|entity| entity.is_translated_by(tool));
    is_translated.then_some(if tool == "updateSite" { "inLocale" } else { "locale" })
}

/// The arguments that a kind adds.
fn kind_arguments(kind: Kind) -> Map<String, Value> {
    let mut added = json!({});
    match kind {
        Kind::Query => merge(
            &mut added,
            json!({
                "limit": { "type": "integer", "minimum": 1, "maximum": 100 },
                "cursor": { "type": "string" },
                // Agents whose writes wait are told of it; see `gate/present.rs`.
                "proposed": { "type": "boolean", "x-unlisted": true, "description": "With what you proposed." },
            }),
        ),
        Kind::RequestLifecycle | Kind::Fetch | Kind::Inquiry => {}
        Kind::Command
        | Kind::Publication
        | Kind::Bulk
        | Kind::Deletion
        | Kind::Exchange
        | Kind::Retrieval
        | Kind::Sending => {
            merge(
                &mut added,
                json!({
                    "dryRun": { "type": "boolean" },
                    "idempotencyKey": { "type": "string", "minLength": 1, "maxLength": 128, "x-personal": true },
                    "returning": { "type": "string", "enum": ["brief", "full"], "default": "brief" },
                }),
            );
        }
    }
    if kind.may_ask() {
        merge(
            &mut added,
            json!({
                "confirmed": { "type": "boolean" },
                "confirmationToken": { "type": "string" },
            }),
        );
    }
    map(added)
}

fn output<T: JsonSchema>() -> Value {
    of::<T>(SchemaSettings::draft2020_12().for_serialize())
}

fn of<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let settings = settings.with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(root) = schema.as_object_mut() {
        // The name and doc comment of the Rust type tell a model nothing.
        root.remove("title");
        root.remove("description");
    }
    tidy(&mut schema);
    schema
}

/// Adds `additionalProperties: false` to every object with listed properties.
fn close(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.get("properties").is_some_and(Value::is_object) {
                object.entry("additionalProperties").or_insert(Value::Bool(false));
            } else if object.get("type").is_some_and(|kind| kind == "object")
                && !object.contains_key("additionalProperties")
            {
                object.insert("properties".into(), json!({}));
                object.insert("additionalProperties".into(), Value::Bool(false));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The keywords that `tools/list` serves. The check knows more, such as limits and fields of nested objects. But the
/// list costs tokens in every conversation, a description says the shape in fewer words, and a client that sends
/// something else gets an error that explains it.
const SERVED: &[&str] = &["type", "enum", "description"];

/// Arguments that are accepted but not listed: they are the same in every tool. Programs find them in the
/// documentation, and the instructions mention them. `additionalProperties: false` is not listed either: an unknown
/// argument gets an error with the nearest name.
const UNLISTED: &[&str] =
    &["dryRun", "idempotencyKey", "expectedVersion", "returning", "limit", "cursor"];

/// The schema of arguments as clients see it: names, types and descriptions.
pub fn served(schema: &Value) -> Value {
    let Value::Object(root) = schema else { return schema.clone() };
    let is_listed = |name: &str, property: &Value| {
        !UNLISTED.contains(&name) && property.get("x-unlisted").is_none()
    };
    let is_ours = |key: &str| key == "additionalProperties" || key.starts_with("x-");
    let slim = root.iter().filter(|(key, _)| !is_ours(key));
    let slim = slim.map(|(key, value)| match (key.as_str(), value) {
        ("properties", Value::Object(properties)) => {
            let listed = properties.iter().filter(|(name, property)| is_listed(name, property));
            (key.clone(), listed.map(|(name, it)| (name.clone(), served_property(it))).collect())
        }
        _ => (key.clone(), value.clone()),
    });
    Value::Object(slim.collect())
}

fn served_property(property: &Value) -> Value {
    let Value::Object(object) = property else { return property.clone() };
    let mut slim = Map::new();
    for (key, value) in object {
        let value = match (key.as_str(), value) {
            // Some hosts refuse a list of types, others lose the type in an `anyOf`. Text can express the other types:
            // empty for null, and an object or list as JSON; the check accepts those.
            ("type", Value::Array(kinds)) => {
                let text = kinds.iter().find(|kind| *kind == "string");
                text.or_else(|| kinds.first()).cloned().unwrap_or_default()
            }
            ("items", value) => {
                let mut item = served_property(value);
                if let Value::Object(item) = &mut item {
                    item.shift_remove("description");
                }
                item
            }
            ("anyOf", Value::Array(choices)) => choices.iter().map(served_property).collect(),
            // The values explain themselves.
            ("description", _) if object.contains_key("enum") => continue,
            (key, value) if SERVED.contains(&key) => value.clone(),
            _ => continue,
        };
        slim.insert(key.clone(), value);
    }
    Value::Object(slim)
}

/// The map inside a value that was written as an object literal.
pub(super) fn map(object: Value) -> Map<String, Value> {
    if let Value::Object(map) = object { map } else { Map::new() }
}

pub(super) fn properties(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    schema.get_mut("properties").and_then(Value::as_object_mut)
}

/// Adds the members of one object to another.
pub(super) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
