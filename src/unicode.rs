//! Unicode text: normalised when it is stored, case-folded when it is compared, split into words when it is searched.
//!
//! All code uses the same functions, so that `contains` and the search find the same texts, and equal spellings are
//! equal everywhere. The data comes from the ICU4X libraries.

mod fold;
pub mod rank;
mod spelling;
mod words;

use std::borrow::Cow;

use deunicode::deunicode_char;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::{CodePointMapData, props::GeneralCategory};

pub use self::{
    fold::fold,
    spelling::{Spelling, loose_place, other_spellings},
    words::{has_gaps, latin, loose, terms, with_article, words},
};

/// Text in NFC (composed accents): the form in which text is stored.
pub fn compose(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Text in NFD (decomposed accents): the form of file names on some computers.
pub fn decompose(text: &str) -> Cow<'_, str> {
    DecomposingNormalizerBorrowed::new_nfd().normalize(text)
}

/// A decimal digit of any script as one of 0 to 9. What is raised, put in a circle or a fraction is none.
pub fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let is_decimal =
        CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::DecimalNumber;
    let plain = deunicode_char(c).filter(|_| is_decimal)?;
    plain.parse().ok().filter(char::is_ascii_digit)
}

#[cfg(test)]
mod tests;
