//! Converts Markdown to safe HTML, whoever wrote it.
//!
//! Markdown allows raw HTML, so the output is sanitised with an allow-list. Headings of a text start below the page's
//! own headings and skip no level.

mod anchors;
mod autolink;
mod events;
mod footnotes;
mod github;
mod outline;
mod outside;
mod pictures;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use minijinja::HtmlEscape;
use pulldown_cmark::{Event, Tag, TagEnd};

pub use self::anchors::Anchors;
use self::events::{Events, Tags, parsed};
use self::github::Github;
pub use self::outline::{Outline, outline};
pub use self::outside::{may_have_pictures, outside_pictures};
use crate::reading;
use crate::site::{
    link::{IMAGE_SCHEME, Site, Use, address},
    view::Pictures,
};

/// How many bytes are read for each character of an excerpt.
const READ_PER_CHAR: usize = 32;

const TAGS: [&str; 34] = [
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
    "input",
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

/// The HTML of the only Markdown text of its section.
pub fn to_html<'s>(markdown: &str, site: impl Into<Site<'s>>) -> String {
    to_html_at(3, markdown, site, &mut Anchors::default())
}

/// The HTML with its largest headings at level `level`: 2 for a text directly below the title.
///
/// The cost is proportional to the length of the text. A text that is made to cost more is shown as plain text.
pub fn to_html_at<'s>(
    level: usize,
    markdown: &str,
    site: impl Into<Site<'s>>,
    anchors: &mut Anchors,
) -> String {
    to_html_with(level, markdown, site, &Pictures::default(), anchors)
}

/// The same; the pictures of the site come in all their sizes.
pub fn to_html_with<'s>(
    level: usize,
    markdown: &str,
    site: impl Into<Site<'s>>,
    pictures: &Pictures,
    anchors: &mut Anchors,
) -> String {
    let made = written(level, markdown, Tags::Tags, anchors).and_then(|(html, has_tags)| {
        if has_tags && reading::is_costly(&html) {
            anchors.give_back();
            written(level, markdown, Tags::Words, anchors).map(|(html, _)| html)
        } else {
            Some(html)
        }
    });
    if let Some(html) = made {
        let site = site.into();
        pictures::completed(clean(&html, site, pictures, anchors.written()), site, pictures)
    } else {
        anchors.give_back();
        plain(markdown)
    }
}

/// The text as it is, with its Markdown characters, as escaped HTML.
pub fn plain(markdown: &str) -> String {
    let paragraphs = markdown.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    for text in paragraphs {
        html.extend(["<p>", &HtmlEscape(text).to_string(), "</p>\n"]);
    }
    html
}

/// The HTML before sanitising, and whether the text contains HTML tags. `None` if it would be far larger than the
/// text.
fn written(
    level: usize,
    markdown: &str,
    tags: Tags,
    anchors: &mut Anchors,
) -> Option<(String, bool)> {
    let mut events = Events::of(markdown, level, tags);
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, Github::of(events.by_ref(), anchors));
    (!events.is_cut).then_some((html, events.has_tags))
}

/// The beginning of a Markdown text as plain text, about `most` characters.
pub fn to_text(markdown: &str, most: usize) -> String {
    // Marks and headings are skipped, so the first words may come late; the search is limited.
    let beginning = markdown.floor_char_boundary(most.saturating_mul(READ_PER_CHAR));
    let markdown = markdown.get(..beginning).unwrap_or_default();
    let mut text = String::new();
    // Headings and footnotes are skipped.
    let mut aside = 0_usize;
    for event in parsed(markdown) {
        if matches!(event, Event::Start(Tag::Heading { .. } | Tag::FootnoteDefinition(_))) {
            aside += 1;
        } else if matches!(event, Event::End(TagEnd::Heading(_) | TagEnd::FootnoteDefinition)) {
            aside = aside.saturating_sub(1);
        }
        let is_break = matches!(
            event,
            Event::SoftBreak
                | Event::HardBreak
                | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell)
        );
        if let Event::Text(words) | Event::Code(words) = event {
            if aside == 0 {
                text.push_str(&words);
            }
        } else if is_break {
            text.push(' ');
        }
        // A long text is not read to its end; a character has at most four bytes.
        if text.len() > most * 4 {
            break;
        }
    }
    shortened(&text, most)
}

/// A text of at most `most` characters, cut between words.
pub fn shortened(text: &str, most: usize) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let kept = text.get(..end).unwrap_or_default();
    let whole = kept.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    let kept = text.get(..whole).unwrap_or_default();
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:.".contains(c)))
}

/// Sanitises HTML. `ids` are the ids that were generated here; all others are removed.
fn clean(html: &str, site: Site<'_>, pictures: &Pictures, ids: HashSet<String>) -> String {
    let (base, country) = (site.base.to_owned(), site.country.to_owned());
    let (language, places) = (site.language.cloned(), site.places.cloned());
    let pictures = pictures.clone();
    let mut attributes = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("td", HashSet::from(["align"])),
        ("th", HashSet::from(["align"])),
        ("input", HashSet::from(["checked", "aria-label"])),
        ("img", HashSet::from(["src", "alt", "title", "width", "height"])),
        ("ol", HashSet::from(["start"])),
        ("abbr", HashSet::from(["title"])),
    ]);
    for tag in ["h2", "h3", "h4", "h5", "h6", "li", "sup"] {
        attributes.entry(tag).or_default().insert("id");
    }
    ammonia::Builder::empty()
        .tags(HashSet::from(TAGS))
        .tag_attributes(attributes)
        .clean_content_tags(HashSet::from(["script", "style", "template", "iframe", "svg", "math"]))
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel", "image"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_values(HashMap::from([
            ("img", HashMap::from([("loading", "lazy")])),
            // The only allowed input: the checkbox of a task.
            ("input", HashMap::from([("type", "checkbox"), ("disabled", "")])),
        ]))
        .attribute_filter(move |tag, attribute, value| {
            let (language, places) = (language.as_ref(), places.as_ref());
            let site = Site { base: &base, country: &country, language, places };
            match (tag, attribute) {
                ("a", "href") => address(site, value, Use::Link).map(Cow::Owned),
                ("img", "src") => {
                    let named = value.starts_with(IMAGE_SCHEME).then(|| pictures.at(value));
                    let value = named.flatten().map_or(value, |image| &image.url);
                    address(site, value, Use::Image).map(Cow::Owned)
                }
                (_, "align") => ["left", "center", "right"].contains(&value).then(|| value.into()),
                (_, "aria-label") => ["Done", "To do"].contains(&value).then(|| value.into()),
                (_, "id") => ids.contains(value).then(|| value.into()),
                _ => Some(value.into()),
            }
        })
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests;
