//! Result rows and statement parameters, hiding rusqlite from the callers.

use rusqlite::types::{FromSql, ToSql, ToSqlOutput, Value as SqlValue, ValueRef};

use super::failure;
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{Id, Kind},
    store::Param,
};

/// A result row, read by column name.
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    columns: &'a [String],
}

/// The column names of a statement, in order.
pub(super) type ColumnNames = std::sync::Arc<[String]>;

impl<'a> Row<'a> {
    /// Wraps a row; `columns` are the statement's column names.
    pub(super) fn new(row: &'a rusqlite::Row<'a>, columns: &'a [String]) -> Row<'a> {
        Row { row, columns }
    }
}

impl Row<'_> {
    fn get<T: FromSql>(&self, column: &str) -> Result<T> {
        self.row.get(self.index(column)?).map_err(failure)
    }

    fn index(&self, column: &str) -> Result<usize> {
        let found = self.columns.iter().position(|name| name == column);
        found.ok_or_else(|| Error::internal(format!("a statement has no column {column}")))
    }

    /// The value at an index: an integer, a boolean or text.
    pub(in crate::store) fn at<T: FromSql>(&self, at: usize) -> Result<T> {
        self.row.get(at).map_err(failure)
    }

    /// The text at an index, borrowed.
    pub(in crate::store) fn text_at(&self, at: usize) -> Result<&str> {
        self.row.get_ref(at).map_err(failure)?.as_str().map_err(Error::internal)
    }

    /// Whether the value at an index is null.
    pub(in crate::store) fn is_null_at(&self, at: usize) -> Result<bool> {
        Ok(self.row.get_ref(at).map_err(failure)? == ValueRef::Null)
    }

    /// A text column.
    pub fn text(&self, column: &str) -> Result<String> {
        self.get(column)
    }

    /// A text column that may be null.
    pub fn text_or_none(&self, column: &str) -> Result<Option<String>> {
        self.get(column)
    }

    /// An integer column.
    pub fn integer(&self, column: &str) -> Result<i64> {
        self.get(column)
    }

    /// An integer column that may be null.
    pub fn integer_or_none(&self, column: &str) -> Result<Option<i64>> {
        self.get(column)
    }

    /// A boolean column, stored as 0 or 1.
    pub fn flag(&self, column: &str) -> Result<bool> {
        self.get(column)
    }

    /// A time column, in milliseconds.
    pub fn time(&self, column: &str) -> Result<Time> {
        self.get(column).map(Time)
    }

    /// A column with an id.
    pub fn id<K: Kind>(&self, column: &str) -> Result<Id<K>> {
        self.text(column)?.parse().map_err(Error::internal)
    }

    /// A column with an id that may be null.
    pub fn id_or_none<K: Kind>(&self, column: &str) -> Result<Option<Id<K>>> {
        self.text_or_none(column)?.map(|text| text.parse().map_err(Error::internal)).transpose()
    }

    /// A column of bytes, borrowed.
    pub fn bytes(&self, column: &str) -> Result<&[u8]> {
        let value = self.row.get_ref(self.index(column)?).map_err(failure)?;
        value.as_blob().map_err(Error::internal)
    }

    /// A column with bytes, or NULL.
    pub fn bytes_or_none(&self, column: &str) -> Result<Option<&[u8]>> {
        let value = self.row.get_ref(self.index(column)?).map_err(failure)?;
        value.as_blob_or_null().map_err(Error::internal)
    }

    /// A column with JSON, parsed.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        let text = self.row.get_ref(self.index(column)?).map_err(failure)?;
        let text = text.as_str().map_err(Error::internal)?;
        serde_json::from_str(text).map_err(Error::internal)
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Null => ToSqlOutput::Owned(SqlValue::Null),
            Param::Integer(value) => ToSqlOutput::Owned(SqlValue::Integer(*value)),
            Param::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Param::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}
