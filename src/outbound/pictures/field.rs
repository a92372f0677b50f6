//! Fields of answers, limited in length and checked.

use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

/// Characters of titles and names; longer ones are cut.
const WORDS_MAX: usize = 200;

/// Bytes of addresses; longer ones are dropped.
const URL_MAX: usize = 2_000;

/// The items that can be parsed.
pub(super) fn each<T: DeserializeOwned>(items: Vec<Value>) -> impl Iterator<Item = T> {
    items.into_iter().filter_map(|item| serde_json::from_value(item).ok())
}

/// A title or name on one line; `None` if it is empty.
pub(super) fn words(text: Option<&str>) -> Option<String> {
    let mut line = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > WORDS_MAX {
        line = line.chars().take(WORDS_MAX - 1).collect::<String>().trim_end().to_owned() + "…";
    }
    if line.is_empty() { None } else { Some(line) }
}

/// An http(s) address.
pub(super) fn web(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    // Some services omit the scheme.
    let whole = if text.starts_with("//") { format!("https:{text}") } else { text.to_owned() };
    let url = Url::parse(&whole).ok()?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    (plain && url.as_str().len() <= URL_MAX).then(|| url.into())
}

/// A color `#rrggbb`.
pub(super) fn hex_color(text: Option<&str>) -> Option<String> {
    let text = text?;
    let digits = text.strip_prefix('#')?;
    let is_color = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_color.then(|| text.to_ascii_lowercase())
}

/// Whether the file type is used for photos.
pub(super) fn is_photo_type(kind: &str) -> bool {
    let kind = kind.strip_prefix("image/").unwrap_or(kind);
    ["jpg", "jpeg", "png", "webp", "gif"].iter().any(|known| kind.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::shown;

    #[test]
    fn html_becomes_the_text_that_it_shows() {
        for (html, text) in [
            ("<a href=\"//x\" title=\"User:Ada\">Ada Lens</a>", "Ada Lens"),
            ("Fish &amp; chips&nbsp;&#39;n&#x27; tea", "Fish & chips 'n' tea"),
            ("<style>.a { b: c }</style>One<br>two", "One two"),
            ("a & b &unknown; <i", "a & b &unknown;"),
            ("<script>alert(1)</script>", ""),
            ("&#0;&#xffffffff;", "\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(words(Some(&shown(html))).unwrap_or_default(), text, "{html}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_kept() {
        for (given, kept) in [
            ("https://example.com/a b", Some("https://example.com/a%20b")),
            (
                "//commons.wikimedia.org/wiki/User:Ada",
                Some("https://commons.wikimedia.org/wiki/User:Ada"),
            ),
            ("javascript:alert(1)", None),
            ("https://ada@example.com/", None),
            ("/relative", None),
            ("", None),
        ] {
            assert_eq!(web(Some(given)).as_deref(), kept, "{given}");
        }
        assert_eq!(web(Some(&format!("https://example.com/{}", "a".repeat(3_000)))), None);
    }

    #[test]
    fn long_words_are_cut_and_colors_are_colors() {
        assert_eq!(words(Some(&"a ".repeat(300))).unwrap().chars().count(), 200);
        assert_eq!(words(Some(" \n ")), None);
        assert_eq!(hex_color(Some("#978E82")).as_deref(), Some("#978e82"));
        assert_eq!(hex_color(Some("#97\"><")), None);
    }
}
