//! The output schemas of tools, most of which are not sent to clients.

use deskhand::{
    catalogue,
    tool::{Operation, Tool, actions},
};
use serde_json::{Map, Value};

/// The operations of a tool: itself, or its actions.
pub fn operations(tool: &str) -> Vec<&'static dyn Operation> {
    let (_, tool) = catalogue::all()
        .find(|(_, it)| it.spec().name == tool)
        .expect("an answering tool is in the catalogue");
    match tool {
        Tool::One(operation) => vec![*operation],
        Tool::Actions(set) => set.actions.iter().map(|(_, operation)| *operation).collect(),
    }
}

/// The schema of a tool's answers, from the catalogue.
pub fn whole(tool: &str) -> Map<String, Value> {
    let mut schemas: Vec<_> = operations(tool).iter().map(|it| it.output_schema()).collect();
    match schemas.pop() {
        Some(only) if schemas.is_empty() => Map::clone(&only),
        last => actions::output_schema(schemas.into_iter().chain(last)),
    }
}

/// The schema; with `is_bare`, `data` only identifies a thing that the agent may change but not read.
pub fn promised(tool: &str, is_bare: bool) -> Value {
    let mut schema = Value::Object(whole(tool));
    if is_bare && let Some(Value::Array(required)) = schema.pointer_mut("/properties/data/required")
    {
        required.retain(|field| field.as_str().is_some_and(names));
    }
    schema
}

/// Whether an answer only identifies the changed thing.
pub fn tells_no_more_than_which(answer: &Value) -> bool {
    let data = answer.get("data").and_then(Value::as_object);
    data.is_some_and(|data| !data.is_empty() && data.keys().all(|field| names(field)))
}

fn names(field: &str) -> bool {
    matches!(field, "id" | "version" | "updatedAt") || field.ends_with("Id")
}
