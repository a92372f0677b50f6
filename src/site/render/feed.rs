//! Feeds as XML, with absolute addresses.
//!
//! XML cannot represent most control characters, and readers refuse a document with one, so they are removed.

use minijinja::value::Value;
use minijinja::{Environment, HtmlEscape};

use crate::site::view::{FeedItem, FeedView};

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
            ("author", text(&item.author)),
            ("category", text(&item.category)),
        ])
    };
    environment.get_template("feed.xml")?.render(Value::from_pairs([
        ("title", text(&feed.title)),
        ("description", text(&feed.description)),
        ("path", text(&feed.path)),
        ("locale", text(&feed.locale)),
        ("items", feed.items.iter().map(item).collect()),
    ]))
}

fn text(text: &str) -> Value {
    Value::from(text.chars().filter(|c| is_writable(*c)).collect::<String>())
}

/// Whether XML can have the character.
pub(super) fn is_writable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c))
}
