//! Verifies a tenant's hash chain: reads every row and reports the first one that does not fit, and why.

use std::{fmt, ops::ControlFlow};

use super::{HASHED_COLUMNS, erase::ErasureCheck, link};
use crate::{
    error::Result,
    store::{Param, Row, Sql, TenantRead},
};

/// The rows read per batch.
const ROWS_MAX: i64 = 1_000;

/// The result of the verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every chained row is unchanged.
    Whole {
        /// The number of chained rows.
        rows: i64,
        /// The number of rows from before the chain. Of these only gaps can be detected.
        unchained: i64,
        /// The number of chained rows whose arguments were erased, each listed by a later tombstone.
        erased: usize,
        /// The hash of the last row; `None` if no row is chained.
        head: Option<String>,
        /// The `seq` of the row with the hash that was asked for.
        head_at: Option<i64>,
    },
    /// The first row that does not fit.
    Broken {
        /// The `seq` of the row, or of the missing one.
        seq: i64,
        /// The id of the row at that `seq`.
        id: Option<String>,
        fault: Fault,
    },
}

/// What is wrong with the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its content was changed, it was not written by deskhand, or the row before it is gone.
    Changed,
    /// No row has this `seq`.
    Missing {
        /// The `seq` of the next row that exists.
        next: i64,
    },
    /// The row was written with another `seq`.
    Reordered {
        /// The `seq` of the row that belongs here.
        belongs: i64,
    },
    /// The row was inserted between two others.
    Inserted,
    /// The arguments are gone, and no tombstone lists the row.
    Blanked,
    /// No row has the hash that was asked for: rows were cut off at the end, or it is another log.
    HeadUnknown,
}

impl Fault {
    /// The code for programs (`--json`).
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Changed => "changed",
            Fault::Missing { .. } => "missing",
            Fault::Reordered { .. } => "reordered",
            Fault::Inserted => "inserted",
            Fault::Blanked => "blanked",
            Fault::HeadUnknown => "headUnknown",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Changed => f.write_str(
                "was changed, was not written by deskhand, or the row before it was taken out",
            ),
            Fault::Missing { next } => write!(f, "is missing; the next one is row {next}"),
            Fault::Reordered { belongs } => {
                write!(f, "is at another's place; row {belongs} belongs here")
            }
            Fault::Inserted => f.write_str("was inserted"),
            Fault::Blanked => {
                f.write_str("has lost its arguments, and no row says that it erased them")
            }
            Fault::HeadUnknown => f.write_str(
                "is the last, and none has that head: later rows are gone, or it is another log's",
            ),
        }
    }
}

/// A row of the hash chain.
struct ChainRow {
    seq: i64,
    id: String,
    tool: String,
    outcome: String,
    arguments: String,
    values: Vec<Param<'static>>,
    salt: Option<String>,
    hash: Option<String>,
}

impl ChainRow {
    fn read(row: &Row<'_>) -> Result<ChainRow> {
        let value = |column: &&str| match column.trim_start_matches(':') {
            whole @ ("seq" | "duration_us" | "created_at") => row.integer(whole).map(Param::from),
            later @ ("newest" | "run" | "boot" | "was_ahead") => {
                row.integer_or_none(later).map(Param::from)
            }
            text => row.text_or_none(text).map(Param::from),
        };
        Ok(ChainRow {
            seq: row.integer("seq")?,
            id: row.text("id")?,
            tool: row.text("tool")?,
            outcome: row.text("outcome")?,
            arguments: row.text("arguments")?,
            values: HASHED_COLUMNS.iter().map(value).collect::<Result<_>>()?,
            salt: row.text_or_none("salt")?,
            hash: row.text_or_none("hash")?,
        })
    }

    /// Whether the hash proves that the row was written at `seq` after a row with the hash `previous`.
    fn follows(&self, tenant: &str, previous: &str, seq: i64) -> bool {
        let Some(hash) = &self.hash else { return false };
        *hash == link(tenant, previous, seq, self.salt.as_deref(), &self.values)
    }
}

