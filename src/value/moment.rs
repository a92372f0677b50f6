//! Moments to come, as a business says them: a local time and its zone.
//!
//! A moment is kept as it was said (RFC 9557: `2026-12-04T09:00:00+01:00[Europe/Berlin]`), so that it stays nine
//! o'clock there whatever becomes of the site's zone.

use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::DateTime,
    fmt::temporal::DateTimeParser,
    tz::{AmbiguousOffset, Offset, OffsetConflict, TimeZone},
};

use super::{Zone, visible};
use crate::error::{Code, Error, Result};

/// What to send instead of a text that is no moment.
const ADVICE: &str = "send the local time of the business, such as 2026-12-04 09:00, or one with an offset, such as 2026-12-04T09:00:00+01:00";

/// The moment that `text` says, as it is stored. A time without an offset is local time in `zone`; of an hour that
/// comes twice it is the first. `what` names the argument in errors.
///
/// # Errors
/// `ARGUMENT_INVALID` for a text that is no moment, an hour that the clocks skip, and for the past.
pub fn to_come(what: &str, text: &str, zone: &Zone, now_ms: i64) -> Result<String> {
    let moment = read(text.trim(), zone.time_zone())
        .map_err(|why| refused(&format!("{what}: {}", why.message)).suggest(why.next))?;
    let now = zone.at(now_ms);
    if moment.timestamp().as_millisecond() <= now_ms {
        let now = now.strftime("%Y-%m-%d %H:%M").to_string();
        let sentence = format!("{what}: {} has passed; it is {now} there", spoken(&moment));
        return Err(refused(&sentence).suggest("send a time that is to come"));
    }
    Ok(moment.to_string())
}

/// Milliseconds since 1970 of a stored moment. Where the rules of its zone have changed since, its wall time counts.
pub fn millis(stored: &str) -> Option<i64> {
    const PARSER: DateTimeParser =
        DateTimeParser::new().offset_conflict(OffsetConflict::AlwaysTimeZone);
    PARSER.parse_zoned(stored).ok().map(|at| at.timestamp().as_millisecond())
}

/// A stored moment for people: `Friday, 4 December 2026, 09:00 (Europe/Berlin)`.
pub fn in_words(stored: &str) -> String {
    stored.parse::<Zoned>().map_or_else(|_| stored.to_owned(), |at| spoken(&at))
}

/// Why a text is no moment, and what to send instead.
struct Fault {
    message: String,
    next: String,
}

fn read(text: &str, zone: &TimeZone) -> std::result::Result<Zoned, Fault> {
    if let Ok(moment) = text.parse::<Zoned>() {
        return Ok(moment);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.to_zoned(zone.clone()));
    }
    // A day without an hour would be midnight, which nobody means.
    let has_clock = text.get(10..11).is_some_and(|c| matches!(c, "T" | "t" | " "));
    let local: Option<DateTime> = text.parse().ok().filter(|_| has_clock);
    let Some(local) = local else {
        let message = format!("“{}” is no time", visible(text));
        return Err(Fault { message, next: ADVICE.to_owned() });
    };
    let out_of_range =
        |_| Fault { message: format!("{local} is out of range"), next: ADVICE.to_owned() };
    let ambiguous = zone.to_ambiguous_zoned(local);
    if let AmbiguousOffset::Gap { before, .. } = ambiguous.offset() {
        return Err(skipped(local, before, zone));
    }
    ambiguous.earlier().map_err(out_of_range)
}

/// The refusal of a local time that the clocks skip, with the nearest that there are.
fn skipped(local: DateTime, before: Offset, zone: &TimeZone) -> Fault {
    let shown = local.strftime("%Y-%m-%d %H:%M");
    let name = zone.iana_name().unwrap_or("UTC");
    let message = format!("{shown} does not exist in {name}: the clocks are put forward then");
    // The clock with the old offset is past the change when it shows that time.
    let change = before.to_timestamp(local).ok().and_then(|after| {
        let last = after.checked_add(1.nanosecond()).ok()?;
        zone.preceding(last).next().map(|change| change.timestamp())
    });
    let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let neighbours = change
        .and_then(|change| Some((clock(change.checked_sub(1.minute()).ok()?), clock(change))));
    let next = match neighbours {
        Some((last, first)) => format!("the times beside it are {last} and {first}"),
        None => ADVICE.to_owned(),
    };
    Fault { message, next }
}

