//! Shortens arguments and answers to a line or two; `--json` shows everything.

use serde_json::{Map, Value};

/// The path of the home page.
const HOME: &str = "home";

/// The kind of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Done or read.
    Done,
    /// A preview or a dry run.
    Asks,
    /// An error that the assistant has to mend.
    Refused,
}

/// Arguments: `name: "About", meta: {title, description}`.
pub(crate) fn arguments(arguments: &Value) -> String {
    let pairs = arguments.as_object().into_iter().flatten();
    pairs.map(|(key, value)| format!("{key}: {}", short(value))).collect::<Vec<_>>().join(", ")
}

/// The lines that summarise an answer.
pub(crate) fn brief(answer: &Value) -> (Tone, Vec<String>) {
    if let Some(error) = answer.get("error") {
        let first = format!("{}: {}", text(error, "code"), text(error, "message"));
        let next = text(error, "suggestion");
        let next = (!next.is_empty()).then(|| format!("→ {next}"));
        return (Tone::Refused, std::iter::once(first).chain(next).collect());
    }
    if answer.get("requiresConfirmation").is_some() {
        // The text after the question is for the model.
        let question = text(answer, "message").split_inclusive('?').next().unwrap_or_default();
        let gone =
            answer.get("items").map(|items| format!("would delete: {}", things(Some(items))));
        let lines = std::iter::once(question.to_owned()).chain(gone).chain(changes(answer));
        return (Tone::Asks, lines.collect());
    }
    if answer.get("changes").is_some() {
        return (Tone::Asks, changes(answer).collect());
    }
    let mut line = match (answer.get("items"), answer.get("deleted"), answer.get("data")) {
        (Some(items), ..) => listed(items),
        (_, Some(deleted), _) => format!("deleted: {}", things(Some(deleted))),
        (.., Some(data)) => resource(data),
        (None, None, None) => String::new(),
    };
    if let Some(change) = answer.get("changeId").and_then(Value::as_str) {
        line = format!("{line}  ·  {}", short_id(change));
    }
    (Tone::Done, vec![line])
}

/// The changes of a preview, a line each.
fn changes(answer: &Value) -> impl Iterator<Item = String> {
    let changes = answer.get("changes").and_then(Value::as_array).into_iter().flatten();
    changes.map(|change| format!("would {}", diff(change)))
}

/// The beginning of a line, at most `room` characters.
pub(crate) fn cut(line: &str, room: usize) -> String {
    match line.char_indices().nth(room.saturating_sub(1)) {
        Some((end, _)) if line.chars().count() > room => {
            format!("{}…", line.get(..end).unwrap_or_default())
        }
        _ => line.to_owned(),
    }
}

/// `3 packages: Elopement Package, Full Day, …`
fn listed(items: &Value) -> String {
    let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<String> = items.iter().map(name).collect();
    match names.len() {
        0 => "nothing there".to_owned(),
        1 => format!("1 item: {}", names.join("")),
        count => format!("{count} items: {}", names.join(", ")),
    }
}

/// The label and main properties of a written thing.
fn resource(data: &Value) -> String {
    if let Some(restored) = data.get("restored") {
        return format!("restored: {}", things(Some(restored)));
    }
    if let Some(changes) = data.get("changes").and_then(Value::as_array) {
        let verified = data.get("verified") == Some(&true.into());
        let verdict =
            if verified { "as they were written" } else { "not all as they were written" };
        return format!("{} things read again: {verdict}", changes.len());
    }
    if let Some(request) = data.get("requestId").and_then(Value::as_str) {
        return format!("opened  ·  {}", short_id(request));
    }
    let mut parts = vec![name(data)];
    if let (Some(price), Some(currency)) = (data.get("price"), data.get("currency")) {
        parts.push(format!("{price} {}", currency.as_str().unwrap_or_default()));
    }
    if let Some(path) = data.get("path").and_then(Value::as_str) {
        parts.push(if path == HOME { "/".to_owned() } else { format!("/{path}") });
    }
    let id = ["id", "pageSectionId"].into_iter().find_map(|key| data.get(key)?.as_str());
    parts.extend(id.map(short_id));
    parts.join("  ·  ")
}

/// The name of a thing, or the heading of a section.
fn name(data: &Value) -> String {
    let keys = ["name", "label", "key", "title", "fileName"];
    let own = keys.into_iter().find_map(|key| data.get(key)?.as_str());
    if let Some(own) = own {
        let count = data.get("sectionCount").and_then(Value::as_u64);
        return match count {
            Some(1) => format!("{own}, 1 section"),
            Some(count) => format!("{own}, {count} sections"),
            None => own.to_owned(),
        };
    }
    let heading = data.pointer("/content/heading").and_then(Value::as_str);
    let template = text(data, "templateKey");
    heading.map_or_else(|| template.to_owned(), |heading| format!("{template} “{heading}”"))
}

/// `page About, 3 sections`: things with a name by name, others counted.
fn things(list: Option<&Value>) -> String {
    let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (mut named, mut counted) = (Vec::new(), Vec::<(&str, usize)>::new());
    for thing in list {
        let (entity, label) = (text(thing, "entity"), text(thing, "label"));
        if !label.is_empty() {
            named.push(format!("{entity} {label}"));
        } else if let Some((_, count)) = counted.iter_mut().find(|(known, _)| *known == entity) {
            *count += 1;
        } else {
            counted.push((entity, 1));
        }
    }
    let plural = |count| if count == 1 { "" } else { "s" };
    named.extend(
        counted.iter().map(|(entity, count)| format!("{count} {entity}{}", plural(*count))),
    );
    named.join(", ")
}

/// `update package Elopement Package: price 2500 → 2700`
fn diff(change: &Value) -> String {
    let fields = change.get("fields").and_then(Value::as_object).into_iter().flatten();
    let fields = fields.map(|(field, pair)| {
        let side = |at: usize| pair.get(at).map(short).unwrap_or_default();
        format!("{field} {} → {}", side(0), side(1))
    });
    let fields: Vec<String> = fields.collect();
    let (op, entity, label) = (text(change, "op"), text(change, "entity"), text(change, "label"));
    format!("{op} {entity} {label}: {}", fields.join(", "))
}

/// A value in a few words.
fn short(value: &Value) -> String {
    const CHARS_MAX: usize = 44;
    match value {
        Value::String(text) if is_id(text) => short_id(text),
        Value::String(text) => format!("{:?}", cut(text, CHARS_MAX)),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(short).collect::<Vec<_>>().join(", "))
        }
        Value::Object(object) => format!("{{{}}}", keys(object)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The keys of an object; for content also its heading, by which people know a section.
fn keys(object: &Map<String, Value>) -> String {
    let key = |(key, value): (&String, &Value)| match value.as_str() {
        Some(text) if key == "heading" => format!("{key}: {text:?}"),
        _ => key.clone(),
    };
    object.iter().map(key).collect::<Vec<_>>().join(", ")
}

/// Whether a text has the form of an id: a prefix, and 26 letters and digits.
fn is_id(text: &str) -> bool {
    text.rsplit_once('_').is_some_and(|(_, suffix)| {
        suffix.len() == 26 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// `page_…02q`: the prefix and the end, which is enough to distinguish ids.
fn short_id(id: &str) -> String {
    let Some((kind, rest)) = id.rsplit_once('_') else { return id.to_owned() };
    let tail = rest.len().saturating_sub(4);
    format!("{kind}_…{}", rest.get(tail..).unwrap_or(rest))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
