//! Pages of unknown origin in, readable text out; no network, no database, no tools.
//!
//! A page is told by its first bytes and by what its server says of it, its letters are read in the encoding
//! that it is written in, and of its parts what a person came to read is kept. A page can be made to cost its
//! reader much more than its writer, so it is parsed in small steps, and given up where it grows too large, too
//! deep or too slow. Documents, pictures and whatever else is no text are refused by their names.

mod article;
mod charset;
mod content_type;
mod document;
mod passages;

pub use self::article::Article;
pub use self::content_type::ContentType;
pub use self::passages::{Passage, best, cut};

/// How the text of a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With headings, lists and links, as Markdown.
    Markdown,
    /// Words only.
    Text,
}

/// Why a page is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No text; says what it is.
    #[error("it is {0}, which is not read")]
    Other(String),
    /// Larger, deeper or slower to read than any page for people.
    #[error("it is {0} than pages for people are")]
    Monstrous(&'static str),
    /// Nothing to read: all of it may be drawn by a program in the browser.
    #[error("it has no text to read; a program in the browser may draw it")]
    Empty,
}

/// The readable part of what came from `url`. It computes for up to some seconds: not for an event loop.
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

/// Whether HTML that somebody wrote into a text makes a tree which costs much more than its letters: to build, to
/// clean, or to write out again. It computes for up to a second.
pub fn is_costly(html: &str) -> bool {
    document::parse(html, &document::PIECE)
        .map_or(true, |tree| document::attribute_bytes(&tree) > 2 * html.len())
}

/// The text that a piece of HTML shows, as `&lt;b&gt; <i>one</i>` shows `<b> one`; nothing of a piece whose tree is
/// larger, deeper or slower to build than that of any text for people.
pub fn shown(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let Ok(tree) = document::parse(html, &document::PIECE) else { return String::new() };
    tree.select("script, style").remove();
    tree.body().map_or_else(String::new, |body| body.formatted_text().to_string())
}

/// The letters of a text, in the encoding that it is written in.
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
