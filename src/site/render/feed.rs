//! Feeds and sitemaps as XML, with absolute addresses.
//!
//! XML cannot represent most control characters, and readers refuse a document with one, so they are removed.

use minijinja::value::Value;
use minijinja::{Environment, HtmlEscape};

use crate::site::view::{FeedItem, FeedView, SitemapEntry};

pub(super) fn rss(
    environment: &Environment<'_>,
    feed: &FeedView,
) -> Result<String, minijinja::Error> {
    let item = |item: &FeedItem| {
        Value::from_pairs([
            ("id", text(&item.id)),
            ("title", text(&item.title)),
            ("path", text(&item.path)),
            ("date", text(&item.date)),
            // Readers interpret a description as HTML, even without tags.
            ("summary", text(&HtmlEscape(&item.summary).to_string())),
            ("category", text(&item.category)),
        ])
    };
    environment.get_template("feed.xml")?.render(Value::from_pairs([
        ("title", text(&feed.title)),
        ("description", text(&feed.description)),
        ("path", text(&feed.path)),
        ("items", feed.items.iter().map(item).collect()),
    ]))
}

/// The sitemap for search engines.
pub(super) fn sitemap(
    environment: &Environment<'_>,
    entries: &[SitemapEntry],
) -> Result<String, minijinja::Error> {
    let entry = |entry: &SitemapEntry| {
        let address = format!("/{}", entry.path);
        let path = if entry.path.is_empty() { "" } else { &address };
        Value::from_pairs([("path", text(path)), ("changed", text(&entry.changed))])
    };
    let entries: Value = entries.iter().map(entry).collect();
    environment.get_template("sitemap.xml")?.render(Value::from_pairs([("entries", entries)]))
}

fn text(text: &str) -> Value {
    let writable = |c: &char| {
        matches!(c, '\t' | '\n' | '\r')
            || !(c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(c))
    };
    Value::from(text.chars().filter(writable).collect::<String>())
}
