//! Characters that a person cannot see, or that turn what stands beside them: controls, formats without a width, marks
//! of direction, tags, variation selectors that vary nothing, and private use. See
//! <https://www.unicode.org/reports/tr36/>.
//!
//! This is the one list of them. Text from outside loses them ([`super::clean`]), a name with one is refused, longer
//! text loses them and the answer says so, and a terminal shows them by their codes ([`super::visible()`]). Some have a
//! meaning in their place: they join emoji and the letters of some scripts, and choose the form of others. There they
//! are no more hidden than an accent is.

mod name;

use std::{borrow::Cow, fmt};

use self::name::name;

/// A character that is hidden where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub c: char,
    /// Its place among the characters of the text, from 1.
    pub position: usize,
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, position) = (u32::from(self.c), self.position);
        match name(self.c) {
            Some(name) => write!(f, "U+{code:04X} {name} at position {position}"),
            None => write!(f, "the control character U+{code:04X} at position {position}"),
        }
    }
}

/// The first character that may not stand in text of one line: what ends lines is hidden there as well.
pub fn in_line(text: &str) -> Option<Hidden> {
    if is_plain(text) {
        return None;
    }
    let ends_line = |c: char| matches!(c, '\n' | '\t');
    let found = marked(text).zip(1..).find(|((c, hidden), _)| *hidden || ends_line(*c));
    found.map(|((c, _), position)| Hidden { c, position })
}

/// The first control in a text of lines, what ends them and tabs aside.
pub fn control(text: &str) -> Option<Hidden> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let found = text.chars().zip(1..).find(|(c, _)| is_control(*c));
    found.map(|(c, position)| Hidden { c, position })
}

/// A text of lines without what is hidden in it, and how many characters that were. Controls stay: nobody
/// types one by mistake, so they are refused by name.
pub fn stripped(text: &str) -> (Cow<'_, str>, usize) {
    let goes = |(c, hidden): &(char, bool)| *hidden && !c.is_control();
    if text.is_ascii() || !marked(text).any(|mark| goes(&mark)) {
        return (Cow::Borrowed(text), 0);
    }
    let (mut kept, mut count) = (String::with_capacity(text.len()), 0);
    for mark in marked(text) {
        if !goes(&mark) {
            kept.push(mark.0);
            continue;
        }
        count += 1;
        if matches!(mark.0, '\u{2028}' | '\u{2029}') {
            // What stands on two lines would become one word.
            kept.push('\n');
        }
    }
    (Cow::Owned(kept), count)
}

/// A name that others gave, as lists can show it: one line of at most so many characters, nothing hidden in it.
pub fn as_line(text: &str, chars_max: usize) -> String {
    let shown = marked(text).filter(|(c, hidden)| !hidden || c.is_whitespace());
    let shown: String = shown.map(|(c, _)| c).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(chars_max).collect()
}

/// Printable ASCII, as almost every name is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Every character of a text, and whether it is hidden there.
pub fn marked(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = None;
    // The last base character: an emoji may carry a variation selector or a skin tone before the joiner.
    let mut base = None;
    let mut flag_ends = 0;
    text.char_indices().map(move |(at, c)| {
        let after = || text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let hidden = match c {
            _ if at < flag_ends => false,
            '\u{200d}' if base.is_some_and(is_pictograph) => !after().is_some_and(is_pictograph),
            '\u{200c}' | '\u{200d}' => !before.is_some_and(is_joined),
            '\u{fe0e}' | '\u{fe0f}' => !match before {
                Some('0'..='9' | '#' | '*') => after() == Some('\u{20e3}'),
                before => before.is_some_and(is_pictograph),
            },
            '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => !before.is_some_and(is_han),
            '\u{180b}'..='\u{180f}' => !before.is_some_and(is_mongolian),
            c => is_hidden(c),
        };
        if let Some(flag) =
            FLAGS.iter().find(|flag| text.get(at..).is_some_and(|rest| rest.starts_with(**flag)))
        {
            flag_ends = at + flag.len();
        }
        before = Some(c);
        if !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}') {
            base = Some(c);
        }
        (c, hidden)
    })
}

/// The flags that are written with tags: England, Scotland, Wales. No others are in general use.
const FLAGS: [&str; 3] = [
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// Whether a character is hidden wherever it stands.
fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe03}'..='\u{fe0d}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{f0000}'..='\u{10ffff}' => true,
        c => c.is_control(),
    }
}

/// Characters that a joiner joins to one emoji, and whose form a variation selector chooses.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2100}'..='\u{2bff}' | '\u{3030}'
        | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Letters and marks of scripts in which neighbours are joined or kept apart: Hebrew, Arabic, Syriac, those of India
/// and its neighbours, Mongolian, and others of their kind.
fn is_joined(c: char) -> bool {
    let script = matches!(c, '\u{590}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}'
        | '\u{1700}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{10cff}' | '\u{11000}'..='\u{11fff}'
        | '\u{1e900}'..='\u{1e95f}');
    script && !is_hidden(c)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1810}'..='\u{18af}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Names of people and things that nobody should have to write in another way.
    const GOOD: &[&str] = &[
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
    ];

    #[test]
    fn what_a_script_or_an_emoji_needs_is_not_hidden() {
        for good in GOOD {
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
            ("🏴\u{e0041}\u{e007f}", "U+E0041 tag character at position 2"),
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
        assert_eq!((&*kept, count), ("one\r\n\ttwo\nthree ❤\u{fe0f}", 3));
    }

    proptest! {
        #[test]
        fn what_is_stripped_is_stripped_once(text in "\\PC{0,40}|[\u{200b}-\u{2030}a-z👩ی\u{fe0f}\u{e0061}]{0,20}") {
            let (once, _) = stripped(&text);
            let (twice, rest) = stripped(&once);
            prop_assert_eq!(&twice, &once);
            prop_assert_eq!(rest, 0);
        }
    }
}
