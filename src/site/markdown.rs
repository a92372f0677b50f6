//! Markdown to HTML that is safe to show, whoever wrote it.
//!
//! Markdown lets raw HTML through, so its output is cleaned against an allow-list afterwards: what
//! is not named here does not reach the page. Headings start at `h3`, because the page has its `h1`
//! and the section its `h2`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::site::link::{Use, address};

const TAGS: [&str; 32] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
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

/// The HTML of a Markdown text, with `base` before the site's own addresses.
pub fn to_html(markdown: &str, base: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(markdown, options).map(lower_heading);
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    clean(&html, base)
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
        .attribute_filter(move |tag, attribute, value| match (tag, attribute) {
            ("a", "href") => address(&base, value, Use::Link).map(Cow::Owned),
            ("img", "src") => address(&base, value, Use::Image).map(Cow::Owned),
            _ => Some(value.into()),
        })
        .clean(html)
        .to_string()
}

fn lower_heading(event: Event<'_>) -> Event<'_> {
    if let Event::Start(Tag::Heading { level, .. }) = event {
        let (id, classes, attrs) = (None, Vec::new(), Vec::new());
        return Event::Start(Tag::Heading { level: lower(level), id, classes, attrs });
    }
    if let Event::End(TagEnd::Heading(level)) = event {
        return Event::End(TagEnd::Heading(lower(level)));
    }
    event
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        // Writers start with either one: both mean "the largest heading here".
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
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
