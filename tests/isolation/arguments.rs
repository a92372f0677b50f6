//! Every argument of every tool: is it a way to name a thing, or a plain value?

use deskhand::{
    id,
    tool::{Kind, Operation},
};
use serde_json::{Map, Value, json};

use super::made::plain;

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

/// What the argument at `path` of an operation is. One whose rule has `x-id` names a thing of that kind, by its id and
/// by the names of [`names_of`]; any other is a plain value. Only what differs is in the table. `None` for one that
/// sounds as if it named something, and of which nobody has said whether it does.
pub fn class(operation: &dyn Operation, path: &str) -> Option<Class> {
    if let Some(class) = differing(operation.spec().name, path) {
        return Some(class);
    }
    let rule = rule_of(operation.arguments().rules(), path);
    let prefix = rule.get("x-id").or_else(|| rule["items"].get("x-id"));
    if let Some(prefix) = prefix.and_then(Value::as_str) {
        let kind = id::noun_of(&format!("{prefix}_01h455vb4pex5vsknk084sn02q")).unwrap();
        return Some(Class::Names(kind, names_of(kind)));
    }
    let last = path.rsplit('.').next().unwrap().to_lowercase();
    let sounds =
        ["id", "ids", "slug", "slugs", "key", "image"].iter().any(|end| last.ends_with(end));
    (!sounds || rule.get("x-form").is_some()).then(|| Class::Plain(plain(rule, "A")))
}

/// What is otherwise than its rule says.
#[expect(clippy::match_same_arms, reason = "a table, read line by line")]
fn differing(operation: &str, path: &str) -> Option<Class> {
    use Class::{Content, Control, Kind, Names, Plain};
    const IMAGE: Class = Names("image", &["image", "image url"]);
    Some(match (operation, path) {
        (_, "cursor" | "confirmationToken" | "idempotencyKey") => Control,
        ("getHistory", "id") => Names("anything", &[]),
        ("findText" | "replaceText", "where.id") => Names("anything", &[]),
        ("getHistory", "entity") | ("findText" | "replaceText", "where.entity") => Kind,
        // What takes an id only, or a name only.
        ("getSectionTemplate", "id") => Names("section template", &[]),
        (_, "key") => Names("section template", &["template"]),
        ("getPage", "slug") => Names("page", &["path", "old path"]),
        ("getPost", "slug") => Names("post", &["post slug"]),
        ("getEntry", "slug") => Names("entry", &["entry slug"]),
        // There are two kinds of collections.
        (_, "collectionSlug") => Names("posts", &["posts"]),
        (_, "collectionId") => Names("entries", &["entries"]),
        // What can be of several kinds, or an address instead.
        (_, "targetId") => Names("page", &["page", "path", "old path"]),
        (_, "imageId" | "meta.image" | "featuredImage") => IMAGE,
        ("updateSite", "logo" | "logoDark" | "icon") => IMAGE,
        ("createPost", "content") => Plain(json!({ "body": "Words." })),
        (_, "content" | "content.cover") => Content,
        // Values that their rules do not give.
        (_, "imageField") => Plain(json!("image")),
        // It stands in everything that anybody has here.
        ("findText", "text") | ("replaceText", "find") => Plain(json!("e")),
        (_, "provider") => Plain(json!("placeholder")),
        (_, "photoIds") => Plain(json!(["sea-square-1"])),
        (_, "photoId") => Plain(json!("sea-square-1")),
        (_, "targetType") => Plain(json!("placeholder")),
        ("createOrder" | "updateOrder", "items") => {
            Plain(json!([{ "title": "A", "unitPrice": 1 }]))
        }
        ("createBooking" | "updateBooking", "start") => Plain(json!("2026-07-01 14:00")),
        ("createBooking" | "updateBooking", "end") => Plain(json!("2026-07-01 15:00")),
        ("getAvailability" | "getBooking", "from" | "to") => Plain(json!("2026-07-01")),
        ("updateAvailability", "hours") => {
            Plain(json!([{ "days": ["mon"], "opens": "09:00", "closes": "10:00" }]))
        }
        ("updateAvailability", "exceptions") => Plain(json!([{ "date": "2026-07-01" }])),
        // Numbers that offices have given.
        (_, "tax.taxId" | "tax.vatId" | "buyer.taxId") => Plain(json!("12/345")),
        ("fetchContent", "urls") => Plain(json!(["http://127.0.0.1/"])),
        ("httpGet" | "httpPost", "url") => Plain(json!("http://127.0.0.1/")),
        _ => return None,
    })
}

