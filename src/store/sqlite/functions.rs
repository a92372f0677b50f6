//! SQL functions for comparing text as people do.
//!
//! `text_fold(x)` is the case-folded text ([`crate::unicode::fold`]), for equality and order. `text_has(x, y)` says
//! whether `x` contains `y`, both folded. Folded text is never stored and no index uses it, so a newer Unicode version
//! changes no data. Another engine needs two functions with these names.

use rusqlite::{
    Error,
    functions::{Context, FunctionFlags},
    types::{Type, ValueRef},
};

use super::file::Raw;
use crate::unicode::fold;

/// Registers the functions on a connection.
pub(super) fn add(raw: &Raw) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    raw.create_scalar_function("text_fold", 1, flags, |context| {
        Ok(text(context, 0)?.map(|text| fold(text).into_owned()))
    })?;
    raw.create_scalar_function("text_has", 2, flags, |context| {
        // The second argument is the same for every row, so its folded form is cached.
        let words = context.get_or_create_aux(1, |words| match words {
            ValueRef::Text(words) => {
                std::str::from_utf8(words).map(|words| Some(fold(words).into_owned()))
            }
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => {
                Ok(None)
            }
        })?;
        Ok(match (text(context, 0)?, words.as_deref()) {
            (Some(text), Some(words)) => Some(fold(text).contains(words)),
            _ => None,
        })
    })
}

/// The text of an argument; `None` for null.
fn text<'c>(context: &'c Context<'_>, at: usize) -> rusqlite::Result<Option<&'c str>> {
    match context.get_raw(at) {
        ValueRef::Null => Ok(None),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Some)
            .map_err(|error| Error::FromSqlConversionFailure(at, Type::Text, Box::new(error))),
        other @ (ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_)) => {
            Err(Error::InvalidFunctionParameterType(at, other.data_type()))
        }
    }
}
