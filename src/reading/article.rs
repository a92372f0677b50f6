//! The main content of a page, and its metadata.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use super::{Form, Unreadable, document};

/// The content and metadata of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// As in the page.
    pub title: Option<String>,
    /// The author.
    pub byline: Option<String>,
    /// The publication date as the page writes it.
    pub date: Option<String>,
    /// The language that the page declares.
    pub language: Option<String>,
    pub text: String,
}

/// The most characters of a metadata value.
const SAID_MAX: usize = 300;

/// The largest JSON-LD block that is parsed, in bytes.
const DESCRIPTION_MAX: usize = 256 << 10;

/// Elements that are not content, removed if no main content is found.
const REST: &str =
    "script, style, noscript, template, svg, iframe, nav, header, footer, form, aside";

/// The main content of a page; all of its text if none is found.
pub(super) fn of(html: &str, url: &str, form: Form) -> Result<Article, Unreadable> {
    let document = document::parse(html, &document::PAGE)?;
    harmless(&document);
    let language = document.select_single("html").attr("lang").map(|lang| lang.to_string());
    let text_mode = match form {
        Form::Markdown => TextMode::Markdown,
        Form::Text => TextMode::Formatted,
    };
    let config = Config { text_mode, ..Config::default() };
    let read = Readability::with_document(document, Some(url), Some(config))
        .and_then(|mut readability| readability.parse());
    let article = match read {
        Ok(found) => Article {
            title: said(Some(&found.title)),
            byline: said(found.byline.as_deref()),
            date: said(found.published_time.as_deref()),
            language: said(found.lang.or(language).as_deref()),
            text: tidy(&found.text_content),
        },
        Err(_) => whole(&document::parse(html, &document::PAGE)?, language, form),
    };
    if article.text.is_empty() { Err(Unreadable::Empty) } else { Ok(article) }
}

/// A plain text as an article.
pub(super) fn plain(text: &str) -> Result<Article, Unreadable> {
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(Article { text, ..Article::default() })
}

/// Removes JSON-LD that is too deeply nested: its parser is recursive.
fn harmless(document: &Document) {
    for script in document.select(r#"script[type="application/ld+json"]"#).nodes() {
        let text = script.text();
        let is_fine =
            text.len() <= DESCRIPTION_MAX && serde_json::from_str::<Value>(text.trim()).is_ok();
        if !is_fine {
            script.remove_from_parent();
        }
    }
}

fn whole(document: &Document, language: Option<String>, form: Form) -> Article {
    let title = document.select_single("title").text();
    document.select(REST).remove();
    let text = document.body().map_or_else(String::new, |body| match form {
        Form::Markdown => body.md(None).to_string(),
        Form::Text => body.formatted_text().to_string(),
    });
    Article {
        title: said(Some(&title)),
        language: said(language.as_deref()),
        text: tidy(&text),
        ..Article::default()
    }
}

fn said(text: Option<&str>) -> Option<String> {
    let words: Vec<&str> = text?.split_whitespace().collect();
    let text: String = words.join(" ").chars().take(SAID_MAX).collect();
    (!text.is_empty()).then_some(text)
}

/// Removes trailing blanks and repeated empty lines.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.trim().lines() {
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://example.com/blog/light";

    fn page(article: &str) -> String {
        format!(
            r#"<!doctype html><html lang="en-GB"><head><title>Soft light | Ada's blog</title>
            <meta name="author" content="Ada Lovelace">
            <meta property="article:published_time" content="2026-03-04T09:00:00Z"></head>
            <body><nav><a href="/">Home</a><a href="/about">About us</a></nav>
            <article><h1>Soft light</h1>{article}</article>
            <footer>Copyright, cookies, careers</footer><script>alert("x")</script></body></html>"#
        )
    }

    #[test]
    fn the_readable_part_of_a_page_is_kept_with_what_it_says_of_itself() {
        let words = "Morning light through a white curtain makes skin look soft. ".repeat(6);
        let list = "<ul><li>One <b>bold</b> thing</li><li><a href='/two'>Two</a></li></ul>";
        let html = page(&format!("<p>{words}</p><h2>What you need</h2>{list}<p>{words}</p>"));
        let article = of(&html, URL, Form::Markdown).unwrap();
        assert_eq!(article.title.as_deref(), Some("Soft light | Ada's blog"));
        assert_eq!(article.byline.as_deref(), Some("Ada Lovelace"));
        assert_eq!(article.date.as_deref(), Some("2026-03-04T09:00:00Z"));
        assert_eq!(article.language.as_deref(), Some("en-GB"));
        for part in ["## What you need", "**bold**", "[Two](https://example.com/two)", "Morning"] {
            assert!(article.text.contains(part), "{part}: {}", article.text);
        }
        for rest in ["Copyright", "About us", "alert"] {
            assert!(!article.text.contains(rest), "{rest}: {}", article.text);
        }
        let article = of(&html, URL, Form::Text).unwrap();
        assert!(article.text.contains("One bold thing") && !article.text.contains("##"));
    }

    #[test]
    fn a_short_page_and_one_of_parts_only_are_read_whole() {
        let article = of("<title>Hours</title><p>Open from 9 to 5.</p>", URL, Form::Markdown);
        assert_eq!(article.unwrap().text, "Open from 9 to 5.");
        for nothing in ["", "<script>draw()</script>", "<div id=app></div>"] {
            assert_eq!(of(nothing, URL, Form::Text), Err(Unreadable::Empty), "{nothing}");
        }
    }

    #[test]
    fn what_is_as_deep_as_may_be_is_read() {
        for deep in [
            "<div>".repeat(250) + &"Words of a page. ".repeat(60),
            "<blockquote>".repeat(250) + &"Words of a page. ".repeat(60),
            "<ul><li>".repeat(120) + &"Words of a page. ".repeat(60),
            format!("<pre>{}</pre>", "<b>".repeat(240) + &"Words of a page. ".repeat(60)),
        ] {
            for form in [Form::Markdown, Form::Text] {
                let article = of(&page(&deep), URL, form).map(|article| article.text);
                assert!(article.as_ref().is_ok_and(|text| text.contains("Words")), "{article:?}");
            }
        }
        let deep =
            format!(r#"<script type="application/ld+json">{}</script>"#, "[".repeat(200_000));
        assert!(of(&(deep + &page("<p>Words</p>")), URL, Form::Text).is_ok());
    }
}
