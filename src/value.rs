//! Value types with a rule: text with limits, slugs, prices, references by id or name.
//!
//! The type is the check: a handler that holds a [`Slug`] holds a valid one. Each type states its rule in its JSON
//! Schema too, so that `tools/list` and the argument check agree.

mod brand;
mod business;
mod choice;
mod color;
mod country;
mod currency_sign;
mod day;
mod discount;
mod email;
mod empty;
mod focus;
mod font;
mod form;
pub mod hidden;
mod hours;
mod listed;
mod locale;
mod meaning;
pub mod moment;
mod money;
mod number_text;
mod percent;
mod phone;
mod phone_text;
mod prose;
pub mod redact;
mod reference;
mod slug;
mod taxation;
mod text;
mod time_text;
mod totals;
mod untrusted;
mod video;
mod visible;
mod web_address;
mod zone;

pub use brand::Brand;
pub use business::BusinessType;
pub use choice::{
    BookingStatus, Choice, CollectionKind, Corners, Density, DocumentKind, ImageTreatment,
    OnlineBooking, OrderStatus, PaymentMethod, Publication, SectionStatus, TargetType, Theme,
};
pub use color::Color;
pub use country::Country;
pub use day::Day;
pub use discount::Discount;
pub use email::Email;
pub use empty::is_empty;
pub use focus::Focus;
pub use font::Font;
pub use form::Form;
pub use hours::{Hours, Row as HoursRow, Span as HoursSpan, WallTime, Weekday};
pub use locale::Locale;
pub use meaning::{CoarseQuery, QueryMeaning, Sought, Vector};
pub use money::{AMOUNT_MINOR_MAX, Currency, Price, amount_text};
pub use number_text::NumberText;
pub use percent::Percent;
pub use phone::Phone;
pub(crate) use phone::digits;
pub(crate) use phone_text::{
    is_of_numbers, places_of_digits, sought_digits, stands_between_digits,
};
pub use reference::Ref;
pub use slug::{BOOKING_PAGES, HOME, PATH_CHARS_MAX, Slug, SlugPath, is_reserved, slug_from};
pub use taxation::{Numbering, Paper, Taxation};
pub use text::{LINE_ADVICE, Line, Name, Text, with_line};
pub use time_text::TimeText;
pub use totals::{Excess, LineAmounts, Reduction, TaxShare, Totals, part, share, totals};
pub use untrusted::{Trust, Untrusted, Words, clean, words_schema};
pub use video::Video;
pub use visible::{as_json, has_wide_blanks, one_line, quoted, visible, visible_json};
pub use web_address::WebAddress;
pub use zone::Zone;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

/// An optional argument for which `null` has a meaning of its own (`parentId: null` is the root).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Omitted: the old value stays.
    #[default]
    Absent,
    /// `null`: the value is removed.
    Null,
    Value(T),
}

impl<T> Patch<T> {
    /// The value after applying the patch to `before`.
    pub fn applied(self, before: Option<T>) -> Option<T> {
        match self {
            Patch::Absent => before,
            Patch::Null => None,
            Patch::Value(value) => Some(value),
        }
    }

    /// The same, with its value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(value) => Patch::Value(change(value)),
        }
    }

    /// The same for what is made of its value.
    pub fn try_map<U, E>(self, make: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(value) => Patch::Value(make(value)?),
        })
    }

    /// The patch with a borrowed value.
    pub fn as_ref(&self) -> Patch<&T> {
        match self {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(value) => Patch::Value(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Patch::Value(value),
            None => Patch::Null,
        })
    }
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Patch".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        // Marks that `null` has a meaning; for every other argument `null` means omitted.
        let mut kinds = match schema.get("type").cloned() {
            Some(serde_json::Value::Array(kinds)) => kinds,
            Some(kind) => vec![kind],
            None => vec!["string".into()],
        };
        kinds.push("null".into());
        schema.insert("type".into(), kinds.into());
        schema.insert("x-null".into(), true.into());
        schema
    }
}