fn spoken(at: &Zoned) -> String {
    let zone = at.time_zone().iana_name().unwrap_or("UTC").to_owned();
    format!("{} ({zone})", at.strftime("%A, %-d %B %Y, %H:%M"))
}

fn refused(sentence: &str) -> Error {
    Error::new(Code::ArgumentInvalid, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 30 November 2026, 13:00 in Berlin.
    const NOW: i64 = 1_796_040_000_000;

    fn said(text: &str, zone: &str) -> Result<String> {
        to_come("publishAt", text, &Zone::of(zone), NOW)
    }

    #[test]
    fn a_moment_is_local_time_of_the_business_unless_it_says_otherwise() {
        let nine = "2026-12-04T09:00:00+01:00[Europe/Berlin]";
        for text in [
            "2026-12-04 09:00",
            " 2026-12-04T09:00 ",
            "2026-12-04 09:00:00",
            "2026-12-04T08:00:00Z",
            "2026-12-04T03:00:00-05:00",
            nine,
        ] {
            assert_eq!(said(text, "Europe/Berlin").unwrap(), nine, "{text}");
        }
        assert_eq!(millis(nine), Some(1_796_371_200_000));
        assert_eq!(in_words(nine), "Friday, 4 December 2026, 09:00 (Europe/Berlin)");
        let there = "2026-12-04T09:00:00-05:00[America/New_York]";
        assert_eq!(said("2026-12-04 09:00", "America/New_York").unwrap(), there);
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_refused_with_those_beside_it() {
        for (text, zone, beside) in [
            ("2027-03-28 02:30", "Europe/Berlin", "2027-03-28 01:59 and 2027-03-28 03:00"),
            ("2027-03-28 02:00", "Europe/Berlin", "2027-03-28 01:59 and 2027-03-28 03:00"),
            ("2027-03-14 02:59", "America/New_York", "2027-03-14 01:59 and 2027-03-14 03:00"),
            // Half an hour only.
            ("2027-10-03 02:10", "Australia/Lord_Howe", "2027-10-03 01:59 and 2027-10-03 02:30"),
        ] {
            let error = said(text, zone).unwrap_err();
            assert!(error.message().contains("does not exist"), "{text}: {}", error.message());
            assert!(error.suggestion().unwrap_or_default().contains(beside), "{text}: {error:?}");
        }
        assert!(said("2027-03-28 01:59", "Europe/Berlin").is_ok());
        assert!(said("2027-03-28 03:00", "Europe/Berlin").is_ok());
        assert!(said("2027-03-28 02:30", "UTC").is_ok());
    }

    #[test]
    fn of_an_hour_that_comes_twice_it_is_the_first() {
        assert_eq!(
            said("2027-10-31 02:30", "Europe/Berlin").unwrap(),
            "2027-10-31T02:30:00+02:00[Europe/Berlin]"
        );
        // Who means the second says its offset.
        assert_eq!(
            said("2027-10-31T02:30:00+01:00", "Europe/Berlin").unwrap(),
            "2027-10-31T02:30:00+01:00[Europe/Berlin]"
        );
    }

    #[test]
    fn the_past_is_refused_and_so_is_what_is_no_moment() {
        for past in ["2026-11-30 12:59", "2026-11-30 13:00", "2020-01-01T00:00:00Z"] {
            let error = said(past, "Europe/Berlin").unwrap_err();
            assert!(error.message().contains("has passed"), "{past}: {}", error.message());
        }
        assert!(said("2026-11-30 13:01", "Europe/Berlin").is_ok());
        for none in ["", "Friday", "2026-12-04", "09:00", "2026-02-30 09:00", "2026-12-04 25:00"] {
            assert!(
                said(none, "Europe/Berlin").unwrap_err().message().contains("no time"),
                "{none}"
            );
        }
    }
}
