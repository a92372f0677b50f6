//! Times as the clock of a place shows them: read to the minute, and written with the day of the week.
//!
//! A clock that is put forward skips times, and one that is put back shows some twice. Both are said, never guessed.

use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use super::{Time, phrase::without_zone};

/// A time that somebody has said for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalTime {
    /// The moment, and whether the clock shows it once more an hour later.
    Moment { at: Time, comes_twice: bool },
    /// A whole day.
    Day(Date),
    /// The clock never shows it; the same time before the clock is put forward, and after.
    Skipped { before: DateTime, after: DateTime },
}

impl LocalTime {
    /// Reads `2026-06-14 14:00`, `2026-06-14` or RFC 3339; `None` if the text is none of these. An unknown zone counts
    /// as UTC.
    pub fn read(text: &str, zone: &str) -> Option<LocalTime> {
        let text = text.trim();
        if let Some(at) = Time::parse(text) {
            return Some(LocalTime::Moment { at, comes_twice: false });
        }
        if text.len() == 10 {
            return text.parse().ok().map(LocalTime::Day);
        }
        let said = without_zone(text)?;
        let zone = zone_of(zone);
        let at = |offset: jiff::tz::Offset| offset.to_timestamp(said).ok();
        Some(match zone.to_ambiguous_timestamp(said).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                LocalTime::Moment { at: at(offset)?.into(), comes_twice: false }
            }
            AmbiguousOffset::Fold { before, .. } => {
                LocalTime::Moment { at: at(before)?.into(), comes_twice: true }
            }
            AmbiguousOffset::Gap { before, after } => LocalTime::Skipped {
                before: at(after)?.to_zoned(zone.clone()).datetime(),
                after: at(before)?.to_zoned(zone).datetime(),
            },
        })
    }
}

impl Time {
    /// The time on the clock of a place. An unknown zone counts as UTC.
    pub fn there(self, zone: &str) -> Zoned {
        Timestamp::from_millisecond(self.0).unwrap_or_default().to_zoned(zone_of(zone))
    }

    /// `2026-06-14 14:00`, on the clock of a place.
    pub fn local(self, zone: &str) -> String {
        self.there(zone).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// The first moment of a day at a place.
    pub fn start_of(day: Date, zone: &str) -> Option<Time> {
        day.to_zoned(zone_of(zone)).ok().map(|start| start.timestamp().into())
    }
}

/// `Sunday 14 June 2026, 14:00–16:00`; the day twice where it ends on another one.
pub fn spoken_span(from: Time, until: Time, is_all_day: bool, zone: &str) -> String {
    const DAY: &str = "%A %-d %B %Y";
    let (from, until) = (from.there(zone), until.there(zone));
    if is_all_day {
        let last = until.date().yesterday().unwrap_or(until.date());
        let first = from.strftime(DAY);
        return if last <= from.date() {
            format!("{first}, all day")
        } else {
            format!("{first} – {}, all day", last.strftime(DAY))
        };
    }
    let begins = from.strftime("%A %-d %B %Y, %H:%M");
    if from.date() == until.date() {
        format!("{begins}–{}", until.strftime("%H:%M"))
    } else {
        format!("{begins} – {}", until.strftime("%A %-d %B %Y, %H:%M"))
    }
}

fn zone_of(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "compared with what reading gives")]
    fn at(text: &str, comes_twice: bool) -> Option<LocalTime> {
        Some(LocalTime::Moment { at: Time::parse(text).unwrap(), comes_twice })
    }

    #[test]
    fn a_time_is_that_of_the_place_unless_it_says_its_offset() {
        let read = |text| LocalTime::read(text, "Europe/Berlin");
        assert_eq!(read("2026-06-14 14:00"), at("2026-06-14T12:00:00Z", false));
        assert_eq!(read(" 2026-06-14T14:00 "), at("2026-06-14T12:00:00Z", false));
        assert_eq!(read("2026-12-14 14:00"), at("2026-12-14T13:00:00Z", false));
        assert_eq!(read("2026-06-14T14:00:00-04:00"), at("2026-06-14T18:00:00Z", false));
        assert_eq!(read("2026-06-14T14:00Z"), at("2026-06-14T14:00:00Z", false));
        assert_eq!(read("2026-06-14"), Some(LocalTime::Day("2026-06-14".parse().unwrap())));
        for none in
            ["", "14:00", "tomorrow", "2026-06", "2026-06-31", "2026-06-14 25:00", "2026-6-14 9:00"]
        {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_skipped_time_is_none_and_one_that_comes_twice_is_the_first() {
        let skipped = |text, zone, before: &str, after: &str| {
            let [before, after] = [before, after].map(|it| it.parse().unwrap());
            assert_eq!(LocalTime::read(text, zone), Some(LocalTime::Skipped { before, after }));
        };
        skipped("2026-03-29 02:30", "Europe/Berlin", "2026-03-29T01:30", "2026-03-29T03:30");
        skipped("2026-03-08 02:00", "America/New_York", "2026-03-08T01:00", "2026-03-08T03:00");
        // Half an hour only.
        skipped("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-04T01:45", "2026-10-04T02:45");
        let read = LocalTime::read;
        assert_eq!(read("2026-10-25 02:30", "Europe/Berlin"), at("2026-10-25T00:30:00Z", true));
        assert_eq!(read("2026-11-01 01:00", "America/New_York"), at("2026-11-01T05:00:00Z", true));
        // What says its offset is clear.
        assert_eq!(
            read("2026-10-25T02:30+01:00", "Europe/Berlin"),
            at("2026-10-25T01:30:00Z", false)
        );
    }

    #[test]
    fn a_span_is_said_with_its_day_of_the_week() {
        let said = |from: &str, until: &str, all_day| {
            let [from, until] = [from, until].map(|it| Time::parse(it).unwrap());
            spoken_span(from, until, all_day, "Europe/Berlin")
        };
        assert_eq!(
            said("2026-06-14T12:00:00Z", "2026-06-14T14:00:00Z", false),
            "Sunday 14 June 2026, 14:00–16:00"
        );
        assert_eq!(
            said("2026-06-14T20:00:00Z", "2026-06-15T00:30:00Z", false),
            "Sunday 14 June 2026, 22:00 – Monday 15 June 2026, 02:30"
        );
        assert_eq!(
            said("2026-06-13T22:00:00Z", "2026-06-14T22:00:00Z", true),
            "Sunday 14 June 2026, all day"
        );
        assert_eq!(
            said("2026-06-13T22:00:00Z", "2026-06-16T22:00:00Z", true),
            "Sunday 14 June 2026 – Tuesday 16 June 2026, all day"
        );
    }
}
