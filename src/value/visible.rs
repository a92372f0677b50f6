//! Makes stored text safe to show where a person decides by it: nothing in it is invisible, and nothing looks like one
//! of our own lines.
//!
//! Names are checked on input, but old rows may contain what was once allowed, and other text may have several lines.
//! So everything in a question, a proposal's title or a terminal goes through here.

use std::fmt::Write as _;

use serde_json::Value;

use super::hidden::marked;

/// Replaces a line break within a line.
const LINE_END: char = '⏎';

/// `text` on one line: line breaks as `⏎`, invisible characters as codes, and any run of blanks as one space, so that
/// nothing is pushed out of sight.
pub fn one_line(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut line = shown(&text, |c| match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(LINE_END),
        c if is_blank(c) => Some(' '),
        _ => None,
    });
    let mut after_blank = false;
    line.retain(|c| {
        let is_more = after_blank && c == ' ';
        after_blank = c == ' ';
        !is_more
    });
    line
}

/// Whether `text` has blanks that [`one_line`] would change.
pub fn has_wide_blanks(text: &str) -> bool {
    text.contains("  ") || text.contains(|c: char| c != ' ' && is_blank(c))
}

/// Whether the character looks like a blank. The Braille pattern without dots is a letter in Unicode.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// `text` with its lines and tabs; characters that are invisible or change the direction of text as codes: `\u{202e}`.
pub fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    shown(&text, |c| matches!(c, '\n' | '\t').then_some(c))
}

/// `text` on one line in quotation marks; quotation marks inside are replaced.
pub fn quoted(text: &str) -> String {
    let line: String = one_line(text)
        .chars()
        .map(|c| if matches!(c, '“' | '”' | '„' | '‟') { '"' } else { c })
        .collect();
    format!("“{line}”")
}

/// `text` as JSON writes it, for who is to send it again: blanks of other kinds and what cannot be seen by their codes,
/// quotation marks as they are.
pub fn as_json(text: &str) -> String {
    let is_plain =
        |c: char| c == ' ' || !is_blank(c) && visible(c.encode_utf8(&mut [0; 4])).starts_with(c);
    let written = Value::from(text).to_string();
    let mut shown = String::with_capacity(written.len());
    for c in written.chars() {
        if is_plain(c) {
            shown.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a text does not fail.
                _ = write!(shown, "\\u{unit:04x}");
            }
        }
    }
    shown
}

/// JSON with every text in it as [`visible`] shows it.
pub fn visible_json(value: Value) -> Value {
    match value {
        Value::String(text) => visible(&text).into(),
        Value::Array(items) => items.into_iter().map(visible_json).collect(),
        Value::Object(object) => {
            object.into_iter().map(|(name, value)| (visible(&name), visible_json(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

/// Each character as `known` maps it, or unchanged, or as its code.
fn shown(text: &str, known: impl Fn(char) -> Option<char>) -> String {
    let mut line = String::with_capacity(text.len());
    for (c, hidden) in marked(text) {
        match known(c) {
            Some(c) => line.push(c),
            None if hidden => line.extend(c.escape_unicode()),
            None => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_sent_again_is_written_so_that_it_can_be() {
        for (text, json) in [
            ("Photo session", r#""Photo session""#),
            ("“Baby’s” é 北", r#""“Baby’s” é 北""#),
            ("a\u{a0}b\u{200b}", r#""a\u00a0b\u200b""#),
            ("a\n\"b\"", r#""a\n\"b\"""#),
        ] {
            assert_eq!(as_json(text), json);
            assert_eq!(serde_json::from_str::<String>(json).unwrap(), text);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_code() {
        for (text, line) in [
            ("Ada\u{202e}dnal", "Ada\\u{202e}dnal"),
            ("A\u{200b}d\u{2066}a\u{feff}", "A\\u{200b}d\\u{2066}a\\u{feff}"),
            ("tag\u{e0041}s \u{ad}\u{2060}", "tag\\u{e0041}s \\u{ad}\\u{2060}"),
            ("\u{1b}[2J\u{7}\u{9b}", "\\u{1b}[2J\\u{7}\\u{9b}"),
            (
                "pay\u{200d}pal a\u{fe0f} ❤\u{fe0f}\u{fe0f}",
                "pay\\u{200d}pal a\\u{fe0f} ❤\u{fe0f}\\u{fe0f}",
            ),
            (
                "Ada 👩\u{200d}👧 ❤\u{fe0f} 1\u{fe0f}\u{20e3} नमस्ते",
                "Ada 👩\u{200d}👧 ❤\u{fe0f} 1\u{fe0f}\u{20e3} नमस्ते",
            ),
        ] {
            assert_eq!(one_line(text), line);
            assert_eq!(visible(text), line);
        }
    }

    #[test]
    fn one_line_is_one_line_and_a_quotation_ends_where_we_end_it() {
        assert_eq!(one_line("a\r\nb\rc\nd\u{2028}e\u{85}f\tg"), "a⏎b⏎c⏎d⏎e⏎f g");
        assert_eq!(visible("a\r\nb\rc\n\td\u{2028}"), "a\nb\\u{d}c\n\td\\u{2028}");
        assert_eq!(quoted("Bo” (+1 555) “"), "“Bo\" (+1 555) \"”");
        assert_eq!(one_line("a\u{a0}\u{3000} \t\u{2003}b \u{2800}c\u{202f}\nd  e"), "a b c ⏎d e");
        let wide = format!("Bo{}” (+1 555)", "\u{3000}\u{a0}\u{2003} ".repeat(500));
        assert_eq!(quoted(&wide), "“Bo \" (+1 555)”");
        assert!(
            has_wide_blanks("a\u{a0}b") && has_wide_blanks("a  b") && !has_wide_blanks("a b c")
        );
    }
}
