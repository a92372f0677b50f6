//! The one rule for addresses in content: which are shown, and how they become links.
//!
//! Content is written by models and pasted from anywhere, so an address is refused unless its form
//! is known: a path of this site, or one of four schemes. What is refused becomes text without a link.

/// Where an address is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Something a person follows.
    Link,
    /// A picture that the browser loads.
    Image,
}

/// The address as it belongs into HTML (still to be escaped), or nothing when it is refused.
///
/// Paths are of the site, with or without their leading slash, and get `base` before them;
/// `#anchors` stay as they are. Other forms: `https:`, `http:`, and for links `mailto:`, `tel:`.
pub fn address(base: &str, written: &str, used: Use) -> Option<String> {
    let written = written.trim();
    // Browsers drop tabs and line ends inside an address and read a backslash as a slash: both
    // serve only to hide a scheme or a host.
    if written.is_empty() || written.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    if let Some(scheme) = scheme(written) {
        let allowed: &[&str] = match used {
            Use::Link => &["https", "http", "mailto", "tel"],
            Use::Image => &["https", "http"],
        };
        return allowed
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
            .then(|| written.to_owned());
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
    Some(if path.is_empty() && !base.is_empty() {
        base.to_owned()
    } else {
        format!("{base}/{path}")
    })
}

/// What a browser would take for the scheme: all before the first colon that no `/?#` precedes.
fn scheme(written: &str) -> Option<&str> {
    let (before, _) = written.split_once(':')?;
    (!before.contains(['/', '?', '#'])).then_some(before)
}

/// Whether a path leaves the folder it starts in: another tenant's pages lie beside this one's.
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
            ("tel:+15550100", "tel:+15550100"),
            ("/a:b", "/main/a:b"),
        ];
        for (written, shown) in cases {
            assert_eq!(address("/main", written, Use::Link).as_deref(), Some(shown));
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
}
