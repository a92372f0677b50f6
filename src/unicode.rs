//! Text of every script as Unicode has it: composed when it is stored, folded when it is compared, taken apart into
//! words when it is searched.
//!
//! There is one way of each, so that what `contains` finds, a search finds as well, and two spellings that are the same
//! to a person are the same everywhere. The data is Unicode's, from the libraries of ICU.

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

/// Text with its accents in their letters (NFC): how text is stored, whatever keyboard or file it is from.
pub fn compose(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Text with its accents beside their letters (NFD): how some computers write the names of files.
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
