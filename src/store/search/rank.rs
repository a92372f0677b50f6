//! The order of what was found: titles before texts, whole words before beginnings before typing errors,
//! new before old. The same words give the same order as long as nothing changes.

use std::{cmp::Reverse, collections::HashMap};

/// A word of a query, and the indexed words that it may mean.
pub(super) struct Meant {
    /// As it was typed, folded.
    pub(super) typed: String,
    /// Itself and longer ones, or near ones.
    pub(super) words: Vec<String>,
}

/// A thing that was found.
pub(super) struct Candidate {
    /// Later ones are newer.
    pub(super) document: i64,
    /// The key of its row.
    pub(super) key: String,
    /// Its title, folded.
    pub(super) title: String,
}

/// What decides the order, the weightiest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// How many of the words it has.
    has: usize,
    /// Whether the title is, or begins with, the whole query.
    place: u8,
    /// How well the title has the words.
    words: usize,
    /// How new it is.
    document: i64,
}

/// The keys in order, each once. `hits` says how many of the words each document has.
pub(super) fn ranked(
    found: Vec<Candidate>,
    hits: &HashMap<i64, usize>,
    meant: &[Meant],
) -> Vec<String> {
    let whole: Vec<&str> = meant.iter().map(|word| word.typed.as_str()).collect();
    let whole = whole.join(" ");
    let mut order: Vec<(Reverse<Rank>, String)> = found
        .into_iter()
        .map(|candidate| {
            let Candidate { document, key, title } = candidate;
            let has = hits.get(&document).copied().unwrap_or_default();
            let place = if title == whole { 2 } else { u8::from(title.starts_with(&whole)) };
            let words: usize = meant.iter().map(|word| in_title(&title, word)).sum();
            (Reverse(Rank { has, place, words, document }), key)
        })
        .collect();
    order.sort_unstable();
    order.dedup_by(|one, other| one.1 == other.1);
    order.into_iter().map(|(_, key)| key).collect()
}

/// How well a title has a word: itself, a longer or near one, or not at all.
fn in_title(title: &str, meant: &Meant) -> usize {
    let best = title.split(' ').map(|word| {
        if word == meant.typed {
            3
        } else {
            2 * usize::from(meant.words.iter().any(|known| known == word))
        }
    });
    best.max().unwrap_or_default()
}
