//! Calendars of others, as services write them and as they should not.

use jiff::civil::DateTime;
use proptest::prelude::*;

use super::*;
use crate::{calendar::feed, id::BookingId, store::entity::BookingRow, value::BookingStatus};

const HOME: &str = "Europe/Berlin";

fn at(text: &str) -> Time {
    let civil: DateTime = text.parse().unwrap();
    civil.to_zoned(TimeZone::get(HOME).unwrap()).unwrap().timestamp().into()
}

fn read_in(text: &str, from: &str, until: &str) -> Result<Reading, String> {
    read(text, &TimeZone::get(HOME).unwrap(), (at(from), at(until)))
}

fn year(events: &str) -> Result<Reading, String> {
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    read_in(&text, "2026-01-01T00:00", "2027-01-01T00:00")
}

fn event(lines: &str) -> String {
    let lines: Vec<&str> = lines.lines().map(str::trim).collect();
    format!("BEGIN:VEVENT\r\nUID:a\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"))
}

/// The busy times of a year, on the clock at home.
fn busy(events: &str) -> Vec<String> {
    let local = |at: Time| at.local(HOME);
    let read = year(events).unwrap();
    read.busy.iter().map(|(from, until)| format!("{} – {}", local(*from), local(*until))).collect()
}

#[test]
fn times_are_read_in_their_zone_however_it_is_named() {
    for (start, end) in [
        ("DTSTART:20260614T120000Z", "DTEND:20260614T130000Z"),
        ("DTSTART;TZID=Europe/Berlin:20260614T140000", "DTEND;TZID=Europe/Berlin:20260614T150000"),
        ("DTSTART;TZID=America/New_York:20260614T080000", "DURATION:PT1H"),
        ("DTSTART;TZID=\"W. Europe Standard Time\":20260614T140000", "DURATION:PT60M"),
        ("DTSTART:20260614T140000", "DTEND:20260614T150000"),
    ] {
        let found = busy(&event(&format!("{start}\n{end}")));
        assert_eq!(found, ["2026-06-14 14:00 – 2026-06-14 15:00"], "{start}");
    }
    let day = busy(&event("DTSTART;VALUE=DATE:20260614"));
    assert_eq!(day, ["2026-06-14 00:00 – 2026-06-15 00:00"]);
    // A zone that nobody knows is that of the business, and said to be unclear.
    let odd = event("DTSTART;TZID=Customized Time Zone:20260614T140000\nDURATION:PT1H");
    assert_eq!(year(&odd).unwrap().unclear, 1);
    assert_eq!(busy(&odd), ["2026-06-14 14:00 – 2026-06-14 15:00"]);
}

#[test]
fn what_is_free_or_cancelled_takes_no_time() {
    for line in ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"] {
        let found = busy(&event(&format!("DTSTART:20260614T120000Z\nDURATION:PT1H\n{line}")));
        assert_eq!(found, [] as [&str; 0], "{line}");
    }
    assert_eq!(busy(&event("DTSTART:20260614T120000Z")), [] as [&str; 0], "a reminder");
}

#[test]
fn what_repeats_keeps_its_hour_and_leaves_out_what_was_moved_or_taken_away() {
    let weekly = "DTSTART;TZID=Europe/Berlin:20260319T093000
        DTEND;TZID=Europe/Berlin:20260319T103000
        RRULE:FREQ=WEEKLY;UNTIL=20260409T073000Z
        EXDATE;TZID=Europe/Berlin:20260326T093000";
    let moved = "RECURRENCE-ID;TZID=Europe/Berlin:20260402T093000
        DTSTART;TZID=Europe/Berlin:20260403T110000
        DTEND;TZID=Europe/Berlin:20260403T113000";
    let both = event(weekly) + &event(moved);
    assert_eq!(
        busy(&both),
        [
            "2026-03-19 09:30 – 2026-03-19 10:30",
            "2026-04-03 11:00 – 2026-04-03 11:30",
            "2026-04-09 09:30 – 2026-04-09 10:30",
        ]
    );
    let cancelled = event(weekly)
        + &event(
            "RECURRENCE-ID;TZID=Europe/Berlin:20260402T093000\nDTSTART:20260402T073000Z\nSTATUS:CANCELLED",
        );
    assert_eq!(busy(&cancelled).len(), 2);
    // In UTC it moves by an hour in spring, and the hour that does not exist is an hour later.
    let utc = "DTSTART:20260328T013000Z\nDURATION:PT30M\nRRULE:FREQ=DAILY;COUNT=2";
    assert_eq!(
        busy(&event(utc)),
        ["2026-03-28 02:30 – 2026-03-28 03:00", "2026-03-29 03:30 – 2026-03-29 04:00"]
    );
    let gap =
        "DTSTART;TZID=Europe/Berlin:20260328T023000\nDURATION:PT30M\nRRULE:FREQ=DAILY;COUNT=2";
    assert_eq!(
        busy(&event(gap)),
        ["2026-03-28 02:30 – 2026-03-28 03:00", "2026-03-29 03:30 – 2026-03-29 04:00"]
    );
    // One that began long ago is still there.
    let old = "DTSTART;TZID=Europe/Berlin:19990101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY";
    assert_eq!(busy(&event(old)).len(), 365);
}

