//! Days of the calendar, of an order or an invoice: without a time, and so without a zone.

use std::{borrow::Cow, fmt};

use jiff::{ToSpan as _, civil::Date};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::error::{Code, Error, Result};

/// A day, as `2026-11-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// Of a date.
    pub fn of(date: Date) -> Day {
        Day(date)
    }

    /// The date.
    pub fn date(self) -> Date {
        self.0
    }

    /// Reads `2026-11-30`.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub fn parse(text: &str) -> Result<Day> {
        let day = text.trim().parse::<Date>().ok().filter(|_| text.trim().len() == 10);
        day.map(Day).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            Error::new(Code::ArgumentInvalid, format!("`{shown}` is not a day"))
                .suggest("send it as 2026-11-30")
        })
    }

    /// So many days later; the last day of the calendar at most.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Day {
        Day(self.0.saturating_add(days.days()))
    }

    /// `2026`
    pub fn year(self) -> i16 {
        self.0.year()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Day::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "date" })
    }
}
