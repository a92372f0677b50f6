//! Counts a tenant's calls within the last minute, shared by all processes: one number for each toolset and second.
//! Older ones are deleted.
//!
//! Messages are not counted here, because each is stored anyway: use [`messages_within_minute`] in the transaction
//! that stores the next one.

use super::{Dml, Sql, TenantRead, TenantWrite};
use crate::{
    clock::{Steady, Time},
    error::{Code, Error, Result},
};

/// How many seconds a call counts: the second in which it began, and the minute after it.
const COUNTED: i64 = 61;

const COUNTED_MS: i64 = COUNTED * 1_000;

/// The calls of a toolset within one second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Second {
    /// Seconds since 1970.
    pub at: i64,
    pub calls: u32,
}

/// The last minute, as seconds since 1970 by [`TenantRead::now`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minute {
    /// The second before the minute begins.
    pub since: i64,
    /// The current second.
    pub now: i64,
}

impl Minute {
    /// The minute that ends now, by this process's clock.
    pub fn of(steady: &Steady) -> Minute {
        let (since, now) = steady.window(COUNTED_MS);
        Minute::between(since, now)
    }

    /// The minute that ends now, by the tenant's clock, which all processes share.
    pub fn of_all(db: &TenantRead<'_>) -> Result<Minute> {
        Ok(Minute::between(db.since(COUNTED_MS)?, db.now()?))
    }

    fn between(since: Time, now: Time) -> Minute {
        Minute { since: second(since), now: second(now) }
    }

    /// Whether a call in that second still counts. A second in the future counts too: another process's clock is
    /// slightly ahead.
    pub fn counts(self, at: i64) -> bool {
        at > self.since
    }
}

/// A time in seconds since 1970.
fn second(at: Time) -> i64 {
    at.0.div_euclid(1_000)
}

/// How many calls count within `minute`.
pub fn total<'a>(seconds: impl IntoIterator<Item = &'a Second>, minute: Minute) -> u64 {
    let counting = seconds.into_iter().filter(|second| minute.counts(second.at));
    counting.map(|second| u64::from(second.calls)).sum()
}

/// Refuses another `what` if the limit is reached; the error says when the next one is possible.
///
/// # Errors
/// `RATE_LIMITED`
pub fn refuse_beyond<'a>(
    limit: u32,
    what: &str,
    seconds: impl IntoIterator<Item = &'a Second>,
    minute: Minute,
) -> Result<()> {
    let mut counting: Vec<&Second> =
        seconds.into_iter().filter(|second| minute.counts(second.at)).collect();
    counting.sort_by_key(|second| std::cmp::Reverse(second.at));
    // Calls newer than the one that must expire before the next call is possible.
    let mut newer = 0;
    let last = counting.into_iter().find(|second| {
        newer += u64::from(second.calls);
        newer >= u64::from(limit)
    });
    let Some(last) = last else { return Ok(()) };
    let wait = (last.at - minute.since).clamp(1, COUNTED);
    Err(Error::new(Code::RateLimited, format!("more than {limit} {what} in a minute"))
        .suggest(format!("wait {wait} seconds, then try the same call again")))
}

/// Refuses another message if the tenant has sent as many within a minute as its limit allows. `recorded` holds the
/// times (by [`TenantRead::now`]) of the stored messages, at least all since [`minute_began`], read in the transaction
/// that stores the next message.
///
/// # Errors
/// `RATE_LIMITED`
pub fn messages_within_minute(db: &TenantRead<'_>, recorded: &[Time]) -> Result<()> {
    let seconds: Vec<Second> =
        recorded.iter().map(|at| Second { at: second(*at), calls: 1 }).collect();
    let limit = db.policy().allowance.messages_a_minute;
    refuse_beyond(limit, "messages", &seconds, Minute::of_all(db)?)
}

/// The start of the last minute: what was recorded later counts.
pub fn minute_began(db: &TenantRead<'_>) -> Result<Time> {
    db.since(COUNTED_MS)
}

/// The calls of a toolset within the minute, by second, oldest first.
pub fn counted(db: &TenantRead<'_>, toolset: &str, minute: Minute) -> Result<Vec<Second>> {
    const COUNT: Sql = Sql::scoped(
        "SELECT second, calls FROM call_rate
         WHERE tenant_id = :tenant AND toolset = :toolset AND second > :since ORDER BY second",
    );
    let params = [(":toolset", toolset.into()), (":since", minute.since.into())];
    db.all(&COUNT, &params, |row| {
        let calls = u32::try_from(row.integer("calls")?).unwrap_or(u32::MAX);
        Ok(Second { at: row.integer("second")?, calls })
    })
}

/// Adds calls to a toolset's counters. A call that starts a new second, compared with `known`, also deletes expired
/// counters.
pub fn add(
    db: &mut TenantWrite<'_>,
    toolset: &str,
    seconds: &[Second],
    minute: Minute,
    known: &[Second],
) -> Result<()> {
    const FORGET: Dml = Dml::scoped(
        "DELETE FROM call_rate WHERE tenant_id = :tenant AND toolset = :toolset AND second <= :since",
    );
    const ADD: Dml = Dml::scoped(
        "INSERT INTO call_rate (tenant_id, toolset, second, calls)
         VALUES (:tenant, :toolset, :second, :calls)
         ON CONFLICT (tenant_id, toolset, second) DO UPDATE SET calls = call_rate.calls + excluded.calls",
    );
    let has_begun = |second: &Second| known.iter().any(|known| known.at == second.at);
    if !seconds.iter().all(has_begun) {
        db.execute(&FORGET, &[(":toolset", toolset.into()), (":since", minute.since.into())])?;
    }
    for Second { at, calls } in seconds.iter().filter(|second| minute.counts(second.at)) {
        let params =
            [(":toolset", toolset.into()), (":second", (*at).into()), (":calls", (*calls).into())];
        db.execute(&ADD, &params)?;
    }
    Ok(())
}
