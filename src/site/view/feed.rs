//! Data for programs that read a site: the feed of a collection, and the sitemap.
//!
//! Paths are relative to the site, without a leading slash; whoever writes them out adds the site's address.

/// The posts of a collection as a feed.
#[derive(Debug, Clone)]
pub struct FeedView {
    /// The title: `Notes · Mara Lindqvist`.
    pub title: String,
    /// The collection's description.
    pub description: String,
    /// The path of the collection.
    pub path: String,
    /// BCP 47; may be empty.
    pub locale: String,
    /// Newest first.
    pub items: Vec<FeedItem>,
}

/// One post in a feed.
#[derive(Debug, Clone)]
pub struct FeedItem {
    /// The post's id, which stays when its address changes.
    pub id: String,
    pub title: String,
    pub path: String,
    /// The publication date in RFC 822.
    pub date: String,
    pub summary: String,
    /// May be empty.
    pub author: String,
    /// May be empty.
    pub category: String,
}

/// A page that search engines may list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// Empty for the home page.
    pub path: String,
    /// The day of the last change: `2026-11-21`.
    pub changed: String,
    /// The addresses of its pictures, as they are stored.
    pub images: Vec<String>,
    /// The same in other languages: `pt-PT` and its path. All of them name all, the page's own included.
    pub alternates: Vec<(String, String)>,
}
