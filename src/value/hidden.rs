//! Hidden characters: those that people cannot see, or that change the direction of text: control characters,
//! zero-width characters, direction marks, tags, variation selectors without effect, and private-use characters. See
//! <https://www.unicode.org/reports/tr36/>.
//!
//! This is the only list of them. They are removed from text from outside ([`super::clean`]) and from longer text,
//! refused in names, and shown as codes in a terminal ([`super::visible()`]). Some have a purpose in certain places:
//! they join emoji and letters of some scripts, or select a glyph. There they do not count as hidden.

mod kinds;
mod marked;
mod name;

use std::borrow::Cow;

use self::{kinds::HiddenCharacter, marked::BULLETS};
pub use self::{kinds::Kinds, marked::marked};
use crate::unicode::compose;

/// The characters that must not occur in single-line text, line breaks included; `None` if there are none.
pub fn in_line(text: &str) -> Option<Kinds> {
    if is_plain(text) {
        return None;
    }
    let ends_line = |c: char| matches!(c, '\n' | '\t');
    let found = marked(text).zip(1..).filter(|((c, hidden), _)| *hidden || ends_line(*c));
    Kinds::of(found.map(|((c, _), position)| HiddenCharacter { c, position }))
}

/// The control characters in multi-line text, other than line breaks and tabs.
pub fn control(text: &str) -> Option<Kinds> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') && !breaks(c);
    let found = text.chars().zip(1..).filter(|(c, _)| is_control(*c));
    Kinds::of(found.map(|(c, position)| HiddenCharacter { c, position }))
}

