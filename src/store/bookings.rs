//! Bookings in time: which take a time, and what a hold that has expired leaves behind.
//!
//! Whether two meet is decided by the triggers of the table. What is read here only says which one is in the way.

use super::{
    Dml, TenantRead, TenantWrite,
    engine::Columns,
    entity::{BookingRow, Select, select},
    row_change::RowChange,
};
use crate::{
    clock::{self, Time, spoken_span},
    error::Result,
    id::BookingId,
    value::BookingStatus,
};

/// Nothing is busy for longer: 31 days, in milliseconds. The table's CHECK and triggers have it as well.
pub(crate) const BUSY_MS_MAX: i64 = 31 * 24 * 60 * 60 * 1000;

/// The time that a booking takes, with travel and buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BusyTime {
    pub(crate) from: Time,
    pub(crate) until: Time,
}

impl BookingRow {
    /// The time that it takes, with travel and buffers.
    pub(crate) fn busy(&self) -> BusyTime {
        let before = self.travel_before_minutes + self.buffer_before_minutes;
        let after = self.travel_after_minutes + self.buffer_after_minutes;
        BusyTime {
            from: self.starts_at.plus_ms(-60_000 * before),
            until: self.ends_at.plus_ms(60_000 * after),
        }
    }

    /// Whether it takes its time, hold or not: who did not come, and what was cancelled, does not.
    pub(crate) fn takes_time(&self) -> bool {
        match self.status {
            BookingStatus::Hold
            | BookingStatus::Pending
            | BookingStatus::Confirmed
            | BookingStatus::Completed => true,
            BookingStatus::NoShow | BookingStatus::Cancelled => false,
        }
    }
}

/// The bookings that take a part of a time, earliest first: at most `limit`.
pub(crate) fn taking(
    db: &TenantRead<'_>,
    time: BusyTime,
    but: Option<BookingId>,
    limit: i64,
) -> Result<Vec<BookingRow>> {
    const TAKING: Select<BookingRow> = select!(
        BookingRow,
        "b.resource = '' AND b.busy_from < :until AND b.busy_until > :from AND b.busy_from > :bound
         AND (b.status IN ('pending', 'confirmed', 'completed') OR b.expires_at > :now)
         AND (CAST(:but AS text) IS NULL OR b.id <> :but)
         ORDER BY b.starts_at, b.id LIMIT :limit"
    );
    db.rows(
        &TAKING,
        &[
            (":from", time.from.into()),
            (":until", time.until.into()),
            (":bound", time.from.plus_ms(-BUSY_MS_MAX).into()),
            (":now", db.now()?.into()),
            (":but", but.into()),
            (":limit", limit.into()),
        ],
    )
}

/// Cancels the holds in a time that have expired, so that they keep it no longer whatever a clock says later; but for
/// the booking `own`, whose time it is.
///
/// # Errors
/// That of the store.
pub(crate) fn drop_expired_holds(
    db: &mut TenantWrite<'_>,
    own: BookingId,
    time: BusyTime,
) -> Result<()> {
    const DROP: Dml = Dml::scoped(
        "UPDATE booking SET status = 'cancelled', expires_at = NULL, version = version + 1, updated_at = :wall
         WHERE tenant_id = :tenant AND resource = '' AND busy_from < :until AND busy_until > :from
           AND busy_from > :bound AND expires_at <= :now AND id <> :own",
    );
    let params = [
        (":from", time.from.into()),
        (":until", time.until.into()),
        (":bound", time.from.plus_ms(-BUSY_MS_MAX).into()),
        (":now", db.now()?.into()),
        (":wall", clock::now().into()),
        (":own", own.into()),
    ];
    db.execute(&DROP, &params).map(|_| ())
}

/// What takes the time of a booking that would be put back as `columns`, if something does.
pub(super) fn taking_its_time(
    db: &TenantRead<'_>,
    row: &RowChange,
    columns: &Columns,
) -> Result<Option<String>> {
    if row.entity != "booking" {
        return Ok(None);
    }
    let number = |name: &str| columns.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
    let before = number("travel_before_minutes") + number("buffer_before_minutes");
    let after = number("travel_after_minutes") + number("buffer_after_minutes");
    let time = BusyTime {
        from: Time(number("starts_at")).plus_ms(-60_000 * before),
        until: Time(number("ends_at")).plus_ms(60_000 * after),
    };
    let taking = taking(db, time, row.key.parse().ok(), 1)?;
    let zone = &db.site()?.timezone;
    Ok(taking.first().map(|other| {
        let when = spoken_span(other.starts_at, other.ends_at, other.all_day, zone);
        format!("booking “{}” has its time now, {when}", other.title)
    }))
}
