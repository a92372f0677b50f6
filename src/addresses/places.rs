//! Where in a text addresses stand, and what else in it is no word.

use std::ops::Range;

use linkify::LinkKind;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::{FINDER, OPTIONS, html};

/// The fewest digits of a number in a text that has a `+` before it.
const DIGITS_MIN: usize = 7;

/// No character has a longer name.
const CHARACTER_MAX: usize = 32;

/// A part of a text that is no word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it stands.
    pub range: Range<usize>,
    pub what: What,
}

/// What such a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Where a link leads or a picture lies: nobody reads it.
    Target,
    /// An address or a number that people read as it stands.
    Shown,
    /// The rest of a tag, or a character by its name.
    Markup,
}

/// The parts of a text that are no words; some lie in others. Text that is no Markdown has links only by accident, so
/// every text is read as if it were.
pub fn places(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    if text.contains(['[', '<']) {
        of_markdown(text, &mut places);
    }
    of_words(text, &mut places);
    of_numbers(text, &mut places);
    of_characters(text, &mut places);
    places
}

fn of_markdown(text: &str, places: &mut Vec<Place>) {
    let parser = Parser::new_ext(text, OPTIONS);
    let definitions = parser.reference_definitions().iter();
    let targets = definitions.filter_map(|(_, definition)| defined(text, &definition.span));
    places.extend(targets.map(|range| Place { range, what: What::Target }));
    // The links that are open, each with where the last of its words ends.
    let mut open: Vec<(Range<usize>, usize)> = Vec::new();
    for (event, place) in parser.into_offset_iter() {
        if let Event::Start(
            Tag::Link { link_type: LinkType::Inline, .. }
            | Tag::Image { link_type: LinkType::Inline, .. },
        ) = &event
        {
            open.push((place.clone(), place.start));
            continue;
        }
        if matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
            && let Some((whole, end)) = open.pop_if(|(whole, _)| *whole == place)
        {
            let target = inline(text, end, &whole);
            places.extend(target.map(|range| Place { range, what: What::Target }));
        }
        if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            for tag in html::tags(text, place.clone()) {
                of_tag(&tag, places);
            }
        }
        if let Some((_, end)) = open.last_mut() {
            *end = place.end.max(*end);
        }
    }
}

/// Where the address stands in `[words](address "title")`, of which the words end there.
fn inline(text: &str, words_end: usize, whole: &Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(words_end..whole.end)?;
    let begin = words_end + rest.find("](")? + 2;
    target(text, begin, whole.end)
}

/// Where the address stands in `[label]: address "title"`.
fn defined(text: &str, whole: &Range<usize>) -> Option<Range<usize>> {
    let definition = text.get(whole.clone())?;
    let mut is_escaped = false;
    let label_end = definition.char_indices().find(|(_, c)| {
        let is_end = *c == ']' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_end
    });
    let begin = whole.start + label_end?.0 + 1;
    target(text, begin + usize::from(text.get(begin..)?.starts_with(':')), whole.end)
}

/// The address that begins there, behind blanks: in `<…>`, or up to a blank or the bracket that ends it all.
fn target(text: &str, begin: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(begin..end)?;
    let start = begin + rest.len() - rest.trim_start().len();
    let rest = text.get(start..end)?;
    let is_bracketed = rest.starts_with('<');
    let start = start + usize::from(is_bracketed);
    let (mut depth, mut is_escaped) = (0_usize, false);
    let stop = text.get(start..end)?.char_indices().find(|(_, c)| {
        let was_escaped = is_escaped;
        is_escaped = *c == '\\' && !was_escaped;
        match c {
            _ if was_escaped => false,
            '>' => is_bracketed,
            _ if is_bracketed => false,
            '(' => {
                depth += 1;
                false
            }
            ')' if depth > 0 => {
                depth -= 1;
                false
            }
            ')' => true,
            c => c.is_whitespace(),
        }
    });
    let stop = stop.map_or(end, |(at, _)| start + at);
    (stop > start).then_some(start..stop)
}

/// Of a tag nothing is words but what some attributes say.
fn of_tag(tag: &html::Tag, places: &mut Vec<Place>) {
    let mut end = tag.place.start;
    for attribute in &tag.attributes {
        let value = attribute.value.clone();
        places.push(Place { range: end..value.start, what: What::Markup });
        end = value.end;
        if !attribute.has_words() && !value.is_empty() {
            places.push(Place { range: value, what: What::Target });
        }
    }
    places.push(Place { range: end..tag.place.end, what: What::Markup });
}

