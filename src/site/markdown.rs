//! Markdown to HTML that is safe to show, whoever wrote it.
//!
//! Markdown lets raw HTML through, so its output is cleaned against an allow-list afterwards: what
//! is not named here does not reach the page. The page has its headings already; those of a text begin
//! below them and skip no level, however its writer counts.

mod outside;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

pub use self::outside::outside_pictures;
use crate::site::link::{Use, address};

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
pub fn to_html_at(level: usize, markdown: &str, base: &str) -> String {
    let mut open = Vec::new();
    let events = parsed(markdown).map(|event| placed_heading(event, level, &mut open));
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    clean(&html, base)
}

/// How a Markdown text begins, without its marks, in about so many characters.
pub fn to_text(markdown: &str, most: usize) -> String {
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

fn parsed(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
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

/// Puts a heading at `level`, or one below the heading that it stands under; `open` has those, as written.
fn placed_heading<'e>(event: Event<'e>, level: usize, open: &mut Vec<HeadingLevel>) -> Event<'e> {
    let place = |open: &[HeadingLevel]| {
        HeadingLevel::try_from(level + open.len() - 1).unwrap_or(HeadingLevel::H6)
    };
    if let Event::Start(Tag::Heading { level: written, .. }) = event {
        open.retain(|above| *above < written);
        open.push(written);
        let (id, classes, attrs) = (None, Vec::new(), Vec::new());
        return Event::Start(Tag::Heading { level: place(open), id, classes, attrs });
    }
    if let Event::End(TagEnd::Heading(_)) = event {
        return Event::End(TagEnd::Heading(place(open)));
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_html_below_the_section_heading() {
        let html = to_html("# A\n\nHello **you**, see [prices](/services).\n\n1. one\n", "/main");
        assert_eq!(
            html,
            "<h3>A</h3>\n<p>Hello <strong>you</strong>, see <a href=\"/main/services\" \
             rel=\"noopener noreferrer\">prices</a>.</p>\n<ol>\n<li>one</li>\n</ol>\n"
        );
    }

    #[test]
    fn headings_skip_no_level() {
        let headings = |level, text: &str| -> Vec<String> {
            let html = to_html_at(level, text, "");
            html.lines().map(|line| line[..4].to_owned()).collect()
        };
        assert_eq!(headings(3, "### A\n##### B\n### C\n# D"), ["<h3>", "<h4>", "<h3>", "<h3>"]);
        assert_eq!(headings(2, "# A\n## B\n### C"), ["<h2>", "<h3>", "<h4>"]);
        assert_eq!(headings(5, "# A\n## B\n### C"), ["<h5>", "<h6>", "<h6>"]);
    }

    #[test]
    fn a_text_is_cut_between_words() {
        let markdown = "# Rain\n\nIt *rained*, and [we](/x) stayed.\nLong.\n\n- one\n- two";
        assert_eq!(to_text(markdown, 100), "It rained, and we stayed. Long. one two");
        assert_eq!(to_text(markdown, 12), "It rained…");
        assert_eq!(to_text("<b>x</b> `y`", 100), "x y");
        assert_eq!(shortened("ééééé", 3), "ééé…");
        assert_eq!(shortened(" short ", 5), "short");
    }

    #[test]
    fn nothing_that_runs_survives() {
        let attacks = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<a href=\"java&#x09;script:alert(1)\">x</a>",
            "<svg><script>alert(1)</script></svg>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<p style='background:url(x)' onclick=alert(1)>x</p>",
            "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
            "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
            "<form action=/x><input formaction=javascript:alert(1)></form>",
        ];
        for attack in attacks {
            let html = to_html(attack, "/main").replace("&lt;", "");
            for forbidden in ["script", "onerror=", "onload=", "onclick", "style", "<form", "data:"]
            {
                assert!(!html.contains(forbidden), "{attack} gave {html}");
            }
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        let once =
            to_html("## B\n\n<b>x & y</b> <u>z</u>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "");
        assert_eq!(clean(&once, ""), once);
    }
}
