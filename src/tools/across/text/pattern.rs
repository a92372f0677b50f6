//! Patterns: finds a text in another one.

use std::ops::Range;

use crate::{
    unicode::{compose, loose, loose_place},
    value::{places_of_digits, sought_digits},
};

/// Characters of context before and after a match.
const CONTEXT_CHARS: usize = 40;

/// What to find.
pub(super) enum Pattern {
    /// Exactly these characters.
    Exact(String),
    /// Ignores case, accents, and how digits are grouped.
    Loose(String),
    /// The same to a person, or with the digits of a phone number, whatever stands between them.
    Number { written: String, digits: String },
    /// These very characters, or the same to a person.
    Either { exact: String, alike: String },
}

impl Pattern {
    /// The pattern of these very characters; nothing where there are none.
    pub(super) fn exact(text: &str) -> Option<Pattern> {
        let text = compose(text).into_owned();
        (!text.is_empty()).then_some(Pattern::Exact(text))
    }

    /// The pattern of what is the same to a person, phone numbers as those of `country` write them; nothing where
    /// nothing is left of the text.
    pub(super) fn loose(text: &str, country: &str) -> Option<Pattern> {
        let written = loose(text);
        if written.trim().is_empty() {
            return None;
        }
        Some(match sought_digits(text, country) {
            Some(digits) => Pattern::Number { written, digits },
            None => Pattern::Loose(written),
        })
    }

    /// The pattern of both.
    pub(super) fn either(text: &str) -> Option<Pattern> {
        let alike = loose(text);
        let exact = compose(text).into_owned();
        if alike.trim().is_empty() {
            return Pattern::exact(text);
        }
        Some(Pattern::Either { exact, alike })
    }

    /// The number of matches in a text.
    pub(super) fn count(&self, text: &str) -> usize {
        let exactly = |sought: &str| compose(text).matches(sought).count();
        let alike = |sought: &str| loose(text).matches(sought).count();
        match self {
            Pattern::Exact(sought) => exactly(sought),
            Pattern::Loose(sought) => alike(sought),
            Pattern::Number { written, digits } => {
                alike(written).max(places_of_digits(text, digits).len())
            }
            Pattern::Either { exact, alike: sought } => exactly(exact).max(alike(sought)),
        }
    }

    /// Whether it stands in a text by its digits alone: something else stands between them.
    pub(super) fn is_by_digits(&self, text: &str) -> bool {
        match self {
            Pattern::Number { written, digits } => {
                !loose(text).contains(written.as_str())
                    && !places_of_digits(text, digits).is_empty()
            }
            Pattern::Exact(_) | Pattern::Loose(_) | Pattern::Either { .. } => false,
        }
    }

    /// Whether a text in this JSON may match; `true` if that is not certain.
    pub(super) fn may_be_in(&self, json: &str) -> bool {
        let sought = match self {
            Pattern::Exact(sought) | Pattern::Loose(sought) => sought,
            Pattern::Number { written, .. } => written,
            Pattern::Either { exact, .. } => exact,
        };
        let is_escaped = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '\\');
        sought.contains(is_escaped) || self.count(json) > 0
    }

    /// The first match in a text with its context, on one line.
    pub(super) fn snippet(&self, text: &str) -> String {
        let text = compose(text);
        let found = self.first(&text).unwrap_or(0..0);
        let (before, rest) = text.split_at_checked(found.start).unwrap_or(("", &text));
        let (sought, after) = rest.split_at_checked(found.len()).unwrap_or((rest, ""));
        let start = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
        let end = after.char_indices().nth(CONTEXT_CHARS).map_or(after.len(), |(at, _)| at);
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        let shown = format!(
            "{}{}{sought}{}{}",
            cut(start > 0),
            before.get(start..).unwrap_or_default(),
            after.get(..end).unwrap_or_default(),
            cut(end < after.len()),
        );
        shown.replace(['\n', '\r', '\t'], " ")
    }

    fn first(&self, text: &str) -> Option<Range<usize>> {
        let exactly = |sought: &str| text.find(sought).map(|at| at..at + sought.len());
        match self {
            Pattern::Exact(sought) => exactly(sought),
            Pattern::Loose(sought) => loose_place(text, sought),
            Pattern::Number { digits, .. } if self.is_by_digits(text) => {
                places_of_digits(text, digits).into_iter().next()
            }
            Pattern::Number { written, .. } => loose_place(text, written),
            Pattern::Either { exact, alike } => exactly(exact).or_else(|| loose_place(text, alike)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_shown_as_it_stands_there() {
        for (text, sought, count, snippet) in [
            ("From €350 a day", "350", 1, "From €350 a day"),
            ("Deluxe: $1,200", "1200", 1, "Deluxe: $1,200"),
            ("Call 415 555-0132", "4155550132", 1, "Call 415 555-0132"),
            ("Call 4155550132", "(415) 555 01", 1, "Call 4155550132"),
            ("+1 415 555 0132", "+1 (415) 555-0132", 1, "+1 415 555 0132"),
            ("CAFÉ and Cafe\u{301}", "café", 2, "CAFÉ and Café"),
            ("مَرْحَبًا بكم", "مرحبا", 1, "مَرْحَبًا بكم"),
            ("ร้านของเรามีบริการ", "บริการ", 1, "ร้านของเรามีบริการ"),
            ("one\ntwo Straße\nthree", "STRASSE", 1, "one two Straße three"),
            ("a line\nbreak", "line break", 1, "a line break"),
        ] {
            let pattern = Pattern::loose(sought, "US").unwrap();
            assert_eq!((pattern.count(text), pattern.snippet(text)), (count, snippet.to_owned()));
        }
        let long = format!("{}needle{}", "x".repeat(100), "y".repeat(100));
        let pattern = Pattern::loose("NEEDLE", "US").unwrap();
        let shown = format!("…{}needle{}…", "x".repeat(40), "y".repeat(40));
        assert_eq!(pattern.snippet(&long), shown);
        let exact = Pattern::exact("Café").unwrap();
        assert_eq!([exact.count("CAFÉ café"), exact.count("Cafe\u{301}")], [0, 1]);
        assert!(Pattern::loose(" ", "US").is_none() && Pattern::exact("").is_none());
        assert!(Pattern::exact(" ").is_some());
    }
}
