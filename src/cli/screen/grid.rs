//! A table whose cells are `Shown`, so that stored text is always escaped.

use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, Table};

use super::Shown;

pub(in crate::cli) struct Grid(pub(super) Table);

/// The content of a cell.
pub(in crate::cli) struct Entry(Cell);

impl Grid {
    pub(in crate::cli) fn add_row<E: Into<Entry>>(&mut self, row: impl IntoIterator<Item = E>) {
        self.0.add_row(row.into_iter().map(|entry| entry.into().0).collect::<Vec<_>>());
    }

    /// Does not wrap a column: a wrapped id could not be copied.
    pub(in crate::cli) fn keep_whole(&mut self, column: usize) {
        if let Some(column) = self.0.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

impl Entry {
    pub(in crate::cli) fn red(self) -> Entry {
        Entry(self.0.fg(Color::Red))
    }

    pub(in crate::cli) fn right(self) -> Entry {
        Entry(self.0.set_alignment(CellAlignment::Right))
    }
}

impl<W: Into<Shown>> From<W> for Entry {
    fn from(words: W) -> Entry {
        Entry(Cell::new(words.into().as_str()))
    }
}
