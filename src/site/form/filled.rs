//! Checks what a visitor filled in: every fault at once, with what was typed kept.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Field, FieldKind, Form, Word};
use crate::{
    unicode::compose,
    value::{Email, Phone, clean},
};

/// What a visitor has typed, and what is wrong with it, each by the key of its field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub values: BTreeMap<String, String>,
    pub errors: BTreeMap<String, Word>,
    /// What is said of the whole.
    pub error: Option<Word>,
}

/// A field that was filled in, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub field: Field,
    pub value: String,
}

/// What fields are read by.
#[derive(Clone, Copy, Debug)]
pub struct Home<'h> {
    /// ISO 3166, for phone numbers without a country code.
    pub country: &'h str,
    /// The packages that can be asked about, by id and name.
    pub packages: &'h [(String, String)],
}

/// The answers of a form that is filled in right, in its order, else what to show again.
pub fn fill(
    form: &Form,
    home: Home<'_>,
    typed: &BTreeMap<String, String>,
) -> Result<Vec<Answer>, Filled> {
    let mut filled = Filled::default();
    let mut answers = Vec::new();
    for field in &form.fields {
        let said = typed.get(&field.key).map(String::as_str).unwrap_or_default();
        let text = tidy(field.kind, said);
        filled.values.insert(field.key.clone(), text.clone());
        match read(field, home, &text) {
            Ok(Some(value)) => answers.push(Answer { field: field.clone(), value }),
            Ok(None) if field.required => {
                let is_consent = field.kind == FieldKind::Consent;
                let word = if is_consent { Word::Unticked } else { Word::Missing };
                filled.errors.insert(field.key.clone(), word);
            }
            Ok(None) => {}
            Err(word) => {
                filled.errors.insert(field.key.clone(), word);
            }
        }
    }
    let is_way = |kind| matches!(kind, FieldKind::Email | FieldKind::Phone);
    let has_way = answers.iter().any(|answer| is_way(answer.field.kind));
    let way = form.fields.iter().find(|field| is_way(field.kind));
    if let Some(way) = way.filter(|_| !has_way) {
        filled.errors.entry(way.key.clone()).or_insert(Word::NoWay);
    }
    if filled.errors.is_empty() {
        return Ok(answers);
    }
    filled.error = Some(Word::Check);
    Err(filled)
}

/// A text as it is kept: composed, without what hides in it, on one line unless it may have several.
fn tidy(kind: FieldKind, text: &str) -> String {
    let text = clean(&compose(&text.replace("\r\n", "\n").replace('\r', "\n")));
    if kind == FieldKind::LongText {
        return text.trim().to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of a field; `None` where nothing was typed.
fn read(field: &Field, home: Home<'_>, text: &str) -> Result<Option<String>, Word> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > field.kind.chars_max() {
        return Err(Word::TooLong);
    }
    let value = match field.kind {
        FieldKind::Name | FieldKind::Text | FieldKind::LongText => text.to_owned(),
        FieldKind::Email => Email::parse(text).map_err(|_| Word::NoEmail)?.to_string(),
        FieldKind::Phone => {
            Phone::parse(text, home.country).map_err(|_| Word::NoPhone)?.to_string()
        }
        FieldKind::Date => text.parse::<Date>().map_err(|_| Word::NoDate)?.to_string(),
        FieldKind::Choice => {
            let at = text.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
            at.and_then(|at| field.options.get(at)).cloned().ok_or(Word::NoChoice)?
        }
        FieldKind::Package => {
            let known = home.packages.iter().find(|(id, _)| id == text);
            known.map(|(id, _)| id.clone()).ok_or(Word::NoChoice)?
        }
        FieldKind::Number => {
            let is_number = text.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite);
            if !is_number {
                return Err(Word::NoNumber);
            }
            text.to_owned()
        }
        FieldKind::Consent => "✓".to_owned(),
    };
    Ok(Some(value))
}
