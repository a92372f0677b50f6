//! Addresses inside text: where they stand in Markdown, in its HTML and among its words, and a text without one of
//! them.
//!
//! The only place that reads a text for its addresses: what deletes a picture, what refuses to, and what replaces words
//! around addresses see the same ones. No store, no site.

mod html;
mod places;
mod references;
mod removal;
mod spelling;

use std::sync::LazyLock;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::Options;

pub use self::{
    places::{Place, What, places},
    references::{labels, targets},
    removal::without,
    spelling::{is_address, is_only_address, plain},
};

/// What Markdown has besides its first definition.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS);

/// Finds addresses among words, those without a scheme as well: `example.com`, `ada@example.com`.
pub static FINDER: LazyLock<LinkFinder> = LazyLock::new(|| {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(false);
    finder
});

/// Whether a finder can find anything in it. Cheap, where the search is not.
pub fn may_have_bare(words: &str) -> bool {
    words.contains("://") || words.contains('@') || words.contains("www.") || words.contains("WWW.")
}
