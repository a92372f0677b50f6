//! The rule for addresses in content: which are allowed, and how they become links.
//!
//! Content is written by models and copied from anywhere, so only known forms are allowed: a path of this site, or one
//! of four schemes. Other addresses become text without a link.

mod localized;
mod places;

use std::sync::Arc;

use percent_encoding::percent_decode_str;

pub use self::{localized::Localized, places::Places};
use crate::value::Phone;

/// How an address is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A link.
    Link,
    /// A picture that the browser loads.
    Image,
}

/// The site of an address.
#[derive(Debug, Clone, Copy)]
pub struct Site<'s> {
    /// The prefix of every path of the site.
    pub base: &'s str,
    /// ISO 3166 country, for phone numbers without a country code.
    pub country: &'s str,
    /// Where its pages are, in another language than its own.
    pub language: Option<&'s Arc<Localized>>,
    /// Where everything is in the release that is made; `None` in the preview, where everything is at its path.
    pub places: Option<&'s Arc<Places>>,
}

impl<'s> From<&'s str> for Site<'s> {
    /// A site without a known country: phone numbers must begin with +.
    fn from(base: &'s str) -> Site<'s> {
        Site { base, country: "", language: None, places: None }
    }
}

/// The address for use in HTML (not escaped yet); `None` if it is not allowed.
///
/// Paths may have a leading slash or not, and get the site's base; `#anchors` stay as they are. Also allowed are
/// `https:`, `http:`, and for links `mailto:` and `tel:` with a valid number, which is normalised.
pub fn address<'s>(site: impl Into<Site<'s>>, written: &str, used: Use) -> Option<String> {
    let Site { base, country, language, places } = site.into();
    let written = without_repetition(written.trim());
    // Browsers drop tabs and line breaks in addresses and treat a backslash as a slash; both are only used to hide a
    // scheme or host.
    if written.is_empty() || written.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    if let Some(scheme) = scheme(written) {
        if let Some(places) = places.filter(|_| is_this_computer(written)) {
            places.refuse(written);
            return None;
        }
        return with_scheme(scheme, written, used, country);
    }
    if written.starts_with('#') {
        return (used == Use::Link).then(|| written.to_owned());
    }
    if written.starts_with("//") {
        return None;
    }
    let path = written.strip_prefix('/').unwrap_or(written);
    if climbs(path) {
        return None;
    }
    let localized = language.filter(|_| used == Use::Link).map(|language| language.path(path));
    let path = localized.as_deref().unwrap_or(path);
    if let Some(places) = places {
        return places.address(path).map(|address| format!("{base}{address}"));
    }
    Some(if path.is_empty() && !base.is_empty() {
        base.to_owned()
    } else {
        format!("{base}/{path}")
    })
}

/// What an address in a text names one of the site's own pictures by: its id in `image:img_…`, and of a file's address
/// the part before the size, which is its content's. `None` for every other address.
pub fn picture_name(written: &str) -> Option<&str> {
    let written = written.trim();
    if let Some(id) = written.strip_prefix(IMAGE_SCHEME) {
        return Some(id);
    }
    let path = written.strip_prefix('/').unwrap_or(written).strip_prefix("uploads/")?;
    let (hash, size) = path.split_once('-')?;
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_file = size.strip_suffix(".webp").is_some();
    (hash.len() >= 16 && hash.bytes().all(is_hex) && is_file).then_some(hash)
}

/// Names a picture of the site by its id: `image:img_01h455vb4pex5vsknk084sn02q`.
pub const IMAGE_SCHEME: &str = "image:";

fn with_scheme(scheme: &str, written: &str, used: Use, country: &str) -> Option<String> {
    let is = |known: &str| scheme.eq_ignore_ascii_case(known);
    let whole = || written.to_owned();
    if is("https") || is("http") {
        return Some(whole());
    }
    if used == Use::Image {
        return None;
    }
    if is("tel") {
        let number = written.get(scheme.len() + 1..)?;
        // Markdown writes blanks as %20.
        let number = percent_decode_str(number).decode_utf8().ok()?;
        return Phone::link(&number, country);
    }
    is("mailto").then(whole)
}

/// Whether an address is one of the preview, or of another program on the computer with the desk.
pub fn is_this_computer(link: &str) -> bool {
    let small = link.trim().to_lowercase();
    let host = small.strip_prefix("http://").or_else(|| small.strip_prefix("https://"));
    let host = host.and_then(|rest| rest.split(['/', '?', '#', ':']).next());
    matches!(host, Some("127.0.0.1" | "localhost" | "0.0.0.0" | "[" | "::1"))
        || small.starts_with("file:")
}

