//! The check of arguments and the schema that is served say the same, as far as the schema can say it.
//!
//! It cannot say: the fields of objects inside, limits of lengths and numbers, forms (an e-mail address), ids of
//! another kind, two arguments that exclude each other, names that are not there, and the arguments that are not
//! listed. Those are refused with reasons; a wrong type is not among them.

use deskhand::tool::{Operation, arguments::problems};
use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value, json};

use super::world;

/// Any value that an argument could be sent as.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-5_i64..200).prop_map(Value::from),
        (-5_i32..200).prop_map(|whole| json!(f64::from(whole))),
        any::<f64>().prop_map(Value::from),
        Just(json!(1e300)),
        Just(json!(u64::MAX)),
        "[a-z ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..3)
                .prop_map(|object| Value::Object(object.into_iter().collect())),
        ]
    })
}

/// Whether the served schema takes the value of an argument.
fn validates(served: &Map<String, Value>, name: &str, value: &Value) -> bool {
    let schema = &served["properties"][name];
    let draft = jsonschema::Draft::Draft202012;
    jsonschema::options().with_draft(draft).build(schema).unwrap().is_valid(value)
}

/// A field that is null is as good as left out.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| !value.is_null());
            said.map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// What the check says of the type of an argument or of an item of its list, or of its listed values.
fn refusals_by_type(operation: &dyn Operation, name: &str, value: &Value) -> Vec<String> {
    let arguments = Map::from_iter([(name.to_owned(), value.clone())]);
    // Mended as a call would be, where the rest of it is right.
    let rules = &operation.arguments().rules()["properties"][name];
    let mut found: Vec<String> = Vec::new();
    if let Err(error) = operation.arguments().check(arguments, &deskhand::clock::today) {
        found.extend(error.message().split("; ").map(str::to_owned));
    } else {
        assert!(
            problems(rules, &without_nulls(value)).is_empty()
                || value.is_null()
                || value.is_f64()
                || value.is_string()
        );
    }
    let is_of_it = |fault: &&String| {
        let Some((path, what)) = fault.split_once(": ") else { return false };
        let inside = path.strip_prefix(name).unwrap_or("none");
        let is_item = inside.starts_with('[') && inside.ends_with(']') && !inside.contains("].");
        (inside.is_empty() || is_item && !inside[1..].contains('['))
            && what.starts_with("must be ")
            && what.contains(", not ")
    };
    found.iter().filter(is_of_it).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_the_schema_takes_is_not_refused_by_its_type(
        (tool, argument) in any::<(Index, Index)>(), value in any_value(),
    ) {
        let operations = world::operations();
        let operation = tool.get(&operations).1;
        let served = operation.arguments().schema();
        let names: Vec<&String> = served["properties"].as_object().unwrap().keys().collect();
        prop_assume!(!names.is_empty());
        let name = argument.get(&names).as_str();
        let refused = refusals_by_type(operation, name, &value);
        let fits = validates(&served, name, &value);
        let tool = operation.spec().name;
        prop_assert!(!fits || refused.is_empty(), "{tool} {name}: {value} fits and is refused: {refused:?}");
        // The other way round null is an argument left out, and of several types all are taken where one is listed.
        let rules = &operation.arguments().rules()["properties"][name];
        let is_mended = value.is_null()
            || rules["type"].is_array()
            || rules["x-text"].is_string() && value.is_string()
            || has_null(&value);
        prop_assert!(fits || is_mended || !refused.is_empty(), "{tool} {name}: {value} does not fit and is taken");
    }
}

/// Whether null stands in a list.
fn has_null(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(Value::is_null))
}

#[test]
fn whole_numbers_may_have_a_decimal_point() {
    let mut tried = 0;
    for (_, operation) in world::operations() {
        let served = operation.arguments().schema();
        for (name, property) in served["properties"].as_object().unwrap() {
            if property["type"] != "integer" {
                continue;
            }
            for (value, fits) in
                [(json!(5.0), true), (json!(5), true), (json!(5.5), false), (json!("5"), false)]
            {
                assert_eq!(validates(&served, name, &value), fits);
                let refused = refusals_by_type(operation, name, &value);
                assert_eq!(refused.is_empty(), fits, "{} {name}: {value}", operation.spec().name);
            }
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}
