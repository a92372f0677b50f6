//! Footnotes: a number for each reference, and the notes below the text in the order of their references.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::anchors::Anchors;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Notes<'t> {
    /// The number of each referenced note, by name.
    numbers: HashMap<CowStr<'t>, usize>,
    /// The referenced notes.
    called: Vec<Called<'t>>,
    /// The content of each note.
    words: HashMap<CowStr<'t>, Vec<Event<'t>>>,
    /// The notes that are being read, the innermost last.
    open: Vec<(CowStr<'t>, Vec<Event<'t>>)>,
}

struct Called<'t> {
    name: CowStr<'t>,
    /// The id of the note, and the id of its first reference.
    id: String,
    place: String,
}

impl<'t> Notes<'t> {
    /// The event for a reference; inside a link it is plain text.
    pub(super) fn reference(
        &mut self,
        name: CowStr<'t>,
        anchors: &mut Anchors,
        may_link: bool,
    ) -> String {
        let known = self.numbers.get(&name).copied();
        let number = known.unwrap_or_else(|| {
            let number = self.called.len() + 1;
            let id = anchors.take(&format!("note-{number}"));
            let place = anchors.take(&format!("note-{number}-call"));
            self.called.push(Called { name: name.clone(), id, place });
            self.numbers.insert(name, number);
            number
        });
        let Some(called) = self.called.get(number - 1).filter(|_| may_link) else {
            return format!("<sup>{number}</sup>");
        };
        let place =
            if known.is_none() { format!(" id=\"{}\"", called.place) } else { String::new() };
        format!("<sup{place}><a href=\"#{}\">{number}</a></sup>", called.id)
    }

    pub(super) fn open(&mut self, name: CowStr<'t>) {
        self.open.push((name, Vec::new()));
    }

    pub(super) fn close(&mut self) {
        if let Some((name, words)) = self.open.pop() {
            self.words.entry(name).or_insert(words);
        }
    }

    /// Adds an event to the open note; returns it if no note is open.
    pub(super) fn put(&mut self, event: Event<'t>) -> Option<Event<'t>> {
        match self.open.last_mut() {
            Some((_, words)) => {
                words.push(event);
                None
            }
            None => Some(event),
        }
    }

    /// The list of notes below the text; empty without references.
    pub(super) fn at_the_end(mut self) -> Vec<Event<'t>> {
        if self.called.is_empty() {
            return Vec::new();
        }
        let html = |html: String| Event::Html(CowStr::from(html));
        let mut events = vec![Event::Rule, Event::Start(Tag::List(Some(1)))];
        for Called { name, id, place } in self.called {
            events.push(html(format!("<li id=\"{id}\">")));
            let mut words = self.words.remove(&name).unwrap_or_default();
            let last = words.pop_if(|event| *event == Event::End(TagEnd::Paragraph));
            events.extend(words);
            events.push(html(format!(" <a href=\"#{place}\" title=\"Back to the text\">↩</a>")));
            events.extend(last);
            events.push(html("</li>\n".to_owned()));
        }
        events.push(Event::End(TagEnd::List(true)));
        events
    }
}
