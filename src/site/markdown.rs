//! Markdown to HTML that is safe to show, whoever wrote it.
//!
//! Markdown lets raw HTML through, so its output is cleaned against an allow-list afterwards: what
//! is not named here does not reach the page. The page has its headings already; those of a text begin
//! below them and skip no level, however its writer counts.

mod events;
mod outside;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use minijinja::HtmlEscape;
use pulldown_cmark::{Event, Tag, TagEnd};

use self::events::{Events, Tags, parsed};
pub use self::outside::{may_have_pictures, outside_pictures};
use crate::reading;
use crate::site::link::{Use, address};

/// So many bytes are read for each character of a text's beginning.
const READ_PER_CHAR: usize = 32;

const TAGS: [&str; 33] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The HTML of a Markdown text within a section, with `base` before the site's own addresses.
pub fn to_html(markdown: &str, base: &str) -> String {
    to_html_at(3, markdown, base)
}

/// The same with its largest headings at this level: 2 where the text stands right below the title.
///
/// What a text costs is in proportion to its length, whatever is in it. One that is made to cost more is shown as
/// its letters.
pub fn to_html_at(level: usize, markdown: &str, base: &str) -> String {
    let made = written(level, markdown, Tags::Tags).and_then(|(html, has_tags)| {
        if has_tags && reading::is_costly(&html) {
            written(level, markdown, Tags::Words).map(|(html, _)| html)
        } else {
            Some(html)
        }
    });
    made.map_or_else(|| plain(markdown), |html| clean(&html, base))
}

/// A text as its letters, its marks among them.
pub fn plain(markdown: &str) -> String {
    let paragraphs = markdown.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    for text in paragraphs {
        html.extend(["<p>", &HtmlEscape(text).to_string(), "</p>\n"]);
    }
    html
}

/// The HTML of a text before it is cleaned, and whether its writer has put tags into it. Nothing where it would be
/// much more than the text.
fn written(level: usize, markdown: &str, tags: Tags) -> Option<(String, bool)> {
    let mut events = Events::of(markdown, level, tags);
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events.by_ref());
    (!events.is_cut).then_some((html, events.has_tags))
}

/// How a Markdown text begins, without its marks, in about so many characters.
pub fn to_text(markdown: &str, most: usize) -> String {
    // Marks and headings are left out, so a few words may stand far down; but not beyond this.
    let beginning = markdown.floor_char_boundary(most.saturating_mul(READ_PER_CHAR));
    let markdown = markdown.get(..beginning).unwrap_or_default();
    let mut text = String::new();
    // Headings say little on their own.
    let mut in_heading = false;
    for event in parsed(markdown) {
        let ends = matches!(event, Event::End(TagEnd::Heading(_)));
        in_heading = matches!(event, Event::Start(Tag::Heading { .. })) || in_heading && !ends;
        let is_break = matches!(
            event,
            Event::SoftBreak
                | Event::HardBreak
                | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell)
        );
        if let Event::Text(words) | Event::Code(words) = event {
            if !in_heading {
                text.push_str(&words);
            }
        } else if is_break {
            text.push(' ');
        }
        // A long text is not read to its end; a character has four bytes at most.
        if text.len() > most * 4 {
            break;
        }
    }
    shortened(&text, most)
}

/// A text of at most so many characters, cut between words.
pub fn shortened(text: &str, most: usize) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let kept = text.get(..end).unwrap_or_default();
    let whole = kept.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    let kept = text.get(..whole).unwrap_or_default();
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:.".contains(c)))
}

fn clean(html: &str, base: &str) -> String {
    let base = base.to_owned();
    let attributes = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("img", HashSet::from(["src", "alt", "title", "width", "height"])),
        ("ol", HashSet::from(["start"])),
        ("abbr", HashSet::from(["title"])),
    ]);
    ammonia::Builder::empty()
        .tags(HashSet::from(TAGS))
        .tag_attributes(attributes)
        .clean_content_tags(HashSet::from(["script", "style", "template", "iframe", "svg", "math"]))
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_values(HashMap::from([("img", HashMap::from([("loading", "lazy")]))]))
        .attribute_filter(move |tag, attribute, value| match (tag, attribute) {
            ("a", "href") => address(&base, value, Use::Link).map(Cow::Owned),
            ("img", "src") => address(&base, value, Use::Image).map(Cow::Owned),
            _ => Some(value.into()),
        })
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests;
