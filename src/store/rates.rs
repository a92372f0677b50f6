//! How many calls a tenant has made of late, counted by all its processes together: a number for each toolset
//! and second of the last minute, and nothing older.
//!
//! Messages are not counted here: they are on record themselves, so whoever sends one asks
//! [`messages_within_minute`] in the transaction that records it.

use super::{Dml, Sql, TenantRead, TenantWrite};
use crate::{
    clock::{Steady, Time},
    error::{Code, Error, Result},
};

/// For how many seconds a call counts: the second in which it began, and the minute after.
const COUNTED: i64 = 61;

const COUNTED_MS: i64 = COUNTED * 1_000;

/// Calls of a toolset in one second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Second {
    /// Which second since 1970.
    pub at: i64,
    /// How many calls began in it.
    pub calls: u32,
}

/// The last minute, in the time of [`TenantRead::now`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minute {
    /// The last second before it.
    pub since: i64,
    /// The present second.
    pub now: i64,
}

impl Minute {
    /// The minute that ends now, as far as this process knows.
    pub fn of(steady: &Steady) -> Minute {
        let (since, now) = steady.window(COUNTED_MS);
        Minute::between(since, now)
    }

    /// The minute that ends now.
    pub fn of_all(db: &TenantRead<'_>) -> Result<Minute> {
        Ok(Minute::between(db.since(COUNTED_MS)?, db.now()?))
    }

    fn between(since: Time, now: Time) -> Minute {
        Minute { since: second(since), now: second(now) }
    }

    /// Whether a call in that second still counts. One that lies ahead does: another process is a little further.
    pub fn counts(self, at: i64) -> bool {
        at > self.since
    }
}

/// The second of a moment.
fn second(at: Time) -> i64 {
    at.0.div_euclid(1_000)
}

/// How many calls count.
pub fn total<'a>(seconds: impl IntoIterator<Item = &'a Second>, minute: Minute) -> u64 {
    let counting = seconds.into_iter().filter(|second| minute.counts(second.at));
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
    minute: Minute,
) -> Result<()> {
    let mut counting: Vec<&Second> =
        seconds.into_iter().filter(|second| minute.counts(second.at)).collect();
    counting.sort_by_key(|second| std::cmp::Reverse(second.at));
    // The newest that must have gone before there is room for one more.
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

/// Refuses one more message where the tenant has sent as many within a minute as it may. `recorded` is when
/// those were recorded that are on record, in the time of [`TenantRead::now`], at least all since the moment
/// [`minute_began`], read in the transaction that records the next one.
///
/// # Errors
/// `RATE_LIMITED`
pub fn messages_within_minute(db: &TenantRead<'_>, recorded: &[Time]) -> Result<()> {
    let seconds: Vec<Second> =
        recorded.iter().map(|at| Second { at: second(*at), calls: 1 }).collect();
    let limit = db.policy().allowance.messages_a_minute;
    refuse_beyond(limit, "messages", &seconds, Minute::of_all(db)?)
}

/// What was recorded after this counts.
pub fn minute_began(db: &TenantRead<'_>) -> Result<Time> {
    db.since(COUNTED_MS)
}

/// The calls of a toolset that count, oldest first.
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

/// Adds calls to a toolset's seconds. Whoever begins a second, as far as `known` says, forgets those that no longer
/// count.
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
