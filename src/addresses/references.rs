//! Links by a label that is defined elsewhere in the text: `[words][label]`, and `[words]`, which is its own label.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::OPTIONS;

/// Where the links and pictures of a text lead, in their order.
pub fn targets(text: &str) -> Vec<String> {
    if !text.contains('[') {
        return Vec::new();
    }
    let mut targets = Vec::new();
    for event in Parser::new_ext(text, OPTIONS) {
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            targets.push(dest_url.into_string());
        }
    }
    targets
}

/// Where the labels of a text stand. A word of one changes in all its places, or the link is none any more.
pub fn labels(text: &str) -> Vec<Range<usize>> {
    let parser = Parser::new_ext(text, OPTIONS);
    let definitions = parser.reference_definitions().iter();
    let mut labels: Vec<Range<usize>> = definitions
        .filter_map(|(_, definition)| {
            let span = definition.span.clone();
            let end = text.get(span.clone())?.find("]:")?;
            Some(span.start..span.start + end)
        })
        .collect();
    for (event, place) in parser.into_offset_iter() {
        let Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) = event else {
            continue;
        };
        let label = if link_type == LinkType::Reference {
            text.get(place.clone()).and_then(|it| it.rfind("]["))
        } else {
            matches!(link_type, LinkType::Collapsed | LinkType::Shortcut).then_some(0)
        };
        labels.extend(label.map(|at| place.start + at..place.end));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_where_links_are_named() {
        let text = "[a *b*][c] ![d][] [e] [f](/g) [h]\n\n[c]: /1\n[d]: /2\n[e]: /3";
        let mut found: Vec<&str> = labels(text).into_iter().map(|range| &text[range]).collect();
        found.sort_unstable();
        assert_eq!(found, ["![d]", "[c", "[d", "[e", "[e]", "][c]"]);
        assert_eq!(targets(text), ["/1", "/2", "/3", "/g"]);
        assert!(targets("none").is_empty() && labels("none").is_empty());
    }
}
