//! Numbers that identify people or accounts.

use super::PERSONAL;

/// A shorter run of digits is no phone, card or account number.
pub(super) const DIGITS_MIN: usize = 7;

/// Replaces possible phone, card and account numbers, however they are written. Dates stay.
pub(super) fn numbers(text: &str) -> String {
    if text.chars().filter(|c| c.is_numeric()).nth(DIGITS_MIN - 1).is_none() {
        return text.to_owned();
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let is_in_word = |at: Option<usize>| {
        at.and_then(|at| letters.get(at)).is_some_and(|(_, c)| c.is_alphanumeric() || *c == '_')
    };
    let (mut kept, mut done, mut at) = (String::with_capacity(text.len()), 0, 0);
    while let Some((start, c)) = letters.get(at) {
        let begins = c.is_numeric() && !is_in_word(at.checked_sub(1))
            || *c == '+' && is_in_word(Some(at + 1));
        if !begins {
            at += 1;
            continue;
        }
        // At most two characters such as blanks, dashes and brackets between two digits.
        let (mut next, mut last, mut digits) = (at, at, 0);
        while let Some((_, c)) = letters.get(next) {
            if c.is_numeric() {
                (digits, last) = (digits + 1, next);
            } else if !"+-./() \u{a0}\u{2011}\u{202f}".contains(*c) || next - last > 2 {
                break;
            }
            next += 1;
        }
        let end = letters.get(last + 1).map_or(text.len(), |(end, _)| *end);
        let run = text.get(*start..end).unwrap_or_default();
        if digits >= DIGITS_MIN && !is_in_word(Some(last + 1)) && !is_time(run) {
            kept.push_str(text.get(done..*start).unwrap_or_default());
            kept.push_str(PERSONAL);
            done = end;
        }
        at = last + 1;
    }
    kept.push_str(text.get(done..).unwrap_or_default());
    kept
}

/// `2026-11-30`, alone or with a time, or two of them.
fn is_time(run: &str) -> bool {
    let mut days =
        run.split(|c: char| c.is_whitespace() || c == '/').filter(|part| !part.is_empty());
    days.all(|part| {
        part.len() <= 2 || part.len() == 10 && part.parse::<jiff::civil::Date>().is_ok()
    })
}