/// Removes a repeated scheme, as in `https://https://…`, from a field that already contained it.
pub fn without_repetition(written: &str) -> &str {
    let mut rest = written;
    while let Some((scheme, after)) = known_scheme(rest) {
        match known_scheme(after) {
            Some((next, _)) if next == scheme || (is_web(scheme) && is_web(next)) => rest = after,
            Some(_) | None => break,
        }
    }
    rest
}

/// An e-mail address or phone number without a scheme: `mailto:a@b.c` gives `a@b.c`.
pub fn without_scheme<'t>(scheme: &str, written: &'t str) -> &'t str {
    let mut rest = written.trim();
    while let Some((_, after)) = known_scheme(rest).filter(|(known, _)| *known == scheme) {
        rest = after.trim_start();
    }
    rest
}

/// The schemes that people repeat, each with its separator.
const REPEATED: [(&str, &str); 4] =
    [("https", "https://"), ("http", "http://"), ("mailto", "mailto:"), ("tel", "tel:")];

fn known_scheme(written: &str) -> Option<(&'static str, &str)> {
    REPEATED.iter().find_map(|(scheme, start)| {
        let begins = written.get(..start.len())?.eq_ignore_ascii_case(start);
        begins.then(|| Some((*scheme, written.get(start.len()..)?)))?
    })
}

fn is_web(scheme: &str) -> bool {
    scheme.starts_with("http")
}

/// The scheme as a browser sees it: everything before the first colon, unless `/`, `?` or `#` comes first.
fn scheme(written: &str) -> Option<&str> {
    let (before, _) = written.split_once(':')?;
    (!before.contains(['/', '?', '#'])).then_some(before)
}

/// Whether a path leaves its folder: other tenants' pages are beside this one's.
fn climbs(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.split('/').any(|step| step.to_ascii_lowercase().replace("%2e", ".") == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_known_form_is_shown() {
        let cases = [
            ("/services", "/main/services"),
            ("services/weddings?x=1#top", "/main/services/weddings?x=1#top"),
            ("/", "/main"),
            ("#contact", "#contact"),
            (" https://example.com/a:b ", "https://example.com/a:b"),
            ("HTTP://example.com", "HTTP://example.com"),
            ("mailto:ada@example.com", "mailto:ada@example.com"),
            ("tel:+14155552671", "tel:+1-415-555-2671"),
            ("tel:+44 (0)20 7946 0958", "tel:+44-20-7946-0958"),
            ("TEL:+1%20416-123-4567 ext. 890", "tel:+1-416-123-4567;ext=890"),
            ("tel:020 7946 0958", "tel:+44-20-7946-0958"),
            ("tel:tel:+14155552671", "tel:+1-415-555-2671"),
            ("mailto:mailto:ada@example.com", "mailto:ada@example.com"),
            ("https://https://example.com", "https://example.com"),
            ("http://https://example.com", "https://example.com"),
            ("https://example.com/https://b", "https://example.com/https://b"),
            ("/a:b", "/main/a:b"),
        ];
        for (written, shown) in cases {
            let site = Site { base: "/main", country: "GB", language: None, places: None };
            assert_eq!(address(site, written, Use::Link).as_deref(), Some(shown), "{written}");
        }
        assert_eq!(address("", "/", Use::Link).as_deref(), Some("/"));
    }

    #[test]
    fn an_address_of_another_form_is_refused() {
        let cases = [
            "",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "tel:ask",
            "tel:020 7946 0958",
            "tel:",
            "../other",
            "/a/%2E%2e/../other",
        ];
        for written in cases {
            assert_eq!(address("/main", written, Use::Link), None, "{written}");
        }
        for written in ["mailto:a@b.c", "#x", "data:image/svg+xml,x"] {
            assert_eq!(address("/main", written, Use::Image), None, "{written}");
        }
    }

    #[test]
    fn what_stands_before_an_address_is_not_part_of_it() {
        for (written, shown) in [
            ("mailto:a@b.c", "a@b.c"),
            ("MAILTO: mailto:a@b.c", "a@b.c"),
            ("a@b.c", "a@b.c"),
            ("tel:a@b.c", "tel:a@b.c"),
        ] {
            assert_eq!(without_scheme("mailto", written), shown);
        }
    }
}
