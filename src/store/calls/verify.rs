//! The verification of a tenant's chain: walks over every row and says which is the first that does not fit,
//! and why.

use std::{fmt, ops::ControlFlow};

use super::{HASHED, erase::Seen, link};
use crate::{
    error::Result,
    store::{Param, Row, Sql, TenantRead},
};

/// So many rows are held at a time.
const ROWS_MAX: i64 = 1_000;

/// What the walk has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every chained row is as it was written.
    Whole {
        /// How many rows are chained.
        rows: i64,
        /// How many are from before there was a chain; nothing is known of them but that none is missing.
        unchained: i64,
        /// How many of the chained rows have had their arguments erased, each named by a later row that erased them.
        erased: usize,
        /// The last row's hash; none without a chained row.
        head: Option<String>,
        /// Where the head that was asked for stands.
        head_at: Option<i64>,
    },
    /// The first row that is not.
    Broken {
        /// Where it stands, or should.
        seq: i64,
        /// The id of what stands there.
        id: Option<String>,
        /// What is wrong.
        fault: Fault,
    },
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not as it was written, or was never written by deskhand.
    Changed,
    /// It is not there; the next row stands here.
    Missing {
        /// Where the next row stands.
        next: i64,
    },
    /// It was written at another place.
    Reordered {
        /// Where the row stands that belongs here.
        belongs: i64,
    },
    /// It was put between two others.
    Inserted,
    /// Its arguments are gone, and no later row says that it erased them.
    Blanked,
    /// No row has the head that was asked for.
    HeadUnknown,
}

impl Fault {
    /// One word for programs.
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

/// A row of the chain.
struct Link {
    seq: i64,
    id: String,
    tool: String,
    outcome: String,
    arguments: String,
    values: Vec<Param<'static>>,
    salt: Option<String>,
    hash: Option<String>,
}

impl Link {
    fn read(row: &Row<'_>) -> Result<Link> {
        let value = |column: &&str| match column.trim_start_matches(':') {
            whole @ ("seq" | "duration_us" | "created_at") => row.integer(whole).map(Param::from),
            later @ ("newest" | "run" | "boot" | "was_ahead") => {
                row.integer_or_none(later).map(Param::from)
            }
            text => row.text_or_none(text).map(Param::from),
        };
        Ok(Link {
            seq: row.integer("seq")?,
            id: row.text("id")?,
            tool: row.text("tool")?,
            outcome: row.text("outcome")?,
            arguments: row.text("arguments")?,
            values: HASHED.iter().map(value).collect::<Result<_>>()?,
            salt: row.text_or_none("salt")?,
            hash: row.text_or_none("hash")?,
        })
    }

    /// Whether it was written at `seq` after a row with the hash `previous`.
    fn follows(&self, tenant: &str, previous: &str, seq: i64) -> bool {
        let Some(hash) = &self.hash else { return false };
        *hash == link(tenant, previous, seq, self.salt.as_deref(), &self.values)
    }
}

/// Walks over the tenant's rows. With `head`, one of them must have that hash: only so can it be seen that
/// rows were taken from the end.
pub fn verify(db: &TenantRead<'_>, head: Option<&str>) -> Result<Verdict> {
    let (mut seq, mut rows, mut unchained, mut head_at) = (0, 0, 0, None);
    let (mut previous, mut seen) = (String::new(), Seen::default());
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
    Ok(match seen.settled() {
        Ok(erased) => Verdict::Whole { rows, unchained, erased, head, head_at },
        Err(seq) => Verdict::Broken { seq, id: None, fault: Fault::Blanked },
    })
}

/// Why `broken` does not follow a row with the hash `previous`: another row may.
fn why(db: &TenantRead<'_>, previous: &str, broken: &Link) -> Result<Fault> {
    let fault = each(db, |row| {
        if row.seq == broken.seq || !row.follows(&db.tenant, previous, broken.seq) {
            return Ok(ControlFlow::Continue(()));
        }
        let hash = row.hash.as_deref().unwrap_or_default();
        let next = broken.seq + 1;
        // The right one is moved along by one that never belonged here.
        let is_moved_along = row.seq == next && !broken.follows(&db.tenant, hash, next);
        Ok(ControlFlow::Break(if is_moved_along {
            Fault::Inserted
        } else {
            Fault::Reordered { belongs: row.seq }
        }))
    })?;
    Ok(fault.unwrap_or(Fault::Changed))
}

/// Hands over every row in order, until one is enough.
fn each<B>(
    db: &TenantRead<'_>,
    mut look: impl FnMut(Link) -> Result<ControlFlow<B>>,
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
        let rows = db.all(&ROWS, &params, Link::read)?;
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
