//! Output: the one module that writes to stdout, as tables for people or JSON for programs.
//!
//! A reader that goes away (`deskhand log | head`) ends the command quietly: every write says so.

use std::{
    io::{self, IsTerminal, Stderr, Stdout, Write},
    time::Duration,
};

use comfy_table::{
    Attribute, Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle,
};
use serde_json::Value;

use crate::config;

/// Where a command writes, and how.
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
    /// A heading.
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
    /// The screen of this process.
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

    /// `text` as it looks on this screen.
    pub(super) fn look(&self, look: Look, text: &str) -> String {
        if self.styled {
            format!("\u{1b}[{}m{text}\u{1b}[0m", look.code())
        } else {
            text.to_owned()
        }
    }

    /// Writes a line.
    pub(super) fn line(&self, text: &str) -> io::Result<()> {
        writeln!(&self.stdout, "{text}")
    }

    /// Writes text that ends its own lines.
    pub(super) fn text(&self, text: &str) -> io::Result<()> {
        (&self.stdout).write_all(text.as_bytes())
    }

    /// Writes a JSON document.
    pub(super) fn document(&self, value: &Value) -> io::Result<()> {
        writeln!(&self.stdout, "{value:#}")
    }

    /// Writes one JSON value on a line of its own, for a list that grows.
    pub(super) fn json_line(&self, value: &Value) -> io::Result<()> {
        writeln!(&self.stdout, "{value}")
    }

    /// Tells the person something that is no part of the answer, on stderr.
    pub(super) fn note(&self, text: &str) {
        // Where nobody reads notes, they are not missed.
        let _ = writeln!(&self.stderr, "{text}");
    }

    /// An empty table with these headings.
    pub(super) fn table(&self, headings: &[&str]) -> Table {
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
        table
    }

    /// Writes a table; `none` where it has no rows.
    pub(super) fn print(&self, table: &Table, none: &str) -> io::Result<()> {
        if table.is_empty() {
            self.note(none);
            return Ok(());
        }
        // Every line ends where its words end: what is copied carries no blanks along.
        table.lines().try_for_each(|line| self.line(line.trim_end()))
    }
}

/// Keeps a column as wide as what is in it: an id that is broken over lines cannot be copied.
pub(super) fn keep_whole(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(ColumnConstraint::ContentWidth);
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
