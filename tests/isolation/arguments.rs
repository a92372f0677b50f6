//! Every argument of every tool: is it a way to name a thing, or a plain value?

use deskhand::tool::Operation;
use serde_json::{Map, Value, json};

/// What an argument is.
pub enum Class {
    /// It names an existing thing of this kind, by its id or by one of these names.
    Names(&'static str, &'static [&'static str]),
    /// A value of its own; this one would do.
    Plain(Value),
    /// An object whose fields can name images.
    Content,
    /// The name of a kind of thing, for the id beside it.
    Kind,
    /// The gate's, and tested by hand: cursors, keys, confirmations.
    Control,
}

/// What the argument at `path` of an operation is; `None` for one that nobody has thought about.
#[expect(clippy::match_same_arms, reason = "a table, read line by line")]
pub fn class(operation: &str, path: &str) -> Option<Class> {
    use Class::{Content, Control, Kind, Names, Plain};
    const PAGE: Class = Names("page", &["page", "path", "old path"]);
    Some(match (operation, path) {
        ("getHistory", "id") => Names("anything", &[]),
        ("getHistory", "entity") => Kind,
        ("getSectionTemplate", "id") => Names("template", &[]),
        ("getPage", "slug") => Names("page", &["path", "old path"]),
        ("deleteSection", "ids") => Names("section", &[]),
        (tool, "id") if tool.ends_with("Page") => PAGE,
        ("deletePage", "ids") | (_, "pageId" | "parentId") => PAGE,
        (_, "pageSectionId") => Names("section", &[]),
        (_, "templateKey" | "key") => Names("template", &["template"]),
        (_, "packageId") => Names("package", &["package"]),
        (_, "serviceId" | "serviceIds") => Names("service", &["service"]),
        (_, "imageId" | "meta.image") => Names("image", &[]),
        (_, "changeId") => Names("change", &[]),
        (_, "requestId") => Names("request", &[]),
        (_, "content") => Content,
        (_, "cursor" | "confirmationToken" | "idempotencyKey") => Control,
        (_, "name") => Plain(json!("A name")),
        (_, "slug") => Plain(json!("a-slug")),
        (_, "description" | "meta.title" | "meta.description") => Plain(json!("Words.")),
        (_, "query") => Plain(json!("heading")),
        (_, "price" | "durationMinutes") => Plain(json!(1)),
        (_, "currency") => Plain(json!("USD")),
        (_, "status") => Plain(json!("draft")),
        (_, "since") => Plain(json!("2026-01-01T00:00:00Z")),
        (_, "imageField") => Plain(json!("image")),
        (_, "edits" | "meta") => Plain(json!([])),
        (_, "edits.field" | "edits.find" | "edits.replace") => Plain(json!("heading")),
        _ => return None,
    })
}

/// The arguments of an operation that could name something: texts, lists and objects, at any depth.
pub fn paths(operation: &dyn Operation) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    collect("", &Value::Object((*operation.arguments().schema()).clone()), &mut found);
    found
}

fn collect(prefix: &str, schema: &Value, found: &mut Vec<(String, Value)>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let path = format!("{prefix}{name}");
        let kinds = property.get("type").map(Value::to_string).unwrap_or_default();
        let numbers_only = !["string", "array", "object"].iter().any(|kind| kinds.contains(kind));
        if !numbers_only || property.get("anyOf").is_some() {
            found.push((path.clone(), property.clone()));
        }
        for inner in [property, property.get("items").unwrap_or(&Value::Null)] {
            collect(&format!("{path}."), inner, found);
        }
    }
}

/// What has to go along with the argument at `path` so that the tool looks at it: what is required, and
/// what belongs together. `own` are things of the caller.
pub fn company(
    operation: &dyn Operation,
    path: &str,
    own: &dyn Fn(&str) -> String,
) -> Map<String, Value> {
    let name = operation.spec().name;
    let schema = operation.arguments().schema();
    let mut all = Map::new();
    for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        let required = required.as_str().unwrap();
        let list = schema["properties"][required]["type"] == "array";
        let value = match class(name, required) {
            Some(Class::Names(kind, _)) if list => json!([own(kind)]),
            // The caller has a section of this template, which takes an image.
            Some(Class::Names("template", _)) => json!("hero"),
            Some(Class::Names(kind, _)) => json!(own(kind)),
            Some(Class::Plain(value)) => value,
            Some(Class::Content | Class::Kind | Class::Control) | None => {
                panic!("{name} requires {required}: say what it is in tests/isolation")
            }
        };
        all.insert(required.to_owned(), value);
    }
    if (name, path) == ("updateSection", "imageId") {
        all.insert("imageField".into(), json!("image"));
    }
    if let Some((_, action)) = name.split_once(':') {
        all.insert("action".into(), json!(action));
    }
    all
}

/// Puts `value` where `path` says.
pub fn put(arguments: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            arguments.insert(path.to_owned(), value);
        }
        Some((outer, inner)) => {
            arguments.insert(outer.to_owned(), json!({ inner: value }));
        }
    }
}
