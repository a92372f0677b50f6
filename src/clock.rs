//! Times: UTC, whole milliseconds, RFC 3339 on the wire. Expiry uses [`Steady`] instead of the wall clock.

mod day_words;
mod local;
mod phrase;
mod steady;

use std::{path::PathBuf, sync::OnceLock};

use jiff::{Timestamp, civil::Date};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// Milliseconds since 1970 in UTC. Serialised as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

pub use day_words::DayWords;
pub use local::{LocalTime, spoken_span};
pub use phrase::{ADVICE as TIME_ADVICE, TimePhrase};
pub use steady::{Seen, Steady};

/// A file with the number of milliseconds by which the clock is shifted; only in test builds.
static SHIFT: OnceLock<PathBuf> = OnceLock::new();

/// The current time by the wall clock.
pub fn now() -> Time {
    Time(Timestamp::now().as_millisecond()).plus_ms(shift_ms())
}

/// The day that it is in UTC.
pub fn today() -> Date {
    now().there("UTC").date()
}

/// Shifts the clock by the number in a file. Only test builds have this.
pub fn shift_by(file: PathBuf) {
    if cfg!(debug_assertions) {
        // Set once, at start-up.
        let _ = SHIFT.set(file);
    }
}

fn shift_ms() -> i64 {
    if !cfg!(debug_assertions) {
        return 0;
    }
    let told = SHIFT.get().and_then(|file| std::fs::read_to_string(file).ok());
    told.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

impl Time {
    /// This time plus `ms` milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Time {
        Time(self.0.saturating_add(ms))
    }

    /// Parses RFC 3339; `None` if the text is invalid.
    pub fn parse(text: &str) -> Option<Time> {
        text.parse::<Timestamp>().ok().map(|at| Time(at.as_millisecond()))
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at:.3}"),
            // Only a damaged row can hold a time outside the years -9999 to 9999.
            Err(_) => f.write_str("unknown"),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}
