//! Every argument of every tool: is it a way to name a thing, or a plain value?

use deskhand::tool::{Kind, Operation};
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
    const IMAGE: Class = Names("image", &["image", "image url"]);
    const POST: Class = Names("post", &["post slug", "post title"]);
    const ENTRY: Class = Names("entry", &["entry slug", "entry title"]);
    if let Some(class) = of_customers(operation, path).or_else(|| of_web(operation, path)) {
        return Some(class);
    }
    Some(match (operation, path) {
        ("getHistory", "id") => Names("anything", &[]),
        ("getHistory", "entity") => Kind,
        ("getSectionTemplate", "id") => Names("template", &[]),
        ("getPage", "slug") => Names("page", &["path", "old path"]),
        ("deleteSection", "ids") => Names("section", &[]),
        (tool, "id" | "ids" | "parentId") if tool.ends_with("NavItem") => {
            Names("nav item", &["nav item"])
        }
        (_, "navigationId") => Names("navigation", &["navigation"]),
        (_, "targetId") => PAGE,
        ("getImage" | "updateImage", "id") | ("deleteImage", "ids") => IMAGE,
        ("getPost", "id") | ("updatePost", "slug") | ("deletePost", "slugs") => POST,
        ("getPost", "slug") => Names("post", &["post slug"]),
        ("getEntry" | "updateEntry", "id") | ("deleteEntry", "ids") => ENTRY,
        ("getEntry", "slug") => Names("entry", &["entry slug"]),
        (_, "collectionSlug") => Names("posts", &["posts"]),
        (_, "collectionId") => Names("entries", &["entries"]),
        ("createPost" | "updatePost", "content.cover") => Content,
        ("createPost", "content") => Plain(json!({ "body": "Words." })),
        ("queryData", "entity") => Plain(json!("page")),
        ("queryData", "filter") => Plain(json!({})),
        ("queryData", "fields") => Plain(json!(["id"])),
        ("queryData", "sort") => Plain(json!("id")),
        ("acknowledgeRequest", "plan") => Plain(json!(["A step"])),
        (tool, "id") if tool.ends_with("Page") => PAGE,
        ("deletePage", "ids") | (_, "pageId" | "parentId") => PAGE,
        (_, "pageSectionId") => Names("section", &[]),
        (_, "templateKey" | "key") => Names("template", &["template"]),
        (_, "packageId") => Names("package", &["package"]),
        (_, "serviceId" | "serviceIds") => Names("service", &["service"]),
        (_, "imageId" | "meta.image" | "featuredImage") => IMAGE,
        (_, "changeId") => Names("change", &[]),
        (_, "requestId") => Names("request", &[]),
        (_, "content") => Content,
        (_, "cursor" | "confirmationToken" | "idempotencyKey") => Control,
        (_, "name") => Plain(json!("A name")),
        (_, "slug" | "newSlug") => Plain(json!("a-slug")),
        (_, "title" | "author" | "excerpt" | "category" | "content.body") => Plain(json!("Words")),
        (_, "understanding" | "answer") => Plain(json!("Words")),
        (_, "path" | "base64" | "filename") => Plain(json!("a.jpg")),
        (_, "tags" | "categories") => Plain(json!(["a"])),
        (_, "description" | "meta.title" | "meta.description") => Plain(json!("Words.")),
        (_, "provider") => Plain(json!("placeholder")),
        (_, "photoId") => Plain(json!("sea-square-1")),
        (_, "orientation") => Plain(json!("square")),
        (_, "color") => Plain(json!("blue")),
        (_, "page") => Plain(json!(1)),
        (_, "label") => Plain(json!("A label")),
        (_, "targetType") => Plain(json!("placeholder")),
        (_, "url") => Plain(json!("/")),
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

/// The same of what reads the web or sends to it.
fn of_web(operation: &str, path: &str) -> Option<Class> {
    use Class::Plain;
    Some(match (operation, path) {
        ("searchWeb", "mode") => Plain(json!("quick")),
        ("searchWeb", "topic") => Plain(json!("news")),
        ("fetchContent", "urls") => Plain(json!(["http://127.0.0.1/"])),
        ("fetchContent", "format") => Plain(json!("text")),
        ("httpGet" | "httpPost", "url") => Plain(json!("http://127.0.0.1/")),
        ("httpGet" | "httpPost", "headers") => Plain(json!({ "accept": "text/plain" })),
        ("httpPost", "body") => Plain(json!("Words")),
        _ => return None,
    })
}

/// The same of what is about contacts and orders.
fn of_customers(operation: &str, path: &str) -> Option<Class> {
    use Class::{Names, Plain};
    const CONTACT: Class = Names("contact", &["contact", "contact phone", "contact email"]);
    Some(match (operation, path) {
        (tool, "id" | "ids") if tool.ends_with("Contact") => CONTACT,
        (_, "contactId") => CONTACT,
        (tool, "id") if tool.ends_with("Order") => Names("order", &[]),
        (_, "pipeline") => Names("pipeline", &["pipeline"]),
        ("getOrder" | "createOrder" | "updateOrder", "stage") => Names("stage", &["stage"]),
        ("getContact", "phone") => Plain(json!("+14155552600")),
        ("createContact" | "updateContact", "phone") => Plain(json!("+14155552601")),
        (_, "email") => Plain(json!("new@example.com")),
        (_, "address" | "city" | "notes" | "shippingAddress" | "items.title") => {
            Plain(json!("Words"))
        }
        ("getContact", "tag") => Names("tag", &["tag"]),
        (_, "addTags" | "removeTags") => Plain(json!(["a"])),
        ("createOrder" | "updateOrder", "items") => {
            Plain(json!([{ "title": "A", "unitPrice": 1 }]))
        }
        ("createOrder" | "updateOrder", "items.packageId") => Names("package", &["package"]),
        (tool, "id") if tool.ends_with("Conversation") => {
            Names("conversation", &["contact", "contact phone", "contact email"])
        }
        ("getMessageTemplate", "name") | ("sendMessage", "template.name") => {
            Names("message template", &["message template"])
        }
        ("sendMessage", "replyToMessageId") => Names("message", &[]),
        (_, "assignedTo" | "resolution" | "message") => Plain(json!("Words")),
        ("sendMessage", "template") => Plain(json!({ "name": "a_template" })),
        ("sendMessage", "template.language") => Plain(json!("en")),
        ("sendMessage", "template.variables") => Plain(json!({})),
        _ => return None,
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
    let value = if kind.to_string().contains("array") {
        json!([{ inner: value, "quantity": 1 }])
    } else {
        json!({ inner: value })
    };
    arguments.insert(outer.to_owned(), value);
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
        Kind::Deletion | Kind::Publication | Kind::Retrieval | Kind::Sending => {
            vec![plain, dry, confirmed]
        }
    }
}
