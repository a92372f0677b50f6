//! Removes an image and links to it from a Markdown text; everything else stays as written.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::events::OPTIONS;

/// The text without images whose address matches `is_it`, and with links to them replaced by their text; `None` if
/// there are none.
pub fn without_pictures(markdown: &str, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    // The open link to the image, and the range of its text.
    let mut link: Option<(Range<usize>, Option<Range<usize>>)> = None;
    let parser = Parser::new_ext(markdown, OPTIONS);
    let definitions = parser.reference_definitions().iter();
    let definitions = definitions.filter(|(_, definition)| is_it(&definition.dest));
    cuts.extend(definitions.map(|(_, definition)| definition.span.clone()));
    for (event, place) in parser.into_offset_iter() {
        if event == Event::End(TagEnd::Link) && link.as_ref().is_some_and(|(it, _)| *it == place) {
            let Some((whole, words)) = link.take() else { continue };
            let words = words.unwrap_or(whole.end..whole.end);
            cuts.extend([whole.start..words.start, words.end..whole.end]);
            continue;
        }
        if let Event::Start(Tag::Link { dest_url, .. }) = &event
            && is_it(dest_url)
        {
            link = Some((place, None));
            continue;
        }
        if let Event::Start(Tag::Image { dest_url, .. }) = &event
            && is_it(dest_url)
        {
            cuts.push(place.clone());
        } else if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            let names_it = |tag: &Range<usize>| markdown.get(tag.clone()).is_some_and(&is_it);
            cuts.extend(tags(markdown, place.clone()).filter(names_it));
        }
        if let Some((_, words)) = &mut link {
            let known = words.get_or_insert(place.clone());
            *known = known.start.min(place.start)..known.end.max(place.end);
        }
    }
    (!cuts.is_empty()).then(|| cut(markdown, cuts))
}

/// The image tags in a piece of HTML, from `<` to `>`.
fn tags(markdown: &str, place: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let html = markdown.get(place.clone()).unwrap_or_default();
    html.match_indices('<').filter_map(move |(at, _)| {
        let tag = html.get(at..)?;
        let is_picture = tag.get(1..4).is_some_and(|name| name.eq_ignore_ascii_case("img"))
            || tag.get(1..6).is_some_and(|name| name.eq_ignore_ascii_case("image"));
        let end = tag.find('>')? + 1;
        is_picture.then_some(place.start + at..place.start + at + end)
    })
}

/// The text without these ranges, which may be nested. A line of which nothing is left is removed.
fn cut(markdown: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|part| (part.start, part.end));
    let mut kept = String::with_capacity(markdown.len());
    let mut end = 0;
    for part in cuts {
        if part.end <= end {
            continue;
        }
        kept.push_str(markdown.get(end..part.start.max(end)).unwrap_or_default());
        end = part.end;
        let line = kept.rfind('\n').map_or(0, |at| at + 1);
        let rest = markdown.get(end..).unwrap_or_default();
        let (left, _) = rest.split_once('\n').unwrap_or((rest, ""));
        let is_empty =
            kept.get(line..).is_some_and(|it| it.trim().is_empty()) && left.trim().is_empty();
        if is_empty {
            kept.truncate(line);
            end = (end + left.len() + 1).min(markdown.len());
            // Keeps one empty line between two paragraphs.
            if kept.ends_with("\n\n") || kept.is_empty() {
                let rest = markdown.get(end..).unwrap_or_default();
                end += rest.len() - rest.trim_start_matches(['\n', '\r']).len();
            }
        }
    }
    kept.push_str(markdown.get(end..).unwrap_or_default());
    kept.truncate(kept.trim_end().len());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_goes_and_everything_else_stays() {
        let without =
            |text: &str| without_pictures(text, |address| address.contains("uploads/abc-"));
        for (text, left) in [
            ("One\n\n![A *dance*](/uploads/abc-800.webp \"t\")\n\nTwo", "One\n\nTwo"),
            ("![a](/uploads/abc-400.webp)", ""),
            ("A ![a](uploads/abc-1.webp) B\nC", "A  B\nC"),
            ("![a](/uploads/abc-1.webp) ![b](/uploads/def-1.webp)", " ![b](/uploads/def-1.webp)"),
            ("[see **it**](/uploads/abc-1.webp) now", "see **it** now"),
            ("[![a](/uploads/abc-1.webp)](/uploads/abc-2.webp)\n\nB", "B"),
            ("[![a](/uploads/abc-1.webp)](/about)", "[](/about)"),
            ("[![b](/uploads/def-1.webp)](/uploads/abc-1.webp)", "![b](/uploads/def-1.webp)"),
            ("A ![a][p]\n\n[p]: /uploads/abc-1.webp\n", "A"),
            ("<p><IMG alt='x' src=/uploads/abc-1.webp></p>\n\nB", "<p></p>\n\nB"),
            ("B <img src=\"/uploads/abc-1.webp\"> C", "B  C"),
            ("- ![a](http://127.0.0.1:4780/main/uploads/abc-1.webp)\n- b", "- \n- b"),
        ] {
            assert_eq!(without(text).as_deref(), Some(left), "{text}");
        }
        for text in
            ["", "![b](/uploads/def-1.webp)", "`![a](/uploads/abc-1.webp)`", "/uploads/abc-1.webp"]
        {
            assert_eq!(without(text), None, "{text}");
        }
    }
}
