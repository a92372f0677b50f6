//! Patterns: finds a text in another one.

use std::{borrow::Cow, ops::Range};

use crate::unicode::{compose, loose};

/// Characters of context before and after a match.
const CONTEXT_CHARS: usize = 40;

/// What to find.
pub(super) enum Pattern {
    /// Exactly these characters.
    Exact(String),
    /// Ignores case, accents, and how digits are grouped.
    Loose(String),
}

impl Pattern {
    /// The pattern for a text; `None` if nothing is left after folding.
    pub(super) fn of(text: &str, exact: bool) -> Option<Pattern> {
        let text = if exact { compose(text).into_owned() } else { loose(text) };
        let is_empty = if exact { text.is_empty() } else { text.trim().is_empty() };
        if is_empty {
            return None;
        }
        Some(if exact { Pattern::Exact(text) } else { Pattern::Loose(text) })
    }

    /// The number of matches in a text.
    pub(super) fn count(&self, text: &str) -> usize {
        match self {
            Pattern::Exact(sought) => compose(text).matches(sought.as_str()).count(),
            Pattern::Loose(sought) => loose(text).matches(sought.as_str()).count(),
        }
    }

    /// Whether a text in this JSON may match; `true` if that is not certain.
    pub(super) fn may_be_in(&self, json: &str) -> bool {
        let (Pattern::Exact(sought) | Pattern::Loose(sought)) = self;
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
        let sought = match self {
            Pattern::Exact(sought) => {
                return text.find(sought.as_str()).map(|at| at..at + sought.len());
            }
            Pattern::Loose(sought) => sought.as_str(),
        };
        // Usually the match is within one line, which is short.
        let lines = text.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        });
        let mut lines = lines.filter(|(_, line)| loose(line).contains(sought));
        let (offset, text) = lines.next().unwrap_or((0, text));
        let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        // The shortest beginning that contains the match, and of that the shortest end.
        let until = |end: &usize| text.get(..*end).is_some_and(|text| loose(text).contains(sought));
        let end = *ends.get(ends.partition_point(|end| !until(end)))?;
        let starts: Vec<usize> =
            text.char_indices().map(|(at, _)| at).take_while(|at| *at < end).collect();
        let from =
            |start: &usize| text.get(*start..end).is_some_and(|text| loose(text).contains(sought));
        let start = *starts.get(starts.partition_point(from).checked_sub(1)?)?;
        Some(offset + start..offset + end)
    }
}

/// A text with each match of `sought` replaced.
pub(super) fn replaced(text: &str, sought: &str, by: &str) -> String {
    let text: Cow<'_, str> = compose(text);
    text.replace(sought, by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_shown_as_it_stands_there() {
        for (text, sought, count, snippet) in [
            ("From €350 a day", "350", 1, "From €350 a day"),
            ("Deluxe: $1,200", "1200", 1, "Deluxe: $1,200"),
            ("CAFÉ and Cafe\u{301}", "café", 2, "CAFÉ and Café"),
            ("مَرْحَبًا بكم", "مرحبا", 1, "مَرْحَبًا بكم"),
            ("ร้านของเรามีบริการ", "บริการ", 1, "ร้านของเรามีบริการ"),
            ("one\ntwo Straße\nthree", "STRASSE", 1, "one two Straße three"),
            ("a line\nbreak", "line break", 1, "a line break"),
        ] {
            let pattern = Pattern::of(sought, false).unwrap();
            assert_eq!((pattern.count(text), pattern.snippet(text)), (count, snippet.to_owned()));
        }
        let long = format!("{}needle{}", "x".repeat(100), "y".repeat(100));
        let pattern = Pattern::of("NEEDLE", false).unwrap();
        let shown = format!("…{}needle{}…", "x".repeat(40), "y".repeat(40));
        assert_eq!(pattern.snippet(&long), shown);
        let exact = Pattern::of("Café", true).unwrap();
        assert_eq!([exact.count("CAFÉ café"), exact.count("Cafe\u{301}")], [0, 1]);
        assert!(Pattern::of(" ", false).is_none() && Pattern::of("", true).is_none());
        assert!(Pattern::of(" ", true).is_some());
    }
}
