//! What Markdown text cannot show: frames and players, which would vanish from the page without a word.

use super::Video;
use crate::error::{Code, Error, Result};

/// Elements that show something from elsewhere within a text.
const ELEMENTS: [&str; 6] = ["iframe", "embed", "object", "video", "audio", "frameset"];

/// Fails if a text holds an element that the site does not show. As code (`` `<iframe>` ``) it is text.
///
/// # Errors
/// `ARGUMENT_INVALID`, with the section that shows it instead.
pub(super) fn check(text: &str) -> Result<()> {
    let Some((element, rest)) = embedded(text) else { return Ok(()) };
    let tag: String = rest.chars().take(LOOKED_AT).collect();
    let source = tag.split_once("src=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    });
    let film = source.and_then(|source| Video::parse(source).ok());
    let next = match (film, source) {
        (Some(film), _) => format!(
            "take it out, and use a section of the template `video` with url \"{}\"",
            film.page
        ),
        (None, Some(source)) if is_map(source) => {
            "take it out, and use a section of the template `map` with the address".to_owned()
        }
        (None, Some(source)) if source.starts_with("https://") => {
            let shown: String = source.chars().take(120).collect();
            format!("take it out; a film is a section of the template `video`, everything else a link: [words]({shown})")
        }
        (None, _) => "take it out: a film is a section of the template `video`, a map one of `map`, everything else a \
                      link"
            .to_owned(),
    };
    Err(Error::new(Code::ArgumentInvalid, format!("holds <{element}>, which a text cannot show"))
        .suggest(next))
}

/// Characters of a tag that are looked at.
const LOOKED_AT: usize = 2_000;

fn is_map(source: &str) -> bool {
    ["google.com/maps", "maps.google.", "openstreetmap.org", "maps.apple.com", "bing.com/maps"]
        .iter()
        .any(|place| source.contains(place))
}

/// The first such element outside of code, and the text from its tag on.
fn embedded(text: &str) -> Option<(&'static str, &str)> {
    let is_named = |rest: &str, name: &str| {
        let begins = rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
        let after = rest.get(name.len()..).and_then(|rest| rest.chars().next());
        begins && after.is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/'))
    };
    for (at, _) in text.match_indices('<') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let Some(element) = ELEMENTS.into_iter().find(|name| is_named(rest, name)) else {
            continue;
        };
        if plays(element, rest) && !is_code(text.get(..at).unwrap_or_default()) {
            return Some((element, rest));
        }
    }
    None
}

/// Whether an element shows something of its own: a player without a file is only the words within it.
fn plays(element: &str, rest: &str) -> bool {
    let own = rest.split("</").next().unwrap_or(rest);
    !matches!(element, "video" | "audio") || own.contains("src=")
}

/// Whether what comes after this beginning of a text stands in code: between marks, in a fence, or far indented.
fn is_code(before: &str) -> bool {
    let fences = before.lines().filter(|line| {
        let line = line.trim_start();
        line.starts_with("```") || line.starts_with("~~~")
    });
    let line = before.rsplit('\n').next().unwrap_or(before);
    let is_indented = line.starts_with("    ") || line.starts_with('\t');
    fences.count() % 2 == 1 || line.matches('`').count() % 2 == 1 || is_indented
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_vanish_is_refused_with_what_shows_it() {
        let frame =
            |source: &str| format!("Look:\n\n<iframe width=\"5\" src=\"{source}\"></iframe>");
        for (text, next) in [
            (
                frame("https://www.youtube.com/embed/aqz-KE-bpKQ"),
                "`video` with url \"https://www.youtube.com/watch?v=aqz-KE-bpKQ\"",
            ),
            (frame("https://player.vimeo.com/video/148751763"), "https://vimeo.com/148751763"),
            (frame("https://www.google.com/maps/embed?pb=x"), "`map`"),
            (frame("https://calendly.com/wren"), "[words](https://calendly.com/wren)"),
            ("<IFRAME>".to_owned(), "`video`"),
            (
                "a <video controls src='https://example.com/a.mp4'></video>".to_owned(),
                "https://example.com/a.mp4",
            ),
            ("<embed src=x>".to_owned(), "a link"),
            ("<audio\ncontrols src='a.mp3'>".to_owned(), "a link"),
        ] {
            let error = check(&text).unwrap_err();
            assert!(
                error.suggestion().unwrap_or_default().contains(next),
                "{text}: {:?}",
                error.suggestion()
            );
        }
    }

    #[test]
    fn words_about_it_are_text() {
        for text in [
            "Use `<iframe src=\"x\">` for that.",
            "```html\n<iframe src=\"x\"></iframe>\n```\nDone.",
            "An iframe is <b>old</b>, <videos> are not",
            "1 < 2 and <iframes>",
            "A <video poster=\"/uploads/a.webp\">B</video>",
            "    <embed src=x>",
            "",
        ] {
            assert!(check(text).is_ok(), "{text}");
        }
    }
}
