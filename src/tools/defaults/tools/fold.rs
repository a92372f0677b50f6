//! Folds text for comparison: lower case, without accents and other marks.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The folded text. Two texts are compared only after both are folded.
pub(super) fn fold(text: &str) -> String {
    let apart = DecomposingNormalizerBorrowed::new_nfkd();
    let small = text.to_lowercase();
    apart.normalize(&small).chars().filter(|c| !is_mark(*c)).map(plain).collect()
}

/// Accents of Latin and Cyrillic, vowel signs of Arabic; of the Indic scripts only the dot.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036f | 0x0610..=0x061a | 0x0640 | 0x064b..=0x065f | 0x0670 | 0x093c)
}

/// Letters that Unicode does not decompose.
fn plain(c: char) -> char {
    match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    }
}
