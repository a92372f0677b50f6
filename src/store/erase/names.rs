//! Finds a person's names in text, in all their spellings, and replaces them.

mod places;

use std::{collections::BTreeSet, ops::Range};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use self::places::{Plain, numbers};
use super::related_rows::RelatedRow;
use crate::{
    store::engine::Columns,
    value::{Phone, slug_from},
};

/// The text that replaces a name.
pub(super) const ERASED: &str = "[erased]";

/// The columns that hold a person's names.
const KNOWN_BY: [&str; 3] = ["name", "phone", "email"];

/// A shorter word occurs in too many other texts.
const LETTERS_MIN: usize = 3;

/// A shorter run of digits is no phone number.
const DIGITS_MIN: usize = 7;

/// A person's names, phone numbers and addresses, current and former.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Lower case, single blanks.
    words: BTreeSet<String>,
    /// Names of a single word. They may mean other people or things, so they are counted and not replaced.
    loose: BTreeSet<String>,
    /// In national form, digits only.
    phones: BTreeSet<String>,
}

impl Names {
    /// The names in a person's rows and their history.
    pub(super) fn of<'p>(people: impl Iterator<Item = &'p RelatedRow>) -> Names {
        let (mut said, mut user_ids) = (BTreeSet::new(), BTreeSet::new());
        for person in people {
            said.extend(person.texts(|column| KNOWN_BY.contains(&column)));
            user_ids.extend(person.texts(|column| column == "whatsapp_user_id"));
        }
        let phones = said.iter().filter_map(|text| Phone::national_digits(text));
        let phones = phones.filter(|digits| digits.len() >= DIGITS_MIN).collect();
        let (mut words, mut loose) = (BTreeSet::new(), BTreeSet::new());
        for name in said.iter().filter(|text| !text.starts_with('+')) {
            let plain = Plain::of(name).text.trim().to_owned();
            if plain.chars().count() < LETTERS_MIN {
                continue;
            }
            if !plain.contains([' ', '@']) {
                loose.insert(plain);
                continue;
            }
            // Percent-encoded, as in URLs.
            words.insert(utf8_percent_encode(name, NON_ALPHANUMERIC).to_string().to_lowercase());
            words.insert(plain.replace(' ', "+"));
            words.insert(plain.replace(' ', "%20"));
            words.insert(plain.replace(' ', "_"));
            if plain.contains(' ') {
                words.extend(slug_from(&plain));
            }
            words.insert(plain);
        }
        words.extend(user_ids.iter().map(|id| Plain::of(id).text.trim().to_owned()));
        Names { words, loose, phones }
    }

    /// How often the names occur in a text, plain or JSON.
    pub(super) fn count(&self, text: &str) -> usize {
        match json(text) {
            Some(value) => self.count_in(&value),
            None => self.count_in_text(text),
        }
    }

    fn count_in(&self, value: &Value) -> usize {
        match value {
            Value::String(text) => self.count(text),
            Value::Number(number) => self.count_in_text(&number.to_string()),
            Value::Array(items) => items.iter().map(|item| self.count_in(item)).sum(),
            Value::Object(object) => {
                object.iter().map(|(name, value)| self.count(name) + self.count_in(value)).sum()
            }
            Value::Null | Value::Bool(_) => 0,
        }
    }

    /// How often the names occur in a plain text, single words included.
    fn count_in_text(&self, text: &str) -> usize {
        let plain = Plain::of(text);
        let loose = self.loose.iter().flat_map(|word| plain.places(word));
        let sure = self.places(text);
        let apart = |place: &Range<usize>| {
            sure.iter().all(|sure| place.end <= sure.start || sure.end <= place.start)
        };
        loose.filter(apart).count() + sure.len()
    }

    /// The text, plain or JSON, with the names replaced; `None` if none occurs.
    pub(super) fn without(&self, text: &str) -> Option<String> {
        if let Some(mut value) = json(text) {
            let before = value.clone();
            self.redact_value(&mut value);
            return (value != before).then(|| value.to_string());
        }
        let places = self.places(text);
        if places.is_empty() {
            return None;
        }
        let (mut kept, mut done) = (String::with_capacity(text.len()), 0);
        for place in places {
            kept.push_str(text.get(done..place.start).unwrap_or_default());
            kept.push_str(ERASED);
            done = place.end;
        }
        kept.push_str(text.get(done..).unwrap_or_default());
        Some(kept)
    }

    fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(without) = self.without(text) {
                    *text = without;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_value(item)),
            Value::Object(object) => object.values_mut().for_each(|value| self.redact_value(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Replaces the names in recorded columns.
    pub(super) fn out_of_columns(&self, columns: &mut Columns) {
        columns.values_mut().for_each(|value| self.redact_value(value));
    }

    /// Where the names occur in a text, in order and without overlaps.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let plain = Plain::of(text);
        for word in &self.words {
            places.extend(plain.places(word));
        }
        places.extend(numbers(text, &self.phones));
        places.sort_by_key(|place| (place.start, place.end));
        let mut apart: Vec<Range<usize>> = Vec::new();
        for place in places {
            match apart.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => apart.push(place),
            }
        }
        apart
    }
}

/// Parses a text as a JSON object or array.
fn json(text: &str) -> Option<Value> {
    let begins = text.trim_start().starts_with(['{', '[']);
    begins.then(|| serde_json::from_str(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let set = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        let words =
            ["ada lovelace", "ada-lovelace", "ada%20lovelace", "ada+lovelace", "ada@wren.example"];
        Names { words: set(&words), loose: set(&["zoë"]), phones: set(&["1715550123"]) }
    }

    #[test]
    fn a_name_is_put_out_however_it_is_written() {
        for (text, without) in [
            ("By Ada Lovelace, 2026", "By [erased], 2026"),
            ("ADA\n  LOVELACE and Bo", "[erased] and Bo"),
            ("A\u{200b}da L\u{ad}ovelace!", "[erased]!"),
            ("+49 (171) 555-0123!", "+[erased]!"),
            ("0171/5550123 or 00491715550123", "[erased] or [erased]"),
            ("<Ada@Wren.Example>", "<[erased]>"),
            ("https://x.example/?who=Ada%20Lovelace&a=b", "https://x.example/?who=[erased]&a=b"),
            ("/team/ada-lovelace-studio", "/team/[erased]-studio"),
            (
                r#"{"a":{"b":["Ada Lovelace"]},"c":"{\"d\":\"Ada+Lovelace\"}"}"#,
                r#"{"a":{"b":["[erased]"]},"c":"{\"d\":\"[erased]\"}"}"#,
            ),
        ] {
            assert_eq!(names().without(text).unwrap(), without);
            assert!(names().count(text) > 0, "{text}");
            assert_eq!(names().count(without), 0, "{without}");
        }
        for text in
            ["Ada Lovelaces", "Zoëtrope", "171555012", "17 15 pages 550123", "[1715550]", ""]
        {
            assert_eq!(names().without(text), None, "{text}");
            assert_eq!(names().count(text), 0, "{text}");
        }
    }
}
