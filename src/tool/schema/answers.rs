//! The schemas of answers: one shape for each kind.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::{map, merge, output};

/// The answer of a query for items of type `T`.
pub(in crate::tool) fn query_output<T: JsonSchema>() -> Map<String, Value> {
    object(
        &json!({
            "count": { "type": "integer", "description": "On this page." },
            "total": { "type": "integer", "description": "On all pages." },
            "items": { "type": "array", "items": sparse(output::<T>()) },
            "nextCursor": { "type": "string", "description": "There is more: pass it as cursor." },
            "note": note(),
        }),
        &[],
    )
}

/// The answer of a finder, with a sentence if nothing fits.
pub(in crate::tool) fn finder_output<T: JsonSchema>() -> Map<String, Value> {
    let mut shape = query_output::<T>();
    if let Some(properties) = shape.get_mut("properties") {
        let none = "Nothing here does it, and who does.";
        merge(properties, json!({ "none": { "type": "string", "description": none } }));
    }
    shape
}

/// The answer of a fetch for items of type `T`.
pub(in crate::tool) fn fetch_output<T: JsonSchema>(asks: bool) -> Map<String, Value> {
    let mut shape = json!({
        "count": { "type": "integer" },
        "items": { "type": "array", "items": output::<T>() },
        "failures": { "type": "array", "items": { "type": "object" },
            "description": "Each { source, error }: who was asked and gave nothing." },
        "note": note(),
    });
    if asks {
        merge(&mut shape, question_output());
        merge(&mut shape, leaves());
    }
    object(&shape, &[])
}

/// The answer of a command for a thing of type `T`.
pub(in crate::tool) fn command_output<T: JsonSchema>(guarded: bool) -> Map<String, Value> {
    let mut shape = if guarded { preview_output() } else { dry_run_output() };
    merge(
        &mut shape,
        json!({
            "data": written::<T>(),
            "changeId": { "type": "string", "description": "To undo it by. Absent when nothing changed." },
            "resourceUrl": { "type": "string", "description": "Where a person sees it." },
        }),
    );
    object(&shape, &[])
}

/// The answer of a command that sends something.
pub(in crate::tool) fn departing_output<T: JsonSchema>() -> Map<String, Value> {
    let mut shape = command_output::<T>(true);
    if let Some(properties) = shape.get_mut("properties") {
        merge(properties, leaves());
    }
    shape
}

/// The schema of what would be sent.
fn leaves() -> Value {
    json!({ "leaves": { "type": "array", "items": { "type": "object" } } })
}

/// The answer of a deletion: what was deleted, and the preview if it needs a confirmation.
pub(in crate::tool) fn deletion_output(asks: bool) -> Map<String, Value> {
    let mut shape = if asks { preview_output() } else { dry_run_output() };
    merge(
        &mut shape,
        json!({
            "deleted": { "type": "array", "items": thing() },
            "changeId": { "type": "string", "description": "To undo it by." },
        }),
    );
    object(&shape, &[])
}

/// The answer of a tool that opens or closes a request.
pub(in crate::tool) fn request_output<T: JsonSchema>() -> Map<String, Value> {
    object(&json!({ "data": output::<T>(), "note": note() }), &["data"])
}

/// A written thing of type `T`: whole, or what is new.
fn written<T: JsonSchema>() -> Value {
    let mut shape = output::<T>();
    if let Some(fields) = shape.get_mut("properties").and_then(Value::as_object_mut)
        && fields.contains_key("version")
    {
        fields.entry("label").or_insert(json!({ "type": "string" }));
        fields.insert("changed".into(), json!({ "type": "array", "items": { "type": "string" } }));
    }
    let mut shape = sparse(shape);
    if let Some(object) = shape.as_object_mut() {
        object.shift_remove("required");
    }
    shape
}

/// A schema whose fields may be left out when empty: only fields that are never empty stay required.
fn sparse(mut shape: Value) -> Value {
    match &mut shape {
        Value::Array(items) => {
            for item in items {
                *item = sparse(item.take());
            }
        }
        Value::Object(object) => {
            for part in object.values_mut() {
                *part = sparse(part.take());
            }
            let fields = object.get("properties").cloned().unwrap_or_default();
            if let Some(Value::Array(required)) = object.get_mut("required") {
                required.retain(|name| {
                    let name = name.as_str().unwrap_or_default();
                    fields.get(name).is_some_and(|field| is_never_empty(name, field))
                });
                if required.is_empty() {
                    object.shift_remove("required");
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    shape
}

/// Whether a field is never empty: a number, a boolean, an enum, a time, an id.
fn is_never_empty(name: &str, field: &Value) -> bool {
    let kind = field.get("type").and_then(Value::as_str);
    matches!(kind, Some("boolean" | "integer" | "number"))
        || field.get("enum").is_some()
        || field.get("format").is_some()
        || (kind == Some("string") && (name == "id" || name.ends_with("Id")))
}

/// The preview that a person sees; a dry run shows the same rows.
fn preview_output() -> Value {
    let mut shape = dry_run_output();
    merge(&mut shape, question_output());
    merge(
        &mut shape,
        json!({
            "items": { "type": "array", "items": thing(), "description": "All that would be deleted." },
        }),
    );
    shape
}

/// The question to a person.
fn question_output() -> Value {
    json!({
        "done": done(),
        "requiresConfirmation": { "type": "boolean" },
        "message": { "type": "string" },
        "confirmationToken": { "type": "string" },
        "expiresAt": { "type": "string", "format": "date-time" },
        "decideUrl": { "type": "string", "description": "Where a person decides." },
    })
}

/// What a preview, a dry run and a proposal have in the place of `success`.
fn done() -> Value {
    json!({ "type": "boolean", "description": "false: nothing was done." })
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
        "done": done(),
        "note": note(),
        "dryRun": { "type": "boolean" },
        "changes": { "type": "array", "items": { "type": "object" },
            "description": "Each { entity, id, op, fields: { name: [before, after] } }." },
        "repeated": { "type": "boolean", "description": "The first answer to this idempotencyKey." },
        "tenant": { "type": "string" },
        "proposed": { "type": "boolean" },
        "proposalId": { "type": "string" },
        "decideUrl": { "type": "string", "description": "Where a person decides." },
    })
}

/// A root object with `success` and these properties. An answer that may say that nothing was done has either.
fn object(properties: &Value, required: &[&str]) -> Map<String, Value> {
    let mut all = json!({ "success": { "type": "boolean" } });
    merge(&mut all, properties.clone());
    let success = properties.get("done").is_none().then_some("success");
    let required: Vec<&str> = success.into_iter().chain(required.iter().copied()).collect();
    map(json!({ "type": "object", "properties": all, "required": required }))
}