/// Whether a character breaks a line like `\n`: Word, old printers and Unicode have others.
fn breaks(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Multi-line text as it is stored, and the number of hidden characters removed. Unusual line breaks become `\n` and
/// bullets become visible. Control characters stay, because they are no typing error, and are refused by name.
pub fn stripped(text: &str) -> (Cow<'_, str>, usize) {
    let changes = |(c, hidden): (char, bool)| breaks(c) || hidden && !c.is_control();
    let is_plain = text.is_ascii() && !text.contains(['\u{b}', '\u{c}']);
    if is_plain || !marked(text).any(changes) {
        return (Cow::Borrowed(text), 0);
    }
    let (mut kept, mut count) = (String::with_capacity(text.len()), 0);
    let mut after_bullet = false;
    for (c, hidden) in marked(text) {
        if after_bullet && matches!(c, ' ' | '\t' | '\u{a0}') {
            continue;
        }
        after_bullet = false;
        if breaks(c) {
            kept.push('\n');
        } else if BULLETS.contains(&c) {
            // At the start of a line it marks a list item, so it becomes `-` as in Markdown.
            let line = kept.rsplit('\n').next().unwrap_or_default();
            after_bullet = line.trim().is_empty();
            kept.push_str(if after_bullet { "- " } else { "•" });
        } else if hidden && !c.is_control() {
            count += 1;
        } else {
            kept.push(c);
        }
    }
    (Cow::Owned(kept), count)
}

/// A name from outside as a list can show it: one line of at most `chars_max` characters, without hidden ones.
pub fn as_line(text: &str, chars_max: usize) -> String {
    let text = compose(text);
    let shown = marked(&text).filter(|(c, hidden)| !hidden || c.is_whitespace());
    let shown: String = shown.map(|(c, _)| c).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(chars_max).collect()
}

/// Printable ASCII, as almost all names are.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Real names of people and things that must be accepted.
    const ACCEPTED: &[&str] = &[
        "Ada Lovelace",
        "Zoë Ñandú",
        "👩\u{200d}👧 family",
        "❤\u{fe0f}\u{200d}🔥",
        "🏳\u{fe0f}\u{200d}🌈",
        "👩🏽\u{200d}🚒",
        "1\u{fe0f}\u{20e3} first",
        "© 2026 ™\u{fe0f}",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Edinburgh",
        "می\u{200c}خواهم",
        "1447 ه\u{200d}",
        "क्\u{200d}ष र्\u{200c}य",
        "שלום עולם",
        "مرحبا بالعالم",
        "邊\u{e0100}田",
        "ᠠ\u{180b}",
        "日本語 한국어 Ελληνικά",
        "⠓⠑⠇⠇⠕⠀⠺⠕⠗⠇⠙",
        "a\u{308}\u{301}\u{323}\u{331}e",
        "בְּרֵאשִׁ֖ית",
        "นํ้าใจที่นี้",
        "ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ",
        "𓉐\u{13430}𓂋",
    ];

    #[test]
    fn what_a_script_or_an_emoji_needs_is_not_hidden() {
        for good in ACCEPTED {
            assert_eq!(in_line(good), None, "{good:?}");
            assert_eq!(stripped(good), (Cow::Borrowed(*good), 0), "{good:?}");
        }
    }

    #[test]
    fn what_is_hidden_is_named_with_its_place() {
        for (text, said) in [
            ("Ada Lo\u{202e}velace", "U+202E right-to-left override at position 7"),
            ("pay\u{200d}pal", "U+200D zero-width joiner at position 4"),
            ("two\nlines", "U+000A line break at position 4"),
            ("a\tb", "U+0009 tab at position 2"),
            ("a\u{1b}[2J", "the control character U+001B at position 2"),
            ("x\u{e0041}", "U+E0041 tag character at position 2"),
            (
                "🏴\u{e0041}\u{e007f}",
                "U+E0041 tag character at position 2, U+E007F tag character at position 3",
            ),
            ("\u{2800}", "U+2800 invisible character at position 1"),
            ("a\u{2800}b", "U+2800 invisible character at position 2"),
            ("a\u{16fe4}", "U+16FE4 invisible character at position 2"),
            ("a\u{fffc}", "U+FFFC object replacement character at position 2"),
            (
                "a\u{1d159}\u{ffff}",
                "U+1D159 invisible character at position 2, U+FFFF noncharacter at position 3",
            ),
            ("a\u{13430}", "U+13430 invisible character at position 2"),
            ("a\u{f0b7}", "U+F0B7 bullet of a font of symbols at position 2"),
            (
                "Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
                "U+0305 combining mark too many on one letter at position 6, \
                 U+0306 combining mark too many on one letter at position 7",
            ),
            (
                "ก\u{e49}\u{e49}\u{e49}\u{e49}\u{e49}\u{e49}\u{e49}\u{e49}\u{e49}",
                "U+0E49 combining mark too many on one letter at position 10",
            ),
            (
                "\u{200b}a\u{200b}\u{202e}\u{200b}\u{e0041}\n\u{ad}\u{feff}",
                "U+200B zero-width space at position 1, U+202E right-to-left override at position 4, \
                 U+E0041 tag character at position 6, U+000A line break at position 7, \
                 U+00AD soft hyphen at position 8, and others",
            ),
            ("a\u{fe0f}", "U+FE0F variation selector at position 2"),
            ("邊\u{e0100}\u{e0101}", "U+E0101 variation selector at position 3"),
            ("می\u{200c}\u{200c}خ", "U+200C zero-width non-joiner at position 4"),
            ("👩\u{200d}a", "U+200D zero-width joiner at position 2"),
        ] {
            assert_eq!(in_line(text).unwrap().to_string(), said, "{text:?}");
        }
    }

    #[test]
    fn longer_text_keeps_its_lines_and_its_words_apart() {
        let (kept, count) = stripped("one\r\n\ttwo\u{2028}three\u{200b}\u{202e} ❤\u{fe0f}");
        assert_eq!((&*kept, count), ("one\r\n\ttwo\nthree ❤\u{fe0f}", 2));
    }

    #[test]
    fn what_ends_a_line_elsewhere_ends_it_here_and_a_bullet_is_seen() {
        for (text, kept) in [
            ("a\u{b}b", "a\nb"),
            ("a\u{c}b\u{85}c\u{2029}d", "a\nb\nc\nd"),
            ("Buy:\r\n\u{f0b7}\tmilk\r\n  \u{f0a7}  tea", "Buy:\r\n- milk\r\n  - tea"),
            ("milk \u{f0b7} tea", "milk • tea"),
            ("\u{f0b7}\u{a0}\u{a0}milk", "- milk"),
        ] {
            assert_eq!(stripped(text), (Cow::Borrowed(kept), 0), "{text:?}");
            assert_eq!(control(text), None);
        }
        assert_eq!(stripped("a\u{f0fc}b").1, 1, "any other of those fonts is nothing to anybody");
        assert_eq!(
            control("a\u{1b}\u{7}").unwrap().to_string(),
            "the control character U+001B at position 2, the control character U+0007 at position 3"
        );
    }

    proptest! {
        #[test]
        fn what_is_stripped_is_stripped_once(text in "\\PC{0,40}|[\u{200b}-\u{2030}a-z👩ی\u{fe0f}\u{e0061}\u{2800}-\u{2803}\u{301}\u{5b0}\u{f0b7}\u{85}\u{13430}\n\t ]{0,24}") {
            let (once, _) = stripped(&text);
            let (twice, rest) = stripped(&once);
            prop_assert_eq!(&twice, &once);
            prop_assert_eq!(rest, 0);
        }
    }
}
