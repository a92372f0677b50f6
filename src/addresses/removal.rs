//! Taking an address out of a text: the pictures that lie there, and the links that lead there. Everything else stays
//! as its writer wrote it, and what holds nothing any more goes with it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::{FINDER, OPTIONS, may_have_bare, plain};

mod elements;

/// A label that was defined twice leads somewhere else once its first definition is gone, and so on.
const ROUNDS_MAX: usize = 8;

/// A text without the pictures and links of which `is_it` knows the address, with the words of such links; `None` where
/// there are none.
pub fn without(text: &str, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let is_it = |written: &str| is_it(written) || is_it(&plain(written));
    let mut left = once(text, &is_it)?;
    for _ in 1..ROUNDS_MAX {
        match once(&left, &is_it) {
            Some(less) => left = less,
            None => break,
        }
    }
    Some(left)
}

fn once(text: &str, is_it: &dyn Fn(&str) -> bool) -> Option<String> {
    let parser = Parser::new_ext(text, OPTIONS);
    let definitions = parser.reference_definitions().iter();
    let definitions = definitions.filter(|(_, definition)| is_it(&definition.dest));
    let cuts = definitions.map(|(_, definition)| definition.span.clone()).collect();
    let (open, bare) = (Vec::new(), Vec::new());
    let mut removal =
        Removal { text, is_it, cuts, open, bare, passed: 0, skipped: 0, has_link: false };
    if may_have_bare(text) {
        let links = FINDER.links(text).filter(|link| is_it(link.as_str()));
        removal.bare = links.map(|link| link.start()..link.end()).collect();
    }
    for (event, place) in parser.into_offset_iter() {
        removal.take(&event, place);
    }
    (!removal.cuts.is_empty()).then(|| cut(text, removal.cuts))
}

struct Removal<'t> {
    text: &'t str,
    is_it: &'t dyn Fn(&str) -> bool,
    cuts: Vec<Range<usize>>,
    /// What is open, the innermost last.
    open: Vec<Open>,
    /// Where the address stands as it is.
    bare: Vec<Range<usize>>,
    /// Where the last of those that go ends.
    passed: usize,
    /// How deep the reading is in what goes whole.
    skipped: usize,
    /// Whether a link that leads to it is open; none lies in another.
    has_link: bool,
}

/// Something with an end that has not been read yet.
struct Open {
    what: Container,
    /// All of it; of an element its first tag.
    place: Range<usize>,
    /// Of a link that leads to it: where its words stand.
    words: Option<Range<usize>>,
    leads_there: bool,
    has_cut: bool,
    has_rest: bool,
}

enum Container {
    Markdown {
        goes_empty: bool,
    },
    Link,
    /// Code, or another place where an address is no link.
    Closed,
    Element(String),
}

