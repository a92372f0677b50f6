//! How statements compare text as people do: the functions that the engine has for that.
//!
//! `text_fold(x)` is the text as it is compared ([`crate::unicode::fold`]), for equality and order. `text_has(x, y)` is
//! whether `x`, folded, has `y` in it, folded. Nothing is stored in that form, so no index depends on them and a newer
//! Unicode changes nothing that is there. Another engine brings two functions of these names.

use rusqlite::{
    Error,
    functions::{Context, FunctionFlags},
    types::{Type, ValueRef},
};

use super::file::Raw;
use crate::unicode::fold;

/// Adds them to a connection.
pub(super) fn add(raw: &Raw) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    raw.create_scalar_function("text_fold", 1, flags, |context| {
        Ok(text(context, 0)?.map(|text| fold(text).into_owned()))
    })?;
    raw.create_scalar_function("text_has", 2, flags, |context| {
        // The words are the same for every row.
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

/// The text of an argument; nothing for null.
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
