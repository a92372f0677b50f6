//! Column types: how each is read, bound as a parameter, and shown by queryData.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::Kind;
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{self, Id},
    store::{Param, Row},
    value::{
        BookingStatus, Choice, CollectionKind, Currency, Day, DocumentKind, OnlineBooking,
        OrderStatus, PaymentMethod, Percent, Publication, SectionStatus, TargetType, Theme,
    },
};

/// A type that a column can have.
pub(crate) trait Stored: Sized {
    /// Whether the column is INTEGER; otherwise TEXT.
    const IS_INTEGER: bool;
    /// The type that queryData shows.
    const KIND: Kind;

    /// Reads the value of the column at index `at`.
    fn read(row: &Row<'_>, at: usize) -> Result<Self>;

    /// The value as a statement parameter.
    fn param(&self) -> Param<'_>;
}

impl Stored for i64 {
    const IS_INTEGER: bool = true;
    const KIND: Kind = Kind::Integer;

    fn read(row: &Row<'_>, at: usize) -> Result<i64> {
        row.at(at)
    }

    fn param(&self) -> Param<'_> {
        (*self).into()
    }
}

impl Stored for bool {
    const IS_INTEGER: bool = true;
    const KIND: Kind = Kind::Flag;

    fn read(row: &Row<'_>, at: usize) -> Result<bool> {
        row.at(at)
    }

    fn param(&self) -> Param<'_> {
        (*self).into()
    }
}

impl Stored for Time {
    const IS_INTEGER: bool = true;
    const KIND: Kind = Kind::Time;

    fn read(row: &Row<'_>, at: usize) -> Result<Time> {
        row.at(at).map(Time)
    }

    fn param(&self) -> Param<'_> {
        (*self).into()
    }
}

impl Stored for String {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Text;

    fn read(row: &Row<'_>, at: usize) -> Result<String> {
        row.at(at)
    }

    fn param(&self) -> Param<'_> {
        self.into()
    }
}

impl Stored for Currency {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Currency;

    fn read(row: &Row<'_>, at: usize) -> Result<Currency> {
        let code = row.text_at(at)?;
        Currency::stored(code).ok_or_else(|| Error::internal(format!("{code} is no currency")))
    }

    fn param(&self) -> Param<'_> {
        (*self).into()
    }
}

impl Stored for Day {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Text;

    fn read(row: &Row<'_>, at: usize) -> Result<Day> {
        Day::parse(row.text_at(at)?).map_err(Error::internal)
    }

    fn param(&self) -> Param<'_> {
        self.to_string().into()
    }
}

impl Stored for Percent {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Text;

    fn read(row: &Row<'_>, at: usize) -> Result<Percent> {
        Percent::parse(row.text_at(at)?).map_err(Error::internal)
    }

    fn param(&self) -> Param<'_> {
        self.to_string().into()
    }
}

impl<K: id::Kind> Stored for Id<K> {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Id(K::TYPE);

    fn read(row: &Row<'_>, at: usize) -> Result<Id<K>> {
        row.text_at(at)?.parse().map_err(Error::internal)
    }

    fn param(&self) -> Param<'_> {
        (*self).into()
    }
}

impl Stored for Value {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Json;

    fn read(row: &Row<'_>, at: usize) -> Result<Value> {
        serde_json::from_str(row.text_at(at)?).map_err(Error::internal)
    }

    fn param(&self) -> Param<'_> {
        self.to_string().into()
    }
}

/// JSON as it is stored: read when somebody needs what is in it, and not with every row of a list. A light read leaves
/// it out; it cannot be asked for then, nor be stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Json(Option<String>);

impl Json {
    /// Parses the text.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let text = self.0.as_deref().ok_or_else(|| Error::internal("JSON was not read"))?;
        serde_json::from_str(text).map_err(Error::internal)
    }

    /// Whether it was read.
    pub(crate) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// A list of nothing.
    pub(crate) fn empty_list() -> Json {
        Json(Some("[]".to_owned()))
    }

    /// Serialises the value.
    pub(crate) fn of<T: Serialize>(value: &T) -> Result<Json> {
        serde_json::to_string(value).map(|text| Json(Some(text))).map_err(Error::internal)
    }
}

impl Stored for Json {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Json;

    fn read(row: &Row<'_>, at: usize) -> Result<Json> {
        row.at(at).map(Json)
    }

    fn param(&self) -> Param<'_> {
        // No column of JSON takes null.
        self.0.as_deref().into()
    }
}

/// A list of texts, stored as a JSON array.
impl Stored for Vec<String> {
    const IS_INTEGER: bool = false;
    const KIND: Kind = Kind::Json;

    fn read(row: &Row<'_>, at: usize) -> Result<Vec<String>> {
        serde_json::from_str(row.text_at(at)?).map_err(Error::internal)
    }

    fn param(&self) -> Param<'_> {
        serde_json::json!(self).to_string().into()
    }
}

impl<T: Stored> Stored for Option<T> {
    const IS_INTEGER: bool = T::IS_INTEGER;
    const KIND: Kind = T::KIND;

    fn read(row: &Row<'_>, at: usize) -> Result<Option<T>> {
        if row.is_null_at(at)? { Ok(None) } else { T::read(row, at).map(Some) }
    }

    fn param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, T::param)
    }
}

macro_rules! stored_choices {
    ($($choice:ty),*) => {
        $(
            impl Stored for $choice {
                const IS_INTEGER: bool = false;
                const KIND: Kind = Kind::Choice(<$choice as Choice>::WORDS);

                fn read(row: &Row<'_>, at: usize) -> Result<$choice> {
                    Choice::parse(row.text_at(at)?)
                }

                fn param(&self) -> Param<'_> {
                    self.as_str().into()
                }
            }
        )*
    };
}
stored_choices!(
    BookingStatus,
    CollectionKind,
    DocumentKind,
    OnlineBooking,
    OrderStatus,
    PaymentMethod,
    Publication,
    SectionStatus,
    TargetType,
    Theme
);
