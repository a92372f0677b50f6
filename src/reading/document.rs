//! Parses HTML, and gives up if the page becomes too large, too deep or too slow.
//!
//! An HTML tree can be a thousand times larger than its text: a thousand open `<b>` are opened again in each of a
//! thousand paragraphs, and a tag with a million attributes compares each with all others. So the parser gets one tag
//! at a time, and the limits are checked in between.

use std::time::{Duration, Instant};

use dom_query::{Document, NodeRef};
use html5ever::{
    ParseOpts, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

use super::Unreadable;

/// The limits of a tree.
pub(super) struct TreeLimits {
    /// The most elements and texts.
    nodes: usize,
    /// The deepest nesting.
    depth: usize,
    /// The longest time to parse.
    time: Duration,
}

/// For a web page. The longest real pages have some ten thousand nodes and take some milliseconds. The depth is
/// limited because later steps are recursive.
pub(super) const PAGE: TreeLimits =
    TreeLimits { nodes: 60_000, depth: 256, time: Duration::from_secs(2) };

/// For a piece of HTML within a text of ours.
pub(super) const FRAGMENT: TreeLimits =
    TreeLimits { nodes: 30_000, depth: 100, time: Duration::from_secs(1) };

/// The most bytes that are parsed without checking the limits.
const PART_MAX: usize = 4096;

/// Parses a page or a piece of one.
pub(super) fn parse(html: &str, most: &TreeLimits) -> Result<Document, Unreadable> {
    let until = Instant::now() + most.time;
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let opts = ParseOpts { tree_builder, ..ParseOpts::default() };
    let mut parser = parse_document(Document::default(), opts);
    for tag in html.split_inclusive('>') {
        let mut rest = tag;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(rest.floor_char_boundary(PART_MAX));
            rest = after;
            parser.process(StrTendril::from_slice(part));
            let document = &parser.tokenizer.sink.sink;
            document.errors.borrow_mut().clear();
            if document.tree.len() > most.nodes {
                return Err(Unreadable::Monstrous("larger"));
            }
            if Instant::now() > until {
                return Err(Unreadable::Monstrous("slower to read"));
            }
        }
    }
    let document = parser.finish();
    if is_deeper(&document.root(), most.depth) {
        return Err(Unreadable::Monstrous("nested deeper"));
    }
    Ok(document)
}

/// The total bytes of all attributes of a tree. Elements that are opened again repeat theirs.
pub(super) fn attribute_bytes(document: &Document) -> usize {
    let of = |node: NodeRef<'_>| -> usize {
        node.attrs().iter().map(|attribute| attribute.value.len()).sum()
    };
    document.root().descendants_it().map(of).sum()
}

/// Whether the nesting is deeper than `max`.
fn is_deeper(root: &NodeRef<'_>, max: usize) -> bool {
    let mut depth = 0;
    let mut next = root.first_child();
    while let Some(node) = next {
        if depth > max {
            return true;
        }
        if let Some(child) = node.first_child() {
            depth += 1;
            next = Some(child);
            continue;
        }
        let mut at = node;
        next = loop {
            if let Some(sibling) = at.next_sibling() {
                break Some(sibling);
            }
            match at.parent() {
                Some(parent) if depth > 0 => {
                    depth -= 1;
                    at = parent;
                }
                Some(_) | None => break None,
            }
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_made_to_harm_is_given_up() {
        let formats = (0..1_000).map(|n| format!("<b id={n}>")).collect::<Vec<_>>().concat();
        for (page, verdict) in [
            ("<p>One</p>".repeat(25_000), None),
            ("<div>".repeat(250), None),
            ("<div>".repeat(300), Some("nested deeper")),
            ("<p>One</p>".repeat(400_000), Some("larger")),
            (formats + &"<p>x".repeat(300_000), Some("larger")),
        ] {
            let parsed = parse(&page, &PAGE).err();
            assert_eq!(parsed, verdict.map(Unreadable::Monstrous), "{}", &page[..40]);
        }
    }

    #[test]
    fn no_page_takes_longer_than_it_may() {
        let attributes = (0..500_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
        for page in [
            format!("<p{attributes}>"),
            "<div>".repeat(1_000_000),
            "<a>".repeat(1_500_000),
            "<table>".repeat(600_000),
            format!("{}{}", "<i>".repeat(50_000), "</b>".repeat(1_000_000)),
            format!("<select>{}", "<option>".repeat(500_000)),
            "<svg><desc>".repeat(400_000),
            "<!--".repeat(1_000_000),
        ] {
            let began = Instant::now();
            let _ = parse(&page, &PAGE);
            assert!(began.elapsed() < PAGE.time * 3, "{}: {:?}", &page[..20], began.elapsed());
        }
    }
}
