//! The order of what was found: titles before texts, whole words before beginnings before typing errors,
//! new before old. The same words give the same order as long as nothing changes.

use std::{cmp::Reverse, collections::HashMap};

use super::{CANDIDATES_MAX, FOUND_MAX, Hits};
use crate::store::engine::Document;

/// A word of a query, and the indexed words that it may mean.
pub(super) struct Meant {
    /// As it was typed, folded.
    pub(super) typed: String,
    /// Itself and longer ones, or near ones.
    pub(super) words: Vec<String>,
}

/// A thing that was found.
pub(super) struct Candidate {
    /// Its title is folded.
    pub(super) document: Document,
    /// How many of the words it has.
    pub(super) has: usize,
    /// Whether it has all of them as they were typed, where longer ones count as well.
    pub(super) is_exact: bool,
}

/// What was found, each thing once.
#[derive(Default)]
pub(super) struct Found {
    things: HashMap<i64, Candidate>,
    /// Whether there may be more that were not looked at.
    is_cut: bool,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// Adds things, or marks those that are there already.
    pub(super) fn note(&mut self, things: Vec<Candidate>, mark: impl Fn(&mut Candidate)) {
        self.is_cut |= things.len() >= CANDIDATES_MAX;
        for thing in things {
            mark(self.things.entry(thing.document.number).or_insert(thing));
        }
    }
}

/// What decides the order, the weightiest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// How many of the words it has.
    has: usize,
    /// Whether the title is the whole query, or begins with its words.
    place: u8,
    /// How well the title has the words.
    words: usize,
    /// Whether the title begins with the query, be it within a word.
    begins: bool,
    /// Whether it has them as they were typed.
    is_exact: bool,
    /// How new it is.
    document: i64,
}

/// The best, in order.
pub(super) fn ranked(found: Found, meant: &[Meant]) -> Hits {
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
    Hits { keys: order.into_iter().map(|(_, key)| key).collect(), are_all }
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
