//! Output: the one module that writes to stdout, as tables for people or JSON for programs.
//!
//! Whatever is written is words: what came from elsewhere is visible in them and stays on its line (`words.rs`).
//!
//! A reader that goes away (`deskhand log | head`) ends the command quietly: every write says so.

mod grid;
mod shown;

use std::{
    io::{self, IsTerminal, Stderr, Stdout, Write},
    time::Duration,
};

use comfy_table::{Attribute, Cell, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::Value;

pub(super) use self::{
    grid::{Entry, Grid},
    shown::Shown,
};
use crate::config;

pub(super) struct Screen {
    stdout: Stdout,
    stderr: Stderr,
    json: bool,
    styled: bool,
    /// Columns of the terminal; none where there is no terminal.
    width: Option<usize>,
}

/// How words look on a terminal that can show it.
#[derive(Clone, Copy)]
pub(super) enum Look {
    Bold,
    /// Less important.
    Dim,
    /// Good, added.
    Green,
    /// Bad, taken away.
    Red,
    /// To be noticed.
    Yellow,
    /// A name to find again.
    Cyan,
}

impl Look {
    fn code(self) -> &'static str {
        match self {
            Look::Bold => "1",
            Look::Dim => "2",
            Look::Green => "32",
            Look::Red => "31",
            Look::Yellow => "33",
            Look::Cyan => "36",
        }
    }
}

/// Below so many columns a table leaves out what it can do without.
const NARROW: usize = 110;

impl Screen {
    pub(super) fn new(json: bool) -> Screen {
        let terminal = io::stdout().is_terminal();
        Screen {
            stdout: io::stdout(),
            stderr: io::stderr(),
            json,
            styled: terminal && !config::no_color(),
            width: Table::new().width().map(usize::from),
        }
    }

    /// Whether a program reads what is written.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether there is little room.
    pub(super) fn is_narrow(&self) -> bool {
        self.width.is_some_and(|width| width < NARROW)
    }

    /// How many characters a line may have; generous where nobody looks.
    pub(super) fn width(&self) -> usize {
        self.width.unwrap_or(120)
    }

    /// Shown as they look on this screen.
    pub(super) fn look(&self, look: Look, words: impl Into<Shown>) -> Shown {
        let words = words.into();
        if self.styled {
            words.between(&format!("\u{1b}[{}m", look.code()), "\u{1b}[0m")
        } else {
            words
        }
    }

    pub(super) fn line(&self, words: impl Into<Shown>) -> io::Result<()> {
        writeln!(&self.stdout, "{}", words.into().as_str())
    }

    pub(super) fn document(&self, value: &Value) -> io::Result<()> {
        writeln!(&self.stdout, "{}", shown::escaped_json(&format!("{value:#}")))
    }

    /// Writes one JSON value on a line of its own, for a list that grows.
    pub(super) fn json_line(&self, value: &Value) -> io::Result<()> {
        writeln!(&self.stdout, "{}", shown::escaped_json(&value.to_string()))
    }

    /// Tells the person something that is no part of the answer, on stderr.
    pub(super) fn note(&self, words: impl Into<Shown>) {
        // Where nobody reads notes, they are not missed.
        let _ = writeln!(&self.stderr, "{}", words.into().as_str());
    }

    pub(super) fn table(&self, headings: &[&str]) -> Grid {
        const RULED: TableStyle =
            TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
        let mut table = Table::new();
        table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic);
        if !self.styled {
            table.force_no_tty();
        }
        if let Some(width) = self.width.and_then(|width| u16::try_from(width).ok()) {
            table.set_width(width);
        }
        let bold = |heading: &&str| Cell::new(heading).add_attribute(Attribute::Bold);
        table.set_header(headings.iter().map(bold).collect::<Vec<_>>());
        // Nothing stands left of the first column, and two blanks between the others.
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Grid(table)
    }

    /// Writes a table; `none` where it has no rows.
    pub(super) fn print(&self, table: &Grid, none: &str) -> io::Result<()> {
        if table.0.is_empty() {
            self.note(none);
            return Ok(());
        }
        // Every line ends where its words end: what is copied carries no blanks along.
        table.0.lines().try_for_each(|line| writeln!(&self.stdout, "{}", line.trim_end()))
    }
}

/// Milliseconds with as many digits as say something.
pub(super) fn milliseconds(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// A wire time as people read it; UTC, whole seconds.
pub(super) fn spoken_time(rfc3339: &str) -> String {
    let short = rfc3339.split('.').next().unwrap_or(rfc3339);
    short.trim_end_matches('Z').replacen('T', " ", 1)
}
