//! Phone numbers in text: told from words, and found by their digits whatever stands between them.

use std::ops::Range;

use super::phone::{Phone, digits};
use crate::unicode::digit;

/// Fewer digits are in too many texts to be looked for by themselves.
const DIGITS_MIN: usize = 4;

/// Fewer digits with a point or a slash between are an amount or a day.
const DOTTED_DIGITS_MIN: usize = 7;

/// Between two digits of one number stand at most so many others: `) - `.
const BETWEEN_MAX: usize = 3;

/// Whether people write it between the digits of a phone number, blanks aside.
pub(crate) fn stands_between_digits(c: char) -> bool {
    matches!(c, '-' | '.' | '/' | '(' | ')' | '+' | '\u{ff0b}' | '\u{2010}'..='\u{2015}')
}

/// Whether there are digits and what stands between those of a number, and nothing else.
pub(crate) fn is_of_numbers(text: &str) -> bool {
    let is_either = |c: char| digit(c).is_some() || stands_between_digits(c) || c.is_whitespace();
    text.chars().all(is_either) && text.chars().any(|c| digit(c).is_some())
}

/// The digits by which a number is looked for in texts that people of `country` write: without its country's code,
/// where that is told, and without what is dialled first. `None` for what is no number, or hardly one.
pub(crate) fn sought_digits(text: &str, country: &str) -> Option<String> {
    let all = digits(text);
    let least = if text.contains(['.', '/']) { DOTTED_DIGITS_MIN } else { DIGITS_MIN };
    if !is_of_numbers(text) || all.len() < least {
        return None;
    }
    let begins = text.trim_start();
    let is_abroad = begins.starts_with(['+', '\u{ff0b}']) || begins.starts_with("00");
    let whole = Phone::parse(text, country).ok().filter(|_| is_abroad);
    if let Some(national) = whole.and_then(|phone| Phone::national_digits(&phone)) {
        return Some(national);
    }
    let without = all.trim_start_matches('0');
    Some(if without.len() >= DIGITS_MIN { without.to_owned() } else { all })
}

/// Where these digits stand in a text as a number or a part of one, whatever stands between them.
pub(crate) fn places_of_digits(text: &str, sought: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut run = Run::default();
    for (at, c) in text.char_indices() {
        if let Some(digit) = digit(c) {
            run.digits.push(digit);
            run.at.push(at..at + c.len_utf8());
            run.between = 0;
        } else if run.between < BETWEEN_MAX
            && c != '\n'
            && (stands_between_digits(c) || c.is_whitespace())
        {
            run.between += 1;
        } else {
            std::mem::take(&mut run).places(sought, &mut places);
        }
    }
    run.places(sought, &mut places);
    places
}

/// Digits with little between them.
#[derive(Default)]
struct Run {
    /// All ASCII, so that a byte is a digit.
    digits: String,
    at: Vec<Range<usize>>,
    /// How many others have come since the last digit.
    between: usize,
}

impl Run {
    fn places(&self, sought: &str, places: &mut Vec<Range<usize>>) {
        for (first, found) in self.digits.match_indices(sought) {
            let last = (first + found.len()).saturating_sub(1);
            if let (Some(from), Some(to)) = (self.at.get(first), self.at.get(last)) {
                places.push(from.start..to.end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_text_by_its_digits() {
        let found = |text: &str, query: &str| {
            let digits = sought_digits(query, "PT").unwrap();
            let places = places_of_digits(text, &digits).into_iter();
            places.filter_map(|place| text.get(place)).collect::<Vec<_>>().join("; ")
        };
        for (text, query, place) in [
            ("Call +351 912 345 678.", "912345678", "912 345 678"),
            ("+351912345678", "912 345 678", "912345678"),
            ("at 912-345-678 or 912.345.678", "912 345 678", "912-345-678; 912.345.678"),
            ("912 345 678", "+351 912 345 678", "912 345 678"),
            ("912 345 678", "00351912345678", "912 345 678"),
            ("(030) 90 18 20", "030 901820", "30) 90 18 20"),
            ("+49 (0)30 901820", "0 30 90 18 20", "30 901820"),
            ("٩١٢ ٣٤٥ ٦٧٨", "912345678", "٩١٢ ٣٤٥ ٦٧٨"),
            ("912\u{a0}345\u{202f}678", "345-678", "345\u{202f}678"),
            ("912 345\n678", "345678", ""),
            ("912 and 345 678", "912345678", ""),
            ("913 345 678", "912345678", ""),
        ] {
            assert_eq!(found(text, query), place, "{query} in {text}");
        }
        for none in ["912", "12.50", "21/11", "Anna 912345", "", "+ -", "1,200", "9:30-10:30"] {
            assert_eq!(sought_digits(none, "PT"), None, "{none}");
        }
    }
}
