//! The rules that hosts and their models' APIs publish for tools, held against the whole list.
//!
//! * Anthropic: a name has up to 64 of `A-Za-z0-9_-`; the root is an object without `oneOf`, `anyOf`, `allOf`
//!   (docs.anthropic.com, tool use; github.com/anthropics/claude-code/issues/657).
//! * `OpenAI`: the same names, a description of up to 1,024 characters; strict takes only objects that name all their
//!   properties, require them all and allow no others (platform.openai.com, function calling, structured outputs).
//! * Gemini: an `OpenAPI` subset of one type for each value: `type`, `description`, `enum` of texts, `items`,
//!   `properties`, `required`; a name begins with a letter or `_` and has up to 64 characters (ai.google.dev, function
//!   calling; an API of before November 2025 refuses lists of types and loses `anyOf`).
//! * VS Code: `tool parameters array type must have items`, `parameters must be an object with properties`
//!   (microsoft/vscode, `toolSchemaNormalizer.ts`).

use deskhand::gate::ListedTool;
use serde_json::{Map, Value, json};

use super::world;

/// The tools that a host shows its model where it cuts the list.
const SHOWN_MIN: usize = 40;

/// Everything that a host would refuse in a tool, or lose of it.
fn faults(name: &str, description: &str, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !begins || name.len() > 64 || !name.chars().all(plain) {
        found.push(format!("`{name}` is no name"));
    }
    if description.is_empty() || description.chars().count() > 1_024 {
        found.push("the description is missing or too long".to_owned());
    }
    if schema["type"] != "object" || !schema["properties"].is_object() {
        found.push("the root is no object with properties".to_owned());
    }
    nodes(name, schema, &mut found);
    found
}

/// The same for a value and everything in it.
fn nodes(path: &str, schema: &Value, found: &mut Vec<String>) {
    const KNOWN: [&str; 6] = ["type", "description", "enum", "items", "properties", "required"];
    const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
    let Some(object) = schema.as_object() else {
        return found.push(format!("{path} is no schema"));
    };
    for word in object.keys().filter(|word| !KNOWN.contains(&word.as_str())) {
        found.push(format!("{path}: `{word}` is lost or refused"));
    }
    if !object.get("type").and_then(Value::as_str).is_some_and(|kind| TYPES.contains(&kind)) {
        found.push(format!("{path} has not one type"));
    }
    if let Some(values) = object.get("enum") {
        let texts = values.as_array().is_some_and(|all| all.iter().all(Value::is_string));
        if !texts || values == &json!([]) {
            found.push(format!("{path}: its values are not texts"));
        }
    }
    match (object.get("items"), object.get("type") == Some(&json!("array"))) {
        (Some(items), true) => nodes(&format!("{path}[]"), items, found),
        (None, true) => found.push(format!("{path}: a list without items")),
        (Some(_), false) => found.push(format!("{path}: items of no list")),
        (None, false) => {}
    }
    let properties = object.get("properties").and_then(Value::as_object);
    for required in object.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !properties.is_some_and(|all| all.contains_key(required.as_str().unwrap_or_default())) {
            found.push(format!("{path}: requires {required}, which it has not"));
        }
    }
    for (name, property) in properties.into_iter().flatten() {
        nodes(&format!("{path}.{name}"), property, found);
    }
}

/// Whether an object says nothing of what is in it.
fn is_free(schema: &Value) -> bool {
    schema["type"] == "object" && schema.get("properties").is_none()
}

/// A schema as hosts rewrite it for strict calls: everything is required, what was not may be null; an object of which
/// nothing is known is text with JSON.
fn strict(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if is_free(&schema) {
        return json!({ "type": "string" });
    }
    if let Some(items) = schema.get("items").cloned() {
        schema["items"] = strict(&items);
    }
    let required = schema.get("required").cloned().unwrap_or_default();
    let was_required =
        |name: &str| required.as_array().is_some_and(|all| all.iter().any(|it| it == name));
    if let Some(properties) = schema.get("properties").and_then(Value::as_object).cloned() {
        let rewritten: Map<String, Value> = properties
            .iter()
            .map(|(name, property)| {
                let mut property = strict(property);
                if !was_required(name) {
                    property["type"] = json!([property["type"], "null"]);
                }
                (name.clone(), property)
            })
            .collect();
        schema["required"] = rewritten.keys().cloned().collect();
        schema["properties"] = Value::Object(rewritten);
        schema["additionalProperties"] = false.into();
    }
    schema
}

