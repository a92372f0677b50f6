//! What is booked today and in the days after.

use jiff::{ToSpan as _, civil::Date};

use super::{Part, counted};
use crate::{
    clock::Time,
    error::Result,
    store::{
        Row, Sql, TenantRead,
        entity::{BookingRow, Select, select},
    },
};

/// Bookings of today that are named.
const NAMED_MAX: usize = 6;

/// Days that are looked at, with today.
const DAYS: i64 = 7;

/// What is booked today, how much more in the next days, and what waits to be confirmed.
pub(super) fn bookings(db: &TenantRead<'_>, _: Time) -> Result<Option<Part>> {
    const TODAY: Select<BookingRow> = select!(
        BookingRow,
        "b.starts_at < :tomorrow AND b.ends_at > :today AND b.status IN ('pending', 'confirmed', 'completed')
         ORDER BY b.starts_at, b.id LIMIT 50"
    );
    const NEXT: Select<BookingRow> = select!(
        BookingRow,
        "b.starts_at >= :tomorrow AND b.status IN ('pending', 'confirmed') ORDER BY b.starts_at, b.id LIMIT 1"
    );
    const COUNTED: Sql = Sql::scoped(
        "SELECT CAST(coalesce(sum(CASE WHEN status IN ('pending', 'confirmed') AND starts_at < :end THEN 1 ELSE 0 END), 0)
                  AS bigint) AS more,
                CAST(coalesce(sum(CASE WHEN status = 'pending' THEN 1 ELSE 0 END), 0) AS bigint) AS pending
         FROM booking WHERE tenant_id = :tenant AND starts_at >= :tomorrow",
    );
    const HELD: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM booking
         WHERE tenant_id = :tenant AND status = 'hold' AND expires_at > :now AND ends_at > :now",
    );
    if !db.may_read("booking") {
        return Ok(None);
    }
    let zone = &db.site()?.timezone;
    let today = db.now()?.there(zone).date();
    let start = |days: i64| -> Option<Time> {
        today.checked_add(days.days()).ok().and_then(|day| Time::start_of(day, zone))
    };
    let (Some(midnight), Some(tomorrow), Some(end)) = (start(0), start(1), start(DAYS)) else {
        return Ok(None);
    };
    let now = [(":today", midnight.into()), (":tomorrow", tomorrow.into())];
    let booked = db.rows(&TODAY, &now)?;
    let later = [(":tomorrow", tomorrow.into()), (":end", end.into())];
    let read = |row: &Row<'_>| Ok((row.integer("more")?, row.integer("pending")?));
    let (more, pending) = db.first(&COUNTED, &later, read)?.unwrap_or_default();
    let next = db.row(&NEXT, &[(":tomorrow", tomorrow.into())])?;
    let held = db.count(&HELD, &[(":now", db.now()?.into())])?;
    if booked.is_empty() && next.is_none() && held == 0 {
        return Ok(None);
    }
    let mut said = vec![of_today(db, &booked, today, zone)];
    if more > 0 {
        said.push(format!(
            "{} in the {} days after.",
            counted(more, "booking", "bookings"),
            DAYS - 1
        ));
    }
    if let Some(next) = next.filter(|_| booked.is_empty()) {
        let at = next.starts_at.there(zone).strftime("%A %-d %B, %H:%M").to_string();
        said.push(format!("The next is on {at}, {}.", named(db, &next)));
    }
    let is_pending = |booking: &&BookingRow| booking.status == crate::value::BookingStatus::Pending;
    let waiting = booked.iter().filter(is_pending).count();
    let waiting = pending.saturating_add(i64::try_from(waiting).unwrap_or(i64::MAX));
    if waiting > 0 {
        let waits = if waiting == 1 { "waits" } else { "wait" };
        said.push(format!("{waiting} {waits} to be confirmed."));
    }
    if held > 0 {
        said.push(format!("Held for a customer: {}.", counted(held, "time", "times")));
    }
    Ok(Part::of(
        "bookings",
        vec![(said.join(" "), "getBooking { from: \"today\", to: \"next week\" }")],
    ))
}

/// `Portrait (Anna Vale)`; a name that a contact has chosen could not be marked here, and is left out.
fn named(db: &TenantRead<'_>, booking: &BookingRow) -> String {
    let name = booking.contact_name.as_ref().filter(|_| booking.contact_name_from.is_none());
    match name.filter(|_| db.may_read("contact")) {
        Some(name) => format!("{} ({name})", booking.title),
        None => booking.title.clone(),
    }
}

/// `Today, Monday 30 November: 10:00 Portrait (Anna Vale), 14:00 Fitting.`
fn of_today(db: &TenantRead<'_>, booked: &[BookingRow], today: Date, zone: &str) -> String {
    let day = today.strftime("%A %-d %B");
    if booked.is_empty() {
        return format!("Nothing is booked today, {day}.");
    }
    let each = booked.iter().take(NAMED_MAX).map(|booking| {
        let at = booking.starts_at.there(zone);
        if booking.all_day || at.date() != today {
            format!("all day {}", named(db, booking))
        } else {
            format!("{} {}", at.strftime("%H:%M"), named(db, booking))
        }
    });
    let more = booked.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("Today, {day}: {}{more}.", each.collect::<Vec<_>>().join(", "))
}
