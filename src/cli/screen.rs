//! Output: the only module that writes to stdout, as tables for people or JSON for programs.
//!
//! Whatever is written is a `Shown`: stored text in it is escaped and cannot start a new line (`shown.rs`).
//!
//! If the reader goes away (`deskhand log | head`), the write fails and the command ends quietly.

mod grid;
mod shown;

use std::{
    io::{self, IsTerminal, Stderr, Stdout, Write},
    time::Duration,
};

use comfy_table::{Attribute, Cell, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::{Value, json};

pub(super) use self::{
    grid::{Entry, Grid},
    shown::Shown,
};
use crate::config;

pub(super) struct Screen {
    stdout: Stdout,
    stderr: Stderr,
    json: bool,
    /// The tenant whose answers are written, where there are those of several.
    tenant: Option<String>,
    styled: bool,
    /// The terminal's width in columns; `None` if it is not a terminal.
    width: Option<usize>,
}

/// Text styles for terminals that support them.
#[derive(Clone, Copy)]
pub(super) enum Look {
    Bold,
    Dim,
    Green,
    Red,
    Yellow,
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

/// Columns. A narrower terminal gets shorter tables.
const NARROW: usize = 110;

impl Screen {
    pub(super) fn new(json: bool) -> Screen {
        let terminal = io::stdout().is_terminal();
        Screen {
            stdout: io::stdout(),
            stderr: io::stderr(),
            json,
            tenant: None,
            styled: terminal && !config::no_color(),
            width: Table::new().width().map(usize::from),
        }
    }

    /// The same screen, for the answers of one tenant among several: as JSON, a line for each answer says whose it is.
    pub(super) fn of_tenant(&self, name: &str) -> Screen {
        Screen { tenant: Some(name.to_owned()), ..Screen::new(self.json) }
    }

    /// Whether the output is JSON for programs.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether the terminal is narrow.
    pub(super) fn is_narrow(&self) -> bool {
        self.width.is_some_and(|width| width < NARROW)
    }

    /// The most characters of a line; generous if it is not a terminal.
    pub(super) fn width(&self) -> usize {
        self.width.unwrap_or(120)
    }

    /// The text in a style, if the terminal supports it.
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
        if self.tenant.is_some() {
            return self.json_line(value);
        }
        writeln!(&self.stdout, "{}", shown::escaped_json(&format!("{value:#}")))
    }

    /// Writes one JSON value on a line of its own, for lists that grow.
    pub(super) fn json_line(&self, value: &Value) -> io::Result<()> {
        let text = match &self.tenant {
            Some(tenant) => json!({ "tenant": tenant, "answer": value }).to_string(),
            None => value.to_string(),
        };
        writeln!(&self.stdout, "{}", shown::escaped_json(&text))
    }

    /// Writes a note to stderr, which is no part of the answer.
    pub(super) fn note(&self, words: impl Into<Shown>) {
        // If stderr is closed, the note is lost.
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
        // No indentation, and two blanks between columns.
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Grid(table)
    }

    /// Writes a table; `none` if it has no rows.
    pub(super) fn print(&self, table: &Grid, none: &str) -> io::Result<()> {
        if table.0.is_empty() {
            self.note(none);
            return Ok(());
        }
        // Without trailing blanks, which would be copied along.
        table.0.lines().try_for_each(|line| writeln!(&self.stdout, "{}", line.trim_end()))
    }
}

/// A duration in milliseconds with the significant digits.
pub(super) fn milliseconds(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// A time from the wire for people: UTC, whole seconds.
pub(super) fn spoken_time(rfc3339: &str) -> String {
    let short = rfc3339.split('.').next().unwrap_or(rfc3339);
    short.trim_end_matches('Z').replacen('T', " ", 1)
}
