//! Several operations under one name, chosen by the argument `action`; all arguments are in one flat object.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value, json};

use super::{
    Operation, Spec,
    arguments::{Arguments, CONTROL},
    schema,
};

/// An operation of a set with the value of its `action`.
pub type Action = (&'static str, &'static dyn Operation);

/// A tool with an `action` argument.
pub struct ActionSet {
    pub spec: Spec,
    /// The operations in the order in which they are listed.
    pub actions: &'static [Action],
}

impl ActionSet {
    /// A tool with these texts and operations.
    pub const fn new(spec: Spec, actions: &'static [Action]) -> ActionSet {
        ActionSet { spec, actions }
    }
}

/// The input schema of the `actions` that a principal may use: one flat object. A property says which actions need it.
pub fn input_schema(actions: &[(&str, &Arguments)]) -> Map<String, Value> {
    let names: Vec<&str> = actions.iter().map(|(name, _)| *name).collect();
    let mut properties = Map::new();
    properties.insert("action".into(), json!({ "type": "string", "enum": names }));
    let mut takers: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (action, arguments) in actions {
        let schema = arguments.schema();
        let required =
            schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        for (name, property) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let mark = if required.iter().any(|r| r == name) { "!" } else { "" };
            takers.entry(name.clone()).or_default().extend([*action, mark]);
            properties.entry(name).or_insert_with(|| property.clone());
        }
    }
    for (name, property) in &mut properties {
        if CONTROL.contains(&name.as_str()) {
            continue;
        }
        if let (Some(takers), Some(property)) = (takers.get(name), property.as_object_mut()) {
            annotate(property, takers, actions.len());
        }
    }
    schema::map(json!({
        "type": "object", "properties": properties, "required": ["action"],
    }))
}

/// Puts in front of a property's description which actions require it (`create!`), or else the one action that takes
/// it. An argument that several actions take as they like needs no note, and what an action does not take is refused.
/// `takers` alternates action and mark. Arguments that kinds add need no note either: they are the same for every tool.
fn annotate(property: &mut Map<String, Value>, takers: &[&str], actions: usize) {
    let pairs = takers.chunks(2);
    let required: Vec<String> =
        pairs.filter(|pair| pair.last() == Some(&"!")).map(<[&str]>::concat).collect();
    let note = match takers {
        _ if !required.is_empty() => required.join(", "),
        [only, _] if actions > 1 => (*only).to_owned(),
        _ => return,
    };
    let about = property.get("description").and_then(Value::as_str).unwrap_or_default();
    let about = if about.is_empty() { note } else { format!("{note}: {about}") };
    property.insert("description".into(), about.into());
}

/// The output schema of several operations: all properties that any of their answers can have.
pub fn output_schema(outputs: impl Iterator<Item = Arc<Map<String, Value>>>) -> Map<String, Value> {
    let mut properties = json!({});
    for output in outputs {
        for (name, property) in
            output.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            match properties.get_mut(name) {
                None => schema::merge(&mut properties, json!({ name: property })),
                Some(known) if bare(known) == bare(property) => {}
                Some(known) => either(known, property),
            }
        }
    }
    let required: &[&str] = if properties.get("done").is_some() { &[] } else { &["success"] };
    schema::map(json!({ "type": "object", "properties": properties, "required": required }))
}

/// A property without its description, which may differ between actions.
fn bare(property: &Value) -> Value {
    let mut bare = property.clone();
    if let Value::Object(object) = &mut bare {
        object.shift_remove("description");
    }
    bare
}

/// If two answers use one name for lists of different things, the schema allows items of both.
fn either(known: &mut Value, other: &Value) {
    let items = |list: &Value| list.get("items").cloned().unwrap_or(json!({}));
    let both = json!([items(known), items(other)]);
    *known = json!({ "type": "array", "items": { "anyOf": both } });
}
