//! How many calls a tenant has made of late, counted by all its processes together: a number for each toolset
//! and second of the last minute, and nothing older.
//!
//! Messages are not counted here: they are on record themselves, so whoever sends one asks
//! [`messages_within_minute`] in the transaction that records it.

use super::{Dml, Sql, TenantRead, TenantWrite};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
};

/// For how many seconds a call counts: the second in which it began, and the minute after.
pub const COUNTED: i64 = 61;

/// Calls of a toolset in one second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Second {
    /// Which second since 1970.
    pub at: i64,
    /// How many calls began in it.
    pub calls: u32,
}

/// The second of a moment.
pub fn second(at: Time) -> i64 {
    at.0.div_euclid(1_000)
}

/// Whether a call in that second still counts. One that lies ahead does not: a clock that was set back must
/// not lock anybody out until it has caught up.
pub fn counts(at: i64, now: i64) -> bool {
    at <= now + 1 && at > now - COUNTED
}

/// How many calls count.
pub fn total<'a>(seconds: impl IntoIterator<Item = &'a Second>, now: i64) -> u64 {
    let counting = seconds.into_iter().filter(|second| counts(second.at, now));
    counting.map(|second| u64::from(second.calls)).sum()
}

/// Refuses one more of `what` where there are as many as may be, and says when there is room.
///
/// # Errors
/// `RATE_LIMITED`
pub fn refuse_beyond<'a>(
    limit: u32,
    what: &str,
    seconds: impl IntoIterator<Item = &'a Second>,
    now: i64,
) -> Result<()> {
    let mut counting: Vec<&Second> =
        seconds.into_iter().filter(|second| counts(second.at, now)).collect();
    counting.sort_by_key(|second| std::cmp::Reverse(second.at));
    // The newest that must have gone before there is room for one more.
    let mut newer = 0;
    let last = counting.into_iter().find(|second| {
        newer += u64::from(second.calls);
        newer >= u64::from(limit)
    });
    let Some(last) = last else { return Ok(()) };
    let wait = (last.at + COUNTED - now).clamp(1, COUNTED);
    Err(Error::new(Code::RateLimited, format!("more than {limit} {what} in a minute"))
        .suggest(format!("wait {wait} seconds, then try the same call again")))
}

/// Refuses one more message where the tenant has sent as many within a minute as it may. `recorded` is when
/// those were recorded that are on record, at least all of the last minute, read in the transaction that records
/// the next one.
///
/// # Errors
/// `RATE_LIMITED`
pub fn messages_within_minute(db: &TenantRead<'_>, recorded: &[Time]) -> Result<()> {
    let seconds: Vec<Second> =
        recorded.iter().map(|at| Second { at: second(*at), calls: 1 }).collect();
    let limit = db.who().allowance.messages_a_minute;
    refuse_beyond(limit, "messages", &seconds, second(clock::now()))
}

/// The calls of a toolset that count, oldest first.
pub fn counted(db: &TenantRead<'_>, toolset: &str, now: i64) -> Result<Vec<Second>> {
    const COUNT: Sql = Sql::scoped(
        "SELECT second, calls FROM call_rate
         WHERE tenant_id = :tenant AND toolset = :toolset AND second > :from AND second <= :to
         ORDER BY second",
    );
    let params = [
        (":toolset", toolset.into()),
        (":from", (now - COUNTED).into()),
        (":to", (now + 1).into()),
    ];
    db.all(&COUNT, &params, |row| {
        let calls = u32::try_from(row.integer("calls")?).unwrap_or(u32::MAX);
        Ok(Second { at: row.integer("second")?, calls })
    })
}

/// Adds calls to a toolset's seconds, and forgets those that no longer count.
pub fn add(db: &mut TenantWrite<'_>, toolset: &str, seconds: &[Second], now: i64) -> Result<()> {
    const FORGET: Dml = Dml::scoped(
        "DELETE FROM call_rate
         WHERE tenant_id = :tenant AND toolset = :toolset AND (second <= :from OR second > :to)",
    );
    const ADD: Dml = Dml::scoped(
        "INSERT INTO call_rate (tenant_id, toolset, second, calls)
         VALUES (:tenant, :toolset, :second, :calls)
         ON CONFLICT (tenant_id, toolset, second) DO UPDATE SET calls = calls + excluded.calls",
    );
    let params = [
        (":toolset", toolset.into()),
        (":from", (now - COUNTED).into()),
        (":to", (now + 1).into()),
    ];
    db.execute(&FORGET, &params)?;
    for Second { at, calls } in seconds.iter().filter(|second| counts(second.at, now)) {
        let params =
            [(":toolset", toolset.into()), (":second", (*at).into()), (":calls", (*calls).into())];
        db.execute(&ADD, &params)?;
    }
    Ok(())
}
