//! Phrases for error messages: names of types, the nearest name, what to send instead.

use serde_json::Value;

use crate::value::{NumberText, one_line};

/// What to send instead of a value of the wrong type, if that is clear.
pub(super) fn instead(wanted: &[&str], instance: &Value) -> Option<String> {
    let text = instance.as_str()?;
    if wanted.contains(&"number") || wanted.contains(&"integer") {
        let is_whole = !wanted.contains(&"number");
        let any = if is_whole { "a whole number" } else { "a number" };
        let advice = NumberText::advice(text, is_whole);
        return Some(advice.unwrap_or_else(|| format!("send {any} without quotes")));
    }
    match (wanted, text) {
        (["boolean"], "true" | "false") => Some(format!("send {text} without quotes")),
        (["boolean"], "yes") => Some("send true".to_owned()),
        (["boolean"], "no") => Some("send false".to_owned()),
        _ => None,
    }
}

/// Types in words: `text or null`.
pub(super) fn a_list(types: &[&str]) -> String {
    let spoken = types.iter().map(|kind| match *kind {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "array" => "a list",
        "object" => "an object",
        "boolean" => "true or false",
        other => other,
    });
    spoken.collect::<Vec<_>>().join(" or ")
}

/// What a value is, in words.
pub(super) fn of_value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(number) if number.is_f64() => format!("the number {number}"),
        Value::Number(_) => "a number".to_owned(),
        Value::String(text) => format!("the text \"{}\"", short(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The name among `known` that was probably meant by `given`.
pub(crate) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given: String = given.chars().take(100).collect();
    let given = given.to_lowercase().replace(['_', '-'], "");
    known
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase().replace('_', "")), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// The beginning of a text, for a message.
pub(super) fn short(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", one_line(text.get(..end).unwrap_or_default())),
        None => one_line(text),
    }
}

/// `1 item`, `3 items`.
pub(super) fn plural(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
