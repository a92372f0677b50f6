//! The events of a Markdown text, with a bound on what they make.
//!
//! A tree of HTML costs its depth times its size, and a text can be made that is nothing but depth: fifty thousand
//! `>`. What is nested deeper than people nest is shown without its container. A table of a few bytes a row can
//! have a thousand cells a row: the events end where they are more than the text can have use for.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, TextMergeStream};

use crate::addresses::OPTIONS;

/// Quotes in lists in quotes, and emphasis and links in them. The deepest text for people has some six.
const NESTED_MAX: usize = 16;

/// Events for each byte of the text: `>` has two.
const EVENTS_PER_BYTE_MAX: usize = 4;

/// Events that every text may have besides: a few empty cells cost their writer nothing.
const EVENTS_FREE: usize = 4_096;

/// What HTML within the text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// Tags, to be cleaned.
    Tags,
    /// Words like all others.
    Words,
}

/// The events of a text as its reader gets them.
pub(super) struct Events<'t> {
    parser: Parsed<'t>,
    tags: Tags,
    /// Of each container that is open, whether it is shown.
    open: Vec<bool>,
    /// How many of them nest and are shown.
    depth: usize,
    left: usize,
    /// The largest heading, and those that are open, as written.
    level: usize,
    headings: Vec<HeadingLevel>,
    /// Whether HTML was met.
    pub(super) has_tags: bool,
    /// Whether there were more than the text can have use for.
    pub(super) is_cut: bool,
}

type Parsed<'t> = TextMergeStream<'t, Parser<'t>>;

/// The events as they are written, each run of words in one piece.
pub(super) fn parsed(markdown: &str) -> Parsed<'_> {
    TextMergeStream::new(Parser::new_ext(markdown, OPTIONS))
}

impl<'t> Events<'t> {
    /// The events of `markdown`, its largest headings at `level`.
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

    /// The event of a container that begins, if it is shown.
    fn start(&mut self, tag: Tag<'t>) -> Option<Event<'t>> {
        let is_part = matches!(tag, Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell);
        let is_shown = if is_part {
            // It goes with its whole.
            self.open.last().copied().unwrap_or(true)
        } else {
            !nests(tag.to_end()) || self.depth < NESTED_MAX
        };
        self.open.push(is_shown);
        if !is_shown {
            // Words of two items are two words.
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

    /// The event of a container that ends, if it was shown.
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

    /// A heading at the level of the text, or one below the heading that it stands under.
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

/// Whether there can be another of it inside.
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
