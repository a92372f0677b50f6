//! The texts inside a value, each by its place: `name`, `content.items[0].answer`.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::id;

/// Texts by their places.
pub(super) type Leaves = BTreeMap<String, String>;

/// Bytes of a digest that are kept: enough to see that a text has changed.
const DIGEST_BYTES: usize = 9;

/// The digest of a text.
pub(super) fn digest(text: &str) -> String {
    let whole = Sha256::digest(text.as_bytes());
    URL_SAFE_NO_PAD.encode(whole.get(..DIGEST_BYTES).unwrap_or_default())
}

/// The texts in a value. Ids are none.
pub(super) fn of(place: &str, value: &Value, found: &mut Leaves) {
    match value {
        Value::String(text) if is_text(text) => {
            found.insert(place.to_owned(), text.clone());
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                of(&format!("{place}[{at}]"), item, found);
            }
        }
        Value::Object(object) => {
            for (name, member) in object {
                of(&format!("{place}.{name}"), member, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether it is no id.
fn is_text(text: &str) -> bool {
    id::noun_of(text).is_none()
}

/// Replaces each text in a value for which there is another, and adds those that only the other language has.
pub(super) fn put(place: &str, value: &mut Value, texts: &BTreeMap<&str, &str>) {
    match value {
        Value::String(text) => {
            if let Some(other) = texts.get(place) {
                (*other).clone_into(text);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                put(&format!("{place}[{at}]"), item, texts);
            }
        }
        Value::Object(object) => {
            for (name, member) in object.iter_mut() {
                put(&format!("{place}.{name}"), member, texts);
            }
            let start = format!("{place}.");
            for (other, text) in texts {
                let name = other.strip_prefix(&start).filter(|name| !name.contains(['.', '[']));
                if let Some(name) = name.filter(|name| !object.contains_key(*name)) {
                    object.insert(name.to_owned(), (*text).into());
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The places at which `wanted` differs from `stored` in something that is no text.
pub(super) fn others(place: &str, stored: &Value, wanted: &Value, found: &mut Vec<String>) {
    let text =
        |value: Option<&Value>| value.is_none_or(|value| value.as_str().is_some_and(is_text));
    match (stored, wanted) {
        (Value::Object(stored), Value::Object(wanted)) => {
            let more = wanted.keys().filter(|name| !stored.contains_key(*name));
            for name in stored.keys().chain(more) {
                let place = format!("{place}.{name}");
                match (stored.get(name), wanted.get(name)) {
                    (Some(stored), Some(wanted)) => others(&place, stored, wanted, found),
                    (stored, wanted) if text(stored) && text(wanted) => {}
                    (_, _) => found.push(place),
                }
            }
        }
        (Value::Array(stored), Value::Array(wanted)) if stored.len() == wanted.len() => {
            for (at, (stored, wanted)) in stored.iter().zip(wanted).enumerate() {
                others(&format!("{place}[{at}]"), stored, wanted, found);
            }
        }
        (stored, wanted) if stored == wanted || (text(Some(stored)) && text(Some(wanted))) => {}
        (_, _) => found.push(place.to_owned()),
    }
}

/// The place without the numbers of list items: `content.items[].answer`.
pub(super) fn shape(place: &str) -> String {
    let mut shape = String::new();
    let mut is_number = false;
    for letter in place.chars() {
        is_number = match letter {
            '[' => true,
            ']' => false,
            _ => is_number,
        };
        if !is_number || letter == '[' {
            shape.push(letter);
        }
    }
    shape
}

/// Whether a text is words that a visitor reads. Addresses, dates and the names of options are the same in every
/// language.
pub(super) fn is_words(place: &str, text: &str) -> bool {
    let text = text.trim();
    let is_one = !text.contains(char::is_whitespace);
    let starts = ["http://", "https://", "mailto:", "tel:", "/", "#"];
    let is_address =
        is_one && (starts.iter().any(|start| text.starts_with(start)) || text.contains('@'));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_option = place.contains('.') && !text.is_empty() && text.bytes().all(plain);
    text.chars().any(char::is_alphabetic) && !is_address && !is_option
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_have_places_and_ids_are_none() {
        let content = json!({ "heading": "A", "image": { "imageId": "img_01h455vb4pex5vsknk084sn02q", "alt": "B" },
            "items": [{ "q": "C" }, { "q": "D", "n": 1 }] });
        let mut found = Leaves::new();
        of("content", &content, &mut found);
        let places: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(
            places,
            ["content.heading", "content.image.alt", "content.items[0].q", "content.items[1].q"]
        );
        let mut shown = content.clone();
        let texts = [("content.items[1].q", "d"), ("content.text", "new"), ("content.x.y", "no")];
        put("content", &mut shown, &texts.into());
        assert_eq!(shown["items"][1], json!({ "q": "d", "n": 1 }));
        assert_eq!(shown["text"], "new");
        assert!(shown.get("x").is_none());
        assert_eq!(shape("content.items[12].q"), "content.items[].q");
    }

    #[test]
    fn what_is_no_text_is_the_same_in_every_language() {
        let stored = json!({ "heading": "A", "list": [1, 2], "image": { "imageId": "img_01h455vb4pex5vsknk084sn02q" }, "wide": true });
        let differing = |wanted: Value| {
            let mut found = Vec::new();
            others("content", &stored, &wanted, &mut found);
            found
        };
        let mut wanted = stored.clone();
        wanted["heading"] = json!("B");
        wanted["text"] = json!("more");
        assert!(differing(wanted.clone()).is_empty());
        wanted["list"] = json!([1]);
        wanted["wide"] = json!(false);
        wanted["image"]["imageId"] = json!("img_01h455vb4pex5vsknk084sn02r");
        wanted["n"] = json!(3);
        assert_eq!(
            differing(wanted),
            ["content.list", "content.image.imageId", "content.wide", "content.n"]
        );
    }

    #[test]
    fn words_are_what_is_read() {
        for (text, is) in [
            ("Open on Monday", true),
            ("https://a.example/b", false),
            ("/contact", false),
            ("ada@example.com", false),
            ("2026-11-21", false),
            ("wide", false),
            ("Weddings", true),
            ("", false),
        ] {
            assert_eq!(is_words("content.a", text), is, "{text}");
        }
        assert!(is_words("label", "blog"), "a column holds words whatever they look like");
    }
}
