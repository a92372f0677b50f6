//! A number as people write it in text: which one it is, where that is certain.
//!
//! Half of the world writes 1.900,50 for what the other half writes as 1,900.50, and a mark with three digits behind it
//! can be either. What is not certain is not guessed: a price that is wrong by a thousand is worse than a question.

use super::currency_sign;
use crate::unicode::digit;

/// No number that anybody means is longer, currency and all.
const CHARS_MAX: usize = 60;

/// Stands for what groups digits and is never the decimal mark: apostrophes, and the Arabic `٬`.
const GROUPS: char = '\'';

/// The Arabic decimal mark, which never groups.
const ARABIC_DECIMAL: char = '٫';

/// Which number a text means. Numbers are as JSON writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberText {
    One(String),
    /// The mark groups thousands, or it is the decimal mark.
    Either {
        mark: char,
        grouped: String,
        decimal: String,
    },
}

impl NumberText {
    /// Reads a text that is one number and nothing else, but for a currency beside it.
    pub fn read(text: &str) -> Option<NumberText> {
        if text.chars().nth(CHARS_MAX).is_some() {
            return None;
        }
        let text: String = text.chars().map(plain).collect();
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
        let (before, number) = (text.get(..start)?, text.get(start..end)?);
        // `.50`; behind a letter a point ends a word: `Rs.50`.
        let mark = before.chars().next_back().filter(|c| matches!(*c, '.' | ',' | ARABIC_DECIMAL));
        let around = mark.and_then(|mark| before.strip_suffix(mark));
        let around = around.filter(|around| !around.ends_with(char::is_alphabetic));
        let is_negative = sign(around.unwrap_or(before).trim())?;
        if !is_beside(without_dash(text.get(end..)?.trim())) {
            return None;
        }
        let read = match around.and(mark) {
            Some(mark) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(NumberText::One(written("0", number))).filter(|_| mark != GROUPS)
            }
            Some(_) => None,
            None => amount(number),
        }?;
        Some(if is_negative { read.negative() } else { read })
    }

    /// What to send instead of a text, where it is a number; of `is_whole` numbers only a whole one.
    pub fn advice(text: &str, is_whole: bool) -> Option<String> {
        let one = |number: String| format!("send the number {number} without quotes");
        match NumberText::read(text)? {
            NumberText::One(number) => (!is_whole || !number.contains('.')).then(|| one(number)),
            NumberText::Either { grouped, .. } if is_whole => Some(one(grouped)),
            NumberText::Either { mark, grouped, decimal } => Some(format!(
                "send {grouped} without quotes if the `{mark}` in it groups thousands, {decimal} if it is the decimal mark"
            )),
        }
    }

    fn negative(self) -> NumberText {
        let negative = |number: String| if number == "0" { number } else { format!("-{number}") };
        match self {
            NumberText::One(number) => NumberText::One(negative(number)),
            NumberText::Either { mark, grouped, decimal } => {
                NumberText::Either { mark, grouped: negative(grouped), decimal: negative(decimal) }
            }
        }
    }
}

/// A character as it is read here: one of each kind.
fn plain(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '′' | '´' | '`' | '_' | '٬' => GROUPS,
        '，' => ',',
        '．' => '.',
        '−' | '‐' | '‑' | '‒' | '–' | '—' => '-',
        c if c.is_whitespace() => ' ',
        c => digit(c).unwrap_or(c),
    }
}

/// Whether a minus stands before a number, with a currency or without; `None` where something else does.
fn sign(before: &str) -> Option<bool> {
    let signs = ['-', '+'];
    let rest = before.strip_prefix(signs).or_else(|| before.strip_suffix(signs)).unwrap_or(before);
    let is_negative = rest.len() < before.len() && before.contains('-');
    is_beside(rest.trim()).then_some(is_negative)
}

/// Whether that may stand beside a number and say no more of it than its currency.
fn is_beside(text: &str) -> bool {
    text.is_empty() || currency_sign::is_named(text)
}

/// What stands behind a price without the dash that some write for no cents: `50,-`, `CHF 50.–`, `1900/-`.
fn without_dash(behind: &str) -> &str {
    let dash = behind.strip_prefix([',', '.', '/']).filter(|rest| rest.starts_with('-'));
    dash.map_or(behind, |rest| rest.trim_start_matches('-').trim_start())
}

/// Reads digits and the marks between them.
fn amount(text: &str) -> Option<NumberText> {
    let one = |decimal: &str, mark: char| {
        let (whole, rest) = decimal.split_once(mark)?;
        Some(NumberText::One(written(&ungrouped(whole)?, rest)))
            .filter(|_| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let count = |mark: char| text.matches(mark).count();
    let last = text.chars().rfind(|c| matches!(*c, '.' | ',' | ARABIC_DECIMAL));
    let other = text.contains([' ', GROUPS]);
    match last {
        None => Some(NumberText::One(written(&ungrouped(text)?, ""))),
        Some(ARABIC_DECIMAL) => one(text, ARABIC_DECIMAL),
        // Both, and the last is the decimal mark.
        Some(mark @ ('.' | ',')) if count('.') > 0 && count(',') > 0 => one(text, mark),
        Some(mark) if count(mark) > 1 => Some(NumberText::One(written(&ungrouped(text)?, ""))),
        Some(mark) => {
            let (whole, rest) = text.split_once(mark)?;
            let can_group =
                rest.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') && !other;
            if !can_group {
                // Four digits behind a comma are a slip as likely as a fraction.
                return one(text, mark).filter(|_| mark == '.' || rest.len() <= 3);
            }
            let (grouped, decimal) = (written(&ungrouped(text)?, ""), written(whole, rest));
            Some(NumberText::Either { mark, grouped, decimal })
        }
    }
}

/// Whole digits without what groups them: by threes, or as in India the last three and pairs before.
fn ungrouped(text: &str) -> Option<String> {
    let mark = text.chars().find(|c| !c.is_ascii_digit());
    let Some(mark) = mark else { return Some(text.to_owned()) };
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let are_digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let of = |length: usize| middle.iter().all(|group| group.len() == length);
    let by_threes = (1..=3).contains(&first.len()) && of(3);
    let as_in_india = (1..=2).contains(&first.len()) && !middle.is_empty() && of(2);
    let is_grouped = are_digits && last.len() == 3 && (by_threes || as_in_india);
    is_grouped.then(|| groups.concat())
}

/// A number as JSON writes it.
fn written(whole: &str, decimals: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match decimals.trim_end_matches('0') {
        "" => whole.to_owned(),
        decimals => format!("{whole}.{decimals}"),
    }
}

#[cfg(test)]
mod tests;
