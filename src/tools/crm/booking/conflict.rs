//! What a booking that cannot be is told: what is in the way, and which times near it are free.

use jiff::{Span, civil::Date};

use super::When;
use crate::{
    calendar::Offer,
    clock::{Time, spoken_span},
    error::{Code, Error, Result},
    id::BookingId,
    store::{
        TenantRead,
        bookings::{self, BusyTime},
        entity::BookingRow,
    },
};

/// At most so many are named.
const NAMED_MAX: i64 = 2;

/// So many free starts are offered instead.
const OFFERED: usize = 3;

/// The days around the wanted one in which free starts are looked for.
const AROUND: (i32, i32) = (3, 10);

/// The error of a write, in words where another booking is in the way.
pub(super) fn explained(db: &TenantRead<'_>, error: Error, booking: &BookingRow) -> Error {
    if error.code() != Code::BookingConflict {
        return error;
    }
    words(db, booking).unwrap_or(error)
}

fn words(db: &TenantRead<'_>, booking: &BookingRow) -> Result<Error> {
    let zone = db.site()?.timezone.clone();
    let busy = booking.busy();
    let taking = bookings::taking(db, busy, Some(booking.id), NAMED_MAX)?;
    let others: Vec<String> = taking.iter().map(|other| told(db, other, &zone)).collect();
    let (starts_at, ends_at, all_day) = (booking.starts_at, booking.ends_at, booking.all_day);
    let when = When { starts_at, ends_at, all_day };
    let own = if (busy.from, busy.until) == (starts_at, ends_at) {
        String::new()
    } else {
        format!(", which takes {} with travel and buffers,", span(busy, &zone))
    };
    let sentence = format!("{}{own} is taken by {}", when.spoken(&zone), others.join(" and "));
    let near = near(db, booking, when.minutes(), &zone)?;
    let next = if near.is_empty() {
        "look for another time with getAvailability".to_owned()
    } else {
        format!("free near it: {}; getAvailability shows more", near.join(", "))
    };
    Ok(Error::new(Code::BookingConflict, sentence).suggest(next))
}

/// `“Portrait” of Anna Vale (Sunday 14 June 2026, 14:00–15:00)`, as far as the agent may know.
fn told(db: &TenantRead<'_>, other: &BookingRow, zone: &str) -> String {
    let when = spoken_span(other.starts_at, other.ends_at, other.all_day, zone);
    let busy = other.busy();
    let more = if (busy.from, busy.until) == (other.starts_at, other.ends_at) {
        String::new()
    } else {
        format!(", with travel and buffers {}", span(busy, zone))
    };
    if !db.may_read("booking") {
        return format!("another booking ({when}{more})");
    }
    format!("{} ({when}{more})", super::named(db, other))
}

fn span(busy: BusyTime, zone: &str) -> String {
    let (from, until) = (busy.from.there(zone), busy.until.there(zone));
    if from.date() == until.date() {
        format!("{}–{}", from.strftime("%H:%M"), until.strftime("%H:%M"))
    } else {
        spoken_span(busy.from, busy.until, false, zone)
    }
}

/// Free starts near it.
fn near(
    db: &TenantRead<'_>,
    booking: &BookingRow,
    minutes: i64,
    zone: &str,
) -> Result<Vec<String>> {
    let but: Option<BookingId> = Some(booking.id);
    let day = booking.starts_at.there(zone).date();
    let away = |days: i32| -> Date { day.checked_add(Span::new().days(days)).unwrap_or(day) };
    let days = (away(-AROUND.0), away(AROUND.1));
    let mut offer = Offer::read(db, booking.package_id, minutes, days, but)?;
    // Its way there and back has to fit as well.
    let (before, after) = (booking.travel_before_minutes, booking.travel_after_minutes);
    offer.rules.buffer_before_minutes = before + booking.buffer_before_minutes;
    offer.rules.buffer_after_minutes = after + booking.buffer_after_minutes;
    let said = |start: Time| start.there(zone).strftime("%A %-d %B %Y %H:%M").to_string();
    Ok(offer.nearest(days, booking.starts_at, OFFERED).into_iter().map(said).collect())
}
