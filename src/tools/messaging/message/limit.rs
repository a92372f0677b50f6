//! How many messages may leave in a minute, counted from the messages themselves: so two processes have one
//! limit, and nobody gets more by starting anew.

use crate::{
    clock::Time,
    error::{Code, Error, Result},
    store::{Sql, TenantRead},
};

/// So many in a minute, whatever becomes of them.
const A_MINUTE_MAX: i64 = 30;

const MINUTE_MS: i64 = 60_000;

/// Refuses one more.
///
/// # Errors
/// `RATE_LIMITED`, with the seconds after which there is room.
pub(super) fn refuse_too_many(db: &TenantRead<'_>, now: Time) -> Result<()> {
    const LAST_BUT: Sql = Sql::scoped(
        "SELECT created_at FROM message
         WHERE tenant_id = :tenant AND direction = 'out' AND created_at > :since
         ORDER BY created_at DESC LIMIT 1 OFFSET :others",
    );
    let since = now.plus_ms(-MINUTE_MS);
    let params = [(":since", since.into()), (":others", (A_MINUTE_MAX - 1).into())];
    let Some(first) = db.first(&LAST_BUT, &params, |row| row.time("created_at"))? else {
        return Ok(());
    };
    // A clock that was set back would have people wait for it to come round again.
    let wait_ms = (first.0 - since.0).clamp(1, MINUTE_MS);
    let wait_s = (wait_ms + 999) / 1000;
    Err(Error::new(
        Code::RateLimited,
        format!("{A_MINUTE_MAX} messages were sent in the last minute, and that is the most"),
    )
    .suggest(format!("send it again after {wait_s} seconds")))
}
