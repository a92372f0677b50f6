//! The strings that identify a person in stored text: ids of the person's rows, and words that name the person.

use std::collections::{BTreeSet, HashSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::related_rows::{RelatedRows, ids_of};
use crate::value::{Phone, redact};

/// A shorter word must be the whole text to count.
const LETTERS_MIN: usize = 3;

/// A shorter run of digits is no phone number.
const DIGITS_MIN: usize = 7;

/// How many characters of a longer text are compared, because the call log keeps no more of it.
const BEGINNING_CHARS: usize = 150;

/// The strings that identify a person.
pub(super) struct Identifiers {
    ids: HashSet<String>,
    /// Lower case, single blanks.
    words: BTreeSet<String>,
    /// Phone numbers in national form, digits only.
    phones: BTreeSet<String>,
}

impl Identifiers {
    pub(super) fn of(related_rows: &RelatedRows) -> Identifiers {
        let mut words = BTreeSet::new();
        for person in related_rows.people() {
            let Ok(entity) = person.entity() else { continue };
            words.extend(person.texts(|column| entity.personal.contains(&column)));
        }
        let phones = words.iter().filter_map(|word| Phone::national_digits(word));
        let phones = phones.filter(|phone| phone.len() >= DIGITS_MIN).collect();
        let words = words.iter().map(|word| plain(word)).collect();
        Identifiers { ids: ids_of(related_rows.all()).collect(), words, phones }
    }

    /// Adds a text that was written about the person, cut to [`BEGINNING_CHARS`].
    pub(super) fn add(&mut self, said: &str) {
        // The call log holds a form in which numbers and keys are redacted, so both forms are compared.
        for said in [said.to_owned(), redact::redacted(said)] {
            let beginning: String = said.chars().take(BEGINNING_CHARS).collect();
            self.words.insert(plain(&beginning));
        }
    }

    /// Whether the text, plain or JSON, contains one of the strings.
    pub(super) fn are_in(&self, text: &str) -> bool {
        match serde_json::from_str(text) {
            Ok(value) => self.are_in_value(&value),
            Err(_) => self.are_in_text(text),
        }
    }

    fn are_in_value(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.are_in_text(text),
            Value::Number(number) => self.are_in_text(&number.to_string()),
            Value::Array(items) => items.iter().any(|item| self.are_in_value(item)),
            Value::Object(object) => object
                .iter()
                .any(|(name, value)| self.are_in_text(name) || self.are_in_value(value)),
            Value::Null | Value::Bool(_) => false,
        }
    }

    fn are_in_text(&self, text: &str) -> bool {
        self.are_in_words(text) || text.contains(['%', '+']) && self.are_in_words(&decoded(text))
    }

    fn are_in_words(&self, text: &str) -> bool {
        let in_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if text.split(|letter| !in_id(letter)).any(|part| self.ids.contains(part)) {
            return true;
        }
        let (plain, digits) = (plain(text), digits(text));
        self.words.iter().any(|word| names(&plain, word))
            || self.phones.iter().any(|phone| digits.contains(phone.as_str()))
    }
}

/// Whether the text contains `word` as a whole word.
fn names(text: &str, word: &str) -> bool {
    if word.chars().count() < LETTERS_MIN {
        return text == word;
    }
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Undoes percent-encoding and `+` for blanks, as in URLs.
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_by_what_names_them_and_nobody_else_is() {
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let identifiers = Identifiers {
            ids: HashSet::from(["con_01h455vb4pex5vsknk084sn02q".to_owned()]),
            words: set(&["ada lovelace", "ada@example.com", "bo"]),
            phones: set(&["1715550123"]),
        };
        for text in [
            r#"{"id":"con_01h455vb4pex5vsknk084sn02q"}"#,
            r#"{"items":[{"title":"Album for Ada  Lovelace."}]}"#,
            r#"{"to":"<ADA@example.com>"}"#,
            r#"{"filter":"{\"phone\":\"+49 171 555-0123\"}"}"#,
            r#"{"phone":491715550123}"#,
            "call 0171 5550123",
            r#"{"Ada Lovelace":true}"#,
            r#"{"name":"Bo"}"#,
            "about ada lovelace",
            "https://crm.example/?who=Ada%20Lovelace&plan=a",
            "who=ada+lovelace&mail=ada%40example.com",
        ] {
            assert!(identifiers.are_in(text), "{text}");
        }
        for text in [
            r#"{"id":"con_01h455vb4pex5vsknk084sn02r"}"#,
            r#"{"title":"Ada Lovelaces"}"#,
            r#"{"title":"Bo and the bear"}"#,
            r#"{"price":491715,"sort":"5550123"}"#,
        ] {
            assert!(!identifiers.are_in(text), "{text}");
        }
    }
}
