//! Pages as lists of what is drawn, with what it is to a screen reader: made first, so that the number of pages is
//! known when the first is drawn.

use std::collections::BTreeSet;

use super::type_face::{Face, Faces};
use crate::value::Paper;

/// Points.
pub(super) const MARGIN: f32 = 54.0;
/// Room for the footer.
const FOOT: f32 = 76.0;

/// A colour.
pub(super) type Rgb = [u8; 3];

/// What a part of the document is to who listens to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    Heading(u16, String),
    Paragraph,
    Table,
    Row,
    HeadCell,
    Cell,
    Figure(String),
}

/// A part of the document, inside of another one or at the top.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) inside: Option<usize>,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Text { at: (f32, f32), size: f32, bold: bool, color: Rgb, text: String },
    Block { at: (f32, f32), size: (f32, f32), color: Rgb },
    Picture { at: (f32, f32), size: (f32, f32) },
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) color: Rgb,
}

/// Where a line of text stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Edge {
    Left(f32),
    Right(f32),
}

/// Pages in the making.
pub(super) struct Pages<'f> {
    faces: &'f Faces,
    pub(super) size: (f32, f32),
    /// Of each page what is drawn, each with its part; `None` for what nobody has to hear.
    pub(super) marks: Vec<Vec<(Option<usize>, Mark)>>,
    pub(super) parts: Vec<Part>,
    /// Letters that the font has not.
    pub(super) missing: BTreeSet<char>,
    /// How far down the current page is filled.
    pub(super) y: f32,
}

impl<'f> Pages<'f> {
    pub(super) fn new(faces: &'f Faces, paper: Paper) -> Pages<'f> {
        let size = match paper {
            Paper::A4 => (595.28, 841.89),
            Paper::Letter => (612.0, 792.0),
        };
        let (marks, parts, missing) = (vec![Vec::new()], Vec::new(), BTreeSet::new());
        Pages { faces, size, marks, parts, missing, y: MARGIN }
    }

    /// The right edge of what is written.
    pub(super) fn right(&self) -> f32 {
        self.size.0 - MARGIN
    }

    pub(super) fn face(&self, bold: bool) -> &'f Face {
        if bold { &self.faces.bold } else { &self.faces.regular }
    }

    /// A further part.
    pub(super) fn part(&mut self, role: Role, inside: Option<usize>) -> usize {
        self.parts.push(Part { role, inside });
        self.parts.len() - 1
    }

    /// Begins a page where that much does not fit below any more; whether it did.
    pub(super) fn make_room(&mut self, height: f32) -> bool {
        if self.y + height <= self.size.1 - FOOT {
            return false;
        }
        self.marks.push(Vec::new());
        self.y = MARGIN;
        true
    }

    pub(super) fn mark(&mut self, part: Option<usize>, mark: Mark) {
        if let Some(page) = self.marks.last_mut() {
            page.push((part, mark));
        }
    }

    /// One line of text with its base at `y`.
    pub(super) fn line(
        &mut self,
        part: Option<usize>,
        (edge, y): (Edge, f32),
        setting: Setting,
        text: &str,
    ) {
        let face = self.face(setting.bold);
        let text = face.shown(text, &mut self.missing);
        if text.trim().is_empty() {
            return;
        }
        let x = match edge {
            Edge::Left(x) => x,
            Edge::Right(x) => x - face.width(&text, setting.size),
        };
        let Setting { size, bold, color } = setting;
        self.mark(part, Mark::Text { at: (x, y), size, bold, color, text });
    }

    /// The setting in which a text of one line is no wider than that.
    pub(super) fn fitted(&self, setting: Setting, text: &str, width: f32) -> Setting {
        let wide = self.face(setting.bold).width(text, setting.size);
        let scale = if wide > width { width / wide } else { 1.0 };
        Setting { size: setting.size * scale, ..setting }
    }

    /// Text in lines of that width, from `y` on; where it ends.
    pub(super) fn text(
        &mut self,
        part: Option<usize>,
        (x, y, width): (f32, f32, f32),
        setting: Setting,
        text: &str,
    ) -> f32 {
        let mut y = y;
        for line in self.face(setting.bold).lines(text, setting.size, width) {
            y += setting.size * 1.35;
            self.line(part, (Edge::Left(x), y), setting, &line);
        }
        y
    }

    /// A thin line from edge to edge.
    pub(super) fn rule(&mut self, y: f32, color: Rgb) {
        let width = self.right() - MARGIN;
        self.mark(None, Mark::Block { at: (MARGIN, y), size: (width, 0.6), color });
    }
}
