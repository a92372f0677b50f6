//! Fields of answers: text without markup.

use serde_json::Value;

use crate::reading;

/// The length at which titles and snippets are cut, in characters.
const LENGTH_MAX: usize = 600;

/// The list at a JSON pointer; empty if there is none.
pub(super) fn list<'v>(answer: &'v Value, place: &str) -> &'v [Value] {
    answer.pointer(place).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text; `None` if it is missing, empty or not a text.
pub(super) fn text(item: &Value, name: &str) -> Option<String> {
    let text = item.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text of a page on one line, without markup.
pub(super) fn words(text: &str) -> String {
    let line = reading::shown(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LENGTH_MAX) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_page_is_one_line_without_markup() {
        for (text, plain) in [
            ("  two\n words ", "two words"),
            ("the <strong>best</strong> &amp; only", "the best & only"),
            ("a < b and 2 <3", "a < b and 2 <3"),
            ("Tom&#x27;s &lt;b&gt;", "Tom's <b>"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(words(text), plain);
        }
        assert_eq!(words(&"ä".repeat(700)).chars().count(), LENGTH_MAX + 1);
    }
}
