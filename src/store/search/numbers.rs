//! Phone numbers in searches: found by their national form or their last digits.
//!
//! Three words are indexed for each number: all digits, the digits without the country code, and all digits reversed
//! after an `r`. Words match by prefix, so the reversed word finds a number by its end.

use super::rank::QueryWord;
use crate::value::{Email, Phone, digits, is_of_numbers, stands_between_digits};

/// A shorter run of digits is not treated as part of a phone number.
const DIGITS_MIN: usize = 3;

/// A number among words that is put together of groups with nothing but blanks between has at least so many digits.
const DIGITS_APART_MIN: usize = 6;

/// A number is looked for in the middle of others by at least so many digits.
const DIGITS_WITHIN_MIN: usize = 4;

/// The index words of numbers in E.164.
pub(super) fn words(numbers: &str) -> Vec<String> {
    let of_one = |number: &str| {
        let all = digits(number);
        let national = Phone::national_digits(number);
        let backwards = backwards(&all);
        [Some(all), national, Some(backwards)]
    };
    let words = numbers.split_whitespace().flat_map(of_one).flatten();
    words.filter(|word| !word.is_empty()).collect()
}

fn backwards(digits: &str) -> String {
    format!("r{}", digits.chars().rev().collect::<String>())
}

/// Splits a query into possible numbers and the rest.
pub(super) fn taken(query: &str) -> (Vec<String>, String) {
    // Nothing else can be meant by it.
    if is_of_numbers(query) && digits(query).len() >= DIGITS_MIN {
        return (vec![query.to_owned()], String::new());
    }
    let (mut numbers, mut rest) = (Vec::new(), Vec::new());
    let mut run: Vec<&str> = Vec::new();
    for part in query.split_whitespace().map(Some).chain([None]) {
        let bare = part.map(|part| part.trim_matches([',', ';', ':', '?', '!']));
        if let Some(bare) = bare.filter(|bare| is_of_a_part(bare)) {
            run.push(bare);
            continue;
        }
        let said = std::mem::take(&mut run).join(" ");
        if is_number(&said) {
            numbers.push(said);
        } else {
            rest.push(said);
        }
        rest.extend(part.map(str::to_owned));
    }
    (numbers, rest.join(" "))
}

/// Whether a word is digits, or what stands between those of a number.
fn is_of_a_part(word: &str) -> bool {
    let is_of =
        |c: char| !digits(c.encode_utf8(&mut [0; 4])).is_empty() || stands_between_digits(c);
    !word.is_empty() && word.chars().all(is_of)
}

/// Whether a run of digits and separators is one number.
fn is_number(run: &str) -> bool {
    let count = digits(run).len();
    let is_one = run.contains(['+', '(', '-', '/']) || !run.contains(char::is_whitespace);
    count >= DIGITS_APART_MIN || count >= DIGITS_MIN && is_one
}

/// The query with its e-mail addresses normalised.
pub(super) fn addresses(query: &str) -> String {
    let kept = |part: &str| {
        if part.contains(['@', '<']) || part.contains("xn--") {
            Email::part(part)
        } else {
            part.to_owned()
        }
    };
    query.split_whitespace().map(kept).collect::<Vec<_>>().join(" ")
}

/// Which indexed words a number may mean that people of `country` write so: those that begin with it or end with it,
/// and those that it stands `within`.
pub(super) fn meaning<E>(
    number: &str,
    country: &str,
    mut beginnings: impl FnMut(&str) -> Result<Vec<String>, E>,
    within: impl FnOnce(&str) -> Result<Vec<String>, E>,
) -> Result<QueryWord, E> {
    let typed = digits(number);
    let mut tried = Phone::parts(number, country);
    // The trunk prefix (leading zeros) is not part of the number.
    let without = typed.trim_start_matches('0');
    if without.len() >= DIGITS_MIN {
        tried.push(without.to_owned());
    }
    tried.push(backwards(&typed));
    let mut words = Vec::new();
    for part in tried {
        words.extend(beginnings(&part)?);
    }
    if without.len() >= DIGITS_WITHIN_MIN {
        words.extend(within(without)?);
    }
    words.sort_unstable();
    words.dedup();
    Ok(QueryWord { typed, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words_of_a_query() {
        for (query, numbers, rest) in [
            ("(415) 555-0132", &["(415) 555-0132"][..], ""),
            ("0132", &["0132"], ""),
            ("Anna +49 30 901820, Berlin", &["+49 30 901820"], "Anna Berlin"),
            ("Anna 2024", &["2024"], "Anna"),
            ("12 45 Anna", &[], "12 45 Anna"),
            ("222 111 Anna", &["222 111"], "Anna"),
            ("222 111", &["222 111"], ""),
            ("22 21 11", &["22 21 11"], ""),
            ("2 1", &[], "2 1"),
            ("room 12", &[], "room 12"),
            ("415.555.0132 or 030/901820", &["415.555.0132", "030/901820"], "or"),
            ("a4-5550132 anna@5550132.example", &[], "a4-5550132 anna@5550132.example"),
            ("- +", &[], "- +"),
        ] {
            let (found, left) = taken(query);
            assert_eq!(found, numbers, "{query}");
            assert_eq!(left.split_whitespace().collect::<Vec<_>>().join(" "), rest, "{query}");
        }
        assert_eq!(
            words("+14155550132"),
            ["14155550132", "4155550132", "r23105555141"].map(str::to_owned)
        );
        assert_eq!(addresses("ada@XN--mnchen-3ya.example Bell"), "ada@münchen.example Bell");
    }
}
