//! Schemas in the form that every client and API accepts.

use deskhand::error::ErrorType;
use serde_json::{Map, Value, json};

use super::world;

/// Every schema of the list with its name.
fn schemas() -> Vec<(String, Value)> {
    let both = |tool: deskhand::gate::ListedTool| {
        let (input, output) = ((*tool.input_schema).clone(), (*tool.output_schema()).clone());
        [
            (format!("{} (input)", tool.name), Value::Object(input)),
            (format!("{} (output)", tool.name), Value::Object(output)),
        ]
    };
    world::listed("admin").into_iter().chain(world::listed("readonly")).flat_map(both).collect()
}

/// Every object inside a schema, the schema itself included.
fn objects<'v>(value: &'v Value, found: &mut Vec<&'v Map<String, Value>>) {
    match value {
        Value::Object(object) => {
            found.push(object);
            object.values().for_each(|value| objects(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Every property in a schema, at any depth: its path and its own schema.
fn properties(path: &str, schema: &Value, found: &mut Vec<(String, Value)>) {
    for (name, property) in
        schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    {
        let path = format!("{path}.{name}");
        properties(&path, property, found);
        found.push((path, property.clone()));
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(schema) = schema.get(inner) {
            properties(&format!("{path}[]"), schema, found);
        }
    }
    for choice in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        properties(path, choice, found);
    }
}

#[test]
fn a_schema_is_one_flat_object_without_references() {
    for (name, schema) in schemas() {
        assert_eq!(schema["type"], "object", "{name}");
        for word in ["oneOf", "anyOf", "allOf", "not", "if", "enum", "const"] {
            assert_eq!(schema.get(word), None, "{name}: `{word}` at the root");
        }
        let mut all = Vec::new();
        objects(&schema, &mut all);
        for object in all {
            for word in ["$ref", "$defs", "definitions", "$schema", "$id", "oneOf", "allOf"] {
                assert!(!object.contains_key(word), "{name}: `{word}`");
            }
            let ours = object.keys().find(|key| key.starts_with("x-"));
            assert_eq!(ours, None, "{name}: our own words are not served");
        }
    }
}

#[test]
fn an_input_refuses_what_it_does_not_know() {
    for (_, operation) in world::operations() {
        let (name, rules) = (operation.spec().name, operation.arguments().rules());
        assert_eq!(rules["additionalProperties"], false, "{name}");
        let mut all = Vec::new();
        objects(rules, &mut all);
        for object in
            all.into_iter().filter(|object| object.get("properties").is_some_and(Value::is_object))
        {
            // A property may be called `properties`; then its value describes it.
            if object.get("type").is_some_and(|kind| kind == "object") {
                assert_eq!(object["additionalProperties"], false, "{name}: {object:?}");
            }
        }
    }
}

#[test]
fn an_output_allows_fields_of_a_later_version() {
    for (name, schema) in schemas().into_iter().filter(|(name, _)| name.ends_with("(output)")) {
        let mut all = Vec::new();
        objects(&schema, &mut all);
        assert!(
            all.iter().all(|o| o.get("additionalProperties") != Some(&Value::Bool(false))),
            "{name}"
        );
        assert_eq!(schema["properties"]["success"]["type"], "boolean", "{name}");
        // An answer that may say that nothing was done has one of the two.
        let has_success = schema["required"].as_array().unwrap().contains(&"success".into());
        assert_eq!(has_success, schema["properties"].get("done").is_none(), "{name}");
    }
}

/// Arguments that mean the same in every tool: their name says it, or the rules and the tool's scopes do. A
/// word about each would be paid for in every conversation.
const SELF_EVIDENT: &str = "active address all answer archived button city contactId email notes phone pipeline \
    shippingAddress stage subject message channel replyToMessageId tag removeTags answer author categories category collectionSlug confirmationToken confirmed count \
    currency cursor description dryRun durationMinutes entity expectedVersion filename hidden \
    id idempotencyKey ids imageField imageId includeChildren includeContent includeFields includeIds indexing isProtected \
    keepId mergeId label limit name navigationId pageId pageSectionId parentId query requestId \
    changeId slug slugs sortOrder status tags targetId targetType title \
    understanding show url visible excerpt base64 content action key fields format mode topic provider photoId orientation color page \
    tagline legalName country timezone locale theme street postalCode region opens closes closed \
    color accent headingFont textFont corners density imageTreatment logo logoDark icon fonts \
    businessType social assignedTo descriptions find includeMessages includeOrders plan replace resolution serviceIds text \
    warnings price packageId orderId service start end minutes zone holdMinutes place source to \
    travelBeforeMinutes travelAfterMinutes noticeMinutes horizonDays bufferBeforeMinutes bufferAfterMinutes stepMinutes \
    dailyLimit online until usual note days date amount method invoiceId discount orderedOn dueOn suppliedOn kind buyer \
    reverseCharge reference tax paidOn current target from addNote addTags since channel newSlug exact urls photoIds corrects collectionId templateKey unpaid overdue reason";

#[test]
fn every_argument_is_described_and_typed() {
    for (name, schema) in schemas().into_iter().filter(|(name, _)| name.ends_with("(input)")) {
        let mut all = Vec::new();
        properties(&name, &schema, &mut all);
        for (path, property) in all {
            let about = property["description"].as_str().unwrap_or_default();
            let last = path.rsplit('.').next().unwrap_or_default();
            assert!(
                about.len() > 3 || SELF_EVIDENT.split(' ').any(|name| name == last),
                "{path} is not described"
            );
            let typed = property.get("type").is_some() || property.get("anyOf").is_some();
            assert!(typed, "{path} has no type: {property}");
        }
    }
}

#[test]
fn a_set_promises_what_each_of_its_actions_answers() {
    for tool in world::listed("admin") {
        for (_, operation) in world::operations().into_iter().filter(|(name, _)| *name == tool.name)
        {
            let action = operation.spec().name;
            let output = operation.output_schema();
            for (name, property) in output["properties"].as_object().unwrap() {
                let promised = &tool.output_schema()["properties"][name]["type"];
                assert_eq!(promised, &property["type"], "{action}: {name}");
            }
        }
    }
}

#[test]
fn what_is_required_exists() {
    for (name, schema) in schemas() {
        let properties = schema["properties"].as_object().unwrap();
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            assert!(properties.contains_key(required.as_str().unwrap()), "{name}: {required}");
        }
    }
}

#[test]
fn a_property_says_what_it_is() {
    // `true` allows everything by the standard, and strict clients take it for a mistake.
    for (name, schema) in schemas() {
        let mut all = Vec::new();
        properties(&name, &schema, &mut all);
        for (path, property) in all {
            assert!(property.is_object(), "{path}: {property}");
        }
    }
}

#[test]
fn nobody_can_name_a_tenant() {
    for (name, schema) in schemas() {
        let mut all = Vec::new();
        properties(&name, &schema, &mut all);
        for (path, _) in all {
            let last = path.rsplit('.').next().unwrap().to_lowercase();
            // Answers say whose data was written; nothing that is sent does.
            let is_sent = name.ends_with("(input)");
            assert!(!last.contains("tenant") || !is_sent, "{path}");
            assert!(!last.starts_with("agent") || !is_sent, "{path}");
        }
    }
}

#[test]
fn every_schema_compiles() {
    for (name, schema) in schemas() {
        assert!(jsonschema::meta::is_valid(&schema), "{name} is not a JSON Schema");
        validator(&schema);
    }
}

fn validator(schema: &Value) -> jsonschema::Validator {
    let draft = jsonschema::Draft::Draft202012;
    jsonschema::options().with_draft(draft).build(schema).expect("it compiles")
}

#[test]
fn the_check_of_arguments_refuses_what_the_schema_refuses() {
    // `null` stands for an argument left out, and JSON text for what it says; nothing else is forgiven.
    let values = [
        json!(true),
        json!(7),
        json!(1.5),
        json!("word"),
        json!(["word"]),
        json!([7]),
        json!({ "word": 7 }),
        json!([{ "word": 7 }]),
    ];
    let mut refused = 0;
    for (_, operation) in world::operations() {
        let schema = operation.arguments().schema();
        let strict = validator(&Value::Object((*schema).clone()));
        for name in schema["properties"].as_object().unwrap().keys() {
            for value in &values {
                let arguments = json!({ name: value });
                let at = format!("/{name}");
                let is_wrong = strict
                    .iter_errors(&arguments)
                    .any(|e| e.instance_path().to_string().starts_with(&at));
                // Of several types only text is listed, which can say the others: all of them are taken.
                // A text stands for an object that has one (`x-text`).
                let rules = &operation.arguments().rules()["properties"][name];
                let is_text_of_it = !rules["x-text"].is_null() && value.is_string();
                if !is_wrong || rules["type"].is_array() || is_text_of_it {
                    continue;
                }
                let given = arguments.as_object().unwrap().clone();
                let error = operation
                    .arguments()
                    .check(given, &deskhand::clock::today)
                    .expect_err("a wrong type");
                let operation = operation.spec().name;
                assert_eq!(
                    error.code().kind(),
                    ErrorType::ValidationError,
                    "{operation} {arguments}"
                );
                assert!(
                    error.message().contains(name.as_str()),
                    "{operation} {arguments}: {error}"
                );
                refused += 1;
            }
        }
    }
    assert!(refused > 500, "{refused} wrong values were tried");
}