/// What things of a kind are called in the world, besides their ids.
fn names_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "page" => &["page", "path", "old path"],
        "image" => &["image", "image url"],
        "post" => &["post slug", "post title"],
        "entry" => &["entry slug", "entry title"],
        "section template" => &["template"],
        "navigation" => &["navigation"],
        "navigation item" => &["nav item"],
        "package" => &["package"],
        "service" => &["service"],
        "contact" | "conversation" => &["contact", "contact phone", "contact email"],
        "pipeline" => &["pipeline"],
        "stage" => &["stage"],
        "tag" => &["tag"],
        "message template" => &["message template"],
        _ => &[],
    }
}

/// The rule of the argument at `path`.
fn rule_of<'r>(rules: &'r Value, path: &str) -> &'r Value {
    path.split('.').fold(rules, |within, name| {
        let within = if within["properties"].is_object() { within } else { &within["items"] };
        &within["properties"][name]
    })
}

/// The arguments of an operation that could name something: texts, lists and objects, at any depth.
pub fn paths(operation: &dyn Operation) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    collect("", operation.arguments().rules(), &mut found);
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
    let schema = operation.arguments().rules();
    let mut all = Map::new();
    for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        let required = required.as_str().unwrap();
        let list = schema["properties"][required]["type"] == "array";
        let value = match class(operation, required) {
            Some(Class::Names(kind, _)) if list => json!([own(kind)]),
            // The caller has a section of this template, which takes an image.
            Some(Class::Names("section template", _)) => json!("hero"),
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
    if (name, path) == ("getPost", "collectionSlug") {
        all.insert("all".into(), true.into());
    }
    if (name, path) == ("getOrder", "pipeline") {
        all.insert("all".into(), true.into());
    }
    if path == "stage" && name != "updateOrder" {
        all.insert("pipeline".into(), json!(own("pipeline")));
    }
    if name == "sendMessage" && !path.starts_with("template") {
        all.insert("message".into(), json!("Words"));
    }
    if (name, path) == ("createInvoice", "corrects") {
        all.insert("kind".into(), json!("credit_note"));
    }
    if path == "targetId" {
        all.insert("targetType".into(), json!("page"));
    }
    if let Some((_, action)) = name.split_once(':') {
        all.insert("action".into(), json!(action));
    }
    all
}

/// Puts `value` where `path` says.
pub fn put(
    arguments: &mut Map<String, Value>,
    operation: &dyn Operation,
    path: &str,
    value: Value,
) {
    let Some((outer, inner)) = path.split_once('.') else {
        arguments.insert(path.to_owned(), value);
        return;
    };
    let kind = &operation.arguments().rules()["properties"][outer]["type"];
    if kind.to_string().contains("array") {
        arguments.insert(outer.to_owned(), json!([{ inner: value, "quantity": 1 }]));
    } else {
        arguments.entry(outer).or_insert_with(|| json!({}))[inner] = value;
    }
}

/// Puts arguments beside the one at that path.
pub fn put_beside(
    arguments: &mut Map<String, Value>,
    operation: &dyn Operation,
    path: &str,
    along: &Map<String, Value>,
) {
    for (name, value) in along {
        let beside = match path.rsplit_once('.') {
            Some((outer, _)) => format!("{outer}.{name}"),
            None => name.clone(),
        };
        put(arguments, operation, &beside, value.clone());
    }
}

/// How the call is made: as it is, and in every way in which its kind can be asked for.
pub fn manners(kind: Kind) -> Vec<Value> {
    let [plain, dry, confirmed] =
        [json!({}), json!({ "dryRun": true }), json!({ "confirmed": true })];
    match kind {
        Kind::Query => vec![plain, json!({ "includeContent": true }), json!({ "limit": 1 })],
        Kind::Fetch | Kind::RequestLifecycle => vec![plain],
        Kind::Inquiry => vec![plain, confirmed],
        Kind::Command | Kind::Exchange => vec![plain, dry],
        Kind::Deletion | Kind::Publication | Kind::Bulk | Kind::Retrieval | Kind::Sending => {
            vec![plain, dry, confirmed]
        }
    }
}
