//! What templates call: addresses, files of pictures, Markdown, and lists that are surely lists.
//!
//! Content may be older than its template, so each filter takes any value and answers with nothing
//! where it cannot use it.

use std::time::Instant;

use minijinja::value::{Object, Value, ValueKind};
use minijinja::{Environment, State};
use serde::Serialize;

use crate::site::link::{Use, address};
use crate::site::markdown;

/// Makes the filters known to the templates. `base` must be a global of the environment.
pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("link", |state: &State<'_, '_>, written: Value| {
        shown_address(state, &written, Use::Link)
    });
    environment.add_filter("image_src", |state: &State<'_, '_>, written: Value| {
        shown_address(state, &written, Use::Image)
    });
    environment.add_filter("srcset", |state: &State<'_, '_>, image: Value| srcset(state, &image));
    environment.add_filter(
        "markdown",
        |state: &State<'_, '_>, text: Value, level: Option<usize>| {
            let text = text.as_str().unwrap_or_default();
            let html = if is_late(state) {
                markdown::plain(text)
            } else {
                markdown::to_html_at(level.unwrap_or(3), text, &base(state))
            };
            Value::from_safe_string(html)
        },
    );
    environment.add_filter("rows", rows);
    environment.add_filter("digits", |text: Value| -> String {
        let kept = |it: &char| it.is_ascii_digit() || *it == '+';
        text.as_str().unwrap_or_default().chars().filter(kept).collect()
    });
}

/// A value that templates can read, from anything that serialises; undefined when it does not.
pub(super) fn value_of(data: &impl Serialize) -> Value {
    serde_json::to_value(data).map_or(Value::UNDEFINED, |json| from_json(&json))
}

fn from_json(json: &serde_json::Value) -> Value {
    match json {
        // Absent, for a template, is one thing.
        serde_json::Value::Null => Value::UNDEFINED,
        serde_json::Value::Bool(it) => Value::from(*it),
        serde_json::Value::Number(it) => match it.as_i64() {
            Some(whole) => Value::from(whole),
            None => Value::from(it.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(it) => Value::from(it),
        serde_json::Value::Array(items) => items.iter().map(from_json).collect(),
        serde_json::Value::Object(fields) => {
            Value::from_pairs(fields.iter().map(|(name, field)| (name, from_json(field))))
        }
    }
}

fn shown_address(state: &State<'_, '_>, written: &Value, used: Use) -> Value {
    written
        .as_str()
        .and_then(|written| address(&base(state), written, used))
        .map_or(Value::UNDEFINED, Value::from)
}

/// The files that a browser chooses from; undefined where there is no choice.
fn srcset(state: &State<'_, '_>, image: &Value) -> Value {
    let sizes = rows(image.get_attr("sizes").unwrap_or_default());
    let mut files = Vec::new();
    for size in sizes.try_iter().into_iter().flatten() {
        let url = size.get_attr("url").unwrap_or_default();
        let width = size.get_attr("width").unwrap_or_default();
        // A comma in an address would end it.
        let url = shown_address(state, &url, Use::Image);
        let url = url.as_str().filter(|url| !url.contains([',', ' ']));
        if let (Some(url), Some(width)) = (url, width.as_i64()) {
            files.push(format!("{url} {width}w"));
        }
    }
    if files.len() < 2 { Value::UNDEFINED } else { Value::from(files.join(", ")) }
}

/// Until when a document is made with care.
#[derive(Debug)]
pub(super) struct Until(pub(super) Instant);

impl Object for Until {}

/// Whether the document has taken its time: what remains of it is shown plainly.
fn is_late(state: &State<'_, '_>) -> bool {
    let until = state.lookup("until");
    let until = until.as_ref().and_then(|until| until.downcast_object_ref::<Until>());
    until.is_some_and(|until| Instant::now() > until.0)
}

fn base(state: &State<'_, '_>) -> String {
    state.lookup("base").map(|base| base.to_string()).unwrap_or_default()
}

/// The objects in a list; empty for what is no list.
fn rows(list: Value) -> Value {
    if list.kind() != ValueKind::Seq {
        return Value::from(Vec::<Value>::new());
    }
    list.try_iter()
        .map(|items| items.filter(|item| item.kind() == ValueKind::Map).collect())
        .unwrap_or_default()
}
