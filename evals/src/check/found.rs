//! What was found, compared with what is wanted.

use serde_json::Value;

/// Text in which something stands or does not.
pub(super) struct Text {
    pub raw: String,
    /// A page is what a visitor reads, and its source as well.
    pub is_page: bool,
    /// Whether large and small letters are the same.
    pub any_case: bool,
}

impl Text {
    pub(super) fn has(&self, words: &str) -> bool {
        if self.any_case {
            return self.raw.to_lowercase().contains(&words.to_lowercase());
        }
        self.raw.contains(words)
            || self.is_page
                && (visible(&self.raw).contains(words)
                    || with_characters(&self.raw).contains(words))
    }

    /// It, as far as there is room for it.
    pub(super) fn short(&self) -> String {
        let text = if self.is_page { visible(&self.raw) } else { self.raw.clone() };
        if text.is_empty() { "nothing".to_owned() } else { format!("“{}”", short(&text)) }
    }
}

/// What was found, where there is room for a line.
pub(super) fn short(text: &str) -> String {
    const CHARS_MAX: usize = 300;
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The value at a pointer; a `*` in it is every item of a list, and what it leads to is a list.
pub(super) fn at(value: &Value, pointer: &str) -> Value {
    let Some((before, after)) = pointer.split_once("/*") else {
        return value.pointer(pointer).cloned().unwrap_or(Value::Null);
    };
    let items = value.pointer(before).and_then(Value::as_array);
    let found = items.into_iter().flatten().map(|item| at(item, after));
    found.filter(|item| !item.is_null()).collect()
}

/// Whether two values are the same: 45 and 45.0 are.
pub(super) fn same(found: &Value, want: &Value) -> bool {
    match (found, want) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        _ => found == want,
    }
}

/// All texts and numbers in it, a line each.
pub(super) fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(texts).collect::<Vec<_>>().join("\n"),
        Value::Object(fields) => fields.values().map(texts).collect::<Vec<_>>().join("\n"),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// What a visitor reads of HTML: no tags, characters instead of their names, one blank between words.
fn visible(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let text = with_characters(&pieces.collect::<String>());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// HTML with characters instead of their names: `/` for `&#x2f;`.
fn with_characters(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let named = after.split_once(';');
        let named = named.and_then(|(name, after)| Some((character(name)?, after)));
        let (character, after) = named.unwrap_or(('&', after));
        text.push(character);
        rest = after;
    }
    text + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "nbsp" => Some(' '),
        name => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = match hex {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Text, at, same, texts, visible, with_characters};

    #[test]
    fn a_star_is_every_item() {
        let value = json!({ "items": [{ "a": { "b": 1 } }, { "a": { "b": 2 } }, {}], "n": 3 });
        assert_eq!(at(&value, "/items/*/a/b"), json!([1, 2]));
        assert_eq!(at(&value, "/items/*"), value["items"]);
        assert_eq!(at(&value, "/n"), json!(3));
        assert_eq!(at(&value, "/nothing/*/a"), json!([]));
        assert!(at(&value, "/items/7").is_null());
    }

    #[test]
    fn values_are_compared_as_people_do() {
        assert!(same(&json!(45.0), &json!(45)) && same(&json!([1, 2.0]), &json!([1.0, 2])));
        assert!(!same(&json!("45"), &json!(45)) && !same(&json!([1]), &json!([1, 2])));
        assert_eq!(texts(&json!({ "a": ["b", 1], "c": null, "d": true })), "b\n1\n\ntrue");
        let html = "<h1>Hours &amp;\n  <b>prices</b></h1><a href=\"&#x2f;a\">x</a>";
        assert_eq!(visible(html), "Hours & pricesx");
        assert_eq!(with_characters("a & b &nosuch; &#39;&#x2F;&amp;lt;"), "a & b &nosuch; '/&lt;");
        let page = Text { raw: html.into(), is_page: true, any_case: false };
        assert!(page.has("Hours & prices") && page.has("href=\"/a\"") && !page.has("hours"));
        let said = Text { raw: "I Cannot".into(), is_page: false, any_case: true };
        assert!(said.has("cannot"));
    }
}