impl Removal<'_> {
    fn take(&mut self, event: &Event<'_>, place: Range<usize>) {
        if self.skipped > 0 {
            self.skipped += usize::from(matches!(event, Event::Start(_)));
            self.skipped -= usize::from(matches!(event, Event::End(_)));
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, place.clone()),
            Event::End(_) => self.end(),
            Event::Text(_) => self.words(place.clone()),
            Event::InlineHtml(_) => self.html(place.clone()),
            Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::Rule => self.rest(),
            Event::Html(_) | Event::SoftBreak | Event::HardBreak | Event::TaskListMarker(_) => {}
        }
        // The words of a link are all that stands in it.
        let is_link = |open: &&mut Open| open.leads_there && matches!(open.what, Container::Link);
        if self.has_link
            && !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(_))
            && let Some(link) = self.open.iter_mut().rev().find(is_link)
        {
            let known = link.words.get_or_insert(place.clone());
            *known = known.start.min(place.start)..known.end.max(place.end);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, place: Range<usize>) {
        let place = self.whole(tag, place);
        let what = match tag {
            Tag::Image { dest_url, .. } if (self.is_it)(dest_url) => return self.skip(place),
            Tag::Link { dest_url, link_type: LinkType::Autolink | LinkType::Email, .. }
                if (self.is_it)(dest_url) =>
            {
                return self.skip(place);
            }
            Tag::Link { .. } => Container::Link,
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough => Container::Markdown { goes_empty: true },
            Tag::HtmlBlock => {
                self.html(place.clone());
                Container::Closed
            }
            Tag::Image { .. } | Tag::CodeBlock(_) => {
                self.rest();
                Container::Closed
            }
            Tag::Table(_) => {
                self.rest();
                Container::Markdown { goes_empty: false }
            }
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => Container::Markdown { goes_empty: false },
        };
        let leads_there = matches!(tag, Tag::Link { dest_url, .. } if (self.is_it)(dest_url));
        self.has_link |= leads_there;
        self.open.push(Open {
            what,
            place,
            words: None,
            leads_there,
            has_cut: false,
            has_rest: false,
        });
    }

    /// A reference whose label is its words has two brackets more than its parser says.
    fn whole(&self, tag: &Tag<'_>, place: Range<usize>) -> Range<usize> {
        let is_collapsed = matches!(
            tag,
            Tag::Link { link_type: LinkType::Collapsed, .. }
                | Tag::Image { link_type: LinkType::Collapsed, .. }
        );
        let behind = self.text.get(place.end..).unwrap_or_default();
        let is_short = self.text.get(place.clone()).is_some_and(|it| !it.ends_with("[]"));
        let more = if is_collapsed && is_short && behind.starts_with("[]") { 2 } else { 0 };
        place.start..place.end + more
    }

    fn end(&mut self) {
        let is_markdown = |open: &Open| !matches!(open.what, Container::Element(_));
        let Some(at) = self.open.iter().rposition(is_markdown) else { return };
        let open = self.open.remove(at);
        let is_empty = open.has_cut && !open.has_rest;
        match open.what {
            Container::Link if open.leads_there => {
                self.has_link = false;
                match open.words {
                    Some(words) if open.has_rest => {
                        self.cut(open.place.start..words.start);
                        self.cut(words.end..open.place.end);
                    }
                    _ => self.cut(open.place),
                }
            }
            Container::Link | Container::Markdown { goes_empty: true } if is_empty => {
                let inside = self.text.get(open.place.clone()).unwrap_or_default();
                let end = open.place.start + inside.trim_end().len();
                self.cut(open.place.start..end);
            }
            Container::Link
            | Container::Markdown { .. }
            | Container::Closed
            | Container::Element(_) => {}
        }
    }

    /// Something that stays to be seen.
    fn rest(&mut self) {
        // What is around something that has it has it as well.
        let open = self.open.iter_mut().rev().take_while(|open| !open.has_rest);
        open.for_each(|open| open.has_rest = true);
    }

    fn cut(&mut self, place: Range<usize>) {
        let open = self.open.iter_mut().rev().take_while(|open| !open.has_cut);
        open.for_each(|open| open.has_cut = true);
        self.cuts.push(place);
    }

    /// Cuts what begins here, with everything in it.
    fn skip(&mut self, place: Range<usize>) {
        self.skipped = 1;
        self.cut(place);
    }

    fn words(&mut self, place: Range<usize>) {
        let is_closed = |open: &Open| match &open.what {
            Container::Link | Container::Closed => true,
            Container::Element(name) => name == "a",
            Container::Markdown { .. } => false,
        };
        let mut from = place.start.max(self.passed);
        if !self.bare.is_empty() && !self.open.iter().any(is_closed) {
            let begins = |link: &&Range<usize>| place.contains(&link.start);
            let here: Vec<_> = self.bare.iter().filter(begins).cloned().collect();
            for link in here {
                self.stays(from..link.start);
                from = link.end;
                self.passed = link.end;
                self.cut(link);
            }
        }
        self.stays(from..place.end.max(from));
    }

    fn stays(&mut self, words: Range<usize>) {
        if self.text.get(words).is_some_and(|words| !words.trim().is_empty()) {
            self.rest();
        }
    }
}

/// The text without these parts, which may lie in each other. A line of which nothing is left goes whole.
fn cut(text: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|part| (part.start, part.end));
    let mut kept = String::with_capacity(text.len());
    let mut end = 0;
    for part in cuts {
        if part.end <= end {
            continue;
        }
        kept.push_str(text.get(end..part.start.max(end)).unwrap_or_default());
        end = part.end;
        let line = kept.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(end..).unwrap_or_default();
        let (left, _) = rest.split_once('\n').unwrap_or((rest, ""));
        // What is left of a line of a quotation is the mark of it.
        let is_blank =
            |it: &str| it.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty();
        if kept.get(line..).is_some_and(is_blank) && left.trim().is_empty() {
            kept.truncate(line);
            end = (end + left.len() + 1).min(text.len());
            // Two paragraphs are apart by one empty line.
            if kept.ends_with("\n\n") || kept.is_empty() {
                let rest = text.get(end..).unwrap_or_default();
                end += rest.len() - rest.trim_start_matches(['\n', '\r']).len();
            }
        }
    }
    kept.push_str(text.get(end..).unwrap_or_default());
    kept.truncate(kept.trim_end().len());
    kept
}

#[cfg(test)]
mod tests;
