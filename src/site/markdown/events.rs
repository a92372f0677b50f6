//! Limits the parser events of a Markdown text.
//!
//! Building an HTML tree costs its depth times its size, and a text can consist of nesting only: fifty thousand `>`.
//! Containers nested deeper than a limit are omitted, and their content is shown. A table can have a thousand cells
//! for a row of a few bytes, so the number of events is limited by the length of the text.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, TextMergeStream};

use crate::addresses::OPTIONS;

/// The deepest nesting of containers. The deepest real texts have about six levels.
const NESTED_MAX: usize = 16;

/// The most events for each byte of the text: `>` has two.
const EVENTS_PER_BYTE_MAX: usize = 4;

/// Additional events that every text may have, for a few empty cells.
const EVENTS_FREE: usize = 4_096;

/// What HTML within the text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// As tags, which are sanitised later.
    Tags,
    /// As text.
    Words,
}

/// The events of a text, within the limits.
pub(super) struct Events<'t> {
    parser: Parsed<'t>,
    tags: Tags,
    /// For each open container, whether it is shown.
    open: Vec<bool>,
    /// How many open containers are shown and nest.
    depth: usize,
    left: usize,
    /// The largest heading level, and the open headings, as written.
    level: usize,
    headings: Vec<HeadingLevel>,
    /// Whether the text contains HTML.
    pub(super) has_tags: bool,
    /// Whether the limit of events was reached.
    pub(super) is_cut: bool,
}

type Parsed<'t> = TextMergeStream<'t, Parser<'t>>;

/// The parser's events, with adjacent texts merged.
pub(super) fn parsed(markdown: &str) -> Parsed<'_> {
    TextMergeStream::new(Parser::new_ext(markdown, OPTIONS))
}

impl<'t> Events<'t> {
    /// The events of `markdown`, with its largest headings at `level`.
    pub(super) fn of(markdown: &'t str, level: usize, tags: Tags) -> Events<'t> {
        Events {
            parser: parsed(markdown),
            tags,
            open: Vec::new(),
            depth: 0,
            left: markdown.len() * EVENTS_PER_BYTE_MAX + EVENTS_FREE,
            level,
            headings: Vec::new(),
            has_tags: false,
            is_cut: false,
        }
    }

    /// The start event of a container, if it is shown.
    fn start(&mut self, tag: Tag<'t>) -> Option<Event<'t>> {
        let is_part = matches!(tag, Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell);
        let is_shown = if is_part {
            // A part of a container is shown if the container is.
            self.open.last().copied().unwrap_or(true)
        } else {
            !nests(tag.to_end()) || self.depth < NESTED_MAX
        };
        self.open.push(is_shown);
        if !is_shown {
            // A break keeps the texts of two items apart.
            return is_part.then_some(Event::SoftBreak);
        }
        self.depth += usize::from(nests(tag.to_end()));
        Some(Event::Start(if let Tag::Heading { level, .. } = tag {
            self.heading(level)
        } else if tag == Tag::HtmlBlock && self.tags == Tags::Words {
            Tag::Paragraph
        } else {
            tag
        }))
    }

    /// The end event of a container, if it was shown.
    fn end(&mut self, tag: TagEnd) -> Option<Event<'t>> {
        if !self.open.pop().unwrap_or(true) {
            return None;
        }
        self.depth -= usize::from(nests(tag)).min(self.depth);
        Some(Event::End(if matches!(tag, TagEnd::Heading(_)) {
            TagEnd::Heading(self.placed())
        } else if tag == TagEnd::HtmlBlock && self.tags == Tags::Words {
            TagEnd::Paragraph
        } else {
            tag
        }))
    }

    /// A heading at the right level, at most one below the previous heading.
    fn heading(&mut self, written: HeadingLevel) -> Tag<'t> {
        self.headings.retain(|above| *above < written);
        self.headings.push(written);
        Tag::Heading { level: self.placed(), id: None, classes: Vec::new(), attrs: Vec::new() }
    }

    fn placed(&self) -> HeadingLevel {
        HeadingLevel::try_from(self.level + self.headings.len() - 1).unwrap_or(HeadingLevel::H6)
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        loop {
            let event = self.parser.next()?;
            self.is_cut = self.left == 0;
            if self.is_cut {
                return None;
            }
            self.left -= 1;
            let shown = if let Event::Start(tag) = event {
                self.start(tag)
            } else if let Event::End(tag) = event {
                self.end(tag)
            } else if let Event::Html(html) | Event::InlineHtml(html) = &event {
                self.has_tags = true;
                let words = self.tags == Tags::Words;
                Some(if words { Event::Text(html.clone()) } else { event })
            } else {
                Some(event)
            };
            if shown.is_some() {
                return shown;
            }
        }
    }
}

/// Whether the container can contain another of its kind.
fn nests(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
    )
}
