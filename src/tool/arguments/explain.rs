//! What is wrong with a value, in words that say what to send instead.

use std::fmt;

use jsonschema::{
    JsonType, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value;

use crate::value::slug_from;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: `items[0].name`; empty for the whole.
    pub path: String,
    /// What.
    pub message: String,
    /// What to send instead, where that is known.
    pub suggestion: Option<String>,
    /// Whether it is only a name that nobody knows.
    pub unknown: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Everything that is wrong with `value`, in the order of its fields.
pub fn problems(validator: &Validator, schema: &Value, value: &Value) -> Vec<Problem> {
    if validator.is_valid(value) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for error in validator.iter_errors(value) {
        let path = spoken(&error.instance_path().to_string());
        let place = subschema(schema, &error.instance_path().to_string());
        explain(&mut found, path, error.kind(), error.instance(), place);
    }
    found
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library knows keywords that we never use")]
fn explain(
    found: &mut Vec<Problem>,
    path: String,
    kind: &ValidationErrorKind,
    instance: &Value,
    schema: &Value,
) {
    let mut add = |path: String, message: String, suggestion: Option<String>| {
        found.push(Problem { path, message, suggestion, unknown: false });
    };
    match kind {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                found.push(unknown(&path, name, schema));
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let about =
                schema.get("properties").and_then(|p| p.get(name)?.get("description")?.as_str());
            let hint = about.map(|about| format!("send `{name}`: {about}"));
            add(joined(&path, name), "is missing".into(), hint);
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = wanted(kind);
            let message = format!("must be {}, not {}", article(&wanted), of_value(instance));
            let hint = instead(&wanted, instance);
            add(path, message, hint);
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = options
                .as_array()
                .map(|all| {
                    all.iter()
                        .map(|o| o.as_str().map_or_else(|| o.to_string(), str::to_owned))
                        .collect()
                })
                .unwrap_or_default();
            let given = instance.as_str().map_or_else(|| instance.to_string(), short);
            let near = nearest(&given, options.iter().map(String::as_str));
            let hint = near.map(|near| format!("use `{near}`"));
            add(path, format!("must be one of {}, not `{given}`", options.join(", ")), hint);
        }
        ValidationErrorKind::MaxLength { limit } => {
            let length = instance.as_str().map_or(0, |text| text.chars().count());
            add(path, format!("has {length} characters; at most {limit} are allowed"), None);
        }
        ValidationErrorKind::MinLength { limit: 1 } => add(path, "is empty".into(), None),
        ValidationErrorKind::MinLength { limit } => {
            add(path, format!("needs at least {limit} characters"), None);
        }
        ValidationErrorKind::MaxItems { limit } => {
            add(path, format!("has too many items; at most {limit} are allowed"), None);
        }
        ValidationErrorKind::MinItems { limit } => {
            add(path, format!("needs at least {}", plural(*limit, "item")), None);
        }
        ValidationErrorKind::Minimum { limit } => {
            add(path, format!("is {instance}; it must be {limit} or more"), None);
        }
        ValidationErrorKind::Maximum { limit } => {
            add(path, format!("is {instance}; it must be {limit} or less"), None);
        }
        ValidationErrorKind::Pattern { .. } => {
            let (message, hint) = pattern(instance, schema);
            add(path, message, hint);
        }
        ValidationErrorKind::AnyOf { .. } | ValidationErrorKind::OneOfNotValid { .. } => {
            let form =
                schema.get("description").and_then(Value::as_str).unwrap_or("see its description");
            add(path, format!("has none of the forms that it can have: {form}"), None);
        }
        // The remaining keywords occur in none of our schemas; the library's words do for them.
        other => add(path, format!("does not fit ({})", other.keyword()), None),
    }
}

fn unknown(path: &str, name: &str, schema: &Value) -> Problem {
    let known: Vec<&str> = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let suggestion = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out".to_owned(),
        None => format!("known: {}", known.join(", ")),
    };
    let (path, message) = (joined(path, &short(name)), "is not known here".to_owned());
    Problem { path, message, suggestion: Some(suggestion), unknown: true }
}

/// What a pattern of ours means: a slug, a currency, or what the property's description says.
fn pattern(instance: &Value, schema: &Value) -> (String, Option<String>) {
    let text = instance.as_str().unwrap_or_default();
    if schema.get("pattern").is_some_and(|pattern| pattern == "^[a-z0-9]+(-[a-z0-9]+)*$") {
        let hint = slug_from(text).map(|slug| format!("use `{slug}`"));
        return (format!("`{}` is not a slug: use a-z, 0-9 and single dashes", short(text)), hint);
    }
    let form = schema.get("description").and_then(Value::as_str).unwrap_or("see its description");
    (format!("`{}` does not have the right form", short(text)), Some(form.to_owned()))
}

/// What to send instead of a value of the wrong type, where it can be told.
fn instead(wanted: &[&str], instance: &Value) -> Option<String> {
    let text = instance.as_str()?;
    if wanted.contains(&"number") || wanted.contains(&"integer") {
        let digits: String =
            text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
        let number: f64 = digits.parse().ok()?;
        return Some(format!("send the number {number} without quotes"));
    }
    match (wanted, text) {
        (["boolean"], "true" | "false") => Some(format!("send {text} without quotes")),
        (["boolean"], "yes") => Some("send true".to_owned()),
        (["boolean"], "no") => Some("send false".to_owned()),
        _ => None,
    }
}

fn wanted(kind: &TypeKind) -> Vec<&'static str> {
    let word = |kind: JsonType| match kind {
        JsonType::Array => "list",
        JsonType::Boolean => "boolean",
        JsonType::Integer => "integer",
        JsonType::Null => "null",
        JsonType::Number => "number",
        JsonType::Object => "object",
        JsonType::String => "text",
    };
    match kind {
        TypeKind::Single(only) => vec![word(*only)],
        TypeKind::Multiple(several) => several.iter().map(word).collect(),
    }
}

fn article(words: &[&str]) -> String {
    let with = |word: &&str| match *word {
        "text" | "null" => (*word).to_owned(),
        "integer" => "a whole number".to_owned(),
        "object" => "an object".to_owned(),
        other => format!("a {other}"),
    };
    words.iter().map(with).collect::<Vec<_>>().join(" or ")
}

fn of_value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(number) if number.is_f64() => format!("the number {number}"),
        Value::Number(_) => "a number".to_owned(),
        Value::String(text) => format!("the text \"{}\"", short(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The name among `known` that `given` was probably meant to be.
pub(crate) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase().replace(['_', '-'], "");
    known
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase().replace('_', "")), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// A JSON pointer as people write it: `/items/0/name` is `items[0].name`.
fn spoken(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty() {
            path = format!("{path}[{part}]");
        } else {
            path = joined(&path, &short(&part));
        }
    }
    path
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The part of `schema` that a value at `pointer` is checked against.
fn subschema<'s>(schema: &'s Value, pointer: &str) -> &'s Value {
    pointer.split('/').skip(1).fold(schema, |schema, part| {
        let properties = schema.get("properties").and_then(|p| p.get(part));
        properties.or_else(|| schema.get("items")).unwrap_or(&Value::Null)
    })
}

/// The beginning of a text, for a message that must stay a sentence.
fn short(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn plural(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
