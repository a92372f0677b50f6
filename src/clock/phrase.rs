//! Parses times as people and models write them: a moment, a day or month, a word such as yesterday, how long ago.
//!
//! Every argument that is a time uses this. Days are days of the business's time zone.

use jiff::{
    Span, Timestamp, ToSpan, Zoned,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::Time;

/// The suggestion for a text that is no time.
pub const ADVICE: &str = "send a time such as 2026-11-21 09:00, a day such as 2026-11-21, friday, next week, yesterday, or how long ago, such as P7D";

/// A span of time from its first to its last millisecond. For a moment the two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimePhrase {
    pub first: Time,
    pub last: Time,
}

impl TimePhrase {
    /// Parses a time; `None` if the text is none. An unknown zone counts as UTC.
    pub fn read(text: &str, zone: &str, now: Time) -> Option<TimePhrase> {
        let text = text.trim();
        if let Some(moment) = Time::parse(text) {
            return Some(TimePhrase::moment(moment));
        }
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        if let Ok(span) = days(text) {
            return TimePhrase::of_days(span.0, span.1, &zone);
        }
        if let Some(at) = without_zone(text) {
            return Some(TimePhrase::moment(at.to_zoned(zone).ok()?.timestamp().into()));
        }
        let now = Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone());
        let words = text.to_lowercase().replace(['_', '-'], " ");
        if words == "now" {
            return Some(TimePhrase::moment(now.timestamp().into()));
        }
        match named(&words, now.date()) {
            Some((first, next)) => TimePhrase::of_days(first, next, &zone),
            None => ago(text, &now).map(TimePhrase::moment),
        }
    }

    /// Whether it is longer than a moment.
    pub fn is_span(self) -> bool {
        self.first != self.last
    }

    fn moment(at: Time) -> TimePhrase {
        TimePhrase { first: at, last: at }
    }

    /// From the start of one day to the start of another, exclusive.
    fn of_days(first: Date, next: Date, zone: &TimeZone) -> Option<TimePhrase> {
        let start = |day: Date| Some(Time::from(day.to_zoned(zone.clone()).ok()?.timestamp()));
        Some(TimePhrase { first: start(first)?, last: start(next)?.plus_ms(-1) })
    }
}

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Time {
        Time(at.as_millisecond())
    }
}

/// A day, month or year in digits: its first day, and the day after its last.
fn days(text: &str) -> Result<(Date, Date), jiff::Error> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (day, length) = match shape.as_str() {
        "0000-00-00" => (text.to_owned(), 1.day()),
        "0000-00" => (format!("{text}-01"), 1.month()),
        "0000" => (format!("{text}-01-01"), 1.year()),
        // Not a day; parsing the empty text fails.
        _ => (String::new(), 1.day()),
    };
    let first: Date = day.parse()?;
    Ok((first, first.checked_add(length)?))
}

/// A local time at the business: `2026-11-21T09:00`, also with a blank instead of the T.
pub(super) fn without_zone(text: &str) -> Option<DateTime> {
    let has_clock = text.get(10..11).is_some_and(|c| matches!(c, "T" | "t" | " "));
    let is_plain = !text.contains(['[', ']', 'Z', 'z', '+']);
    text.parse().ok().filter(|_| has_clock && is_plain)
}

/// The days that a word means on `today`: the first, and the day after the last. Weeks begin on Monday.
fn named(words: &str, today: Date) -> Option<(Date, Date)> {
    let day = |from_today: i32| today.checked_add(from_today.days()).ok();
    let monday = day(-i32::from(today.weekday().to_monday_zero_offset()))?;
    let (month, year) = (today.first_of_month(), today.first_of_year());
    let (first, length) = match words {
        "today" => (today, 1.day()),
        "yesterday" => (day(-1)?, 1.day()),
        "tomorrow" => (day(1)?, 1.day()),
        "this week" => (monday, 1.week()),
        "last week" => (monday.checked_sub(1.week()).ok()?, 1.week()),
        "next week" => (monday.checked_add(1.week()).ok()?, 1.week()),
        "this month" => (month, 1.month()),
        "last month" => (month.checked_sub(1.month()).ok()?, 1.month()),
        "next month" => (month.checked_add(1.month()).ok()?, 1.month()),
        "this year" => (year, 1.year()),
        "last year" => (year.checked_sub(1.year()).ok()?, 1.year()),
        "next year" => (year.checked_add(1.year()).ok()?, 1.year()),
        _ => return None,
    };
    Some((first, first.checked_add(length).ok()?))
}

