//! Names of hidden characters.

use super::marked::marks_max;

/// The name of a character, if it has one; most control characters have none.
pub(super) fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => "line break",
        '\t' => "tab",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{feff}' => "zero-width no-break space",
        '\u{2060}' => "word joiner",
        '\u{ad}' => "soft hyphen",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{61c}' => "Arabic letter mark",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "end of directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "end of directional isolate",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "variation selector",
        '\u{e0000}'..='\u{e0fff}' => "tag character",
        '\u{fffc}' => "object replacement character",
        '\u{f0b7}' | '\u{f0a7}' => "bullet of a font of symbols",
        '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => "noncharacter",
        c if marks_max(c).is_some() => "combining mark too many on one letter",
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => "private-use character",
        c if c.is_control() => return None,
        _ => "invisible character",
    })
}