fn input(tool: &ListedTool) -> Value {
    Value::Object((*tool.input_schema).clone())
}

fn lists() -> Vec<ListedTool> {
    let profiles = ["admin", "general", "readonly"];
    profiles.into_iter().flat_map(world::listed).chain(world::short("admin")).collect()
}

#[test]
fn every_tool_is_one_that_every_host_takes() {
    for tool in lists() {
        let found = faults(tool.name, &tool.description, &input(&tool));
        assert!(found.is_empty(), "{}: {found:#?}", tool.name);
    }
}

#[test]
fn what_hosts_refuse_is_found() {
    let with = |property: Value| json!({ "type": "object", "properties": { "a": property } });
    for bad in [
        json!({ "anyOf": [] }),
        json!({ "type": "object" }),
        json!({ "type": "object", "properties": {}, "required": ["a"] }),
        with(json!({ "type": "array" })),
        with(json!({ "type": "array", "items": true })),
        with(json!({ "type": "array", "items": {} })),
        with(json!({ "type": ["string", "null"] })),
        with(json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] })),
        with(json!({ "type": "string", "enum": ["a", null] })),
        with(json!({ "type": "string", "format": "date" })),
        with(json!({ "$ref": "#/$defs/a" })),
        with(json!({ "type": "object", "properties": { "b": { "type": "array" } } })),
    ] {
        assert!(!faults("getPage", "Get pages.", &bad).is_empty(), "{bad}");
    }
    let good = with(json!({ "type": "string" }));
    for name in ["", "1a", "a.b", "a b", &"a".repeat(65)] {
        assert!(!faults(name, "Get pages.", &good).is_empty(), "{name}");
    }
    assert_eq!(faults("getPage", "Get pages.", &good), [""; 0]);
}

#[test]
fn an_object_says_what_may_stand_in_it() {
    let shows =
        |property: &Value| property["description"].as_str().unwrap_or_default().contains('{');
    for tool in lists() {
        for (name, property) in input(&tool)["properties"].as_object().unwrap() {
            let free = is_free(property) || property.get("items").is_some_and(is_free);
            assert!(!free || shows(property), "{}: {name} is not shown: {property}", tool.name);
        }
    }
}

#[test]
fn a_call_by_the_strict_form_of_a_schema_is_taken() {
    let value = |property: &Value| match (&property["type"], property.get("enum")) {
        (Value::Array(_), _) => Value::Null,
        (_, Some(values)) => values[0].clone(),
        (kind, None) => match kind.as_str().unwrap() {
            "string" => json!("{}"),
            "boolean" => json!(true),
            "array" => json!([]),
            _ => json!(1),
        },
    };
    for (_, operation) in world::operations() {
        let schema = strict(&Value::Object((*operation.arguments().schema()).clone()));
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(schema["required"].as_array().unwrap().len(), properties.len());
        let arguments: Map<String, Value> =
            properties.iter().map(|(name, property)| (name.clone(), value(property))).collect();
        // Whatever else is wrong with such values, none is of a wrong type.
        if let Err(error) = operation.arguments().check(arguments, &deskhand::clock::today) {
            let name = operation.spec().name;
            assert!(!error.message().contains("must be text"), "{name}: {error}");
            assert!(!error.message().contains("not null"), "{name}: {error}");
            assert!(!error.message().contains("must be an object"), "{name}: {error}");
        }
    }
}

#[test]
fn what_a_call_always_needs_comes_before_hosts_cut() {
    let names = world::names();
    let place = |name: &str| names.iter().position(|it| *it == name).unwrap();
    for name in ["searchTools", "acknowledgeRequest", "finalAnswer", "queryData", "undoChange"] {
        assert!(place(name) < 7, "{name} is the {}th", place(name) + 1);
    }
    assert!(names.len() > SHOWN_MIN, "nothing is cut any more");
}
