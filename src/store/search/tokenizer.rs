//! Words as they are compared: in Latin letters without accents, small, whatever they were written in.

use std::collections::HashSet;

use serde_json::Value;

use crate::id;

/// A longer word is compared by its beginning.
const LETTERS_MAX: usize = 40;

/// So many different words of a text are indexed.
const WORDS_MAX: usize = 5_000;

/// The words of a text in their order: `Café Ñandú` gives `cafe`, `nandu`.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded = slug::slugify(text);
    let words = folded.split('-').filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(LETTERS_MAX).collect()).collect()
}

/// The different words of several texts.
pub(super) fn distinct<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut seen = HashSet::new();
    let all = texts.into_iter().flat_map(words);
    all.filter(|word| seen.insert(word.clone())).take(WORDS_MAX).collect()
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

/// The groups of three letters in a word, its ends marked: `sun` gives `$su`, `sun`, `un$`.
pub(super) fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = format!("${word}$").chars().collect();
    let mut grams: Vec<String> = letters.windows(3).map(|three| three.iter().collect()).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// How many mistakes may be in a word that was typed.
pub(super) fn mistakes_allowed(typed: &str) -> usize {
    match typed.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}
