//! Statement parameters, without naming the database engine.

use std::borrow::Cow;

use crate::{
    clock::Time,
    id::{Id, Kind},
    value::{Currency, Line, Slug, Text},
};

/// A value bound to a named parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Param<'a> {
    Null,
    /// An integer, a time (ms), an amount (smallest unit) or a boolean (0 or 1).
    Integer(i64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Param::Bytes(value)
    }
}

/// Named parameters, with the colon: `[(":id", id.into())]`. The handle binds `:tenant` itself.
pub type Params<'p, 'a> = &'p [(&'static str, Param<'a>)];

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Param::Integer(value)
    }
}

impl From<u32> for Param<'_> {
    fn from(value: u32) -> Self {
        Param::Integer(i64::from(value))
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Param::Integer(i64::from(value))
    }
}

impl From<Time> for Param<'_> {
    fn from(value: Time) -> Self {
        Param::Integer(value.0)
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Param<'_> {
    fn from(value: String) -> Self {
        Param::Text(Cow::Owned(value))
    }
}

impl<'a> From<&'a Slug> for Param<'a> {
    fn from(value: &'a Slug) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}

impl<'a, const MIN: usize, const MAX: usize> From<&'a Text<MIN, MAX>> for Param<'a> {
    fn from(value: &'a Text<MIN, MAX>) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}

impl<'a, const MIN: usize, const MAX: usize> From<&'a Line<MIN, MAX>> for Param<'a> {
    fn from(value: &'a Line<MIN, MAX>) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}

impl From<Currency> for Param<'_> {
    fn from(value: Currency) -> Self {
        Param::Text(Cow::Borrowed(value.code()))
    }
}

impl<K: Kind> From<Id<K>> for Param<'_> {
    fn from(value: Id<K>) -> Self {
        Param::Text(Cow::Owned(value.to_string()))
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Param::Null, Into::into)
    }
}
