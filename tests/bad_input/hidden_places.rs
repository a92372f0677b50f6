//! Characters that nobody sees, in every text of every tool: refused by name in whatever is shown on one line, counted
//! and taken out elsewhere.

use deskhand::{
    catalogue,
    tool::{Operation, Tool},
};
use serde_json::{Map, Value, json};

/// Each with what a refusal says of it.
pub const HIDDEN: [(&str, &str); 12] = [
    ("\n", "U+000A line break"),
    ("\u{2028}", "U+2028 line break"),
    ("\u{202e}", "U+202E right-to-left override"),
    ("\u{2066}", "U+2066 left-to-right isolate"),
    ("\u{200b}", "U+200B zero-width space"),
    ("\u{200d}", "U+200D zero-width joiner"),
    ("\u{e0041}", "U+E0041 tag character"),
    ("\u{85}", "U+0085 line break"),
    ("\u{2800}", "U+2800 invisible character"),
    ("\u{16fe4}", "U+16FE4 invisible character"),
    ("\u{fffc}", "U+FFFC object replacement character"),
    ("\u{f0b7}", "U+F0B7 bullet of a font of symbols"),
];

/// What may have several lines. Whatever is not named here is one line, of whatever tool to come.
const LINES: &[&str] = &[
    "addNote",
    "replace",
    "answer",
    "understanding",
    "plan[0]",
    "notes",
    "address",
    "shippingAddress",
    "buyer.address",
    "reason",
    "tax.terms",
    "tax.exemption",
    "description",
    "descriptions[0]",
    "resolution",
    "message",
    "excerpt",
    "content.body",
    "meta.description",
    "edits[0].replace",
    "body",
];

/// What is compared and not kept, or read as bytes.
const AS_IS: &[&str] = &["find", "edits[0].find", "base64"];

fn operations() -> impl Iterator<Item = &'static dyn Operation> {
    catalogue::all().flat_map(|(_, tool)| match tool {
        Tool::One(operation) => vec![*operation],
        Tool::Actions(set) => set.actions.iter().map(|(_, operation)| *operation).collect(),
    })
}

/// The places of text in a schema, each with the arguments that hold `text` there and nothing else.
fn texts(schema: &Value, text: &str) -> Vec<(String, Value)> {
    let kind = &schema["type"];
    let is =
        |name: &str| kind == name || kind.as_array().is_some_and(|all| all.contains(&json!(name)));
    if let Some(properties) = schema["properties"].as_object() {
        let mut found = Vec::new();
        for (name, property) in properties {
            for (path, value) in texts(property, text) {
                let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
                found.push((format!("{name}{dot}{path}"), json!({ name: value })));
            }
        }
        return found;
    }
    if is("string") && schema.get("enum").is_none() {
        return vec![(String::new(), json!(text))];
    }
    if is("array") && schema.get("items").is_some() {
        let items = texts(&schema["items"], text).into_iter();
        return items
            .map(|(path, value)| {
                let dot = if path.is_empty() { "" } else { "." };
                (format!("[0]{dot}{path}"), json!([value]))
            })
            .collect();
    }
    Vec::new()
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn every_line_of_every_tool_refuses_what_hides_in_it_by_name() {
    let mut lines = 0;
    for operation in operations() {
        for (hidden, said) in HIDDEN {
            let text = format!("Lo{hidden}ng");
            for (path, arguments) in texts(operation.arguments().rules(), &text) {
                if LINES.contains(&&*path) || AS_IS.contains(&&*path) {
                    continue;
                }
                let name = operation.spec().name;
                let refused = operation
                    .arguments()
                    .check(map(arguments), &deskhand::clock::today)
                    .unwrap_err();
                let wanted = format!("{path}: holds {said} at position 3");
                assert!(refused.message().contains(&wanted), "{name}: {}", refused.message());
                assert!(refused.suggestion().is_some(), "{name} {path}");
                lines += 1;
            }
        }
    }
    assert!(lines > 500, "{lines} lines were tried");
}

#[test]
fn every_longer_text_of_every_tool_loses_it_and_says_so() {
    let mut tried = 0;
    for operation in operations() {
        for (path, arguments) in
            texts(operation.arguments().rules(), "one\n\u{202e}two\u{200b} ❤\u{fe0f}")
        {
            if !LINES.contains(&&*path) {
                continue;
            }
            let mut whole = map(arguments);
            // What else the operation needs, in good order.
            if whole.contains_key("replace") {
                whole.insert("find".to_owned(), json!("x"));
            }
            for (name, value) in [("field", json!("body")), ("find", json!("x"))] {
                if let Some(edit) = whole.get_mut("edits").and_then(|edits| edits.get_mut(0)) {
                    edit[name] = value;
                }
            }
            let rules = operation.arguments().rules();
            for name in rules["required"].as_array().into_iter().flatten() {
                let name = name.as_str().unwrap();
                whole.entry(name).or_insert_with(|| good(name, &rules["properties"][name]));
            }
            let checked = operation.arguments().check(whole, &deskhand::clock::today).unwrap();
            let name = operation.spec().name;
            let removed = checked.removed.unwrap();
            assert_eq!(
                removed,
                format!("2 invisible characters were removed from {path}."),
                "{name}"
            );
            assert!(
                checked.own.to_string().contains("one\\ntwo ❤\u{fe0f}"),
                "{name}: {}",
                checked.own
            );
            tried += 1;
        }
    }
    assert!(tried > 25, "{tried} texts were tried");
}

/// A value that an argument can have.
fn good(name: &str, property: &Value) -> Value {
    let is = |kind: &str| property["type"] == kind;
    if let Some(options) = property.get("enum") {
        options[0].clone()
    } else if is("number") {
        json!(1)
    } else if is("array") {
        json!([{ "title": "A", "unitPrice": 1, "quantity": 1 }])
    } else if is("object") {
        json!({ "body": "Words" })
    } else if name == "url" {
        json!("https://example.com")
    } else if property["x-form"] == "slug" {
        json!("a")
    } else {
        json!("A")
    }
}