/// How long ago: `P7D`, `PT2H`, `7d`, `3 days ago`.
fn ago(text: &str, now: &Zoned) -> Option<Time> {
    let span: Span = text.parse().ok()?;
    Some(now.checked_sub(span.abs()).ok()?.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sunday, 29 November 2026, 21:30 in New York.
    const NOW: &str = "2026-11-30T02:30:00Z";

    fn read(text: &str) -> Option<(String, String)> {
        let said = TimePhrase::read(text, "America/New_York", Time::parse(NOW).unwrap())?;
        Some((said.first.to_string(), said.last.to_string()))
    }

    #[test]
    fn days_and_longer_are_those_of_the_business() {
        for (text, first, last) in [
            ("2026-10-01", "2026-10-01T04:00:00.000Z", "2026-10-02T03:59:59.999Z"),
            // Daylight saving time ends on this day, so it has 25 hours.
            ("2026-11-01", "2026-11-01T04:00:00.000Z", "2026-11-02T04:59:59.999Z"),
            ("2026-10", "2026-10-01T04:00:00.000Z", "2026-11-01T03:59:59.999Z"),
            ("2025", "2025-01-01T05:00:00.000Z", "2026-01-01T04:59:59.999Z"),
            ("today", "2026-11-29T05:00:00.000Z", "2026-11-30T04:59:59.999Z"),
            ("Yesterday", "2026-11-28T05:00:00.000Z", "2026-11-29T04:59:59.999Z"),
            ("tomorrow", "2026-11-30T05:00:00.000Z", "2026-12-01T04:59:59.999Z"),
            ("last week", "2026-11-16T05:00:00.000Z", "2026-11-23T04:59:59.999Z"),
            ("this_month", "2026-11-01T04:00:00.000Z", "2026-12-01T04:59:59.999Z"),
            ("last year", "2025-01-01T05:00:00.000Z", "2026-01-01T04:59:59.999Z"),
        ] {
            assert_eq!(read(text), Some((first.into(), last.into())), "{text}");
        }
    }

    #[test]
    fn moments_have_no_length() {
        for (text, at) in [
            ("2026-10-01T09:00:00Z", "2026-10-01T09:00:00.000Z"),
            ("2026-10-01T09:00:00+02:00", "2026-10-01T07:00:00.000Z"),
            ("2026-10-01T09:00", "2026-10-01T13:00:00.000Z"),
            ("2026-10-01 09:00:30", "2026-10-01T13:00:30.000Z"),
            ("now", "2026-11-30T02:30:00.000Z"),
            ("P7D", "2026-11-23T02:30:00.000Z"),
            ("-P7D", "2026-11-23T02:30:00.000Z"),
            ("PT90M", "2026-11-30T01:00:00.000Z"),
            ("P1M", "2026-10-30T01:30:00.000Z"),
            ("3 days ago", "2026-11-27T02:30:00.000Z"),
            ("12h", "2026-11-29T14:30:00.000Z"),
        ] {
            assert_eq!(read(text), Some((at.into(), at.into())), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let no_times = [
            "",
            " ",
            "soon",
            "2026-13-01",
            "2026-02-30",
            "2026-10-01T25:00",
            "20261",
            "P",
            "P7",
            "P99999Y",
            "7",
            "last",
            "yesterdays",
            "10/01/2026",
        ];
        for text in no_times {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        let said = TimePhrase::read("2026-10-01", "Mars/Base", Time(0)).unwrap();
        assert_eq!(said.first.to_string(), "2026-10-01T00:00:00.000Z");
    }
}
