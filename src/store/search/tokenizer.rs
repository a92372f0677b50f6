//! Splits a row's texts into words and trigrams, and limits the typing errors allowed in a word.

use serde_json::Value;

use crate::{id, unicode};

/// The most distinct words indexed of one text.
const WORDS_MAX: usize = 5_000;

/// The distinct words of several texts.
pub(super) fn distinct<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    unicode::terms(texts, WORDS_MAX)
}

/// The texts in JSON content, without ids and addresses.
pub(super) fn texts(content: &Value) -> Vec<&str> {
    match content {
        Value::String(text) if is_reference(text) => Vec::new(),
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(object) => object.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Whether the whole text is an id or an address.
fn is_reference(text: &str) -> bool {
    let address = ["http://", "https://", "/uploads/"].iter().any(|start| text.starts_with(start));
    id::noun_of(text).is_some() || (address && !text.contains(char::is_whitespace))
}

/// The trigrams of a word with marked ends: `sun` gives `$su`, `sun`, `un$`. Digits have none, since a mistyped number
/// is another number; nor have words of scripts without blanks.
pub(super) fn grams(word: &str) -> Vec<String> {
    if word.bytes().any(|byte| byte.is_ascii_digit()) || !unicode::has_gaps(word) {
        return Vec::new();
    }
    let letters: Vec<char> = format!("${word}$").chars().collect();
    let mut grams: Vec<String> = letters.windows(3).map(|three| three.iter().collect()).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The most typing errors allowed in a word of this length.
pub(super) fn mistakes_allowed(typed: &str) -> usize {
    match typed.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}
