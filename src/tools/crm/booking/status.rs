//! What has become of a booking, and what can.

use super::When;
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    value::BookingStatus,
};

/// How long a hold keeps its time where nobody has said.
const HOLD_MINUTES: i64 = 15;

const MINUTE_MS: i64 = 60_000;

/// Until when a booking of this status keeps its time; `None` unless it is a hold.
///
/// # Errors
/// `ARGUMENT_INVALID` where minutes are said of what is no hold.
pub(super) fn expiry(
    status: BookingStatus,
    hold_minutes: Option<i64>,
    before: Option<Time>,
    now: Time,
) -> Result<Option<Time>> {
    match (status, hold_minutes, before) {
        (BookingStatus::Hold, None, Some(before)) => Ok(Some(before)),
        (BookingStatus::Hold, minutes, _) => {
            Ok(Some(now.plus_ms(minutes.unwrap_or(HOLD_MINUTES) * MINUTE_MS)))
        }
        (_, None, _) => Ok(None),
        (_, Some(_), _) => Err(Error::new(
            Code::ArgumentInvalid,
            "holdMinutes: only a booking with status hold is held for a while",
        )
        .suggest("leave out holdMinutes, or send status: \"hold\"")),
    }
}

/// Refuses what nobody can know yet.
pub(super) fn refuse_early(
    status: BookingStatus,
    when: &When,
    now: Time,
    zone: &str,
) -> Result<()> {
    let is_past = matches!(status, BookingStatus::Completed | BookingStatus::NoShow);
    if !is_past || when.starts_at <= now {
        return Ok(());
    }
    let sentence = format!("it has not begun yet: it is {}", when.spoken(zone));
    Err(Error::new(Code::ArgumentInvalid, sentence)
        .suggest("use completed and no_show afterwards; for a cancellation use cancelled"))
}