/// Addresses among the words, and paths.
fn of_words(text: &str, places: &mut Vec<Place>) {
    if text.contains(['.', '@', ':']) {
        let found = FINDER.links(text).filter(|link| {
            // `end.Next` is two sentences, and `example.com` is written in small letters.
            let is_plain = *link.kind() == LinkKind::Email || link.as_str().contains("://");
            is_plain || !link.as_str().contains(|c: char| c.is_uppercase())
        });
        let ranges = found.map(|link| link.start()..link.end());
        places.extend(ranges.map(|range| Place { range, what: What::Shown }));
    }
    let mut before = ' ';
    for (start, c) in text.char_indices() {
        let is_begin = c == '/' && (before.is_whitespace() || "(\"'“„‘`".contains(before));
        before = c;
        if !is_begin {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || ")\"'”“’`<>".contains(c));
        let path = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let path = path.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        // Among words `/month` is a word behind a slash.
        let is_all = path.len() == text.trim().len();
        if is_all || path.get(1..).is_some_and(|path| path.contains(['/', '.'])) {
            places.push(Place { range: start..start + path.len(), what: What::Shown });
        }
    }
}

/// Phone numbers that begin with `+`. Whether other digits are one, only their country knows.
fn of_numbers(text: &str, places: &mut Vec<Place>) {
    for (start, _) in text.match_indices('+') {
        let rest = text.get(start + 1..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_digit() && !" ()-./\u{a0}".contains(c));
        let number = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
        if number.chars().filter(char::is_ascii_digit).count() >= DIGITS_MIN {
            let range = start..start + 1 + number.len();
            places.push(Place { range, what: What::Shown });
        }
    }
}

/// Characters by their names or numbers: `&amp;`, `&#40;`.
fn of_characters(text: &str, places: &mut Vec<Place>) {
    for (start, _) in text.match_indices('&') {
        let rest = text.get(start + 1..).unwrap_or_default();
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '#';
        let end = rest.find(|c| !is_part(c)).filter(|end| (1..=CHARACTER_MAX).contains(end));
        if let Some(end) = end.filter(|end| rest.get(*end..).is_some_and(|it| it.starts_with(';')))
        {
            places.push(Place { range: start..start + end + 2, what: What::Markup });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, what: What) -> Vec<&str> {
        let mut found: Vec<Place> = places(text).into_iter().filter(|it| it.what == what).collect();
        found.sort_by_key(|place| place.range.start);
        found.iter().map(|place| &text[place.range.clone()]).collect()
    }

    #[test]
    fn targets_are_found_however_they_are_written() {
        for (text, targets) in [
            ("[a](/b) ![c](</d e> \"t\")", vec!["/b", "/d e"]),
            ("[a **b** `c](d`](/e_(f)) [](/g)", vec!["/e_(f)", "/g"]),
            ("[![a](/b)](/c 'x') [d]( /e )", vec!["/b", "/c", "/e"]),
            ("[a][b] [c][]\n\n[b]: /d \"t\"\n[c\\]: x]: /y\n[c]: </e>", vec!["/d", "/y", "/e"]),
            (
                "<a href='/x' class=y title=z>w</a> <source srcset=\"/a 1x, /b 2x\">",
                vec!["/x", "y", "/a 1x, /b 2x"],
            ),
            ("<div>\n<img alt=a src=/b>\n</div>", vec!["/b"]),
            ("a < b and [c] (d) `[e](/f)` \\[g](/h)", vec![]),
        ] {
            assert_eq!(of(text, What::Target), targets, "{text}");
        }
        assert_eq!(of("<img alt=a src=/b>", What::Markup), ["<img alt=", " src=", ">"]);
        assert_eq!(of("R&amp;D &#40; & &x y; &;", What::Markup), ["&amp;", "&#40;"]);
    }

    #[test]
    fn what_people_read_as_an_address_is_found_among_words() {
        for (text, shown) in [
            (
                "See https://a.example/b?c=1, www.d.example.",
                vec!["https://a.example/b?c=1", "www.d.example"],
            ),
            ("ada@a.example or wren.example/x", vec!["ada@a.example", "wren.example/x"]),
            ("Call +1 415-555-0132 (day).", vec!["+1 415-555-0132"]),
            ("/bridal", vec!["/bridal"]),
            ("It is at /blog/rain. And \"/a.webp\"", vec!["/blog/rain", "/a.webp"]),
            ("€40 /month, and/or 24/7, 1+1=2, e.g. this.Next +12", vec![]),
        ] {
            assert_eq!(of(text, What::Shown), shown, "{text}");
        }
    }
}
