//! Folds text for comparison: lower case, without accents, each letter in its plain form.
//!
//! Case, width, ligatures and marks follow Unicode's tables. Two short lists are our own, because Unicode has no
//! decomposition for them: Latin letters with a stroke, and Arabic letters that people use interchangeably.

use std::borrow::Cow;

use deunicode::deunicode_char;
use icu_casemap::CaseMapper;
use icu_normalizer::{
    ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed,
    properties::{CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed},
};
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

/// The folded text: `Straße`, `STRASSE` and `ｓｔｒａｓｓｅ` are equal, and so are `مَرْحَبًا` and `مرحبا`.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase() || is_blank(char::from(byte))) {
            return Cow::Owned(text.chars().map(ascii).collect());
        }
        return Cow::Borrowed(text);
    }
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let small = CaseMapper::new().fold_string(&apart);
    let (marks, composition) =
        (CanonicalCombiningClassMapBorrowed::new(), CanonicalCompositionBorrowed::new());
    let unseen = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let mut folded = String::with_capacity(text.len());
    for c in small.chars() {
        if c.is_ascii() {
            folded.push(ascii(c));
        } else if is_accent(marks.get_u8(c)) {
            // In Cyrillic, й is a letter of its own, but ё is often written as е.
            let base = folded.chars().next_back().filter(|base| is_cyrillic(*base));
            if let Some(whole) = base.and_then(|base| composition.compose(base, c)) {
                folded.pop();
                folded.push(whole);
            }
        } else if c != TATWEEL && !unseen.contains(c) {
            plain(c, &mut folded);
        }
    }
    // Kana and Hangul were decomposed and must be composed again.
    match ComposingNormalizerBorrowed::new_nfc().normalize(&folded) {
        Cow::Owned(whole) => Cow::Owned(whole),
        Cow::Borrowed(_) => Cow::Owned(folded),
    }
}

/// A character that only lengthens Arabic words.
const TATWEEL: char = '\u{640}';

fn ascii(c: char) -> char {
    if is_blank(c) { ' ' } else { c.to_ascii_lowercase() }
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r')
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}') && c != 'е'
}

/// Whether a mark of that combining class is an accent, stroke or point that people leave out. Others are as important
/// as letters: voicing marks of kana, vowels and tones of Thai, viramas of Indic scripts.
fn is_accent(class: u8) -> bool {
    matches!(class, 1 | 10..=36 | 200..=240)
}

/// Adds a letter in its plain form.
fn plain(c: char, folded: &mut String) {
    let plain = match c {
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'ŧ' => "t",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        'ٱ' => "ا",
        // The characters that people type as an apostrophe.
        '‘' | '’' | '‛' | 'ʼ' | '′' => "'",
        '“' | '”' | '„' | '‟' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        c if c.is_whitespace() => " ",
        // Digits of other scripts.
        c if c.is_numeric() => match deunicode_char(c) {
            Some(digit) if digit.len() == 1 => digit,
            Some(_) | None => return folded.push(c),
        },
        c => return folded.push(c),
    };
    folded.push_str(plain);
}
