//! The parse of a page, given up where the page grows too large, too deep or too slow.
//!
//! A tree of HTML can be a thousand times its text: a thousand open `<b>` are opened again in each of a
//! thousand paragraphs, and a tag of a million attributes holds each against all. So the parser gets one tag
//! at a time, and is looked at in between.

use std::time::{Duration, Instant};

use dom_query::{Document, NodeRef};
use html5ever::{
    ParseOpts, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

use super::Unreadable;

/// What a tree may be at most.
pub(super) struct Most {
    /// So many elements and texts.
    nodes: usize,
    /// Nested so deep.
    depth: usize,
    /// Made within this time.
    time: Duration,
}

/// A page from the web. The longest ones for people have some ten thousand nodes and take some milliseconds; what
/// works on the tree later goes down by calling itself.
pub(super) const PAGE: Most = Most { nodes: 60_000, depth: 256, time: Duration::from_secs(2) };

/// A text among others on a page of ours.
pub(super) const PIECE: Most = Most { nodes: 30_000, depth: 100, time: Duration::from_secs(1) };

/// The largest part that is parsed without a look, in bytes.
const PART_MAX: usize = 4096;

/// The tree of a page or a piece of one.
pub(super) fn parse(html: &str, most: &Most) -> Result<Document, Unreadable> {
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

/// So many bytes all attributes of a tree have. Elements that are opened again have theirs again.
pub(super) fn attribute_bytes(document: &Document) -> usize {
    let of = |node: NodeRef<'_>| -> usize {
        node.attrs().iter().map(|attribute| attribute.value.len()).sum()
    };
    document.root().descendants_it().map(of).sum()
}

/// Whether something is nested deeper than that.
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