#[test]
fn what_is_no_calendar_or_too_much_of_one_is_refused_with_why() {
    let million = event("DTSTART:20200101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY");
    let many = event("DTSTART:20260101T000000Z\nDURATION:PT1M\nRRULE:FREQ=MINUTELY;INTERVAL=2");
    for (text, why) in [
        ("<!doctype html><title>Sign in</title>".to_owned(), "a web page, not a calendar"),
        (String::new(), "something else, not a calendar"),
        ("{\"error\":1}".to_owned(), "something else"),
        (format!("BEGIN:VCALENDAR\r\n{million}END:VCALENDAR"), "repeats one without end"),
        (format!("BEGIN:VCALENDAR\r\n{many}END:VCALENDAR"), "repeats one without end"),
        (format!("BEGIN:VCALENDAR\r\n{}", event("DTSTART:20260101T000000Z")), "in the middle"),
    ] {
        let found = read_in(&text, "2026-01-01T00:00", "2027-01-01T00:00").unwrap_err();
        assert!(found.contains(why), "{found}");
    }
    // Lines that nobody understands are passed over; what says no time is counted.
    let odd = event("SUMMARY:no start")
        + "garbage\r\n"
        + &event("DTSTART:20260614T120000Z\nDURATION:PT1H");
    let read = year(&odd).unwrap();
    assert_eq!((read.busy.len(), read.unclear), (1, 1));
    let empty = read_in(
        "\u{feff}BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "2026-01-01T00:00",
        "2027-01-01T00:00",
    );
    assert_eq!(empty, Ok(Reading::default()));
}

#[test]
fn what_lasts_for_ever_is_busy_to_the_end_of_what_is_looked_at() {
    for end in ["DURATION:P99999999999999999999W", "DTEND:99981231T235959Z"] {
        let read = year(&event(&format!("DTSTART:20261130T230000Z\n{end}"))).unwrap();
        assert_eq!(read.busy.len(), 31, "{end}");
        assert_eq!(read.busy.last().unwrap().1, at("2027-01-01T00:00"), "{end}");
    }
    let read = year(&event("DTSTART:00010101T000000Z\nDTEND:20260101T120000Z")).unwrap();
    assert_eq!(read.busy, [(at("2026-01-01T00:00"), at("2026-01-01T13:00"))]);
    assert!(year(&"BEGIN:VEVENT\r\nEND:VEVENT\r\n".repeat(100_001)).is_err());
}

fn booking(starts_at: Time, minutes: i64) -> BookingRow {
    BookingRow {
        id: BookingId::new(),
        package_id: None,
        title: "Portrait, with; signs\nand a line".to_owned(),
        contact_id: None,
        contact_name: None,
        contact_name_from: None,
        order_id: None,
        status: BookingStatus::Confirmed,
        expires_at: None,
        starts_at,
        ends_at: starts_at.plus_ms(minutes * 60_000),
        all_day: false,
        zone: HOME.to_owned(),
        wall: String::new(),
        place: "Oak Street 12".to_owned(),
        travel_before_minutes: 0,
        travel_after_minutes: 0,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        notes: "BEGIN:VEVENT".to_owned(),
        source: String::new(),
        version: 1,
        created_at: starts_at,
        updated_at: starts_at,
    }
}

proptest! {
    #[test]
    fn what_our_own_feed_says_is_read_as_it_was(
        bookings in prop::collection::vec((0..8_000_i64, 5..600_i64), 0..40)
    ) {
        let begin = at("2026-01-01T00:00");
        let rows: Vec<BookingRow> = bookings
            .iter()
            .map(|(hour, minutes)| booking(begin.plus_ms(hour * 3_600_000), *minutes))
            .collect();
        let text = feed::calendar("Wren & Vale", HOME, &rows);
        let read = read_in(&text, "2025-12-01T00:00", "2027-12-01T00:00").unwrap();
        let spans = rows.iter().map(|row| (row.starts_at, row.ends_at)).collect();
        prop_assert_eq!(read, Reading { busy: pieces(spans), unclear: 0 });
    }
}
