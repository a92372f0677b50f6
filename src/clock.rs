//! The clock: UTC, whole milliseconds, and RFC 3339 on the wire. What expires goes by [`Steady`].

mod phrase;
mod steady;

use std::{path::PathBuf, sync::OnceLock};

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// A moment: milliseconds since 1970 in UTC. Serialised as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

pub use phrase::{ADVICE as TIME_ADVICE, TimePhrase};
pub use steady::{Seen, Steady};

/// A file that says by how many milliseconds the clock is wrong: tests of builds for tests turn it so.
static SHIFT: OnceLock<PathBuf> = OnceLock::new();

/// The present moment.
pub fn now() -> Time {
    Time(Timestamp::now().as_millisecond()).plus_ms(shift_ms())
}

/// Lets a file say by how much the clock is wrong. A build for use has no such thing.
pub fn shift_by(file: PathBuf) {
    if cfg!(debug_assertions) {
        // Said once, at the start.
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
    /// This moment moved by so many milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Time {
        Time(self.0.saturating_add(ms))
    }

    /// Reads RFC 3339; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Time> {
        text.parse::<Timestamp>().ok().map(|at| Time(at.as_millisecond()))
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at:.3}"),
            // Only a damaged row can hold a moment outside the years -9999 to 9999.
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
