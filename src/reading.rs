//! Converts web pages of unknown origin to readable text; uses no network, database or tools.
//!
//! The kind of a page is detected by its first bytes and its Content-Type, its text is decoded, and the main content
//! is extracted. A malicious page can be far more expensive to parse than to write, so it is parsed in small steps,
//! and refused if it becomes too large, too deep or too slow. Documents, pictures and other binary files are refused
//! with their format's name.

mod article;
mod charset;
mod content_type;
mod document;
mod passages;

pub use self::article::Article;
pub use self::content_type::ContentType;
pub use self::passages::{Passage, best, cut};

/// The form of the extracted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown, with headings, lists and links.
    Markdown,
    /// Plain text.
    Text,
}

/// Why a page cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not text; the name of its format.
    #[error("it is {0}, which is not read")]
    Other(String),
    /// Larger, more deeply nested or slower to parse than any page for people; says which.
    #[error("it is {0} than pages for people are")]
    Monstrous(&'static str),
    /// There is no text; perhaps it is rendered by JavaScript.
    #[error("it has no text to read; a program in the browser may draw it")]
    Empty,
}

/// The main content of the page from `url`. Takes up to several seconds of CPU time: do not call it on an event loop.
///
/// # Errors
/// See [`Unreadable`].
pub fn read(
    body: &[u8],
    content_type: Option<&str>,
    url: &str,
    form: Form,
) -> Result<Article, Unreadable> {
    match ContentType::of(body, content_type) {
        ContentType::Html => article::of(&text(body, content_type), url, form),
        ContentType::Json | ContentType::Plain => article::plain(&text(body, content_type)),
        ContentType::Other(name) => Err(Unreadable::Other(name)),
    }
}

/// Whether the tree of some HTML is far more expensive to build, clean or serialise than its length suggests. Takes up
/// to a second.
pub fn is_costly(html: &str) -> bool {
    document::parse(html, &document::FRAGMENT)
        .map_or(true, |tree| document::attribute_bytes(&tree) > 2 * html.len())
}

/// The text that some HTML shows: `&lt;b&gt; <i>one</i>` gives `<b> one`. Empty if its tree is too large, too deep or
/// too slow to build.
pub fn shown(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let Ok(tree) = document::parse(html, &document::FRAGMENT) else { return String::new() };
    tree.select("script, style").remove();
    tree.body().map_or_else(String::new, |body| body.formatted_text().to_string())
}

/// Decodes a text by its encoding.
pub fn text(body: &[u8], content_type: Option<&str>) -> String {
    charset::decode(body, content_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_html_shows_its_text_and_one_made_to_harm_nothing() {
        assert_eq!(shown("&lt;b&gt; <i>o</i>ne<style>p {}</style><p>two"), "<b> one\ntwo");
        assert_eq!(shown("a < b"), "a < b");
        for harm in ["<b>".repeat(1_000), "<p>x</p>".repeat(40_000)] {
            assert_eq!(shown(&harm), "");
        }
    }
}
