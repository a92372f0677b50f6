//! Words as they are compared: in Latin letters without accents, small, whatever they were written in.

use std::collections::HashSet;

use serde_json::Value;

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
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "imageId" | "url"))
            .flat_map(|(_, value)| texts(value))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// The groups of three letters in a word, its ends marked: `sun` gives `$su`, `sun`, `un$`.
pub(super) fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = format!("${word}$").chars().collect();
    letters.windows(3).map(|three| three.iter().collect()).collect()
}

/// Whether `word` may be what somebody meant who typed `typed`.
pub(super) fn is_near(typed: &str, word: &str) -> bool {
    let mistakes = match typed.len() {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    typed.len().abs_diff(word.len()) <= mistakes
        && strsim::damerau_levenshtein(typed, word) <= mistakes
}
