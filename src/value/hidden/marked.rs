//! Decides which characters are hidden where they occur.

/// Every character of a text, and whether it is hidden there.
pub fn marked(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = None;
    // The last base character: an emoji may have a variation selector or a skin tone before the joiner.
    let mut base = None;
    let mut flag_ends = 0;
    let mut piled = 0;
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
            '\u{2800}' => !before.is_some_and(is_braille),
            '\u{16fe4}' => !before.is_some_and(is_khitan),
            '\u{13430}'..='\u{13440}' => !before.is_some_and(is_hieroglyph),
            c => match marks_max(c) {
                Some(most) => piled >= most,
                None => is_hidden(c),
            },
        };
        if let Some(flag) =
            FLAGS.iter().find(|flag| text.get(at..).is_some_and(|rest| rest.starts_with(**flag)))
        {
            flag_ends = at + flag.len();
        }
        // A character that will be removed cannot be a base; some others are replaced and can.
        let goes = hidden && !c.is_control() && !c.is_whitespace() && !BULLETS.contains(&c);
        if goes {
            return (c, true);
        }
        piled = if marks_max(c).is_some() { piled + 1 } else { 0 };
        before = Some(c);
        if !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}') {
            base = Some(c);
        }
        (c, hidden)
    })
}

/// The bullets that word processors write in symbol fonts, as private-use characters.
pub(super) const BULLETS: [char; 2] = ['\u{f0b7}', '\u{f0a7}'];

/// The flags that are written with tag characters: England, Scotland, Wales. No others are in general use.
const FLAGS: [&str; 3] = [
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// Whether a character is hidden wherever it occurs.
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
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{fff0}'..='\u{fffc}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{1d159}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{f0000}'..='\u{10ffff}' => true,
        c => c.is_control(),
    }
}

/// Emoji and other pictographs, which joiners and variation selectors apply to.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2100}'..='\u{2bff}' | '\u{3030}'
        | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Letters and marks of scripts in which joiners are meaningful: Hebrew, Arabic, Syriac, the scripts of India and its
/// neighbours, Mongolian, and similar ones.
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

/// A Braille pattern. Between such patterns, the one without dots is a blank.
fn is_braille(c: char) -> bool {
    matches!(c, '\u{2801}'..='\u{28ff}')
}

fn is_khitan(c: char) -> bool {
    matches!(c, '\u{18b00}'..='\u{18cff}')
}

/// Egyptian hieroglyphs and their format controls.
fn is_hieroglyph(c: char) -> bool {
    matches!(c, '\u{13000}'..='\u{1345f}')
}

/// How many marks of this kind may be on one letter; more would cover the lines above and below.
pub(super) fn marks_max(c: char) -> Option<usize> {
    match c {
        '\u{34f}' => None,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{3099}'
        | '\u{309a}'
        | '\u{fe20}'..='\u{fe2f}' => Some(4),
        // In Hebrew and Arabic, vowels, accents and recitation signs are marks on one letter.
        '\u{591}'..='\u{5bd}'
        | '\u{5bf}'
        | '\u{5c1}'
        | '\u{5c2}'
        | '\u{5c4}'
        | '\u{5c5}'
        | '\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'
        | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}'
        | '\u{730}'..='\u{74a}'
        | '\u{900}'..='\u{902}'
        | '\u{93c}'
        | '\u{941}'..='\u{948}'
        | '\u{94d}'
        | '\u{951}'..='\u{957}'
        | '\u{e31}'
        | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}'
        | '\u{eb1}'
        | '\u{eb4}'..='\u{ebc}'
        | '\u{ec8}'..='\u{ece}'
        | '\u{f71}'..='\u{f84}'
        | '\u{f8d}'..='\u{fbc}' => Some(8),
        _ => None,
    }
}

fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1810}'..='\u{18af}')
}
