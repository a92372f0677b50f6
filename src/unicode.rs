//! Text of every script as Unicode has it: composed when it is stored, folded when it is compared, taken apart into
//! words when it is searched.
//!
//! There is one way of each, so that what `contains` finds, a search finds as well, and two spellings that are the same
//! to a person are the same everywhere. The data is Unicode's, from the libraries of ICU.

mod fold;
pub mod rank;
mod words;

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

pub use self::{
    fold::fold,
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

#[cfg(test)]
mod tests;
