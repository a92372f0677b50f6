//! What of the rules by which times are offered a booking made by hand does not keep. That is noted and never refused:
//! the calendar is the owner's.

use super::When;
use crate::{
    calendar::{Offer, free::spoken_minutes, rules::HoursOf},
    clock::spoken_span,
    error::{Code, Error, Result},
    id::{BookingId, PackageId},
    store::{TenantRead, entity::BookingRow},
};

/// What the rules say: the buffers that a booking gets, and what it does not keep.
pub(super) struct Offered {
    pub(super) buffer_before_minutes: i64,
    pub(super) buffer_after_minutes: i64,
    pub(super) notes: Vec<String>,
}

/// Refuses a time at which a calendar that is connected is busy.
pub(super) fn refuse_busy_elsewhere(db: &TenantRead<'_>, booking: &BookingRow) -> Result<()> {
    let busy = booking.busy();
    let elsewhere = db.outside_busy(busy)?;
    let Some(first) = elsewhere.first() else { return Ok(()) };
    let zone = &db.site()?.timezone;
    let when = spoken_span(first.from, first.until, false, zone);
    let sentence = format!("the calendar “{}” is busy then ({when})", first.calendar);
    Err(Error::new(Code::BookingConflict, sentence).suggest(
        "look for another time with getAvailability; if the other appointment is not real, it goes in that calendar",
    ))
}

/// Holds a time to the rules.
pub(super) fn of(
    db: &TenantRead<'_>,
    package: Option<PackageId>,
    when: &When,
    but: Option<BookingId>,
) -> Result<Offered> {
    let zone = db.site()?.timezone.clone();
    let date = when.starts_at.there(&zone).date();
    let offer = Offer::read(db, package, when.minutes(), (date, date), but)?;
    let (question, rules, now) = (offer.question(), &offer.rules, db.now()?);
    let mut notes = Vec::new();
    if when.starts_at < now {
        notes.push("That is in the past.".to_owned());
    } else if when.starts_at < now.plus_ms(rules.notice_minutes * 60_000) {
        notes.push(format!(
            "That is sooner than the notice of {}.",
            spoken_minutes(rules.notice_minutes)
        ));
    }
    if question.is_beyond(date) {
        notes.push(format!("That is more than {} days ahead.", rules.horizon_days));
    }
    let has_hours = rules.hours_of != HoursOf::Nobody;
    if rules.windows(date).is_empty() {
        notes.push(format!("That day is {}.", rules.why_closed(date)));
    } else if has_hours && !when.all_day && !question.is_within_hours(when.starts_at, when.ends_at)
    {
        notes.push("That is outside the hours in which customers can come.".to_owned());
    }
    if let Some(limit) = question.limit_reached(date) {
        notes.push(format!("That day has its {limit} bookings already."));
    }
    Ok(Offered {
        buffer_before_minutes: rules.buffer_before_minutes,
        buffer_after_minutes: rules.buffer_after_minutes,
        notes,
    })
}
