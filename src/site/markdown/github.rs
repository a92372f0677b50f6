//! GitHub's Markdown extensions: linkable headings, footnotes, bare addresses as links, and aligned table columns.
//!
//! It processes the events in one pass, so the cost stays proportional to the length. Its output is sanitised with
//! everything else; only ids generated here are kept.

use std::collections::VecDeque;

use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd};

use super::{anchors::Anchors, autolink, footnotes::Notes};
use crate::value::slug_from;

/// The events of a text with these extensions.
pub(super) struct Github<'t, 'a, I> {
    inner: I,
    anchors: &'a mut Anchors,
    ready: VecDeque<Event<'t>>,
    heading: Option<Heading<'t>>,
    notes: Notes<'t>,
    columns: Columns,
    /// The number of open links, code spans and so on, in which an address does not become a link.
    closed_to_links: usize,
    /// Whether a link written as an HTML tag is open.
    in_tag: bool,
    is_done: bool,
}

/// A heading whose text is still being read: its anchor is made from the text and precedes it.
struct Heading<'t> {
    start: Tag<'t>,
    events: Vec<Event<'t>>,
    words: String,
}

/// The alignment of a table's columns.
#[derive(Default)]
struct Columns {
    alignments: Vec<Alignment>,
    next: usize,
    in_head: bool,
}

impl<'t, 'a, I: Iterator<Item = Event<'t>>> Github<'t, 'a, I> {
    pub(super) fn of(inner: I, anchors: &'a mut Anchors) -> Github<'t, 'a, I> {
        Github {
            inner,
            anchors,
            ready: VecDeque::new(),
            heading: None,
            notes: Notes::default(),
            columns: Columns::default(),
            closed_to_links: 0,
            in_tag: false,
            is_done: false,
        }
    }

    fn take(&mut self, event: Event<'t>) {
        if let Event::Start(tag) = event {
            self.start(tag);
        } else if let Event::End(tag) = event {
            self.end(tag);
        } else if let Event::FootnoteReference(name) = event {
            let reference = self.notes.reference(name, self.anchors, self.closed_to_links == 0);
            self.put(Event::InlineHtml(reference.into()));
        } else if let Event::TaskListMarker(is_done) = event {
            self.put(Event::InlineHtml(task(is_done).into()));
        } else if let Event::Text(words) = event {
            if self.closed_to_links > 0 || self.in_tag {
                self.put(Event::Text(words));
            } else {
                autolink::linked(words, |event| self.put(event));
            }
        } else {
            if let Event::InlineHtml(tag) | Event::Html(tag) = &event {
                self.in_tag = in_link_after(tag, self.in_tag);
            }
            self.put(event);
        }
    }

    fn start(&mut self, tag: Tag<'t>) {
        if is_closed_to_links(tag.to_end()) {
            self.closed_to_links += 1;
        }
        if let Tag::FootnoteDefinition(name) = tag {
            self.notes.open(name);
        } else if matches!(tag, Tag::Heading { .. }) {
            let (events, words) = (Vec::new(), String::new());
            self.heading = Some(Heading { start: tag, events, words });
        } else if let Tag::Table(alignments) = tag {
            self.columns = Columns { alignments, ..Columns::default() };
            self.put(Event::Start(Tag::Table(Vec::new())));
        } else if tag == Tag::TableCell {
            let cell = self.columns.cell();
            self.put(cell);
        } else {
            if matches!(tag, Tag::TableHead | Tag::TableRow) {
                self.columns.next = 0;
                self.columns.in_head = tag == Tag::TableHead;
            }
            self.put(Event::Start(tag));
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if is_closed_to_links(tag) {
            self.closed_to_links = self.closed_to_links.saturating_sub(1);
        }
        if tag == TagEnd::FootnoteDefinition {
            self.notes.close();
            return;
        }
        let heading = if matches!(tag, TagEnd::Heading(_)) { self.heading.take() } else { None };
        if let Some(Heading { mut start, events, words }) = heading {
            if let Tag::Heading { id, .. } = &mut start {
                *id = slug_from(&words).map(|slug| self.anchors.take(&slug).into());
            }
            self.put(Event::Start(start));
            for event in events {
                self.put(event);
            }
        }
        self.put(Event::End(tag));
    }

    /// Passes an event on to where it belongs: the open heading, note, or the output.
    fn put(&mut self, event: Event<'t>) {
        if let Some(heading) = &mut self.heading {
            if let Event::Text(words) | Event::Code(words) = &event {
                heading.words.push_str(words);
            }
            heading.events.push(event);
        } else if let Some(event) = self.notes.put(event) {
            self.ready.push_back(event);
        }
    }
}

impl<'t, I: Iterator<Item = Event<'t>>> Iterator for Github<'t, '_, I> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if let Some(event) = self.inner.next() {
                self.take(event);
            } else if self.is_done {
                return None;
            } else {
                self.is_done = true;
                self.ready.extend(std::mem::take(&mut self.notes).at_the_end());
            }
        }
    }
}

impl Columns {
    /// The start of a table cell. `style` attributes are not allowed on pages, so the `align` attribute is used.
    fn cell<'t>(&mut self) -> Event<'t> {
        let alignment = self.alignments.get(self.next);
        self.next += 1;
        let side = match alignment {
            Some(Alignment::Left) => "left",
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            Some(Alignment::None) | None => return Event::Start(Tag::TableCell),
        };
        let name = if self.in_head { "th" } else { "td" };
        Event::InlineHtml(CowStr::from(format!("<{name} align=\"{side}\">")))
    }
}

/// The checkbox of a task, with a text for screen readers.
fn task(is_done: bool) -> &'static str {
    if is_done {
        "<input type=\"checkbox\" checked disabled aria-label=\"Done\"> "
    } else {
        "<input type=\"checkbox\" disabled aria-label=\"To do\"> "
    }
}

/// Whether addresses inside it do not become links.
fn is_closed_to_links(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock)
}

/// Whether a link written as a tag is open after this tag.
fn in_link_after(tag: &str, before: bool) -> bool {
    let begins = |start: &str| {
        let is_it = tag.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
        is_it && !tag.get(start.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    };
    if begins("<a") { true } else { before && !begins("</a") }
}
