//! The address in the HTML of a text: in any attribute of any element.

use std::ops::Range;

use super::{Container, Open, Removal};
use crate::addresses::html::{self, Attribute};

/// Elements of HTML that show nothing of their own: without anything inside they go.
const WRAPPERS: [&str; 38] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "center",
    "cite",
    "code",
    "del",
    "div",
    "em",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "ins",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "picture",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
    "header",
];

/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "image", "img", "input", "link", "meta", "source",
    "track", "wbr",
];

/// Those of them that show nothing.
const UNSEEN: [&str; 6] = ["br", "link", "meta", "source", "track", "wbr"];

impl Removal<'_> {
    /// Reads a piece of HTML.
    pub(super) fn html(&mut self, place: Range<usize>) {
        let mut end = place.start;
        for tag in html::tags(self.text, place.clone()) {
            self.stays(end..tag.place.start);
            end = tag.place.end;
            self.tag(tag);
        }
        self.stays(end..place.end);
    }

    fn tag(&mut self, tag: html::Tag) {
        if tag.is_end {
            return self.end_tag(&tag);
        }
        let is_void = VOID.contains(&tag.name.as_str());
        let own = ["src", "srcset", "href", "xlink:href", "data"];
        let is_own = |it: &&Attribute| own.contains(&it.name.as_str());
        let mut sources = tag.attributes.iter().filter(is_own).peekable();
        let has_sources = sources.peek().is_some();
        let shows = |it: &Attribute| match it.name.as_str() {
            "src" | "href" | "xlink:href" => self.holds(it),
            _ => self.left_of(it).is_some_and(|left| left.is_empty()),
        };
        // A picture is what its `src` says; a source without one is what its `srcset` says.
        let is_main = |it: &Attribute| matches!(it.name.as_str(), "src" | "href" | "xlink:href");
        let has_main = tag.attributes.iter().any(is_main);
        let leads_there = has_sources && sources.any(|it| shows(it) && (!has_main || is_main(it)));
        if is_void && leads_there {
            return self.cut(tag.place);
        }
        let unwraps = tag.name == "a" && leads_there;
        if !unwraps {
            self.attributes(&tag);
        }
        if is_void {
            if !UNSEEN.contains(&tag.name.as_str()) {
                self.rest();
            }
            return;
        }
        if !WRAPPERS.contains(&tag.name.as_str()) {
            self.rest();
        }
        self.open.push(Open {
            what: Container::Element(tag.name),
            place: tag.place,
            words: None,
            leads_there: unwraps,
            has_cut: false,
            has_rest: false,
        });
    }

    /// Takes it out of the attributes of a tag that stays.
    fn attributes(&mut self, tag: &html::Tag) {
        for attribute in &tag.attributes {
            let Some(left) = self.left_of(attribute) else { continue };
            if left.is_empty() {
                let before = self.text.get(..attribute.place.start).unwrap_or_default();
                self.cut(before.trim_end().len()..attribute.place.end);
            } else {
                for gone in left {
                    self.cut(gone);
                }
            }
        }
    }

    fn holds(&self, attribute: &Attribute) -> bool {
        let value = self.text.get(attribute.value.clone()).unwrap_or_default();
        !attribute.has_words() && !value.is_empty() && (self.is_it)(value)
    }

    /// What goes of an attribute that holds the address: all of it, where nothing is named. `None` where it does not.
    fn left_of(&self, attribute: &Attribute) -> Option<Vec<Range<usize>>> {
        if !self.holds(attribute) {
            return None;
        }
        if !attribute.is_list() {
            return Some(Vec::new());
        }
        let value = self.text.get(attribute.value.clone()).unwrap_or_default();
        let (mut gone, mut kept, mut at) = (Vec::new(), 0, attribute.value.start);
        for candidate in value.split_inclusive(',') {
            let place = at..at + candidate.len();
            at = place.end;
            if (self.is_it)(candidate) {
                gone.push(place);
            } else {
                kept += usize::from(!candidate.trim_matches([' ', ',']).is_empty());
            }
        }
        Some(if kept == 0 { Vec::new() } else { gone })
    }

    fn end_tag(&mut self, tag: &html::Tag) {
        let is_its =
            |open: &Open| matches!(&open.what, Container::Element(name) if *name == tag.name);
        let Some(at) = self.open.iter().rposition(is_its) else { return };
        let open = self.open.remove(at);
        let is_empty = open.has_cut && !open.has_rest && WRAPPERS.contains(&tag.name.as_str());
        if is_empty || (open.leads_there && !open.has_rest) {
            self.cut(open.place.start..tag.place.end);
        } else if open.leads_there {
            self.cut(open.place);
            self.cut(tag.place.clone());
        }
    }
}
