//! What of a row is searched, and what mistakes a typed word may have.

use serde_json::Value;

use crate::{id, unicode};

/// So many different words of a text are indexed.
const WORDS_MAX: usize = 5_000;

/// The different words by which several texts are found.
pub(super) fn distinct<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    unicode::terms(texts, WORDS_MAX)
}

/// The texts in JSON content. Ids and addresses are no words.
pub(super) fn texts(content: &Value) -> Vec<&str> {
    match content {
        Value::String(text) if is_reference(text) => Vec::new(),
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(object) => object.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Whether a text is an id or an address as a whole.
fn is_reference(text: &str) -> bool {
    let address = ["http://", "https://", "/uploads/"].iter().any(|start| text.starts_with(start));
    id::noun_of(text).is_some() || (address && !text.contains(char::is_whitespace))
}

/// The groups of three letters in a word, its ends marked: `sun` gives `$su`, `sun`, `un$`. Digits and words of scripts
/// without blanks have none: a mistyped number is another number, and a run of letters is no word to mistype.
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

/// How many mistakes may be in a word that was typed.
pub(super) fn mistakes_allowed(typed: &str) -> usize {
    match typed.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}
