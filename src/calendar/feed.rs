//! The feed: a business's bookings as RFC 5545, for the calendar programs of its people.
//!
//! Times are UTC, which every program reads alike; a booking of whole days has dates. `UID` is the booking's id,
//! `SEQUENCE` follows its version, and nothing depends on when the feed is made, so that an unchanged calendar is the
//! same text. A cancelled booking stays for a while as such, so that programs which keep what is gone hear of it.

use icalendar::{Calendar, Component as _, Event, Property};
use jiff::Timestamp;

use crate::{
    clock::{Time, spoken_span},
    error::Result,
    store::{
        TenantRead,
        entity::{BookingRow, Select, select},
    },
    value::BookingStatus,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long past bookings are in the feed.
const PAST_DAYS: i64 = 92;

/// How long cancelled ones are, after they were.
const CANCELLED_DAYS: i64 = 30;

const EVENTS_MAX: i64 = 5_000;

/// How often programs are asked to look. Most take it as a hint.
const REFRESH: &str = "PT15M";

/// Octets of a line.
const LINE_MAX: usize = 75;

/// The calendar as text.
pub(super) fn text(db: &TenantRead<'_>) -> Result<String> {
    const BOOKINGS: Select<BookingRow> = select!(
        BookingRow,
        "b.starts_at > :from AND b.status <> 'hold'
         AND (b.status <> 'cancelled' OR b.updated_at > :cancelled)
         ORDER BY b.starts_at, b.id LIMIT :limit"
    );
    let now = db.now()?;
    let rows = db.rows(
        &BOOKINGS,
        &[
            (":from", now.plus_ms(-PAST_DAYS * DAY_MS).into()),
            (":cancelled", now.plus_ms(-CANCELLED_DAYS * DAY_MS).into()),
            (":limit", EVENTS_MAX.into()),
        ],
    )?;
    let site = db.site()?;
    let name = if site.name.is_empty() { &db.who().tenant.name } else { &site.name };
    Ok(calendar(name, &site.timezone, &rows))
}

/// One booking, for the calendar of whoever has booked it: without what the business notes about it.
pub(crate) fn for_visitor(
    name: &str,
    zone: &str,
    booking: &BookingRow,
    (place, link): (&str, Option<&str>),
) -> String {
    let title = if name.is_empty() {
        booking.title.clone()
    } else {
        format!("{} – {name}", booking.title)
    };
    let place = if booking.place.is_empty() { place } else { &booking.place };
    let row = BookingRow {
        title,
        place: place.to_owned(),
        contact_name: None,
        notes: String::new(),
        travel_before_minutes: 0,
        travel_after_minutes: 0,
        ..booking.clone()
    };
    let mut event = event(&row, zone);
    if let Some(link) = link {
        event.add_property("URL", link);
    }
    let mut calendar = headed(name, zone);
    calendar.push(event);
    folded(&calendar.to_string())
}

pub(super) fn calendar(name: &str, zone: &str, rows: &[BookingRow]) -> String {
    let mut calendar = headed(name, zone);
    for row in rows {
        calendar.push(event(row, zone));
    }
    folded(&calendar.to_string())
}

fn headed(name: &str, zone: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//deskhand//calendar//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", name),
        ("X-WR-TIMEZONE", zone),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    let mut named = Property::new("NAME", name);
    calendar.append_property(named.add_parameter("VALUE", "TEXT"));
    let mut refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    calendar.append_property(refresh.add_parameter("VALUE", "DURATION"));
    calendar
}

fn event(row: &BookingRow, zone: &str) -> Event {
    let mut event = Event::new();
    let mut put = |key: &str, value: String| {
        event.add_property(key, value);
    };
    put("UID", format!("{}@deskhand", row.id));
    put("DTSTAMP", utc(row.updated_at));
    put("LAST-MODIFIED", utc(row.updated_at));
    put("CREATED", utc(row.created_at));
    put("SEQUENCE", (row.version - 1).to_string());
    put("STATUS", status(row.status).to_owned());
    put("TRANSP", if row.takes_time() { "OPAQUE" } else { "TRANSPARENT" }.to_owned());
    put("SUMMARY", summary(row));
    if !row.place.is_empty() {
        put("LOCATION", row.place.clone());
    }
    let notes = description(row, zone);
    if !notes.is_empty() {
        put("DESCRIPTION", notes);
    }
    for (key, at) in [("DTSTART", row.starts_at), ("DTEND", row.ends_at)] {
        if row.all_day {
            let day = at.there(&row.zone).strftime("%Y%m%d").to_string();
            event.append_property(Property::new(key, day).add_parameter("VALUE", "DATE"));
        } else {
            event.add_property(key, utc(at));
        }
    }
    event
}

fn status(status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Hold | BookingStatus::Pending => "TENTATIVE",
        BookingStatus::Confirmed | BookingStatus::Completed | BookingStatus::NoShow => "CONFIRMED",
        BookingStatus::Cancelled => "CANCELLED",
    }
}

fn summary(row: &BookingRow) -> String {
    let what = match &row.contact_name {
        Some(name) => format!("{} – {name}", row.title),
        None => row.title.clone(),
    };
    match row.status {
        BookingStatus::Pending => format!("{what} (to be confirmed)"),
        BookingStatus::NoShow => format!("{what} (did not come)"),
        BookingStatus::Cancelled => format!("{what} (cancelled)"),
        BookingStatus::Hold | BookingStatus::Confirmed | BookingStatus::Completed => what,
    }
}

/// The notes, and when to leave and to be back where there is a way.
fn description(row: &BookingRow, zone: &str) -> String {
    let mut lines = Vec::new();
    let way = |from: Time, until: Time| spoken_span(from, until, false, zone);
    if row.travel_before_minutes > 0 {
        let leaves = row.starts_at.plus_ms(-60_000 * row.travel_before_minutes);
        lines.push(format!("Travel: {}", way(leaves, row.starts_at)));
    }
    if row.travel_after_minutes > 0 {
        let back = row.ends_at.plus_ms(60_000 * row.travel_after_minutes);
        lines.push(format!("Travel: {}", way(row.ends_at, back)));
    }
    lines.extend((!row.notes.is_empty()).then(|| row.notes.replace('\r', "")));
    lines.join("\n")
}

fn utc(at: Time) -> String {
    let at = Timestamp::from_millisecond(at.0).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The lines folded at 75 octets, the blank that begins a continuation included. The library's last line of one can
/// have an octet more.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for letter in line.chars() {
            if octets + letter.len_utf8() > LINE_MAX {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(letter);
            octets += letter.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}
