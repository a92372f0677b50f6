//! Opening hours: for each day of the week from when to when, as often as it opens, or that it is closed.
//!
//! A span that ends at or before its beginning goes over midnight, as those of a bar do, until 08:00 at the latest: a
//! longer night is taken for two times that were swapped. Days that are not named are closed.

mod week;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

pub use self::week::{Hours, Row};
use crate::error::{Code, Error, Result};

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekday(usize);

/// As they are sent and stored.
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Weekday {
    /// Every day, Monday first.
    pub fn all() -> impl Iterator<Item = Weekday> {
        (0..DAYS.len()).map(Weekday)
    }

    /// Reads a day by its English name or the beginning of it, in any case: `Monday`, `mon`, `Mo`.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`.
    pub fn parse(text: &str) -> Result<Weekday> {
        let small = text.trim().trim_end_matches('.').to_lowercase();
        let small = small.rsplit('/').next().unwrap_or_default();
        let begins = |day: &&str| small.len() >= 2 && day.starts_with(small);
        DAYS.iter().position(begins).map(Weekday).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            let alike = |day: &&str| strsim::jaro_winkler(small, day);
            let near = DAYS.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)));
            let near = near.filter(|day| alike(day) > 0.8);
            Error::new(Code::ArgumentInvalid, format!("`{shown}` is no day of the week")).suggest(
                near.map_or_else(
                    || "send monday, tuesday, … sunday".to_owned(),
                    |day| format!("send {day}"),
                ),
            )
        })
    }

    /// As it is sent and stored: `monday`.
    pub fn as_str(self) -> &'static str {
        DAYS.get(self.0).copied().unwrap_or_default()
    }

    /// The day of the week of a date.
    pub fn of(date: jiff::civil::Date) -> Weekday {
        let from_monday = date.weekday().to_monday_zero_offset();
        Weekday(usize::try_from(from_monday).unwrap_or_default())
    }

    /// The one after it; after Sunday comes Monday.
    fn next(self) -> Weekday {
        Weekday((self.0 + 1) % DAYS.len())
    }
}

/// A time on the clock of a day: `09:00`, to the minute; `24:00` is the end of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallTime(u16);

const MINUTES_AN_HOUR: u16 = 60;
const MINUTES_A_DAY: u16 = 24 * MINUTES_AN_HOUR;

impl WallTime {
    /// Reads a time as people write it: `09:00`, `9`, `9.30`, `9am`, `5:30 pm`, `24:00`.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`.
    pub fn parse(text: &str) -> Result<WallTime> {
        read(text).map(WallTime).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            Error::new(Code::ArgumentInvalid, format!("`{shown}` is no time of day")).suggest(
                "send hours and minutes, such as 09:00 or 17:30; midnight at the end is 24:00",
            )
        })
    }
}

fn read(text: &str) -> Option<u16> {
    let small = text.trim().to_lowercase().replace(' ', "");
    let (digits, noon) = match (small.strip_suffix("am"), small.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        (None, None) => (&*small, None),
    };
    let (hours, minutes) = digits.split_once([':', '.', 'h']).unwrap_or((digits, "00"));
    let number = |text: &str, lengths: &[usize]| {
        let is_number = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours, &[1, 2])?, number(minutes, &[2])?);
    let hours = match noon {
        Some(noon) if (1..=12).contains(&hours) => hours % 12 + noon,
        Some(_) => return None,
        None => hours,
    };
    let at = hours * MINUTES_AN_HOUR + minutes;
    (minutes < MINUTES_AN_HOUR && at <= MINUTES_A_DAY).then_some(at)
}

impl WallTime {
    /// Minutes since midnight.
    pub fn minutes(self) -> i64 {
        self.0.into()
    }
}

impl std::fmt::Display for WallTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / MINUTES_AN_HOUR, self.0 % MINUTES_AN_HOUR)
    }
}

/// Days, and one span of all of them, or that they are closed; as it is sent and as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct Span {
    /// monday, …
    #[schemars(length(min = 1, max = 7))]
    pub days: Vec<Weekday>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<WallTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<WallTime>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// A value that is read of text by its own `parse`, written by one of its methods, and checked by a form.
macro_rules! text_with_form {
    ($($name:ident: $form:literal, $written:expr;)*) => {
        $(
            impl Serialize for $name {
                fn serialize<S: Serializer>(
                    &self,
                    serializer: S,
                ) -> std::result::Result<S::Ok, S::Error> {
                    let written: fn(&$name) -> Cow<'static, str> = $written;
                    serializer.serialize_str(&written(self))
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(
                    deserializer: D,
                ) -> std::result::Result<Self, D::Error> {
                    $name::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
                }
            }

            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "type": "string", "x-form": $form })
                }
            }
        )*
    };
}
text_with_form! {
    Weekday: "weekday", |day| day.as_str().into();
    WallTime: "wallTime", |time| time.to_string().into();
}

#[cfg(test)]
mod tests;
