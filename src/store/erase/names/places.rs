//! Finds words and numbers in a text, however they are written there.

use std::{collections::BTreeSet, ops::Range};

use crate::value::hidden;

/// The most digits of a dialling prefix before a national number (`0049`).
const PREFIX_MAX: usize = 5;

/// A text in lower case with single blanks, with a map back to the original.
pub(super) struct Plain {
    pub(super) text: String,
    /// For each byte, the byte range of its character in the original.
    was: Vec<Range<usize>>,
}

impl Plain {
    pub(super) fn of(text: &str) -> Plain {
        let mut plain = Plain { text: String::with_capacity(text.len()), was: Vec::new() };
        for ((start, _), (c, is_hidden)) in text.char_indices().zip(hidden::marked(text)) {
            let was = start..start + c.len_utf8();
            match (c.is_whitespace(), plain.was.last_mut()) {
                // An invisible character does not separate words.
                (false, last) if is_hidden => last.into_iter().for_each(|last| last.end = was.end),
                (true, Some(last)) if plain.text.ends_with(' ') => last.end = was.end,
                (true, _) => plain.push(' ', &was),
                (false, _) => c.to_lowercase().for_each(|c| plain.push(c, &was)),
            }
        }
        plain
    }

    fn push(&mut self, c: char, was: &Range<usize>) {
        self.text.push(c);
        self.was.extend((0..c.len_utf8()).map(|_| was.clone()));
    }

    /// The ranges in the original where `word` occurs as a whole word.
    pub(super) fn places(&self, word: &str) -> Vec<Range<usize>> {
        let stands = |at: usize| {
            let before = self.text.get(..at).and_then(|before| before.chars().next_back());
            let after = self.text.get(at + word.len()..).and_then(|after| after.chars().next());
            let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !is_in_word(before) && !is_in_word(after)
        };
        let found = self.text.match_indices(word).map(|(at, _)| at).filter(|at| stands(*at));
        found
            .filter_map(|at| {
                let end = self.was.get(at + word.len() - 1)?.end;
                Some(self.was.get(at)?.start..end)
            })
            .collect()
    }
}

/// The ranges where phone numbers occur, whatever separates their digits, with the dialling prefix.
pub(super) fn numbers(text: &str, phones: &BTreeSet<String>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if phones.is_empty() {
        return found;
    }
    let mut run: Vec<(char, usize)> = Vec::new();
    let mut gap = 0;
    for (at, c) in text.char_indices().chain([(text.len(), 'x')]) {
        if c.is_ascii_digit() {
            run.push((c, at));
            gap = 0;
        } else if "+-./() \u{a0}\u{2011}\u{202f}".contains(c) && gap < 3 {
            gap += 1;
        } else {
            found.extend(phones.iter().filter_map(|phone| in_run(&run, phone)));
            run.clear();
            gap = 0;
        }
    }
    found
}

fn in_run(run: &[(char, usize)], phone: &str) -> Option<Range<usize>> {
    let digits: String = run.iter().map(|(digit, _)| digit).collect();
    let at = digits.find(phone)?;
    let first = if at <= PREFIX_MAX { 0 } else { at };
    let (_, last) = run.get(at + phone.len() - 1)?;
    let (_, start) = run.get(first)?;
    Some(*start..last + 1)
}
