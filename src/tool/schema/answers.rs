//! The schemas of answers: one shape for each kind.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::{map, merge, output};

/// The answer of a query for items of type `T`.
pub(in crate::tool) fn query_output<T: JsonSchema>() -> Map<String, Value> {
    object(
        &json!({
            "count": { "type": "integer" },
            "total": { "type": "integer" },
            "items": { "type": "array", "items": output::<T>() },
            "nextCursor": { "type": "string", "description": "There is more: pass it as cursor." },
            "note": note(),
        }),
        &["count", "items"],
    )
}

/// The answer of a finder: it says where nothing fits.
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
            "data": output::<T>(),
            "changeId": { "type": "string", "description": "To undo it by. Absent when nothing changed." },
            "resourceUrl": { "type": "string", "description": "Where a person sees it." },
        }),
    );
    object(&shape, &[])
}

/// The output schema of a command with which something leaves.
pub(in crate::tool) fn departing_output<T: JsonSchema>() -> Map<String, Value> {
    let mut shape = command_output::<T>(true);
    if let Some(properties) = shape.get_mut("properties") {
        merge(properties, leaves());
    }
    shape
}

/// Everything that would leave.
fn leaves() -> Value {
    json!({ "leaves": { "type": "array", "items": { "type": "object" } } })
}

/// The answer of a deletion: the preview, or what was deleted.
pub(in crate::tool) fn deletion_output() -> Map<String, Value> {
    let mut shape = preview_output();
    merge(
        &mut shape,
        json!({
            "deleted": { "type": "array", "items": thing() },
            "changeId": { "type": "string", "description": "To undo it by." },
        }),
    );
    object(&shape, &[])
}

/// The answer of what opens or closes a request.
pub(in crate::tool) fn request_output<T: JsonSchema>() -> Map<String, Value> {
    object(&json!({ "data": output::<T>(), "note": note() }), &["data"])
}

/// What a person sees before it is done; a dry run shows the same rows.
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

/// What a person is asked.
fn question_output() -> Value {
    json!({
        "requiresConfirmation": { "type": "boolean" },
        "message": { "type": "string" },
        "confirmationToken": { "type": "string" },
        "expiresAt": { "type": "string", "format": "date-time" },
    })
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
