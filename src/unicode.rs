//! Unicode text: normalised when it is stored, case-folded when it is compared, split into words when it is searched.
//!
//! All code uses the same functions, so that `contains` and the search find the same texts, and equal spellings are
//! equal everywhere. The data comes from the ICU4X libraries.

mod fold;
pub mod rank;
mod words;

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

pub use self::{
    fold::fold,
    words::{has_gaps, latin, loose, terms, words},
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

#[cfg(test)]
mod tests;