/// Verifies the tenant's rows. With `head`, one of them must have that hash: only this detects rows that were cut off
/// at the end.
pub fn verify(db: &TenantRead<'_>, head: Option<&str>) -> Result<Verdict> {
    let (mut seq, mut rows, mut unchained, mut head_at) = (0, 0, 0, None);
    let (mut previous, mut seen) = (String::new(), ErasureCheck::default());
    let broken = each(db, |row| {
        seq += 1;
        if row.seq > seq {
            let fault = Fault::Missing { next: row.seq };
            return Ok(ControlFlow::Break(Verdict::Broken { seq, id: None, fault }));
        }
        if row.seq == seq && row.hash.is_none() && rows == 0 {
            unchained += 1;
            return Ok(ControlFlow::Continue(()));
        }
        if row.seq < seq || !row.follows(&db.tenant, &previous, seq) {
            let fault = if row.seq < seq { Fault::Inserted } else { why(db, &previous, &row)? };
            let (seq, id) = (row.seq, Some(row.id));
            return Ok(ControlFlow::Break(Verdict::Broken { seq, id, fault }));
        }
        rows += 1;
        match row.salt {
            Some(_) => seen.named(seq, &row.tool, &row.outcome, &row.arguments),
            None => seen.erased(seq),
        }
        previous = row.hash.unwrap_or_default();
        if head == Some(previous.as_str()) {
            head_at = Some(seq);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if let Some(broken) = broken {
        return Ok(broken);
    }
    if head.is_some() && head_at.is_none() {
        return Ok(Verdict::Broken { seq, id: None, fault: Fault::HeadUnknown });
    }
    let head = (rows > 0).then_some(previous);
    Ok(match seen.result() {
        Ok(erased) => Verdict::Whole { rows, unchained, erased, head, head_at },
        Err(seq) => Verdict::Broken { seq, id: None, fault: Fault::Blanked },
    })
}

/// Why `broken` does not fit after a row with the hash `previous`: looks for the row that does.
fn why(db: &TenantRead<'_>, previous: &str, broken: &ChainRow) -> Result<Fault> {
    let fault = each(db, |row| {
        if row.seq == broken.seq || !row.follows(&db.tenant, previous, broken.seq) {
            return Ok(ControlFlow::Continue(()));
        }
        let hash = row.hash.as_deref().unwrap_or_default();
        let next = broken.seq + 1;
        // The right row is at the next place, and `broken` does not fit after it: so `broken` was inserted.
        let is_moved_along = row.seq == next && !broken.follows(&db.tenant, hash, next);
        Ok(ControlFlow::Break(if is_moved_along {
            Fault::Inserted
        } else {
            Fault::Reordered { belongs: row.seq }
        }))
    })?;
    Ok(fault.unwrap_or(Fault::Changed))
}

/// Calls `look` with every row in order until it breaks off.
fn each<B>(
    db: &TenantRead<'_>,
    mut look: impl FnMut(ChainRow) -> Result<ControlFlow<B>>,
) -> Result<Option<B>> {
    const ROWS: Sql = Sql::scoped(
        "SELECT seq, id, agent_id, session_id, request_id, tool, arguments, outcome, error_code,
                duration_us, change_id, client, protocol, created_at, newest, run, boot, was_ahead,
                salt, hash
         FROM call WHERE tenant_id = :tenant AND seq >= :from ORDER BY seq LIMIT :most",
    );
    let mut from = i64::MIN;
    loop {
        let params = [(":from", from.into()), (":most", ROWS_MAX.into())];
        let rows = db.all(&ROWS, &params, ChainRow::read)?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(None) };
        for row in rows {
            if let ControlFlow::Break(found) = look(row)? {
                return Ok(Some(found));
            }
        }
        let Some(next) = last.checked_add(1) else { return Ok(None) };
        from = next;
    }
}
