//! What programs read of a site: what is new in a collection, and what pages there are.
//!
//! Paths are of the site, without a slash before them; who writes them out knows where the site is.

/// The posts of a collection for those who follow it.
#[derive(Debug, Clone)]
pub struct FeedView {
    /// `Notes · Mara Lindqvist`.
    pub title: String,
    /// What the collection is for.
    pub description: String,
    /// The path of the collection.
    pub path: String,
    /// Newest first.
    pub items: Vec<FeedItem>,
}

/// One post in a feed.
#[derive(Debug, Clone)]
pub struct FeedItem {
    /// Its id, which stays when its address changes.
    pub id: String,
    pub title: String,
    pub path: String,
    /// When the public saw it first, as RFC 822 has it.
    pub date: String,
    pub summary: String,
    /// The category that it is in; may be empty.
    pub category: String,
}

/// An address that search engines may list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// Its path; empty for the home page.
    pub path: String,
    /// The day on which it changed last: `2026-11-21`.
    pub changed: String,
}
