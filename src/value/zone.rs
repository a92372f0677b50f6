//! IANA time zones: which day it is in a place.
//!
//! The zone data is compiled in, so that every machine knows the same names.

use std::borrow::Cow;

use jiff::{Timestamp, Zoned, tz::TimeZone};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::error::{Code, Error, Result};

/// The most names suggested for an unknown one.
const NEAREST_MAX: usize = 3;

/// A time zone, such as `America/New_York`.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// Parses a name as a person typed it, in any case.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the nearest names.
    pub fn parse(name: &str) -> Result<Zone> {
        known(name).or_else(|| of_city(name)).map(Zone).ok_or_else(|| {
            let shown: String = name.chars().take(60).collect();
            Error::new(Code::ArgumentInvalid, format!("`{shown}` is no time zone")).suggest(
                format!("use an IANA name; the nearest are {}", nearest(&shown).join(", ")),
            )
        })
    }

    /// The zone of a stored name. Older versions stored any text: an unknown name counts as UTC.
    pub fn of(name: &str) -> Zone {
        Zone(known(name).unwrap_or(TimeZone::UTC))
    }

    /// The zone that this computer is set to, if its name is known.
    pub fn here() -> Option<Zone> {
        let system = TimeZone::system();
        system.iana_name().and_then(known).map(Zone)
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    pub(super) fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// The date and time in the zone at a moment (milliseconds since 1970). Moments outside the calendar's range count
    /// as its beginning.
    pub fn at(&self, moment_ms: i64) -> Zoned {
        Timestamp::from_millisecond(moment_ms).unwrap_or_default().to_zoned(self.0.clone())
    }

    /// The current date and time in the zone.
    pub fn now(&self) -> Zoned {
        Timestamp::now().to_zoned(self.0.clone())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Zone::parse(Cow::<str>::deserialize(deserializer)?.trim()).map_err(D::Error::custom)
    }
}

impl JsonSchema for Zone {
    fn schema_name() -> Cow<'static, str> {
        "Zone".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "zone" })
    }
}

fn known(name: &str) -> Option<TimeZone> {
    // The library's own word for a machine whose zone nobody knows, and what a machine has that nobody has set up.
    let is_place = |zone: &TimeZone| !zone.is_unknown() && zone.iana_name() != Some("Factory");
    TimeZone::get(name.trim()).ok().filter(is_place)
}

/// The zone of a city by its name alone, such as `Lisbon`, where only one has it.
fn of_city(name: &str) -> Option<TimeZone> {
    let given = name.trim().to_lowercase().replace(' ', "_");
    let is_it = |zone: &str| {
        zone.contains('/') && zone.to_lowercase().rsplit('/').next() == Some(given.as_str())
    };
    let mut found = jiff::tz::db().available().filter(|zone| is_it(zone.as_str()));
    let only = found.next()?;
    if found.next().is_some() || only.as_str().starts_with("Etc/") {
        return None;
    }
    known(only.as_str())
}

/// The most similar names, compared as a whole or by city.
fn nearest(name: &str) -> Vec<String> {
    let plain = |text: &str| text.to_lowercase().replace([' ', '-'], "_");
    let city = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let given = plain(name);
    let given_city = city(&given);
    let mut alike: Vec<(f64, String)> = jiff::tz::db()
        .available()
        .filter(|name| known(name.as_str()).is_some())
        .map(|known| {
            let candidate = plain(known.as_str());
            let whole = strsim::jaro_winkler(&given, &candidate);
            let city = strsim::jaro_winkler(&given_city, &city(&candidate));
            (whole.max(city), known.as_str().to_owned())
        })
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    alike.into_iter().take(NEAREST_MAX).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_one_of_the_list_and_any_other_is_answered_with_the_nearest() {
        assert_eq!(Zone::parse("america/new_york").unwrap().name(), "America/New_York");
        assert_eq!(Zone::parse("UTC").unwrap().name(), "UTC");
        for (city, zone) in [
            ("Berlin", "Europe/Berlin"),
            ("lisbon", "Europe/Lisbon"),
            ("New York", "America/New_York"),
        ] {
            assert_eq!(Zone::parse(city).unwrap().name(), zone);
        }
        for around in
            [" Europe/Berlin ", "Europe/Berlin\n", "\teurope/berlin", "\u{a0}Europe/Berlin"]
        {
            assert_eq!(Zone::parse(around).unwrap().name(), "Europe/Berlin", "{around:?}");
        }
        for (wrong, near) in [
            ("Mars/Base", "/"),
            ("America/NewYork", "America/New_York"),
            ("Europe/Lisboa", "Europe/Lisbon"),
        ] {
            let error = Zone::parse(wrong).unwrap_err();
            let suggestion = error.suggestion().unwrap_or_default();
            assert!(suggestion.contains(near), "{wrong}: {suggestion}");
        }
        for wrong in [
            "",
            "half past",
            "Etc/Unknown",
            "../UTC",
            "UTC+2",
            "EST5EDT,M3.2.0",
            "Factory",
            "factory",
            " Factory ",
            " ",
        ] {
            assert!(Zone::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Zone::of("Mars/Base").name(), "UTC");
    }

    #[test]
    fn a_moment_is_another_day_elsewhere() {
        let at = 1_795_996_800_000; // 2026-11-30T00:00:00Z
        let day = |zone: &str| Zone::parse(zone).unwrap().at(at).date().to_string();
        assert_eq!(day("UTC"), "2026-11-30");
        assert_eq!(day("America/Los_Angeles"), "2026-11-29");
        assert_eq!(day("Asia/Tokyo"), "2026-11-30");
        assert_eq!(day("Pacific/Pago_Pago"), "2026-11-29");
    }
}
