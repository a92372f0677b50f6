//! Fields of answers: a text or nothing, without markup.

use serde_json::Value;

/// A title or a snippet is cut here, in characters.
const LENGTH_MAX: usize = 600;

/// The list at a place; none where it is no list.
pub(super) fn list<'v>(answer: &'v Value, place: &str) -> &'v [Value] {
    answer.pointer(place).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text; nothing where it is not there, no text, or empty.
pub(super) fn text(item: &Value, name: &str) -> Option<String> {
    let text = item.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text of a page in one line, its markup taken out.
pub(super) fn words(text: &str) -> String {
    let plain = if text.contains(['<', '&']) { unmarked(text) } else { text.to_owned() };
    let mut line = String::new();
    for word in plain.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(LENGTH_MAX) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// What services mark up: `<strong>`, and the few characters that HTML writes in other ways.
fn unmarked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = after.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
        match after.split_once('>') {
            Some((_, behind)) if is_tag => rest = behind,
            Some(_) | None => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    let written = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'")];
    let plain = written.iter().fold(plain, |plain, (from, to)| plain.replace(from, to));
    plain.replace("&nbsp;", " ").replace("&amp;", "&")
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
