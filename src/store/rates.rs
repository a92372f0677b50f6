//! How many calls a tenant has made of late, counted by all its processes together: a number for each toolset
//! and second of the last minute, and nothing older.

use super::{Dml, Sql, TenantRead, TenantWrite};
use crate::{clock::Time, error::Result};

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
