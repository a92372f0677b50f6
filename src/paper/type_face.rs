//! The two faces that documents are set in, and how wide text is in them.

use std::{collections::BTreeSet, sync::OnceLock};

use krilla::text::Font;
use skrifa::{FontRef, MetadataProvider as _, instance::Size, prelude::LocationRef};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/noto-sans/regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/noto-sans/bold.ttf");

/// Stands for a letter that the font has not.
const MISSING: char = '\u{fffd}';

/// A face with its metrics.
pub(super) struct Face {
    pub(super) font: Font,
    metrics: FontRef<'static>,
}

pub(super) struct Faces {
    pub(super) regular: Face,
    pub(super) bold: Face,
}

/// Both faces; `None` if a file that is compiled in cannot be read.
pub(super) fn faces() -> Option<&'static Faces> {
    static FACES: OnceLock<Option<Faces>> = OnceLock::new();
    let made = FACES.get_or_init(|| Some(Faces { regular: face(REGULAR)?, bold: face(BOLD)? }));
    made.as_ref()
}

fn face(bytes: &'static [u8]) -> Option<Face> {
    let font = Font::new(bytes.to_vec().into(), 0)?;
    Some(Face { font, metrics: FontRef::new(bytes).ok()? })
}

impl Face {
    /// Whether it has the letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.metrics.charmap().map(letter).is_some()
    }

    /// The width of a text of one line.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let metrics = self.metrics.glyph_metrics(Size::new(size), LocationRef::default());
        let charmap = self.metrics.charmap();
        let widths = text.chars().map(|letter| {
            let glyph = charmap.map(letter).unwrap_or_default();
            metrics.advance_width(glyph).unwrap_or_default()
        });
        widths.sum()
    }

    /// A text in letters that it has; what it has not is noted.
    pub(super) fn shown(&self, text: &str, missing: &mut BTreeSet<char>) -> String {
        let letter = |letter: char| match letter {
            letter if self.has(letter) => letter,
            // Blanks of any kind.
            letter if letter.is_whitespace() || letter.is_control() => ' ',
            letter => {
                missing.insert(letter);
                MISSING
            }
        };
        text.chars().map(letter).collect()
    }

    /// The lines of a text in that width; a word that is wider alone is cut.
    pub(super) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                let longer =
                    if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in word.chars() {
                    if !line.is_empty() && self.width(&format!("{line}{letter}"), size) > width {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(letter);
                }
            }
            lines.push(line);
        }
        lines
    }
}
