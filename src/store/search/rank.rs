//! Ranking: titles before texts; whole words before prefixes before typing errors; new before old. The order is
//! deterministic.

use std::{cmp::Reverse, collections::HashMap};

use super::{CANDIDATES_MAX, FOUND_MAX, Hits};
use crate::store::engine::Document;

/// A word of a query with its possible meanings.
pub(super) struct QueryWord {
    /// As typed, case-folded.
    pub(super) typed: String,
    /// The indexed words that it may mean.
    pub(super) words: Vec<String>,
}

/// A document that was found.
pub(super) struct Candidate {
    /// With its title folded.
    pub(super) document: Document,
    /// How many of the query's words it contains.
    pub(super) has: usize,
    /// Whether it contains all words as typed, or as prefixes.
    pub(super) is_exact: bool,
}

/// The candidates by document number.
#[derive(Default)]
pub(super) struct Candidates {
    things: HashMap<i64, Candidate>,
    /// Whether there may be more that were not looked at.
    is_cut: bool,
}

impl Candidates {
    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// Adds candidates and applies `mark` to them, also to those that are there already.
    pub(super) fn note(&mut self, things: Vec<Candidate>, mark: impl Fn(&mut Candidate)) {
        self.is_cut |= things.len() >= CANDIDATES_MAX;
        for thing in things {
            mark(self.things.entry(thing.document.number).or_insert(thing));
        }
    }
}

/// The sort key, most important part first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// How many of the query's words it contains.
    has: usize,
    /// Whether the title equals the query, or starts with its words.
    place: u8,
    /// How well the title matches the words.
    words: usize,
    /// Whether the title starts with the query, even within a word.
    begins: bool,
    /// Whether it contains the words as typed.
    is_exact: bool,
    /// The document number: newer ones are greater.
    document: i64,
}

/// The best, in order.
pub(super) fn ranked(found: Candidates, meant: &[QueryWord]) -> Hits {
    let whole: Vec<&str> = meant.iter().map(|word| word.typed.as_str()).collect();
    let whole = whole.join(" ");
    let rank = |thing: Candidate| {
        let Candidate { document: Document { number: document, key, title }, has, is_exact } =
            thing;
        let rest = title.strip_prefix(&whole);
        let place = match rest {
            Some("") => 2,
            Some(rest) => u8::from(rest.starts_with(' ')),
            None => 0,
        };
        let begins = rest.is_some();
        let words = meant.iter().map(|word| in_title(&title, word)).sum();
        (Reverse(Rank { has, place, words, begins, is_exact, document }), key)
    };
    let mut order: Vec<(Reverse<Rank>, String)> = found.things.into_values().map(rank).collect();
    let are_all = !found.is_cut && order.len() <= FOUND_MAX;
    order.sort_unstable();
    order.truncate(FOUND_MAX);
    let keys = order.into_iter().map(|(_, key)| key).collect();
    Hits { keys, are_all, have_all_words: false }
}

/// How well a title matches a word: exactly, by a prefix or a similar word, or not.
fn in_title(title: &str, meant: &QueryWord) -> usize {
    let best = title.split(' ').map(|word| {
        if word == meant.typed {
            3
        } else {
            2 * usize::from(meant.words.iter().any(|known| known == word))
        }
    });
    best.max().unwrap_or_default()
}
