//! JSON Schemas made from Rust types, in the form that every client and API accepts: one flat root object,
//! no references, no combinators at the root, nothing that only Rust understands.

mod tidy;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use self::tidy::tidy;
use super::Kind;

/// The schema of an input type with the arguments that `kind` adds. Keys that start with `x-` are for our
/// own check and not served; see [`served`].
pub(super) fn input<I: JsonSchema>(kind: Kind) -> Value {
    let mut schema = of::<I>(SchemaSettings::draft2020_12());
    close(&mut schema);
    if let Some(properties) = properties(&mut schema) {
        properties.extend(kind_arguments(kind));
    }
    schema
}

/// The arguments that come with a kind.
fn kind_arguments(kind: Kind) -> Map<String, Value> {
    let mut added = json!({});
    match kind {
        Kind::Query => merge(
            &mut added,
            json!({
                "limit": { "type": "integer", "minimum": 1, "maximum": 100 },
                "cursor": { "type": "string" },
            }),
        ),
        Kind::Bracket => {}
        Kind::Command | Kind::Publication | Kind::Deletion | Kind::Exchange => merge(
            &mut added,
            json!({
                "dryRun": { "type": "boolean" },
                "idempotencyKey": { "type": "string", "minLength": 1, "maxLength": 128 },
            }),
        ),
    }
    if matches!(kind, Kind::Publication | Kind::Deletion) {
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

/// The answer of a query for items of type `T`.
pub(super) fn query_output<T: JsonSchema>() -> Map<String, Value> {
    object(
        &json!({
            "count": { "type": "integer" },
            "items": { "type": "array", "items": output::<T>() },
            "nextCursor": { "type": "string", "description": "There is more: pass it as cursor." },
            "note": note(),
        }),
        &["count", "items"],
    )
}

/// The answer of a command for a thing of type `T`.
pub(super) fn command_output<T: JsonSchema>(guarded: bool) -> Map<String, Value> {
    let mut shape = if guarded { preview_output() } else { dry_run_output() };
    merge(
        &mut shape,
        json!({
            "data": output::<T>(),
            "changeId": { "type": "string", "description": "For undoChange. Absent when nothing changed." },
            "resourceUrl": { "type": "string", "description": "Where a person sees it." },
        }),
    );
    object(&shape, &[])
}

/// The answer of a deletion: the preview, or what was deleted.
pub(super) fn deletion_output() -> Map<String, Value> {
    let mut shape = preview_output();
    merge(
        &mut shape,
        json!({
            "deleted": { "type": "array", "items": thing() },
            "changeId": { "type": "string", "description": "For undoChange." },
        }),
    );
    object(&shape, &[])
}

/// The answer of a bracket.
pub(super) fn bracket_output<T: JsonSchema>() -> Map<String, Value> {
    object(&json!({ "data": output::<T>() }), &["data"])
}

/// What a person sees before it is done; a dry run shows the same rows.
fn preview_output() -> Value {
    let mut shape = dry_run_output();
    merge(
        &mut shape,
        json!({
            "requiresConfirmation": { "type": "boolean" },
            "message": { "type": "string" },
            "items": { "type": "array", "items": thing(), "description": "All that would be deleted." },
            "confirmationToken": { "type": "string" },
            "expiresAt": { "type": "string", "format": "date-time" },
        }),
    );
    shape
}

fn thing() -> Value {
    json!({ "type": "object", "properties": {
        "entity": { "type": "string" }, "id": { "type": "string" }, "label": { "type": "string" },
    }, "required": ["entity", "id"] })
}

fn note() -> Value {
    json!({ "type": "string", "description": "What was left out, and how to get it." })
}

fn dry_run_output() -> Value {
    json!({
        "note": note(),
        "dryRun": { "type": "boolean" },
        "changes": { "type": "array", "items": { "type": "object" },
            "description": "Each { entity, id, op, fields: { name: [before, after] } }." },
        "repeated": { "type": "boolean", "description": "The first answer to this idempotencyKey." },
        "tenant": { "type": "string" },
        "proposed": { "type": "boolean" },
        "proposalId": { "type": "string" },
    })
}

/// A root object with `success` and these properties.
fn object(properties: &Value, required: &[&str]) -> Map<String, Value> {
    let mut all = json!({ "success": { "type": "boolean" } });
    merge(&mut all, properties.clone());
    let required: Vec<&str> = std::iter::once("success").chain(required.iter().copied()).collect();
    map(json!({ "type": "object", "properties": all, "required": required }))
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
        // The Rust type's own name and doc comment say nothing to a model.
        root.remove("title");
        root.remove("description");
    }
    tidy(&mut schema);
    schema
}

/// Refuses unknown properties in every object that names its properties.
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

/// What a model reads of a property. The check knows more, limits and the fields of objects inside: a list
/// of tools is paid for in every conversation, a description says a shape in fewer words than its schema,
/// and whoever sends something else is told what is wrong.
const SERVED: &[&str] = &["type", "enum", "description"];

/// The schema of arguments as a client sees it: names, types and descriptions.
pub fn served(schema: &Value) -> Value {
    let mut slim = schema.clone();
    for property in properties(&mut slim).into_iter().flat_map(Map::values_mut) {
        *property = served_property(property);
    }
    slim
}

fn served_property(property: &Value) -> Value {
    let Value::Object(object) = property else { return property.clone() };
    let mut slim = Map::new();
    for (key, value) in object {
        let value = match (key.as_str(), value) {
            // A list of types is fine by the standard, and some hosts stumble over it all the same.
            ("type", Value::Array(kinds)) => {
                let choices = kinds.iter().map(|kind| json!({ "type": kind })).collect();
                slim.insert("anyOf".into(), choices);
                continue;
            }
            ("items", value) => {
                let mut item = served_property(value);
                if let Value::Object(item) = &mut item {
                    item.shift_remove("description");
                }
                item
            }
            ("anyOf", Value::Array(choices)) => choices.iter().map(served_property).collect(),
            // The values say what they are.
            ("description", _) if object.contains_key("enum") => continue,
            (key, value) if SERVED.contains(&key) => value.clone(),
            _ => continue,
        };
        slim.insert(key.clone(), value);
    }
    Value::Object(slim)
}

/// The map inside a value that was written as an object.
pub(super) fn map(object: Value) -> Map<String, Value> {
    if let Value::Object(map) = object { map } else { Map::new() }
}

pub(super) fn properties(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    schema.get_mut("properties").and_then(Value::as_object_mut)
}

/// Adds the keys of one object to another.
pub(super) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
