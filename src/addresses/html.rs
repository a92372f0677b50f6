//! The tags in a piece of HTML, with where they and their attributes stand in the text.

use std::ops::Range;

/// A tag, from `<` to `>`.
pub(super) struct Tag {
    /// In small letters.
    pub(super) name: String,
    pub(super) place: Range<usize>,
    /// Whether it ends an element: `</a>`.
    pub(super) is_end: bool,
    pub(super) attributes: Vec<Attribute>,
}

/// An attribute of a tag.
pub(super) struct Attribute {
    /// In small letters.
    pub(super) name: String,
    /// All of it.
    pub(super) place: Range<usize>,
    /// Its value, without quotation marks; empty where it has none.
    pub(super) value: Range<usize>,
}

/// Attributes with words in them that people read or hear.
const OF_WORDS: [&str; 11] = [
    "alt",
    "title",
    "label",
    "placeholder",
    "summary",
    "abbr",
    "value",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
];

impl Attribute {
    /// Whether its value is words that people read.
    pub(super) fn has_words(&self) -> bool {
        OF_WORDS.contains(&self.name.as_str())
    }

    /// Whether its value can be several addresses.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.name.as_str(), "srcset" | "imagesrcset")
    }
}

/// The tags in a part of a text. As browsers have it, one that does not end is none, nor is anything behind it.
pub(super) fn tags(text: &str, within: Range<usize>) -> Vec<Tag> {
    let mut reader = Reader { text, at: within.start, end: within.end.min(text.len()) };
    let mut tags = Vec::new();
    while reader.find("<") {
        if reader.rest().starts_with("<!--") {
            if !reader.find("-->") {
                break;
            }
            continue;
        }
        let start = reader.at;
        reader.at += 1;
        let is_end = reader.peek() == Some(b'/');
        reader.at += usize::from(is_end);
        if !reader.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = reader.take(|c| !is_blank(c) && !matches!(c, b'/' | b'>'));
        let name = reader.small(&name);
        let Some(attributes) = reader.attributes() else { break };
        tags.push(Tag { name, place: start..reader.at, is_end, attributes });
    }
    tags
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied().filter(|_| self.at < self.end)
    }

    /// Goes on to where this stands; whether it stands there.
    fn find(&mut self, sought: &str) -> bool {
        let found = self.rest().find(sought);
        self.at = found.map_or(self.end, |found| self.at + found);
        found.is_some()
    }

    fn take(&mut self, is_part: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&is_part) {
            self.at += 1;
        }
        start..self.at
    }

    fn small(&self, place: &Range<usize>) -> String {
        self.text.get(place.clone()).unwrap_or_default().to_ascii_lowercase()
    }

    /// The attributes up to the `>`, which is read; nothing where there is none.
    fn attributes(&mut self) -> Option<Vec<Attribute>> {
        let mut attributes = Vec::new();
        loop {
            self.take(|c| is_blank(c) || c == b'/');
            if self.peek()? == b'>' {
                self.at += 1;
                return Some(attributes);
            }
            let start = self.at;
            // A `=` at its beginning is part of a name.
            self.at += 1;
            self.take(|c| !is_blank(c) && !matches!(c, b'/' | b'>' | b'='));
            let name = self.small(&(start..self.at));
            let (mut end, mut value) = (self.at, self.at..self.at);
            self.take(is_blank);
            if self.peek() == Some(b'=') {
                self.at += 1;
                self.take(is_blank);
                value = self.value()?;
                end = self.at;
            }
            attributes.push(Attribute { name, place: start..end, value });
        }
    }

    fn value(&mut self) -> Option<Range<usize>> {
        let quote = self.peek().filter(|c| matches!(c, b'"' | b'\''));
        let Some(quote) = quote else { return Some(self.take(|c| !is_blank(c) && c != b'>')) };
        self.at += 1;
        let value = self.take(|c| c != quote);
        self.peek()?;
        self.at += 1;
        Some(value)
    }
}

fn is_blank(c: u8) -> bool {
    c.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        let text = "a < b <!-- <x y=z> --> <A HREF='/a b' x=1 y>c</a ><img alt=\"> <i>\" src=/x/>< p><br/>";
        let shown: Vec<String> = tags(text, 0..text.len())
            .iter()
            .map(|tag| {
                let of = |it: &Attribute| format!("{}={}", it.name, &text[it.value.clone()]);
                let attributes: Vec<String> = tag.attributes.iter().map(of).collect();
                format!(
                    "{}{} {}",
                    if tag.is_end { "/" } else { "" },
                    tag.name,
                    attributes.join(" ")
                )
            })
            .collect();
        assert_eq!(shown, ["a href=/a b x=1 y=", "/a ", "img alt=> <i> src=/x/", "br "]);
        for open in ["<a href='x", "<img src=\"a>", "<a ", "<", "</", "<!-- <a>", "<é>"] {
            assert!(tags(open, 0..open.len()).is_empty(), "{open}");
        }
        let many = "<a ".repeat(100_000);
        assert!(tags(&many, 0..many.len()).is_empty());
    }
}
