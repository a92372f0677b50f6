//! The clock of a handle, by which things expire.
//!
//! The newest time that any process has seen is in the last row of the call log. It is read once per transaction, when
//! first needed; a write reads that row anyway.

use std::cell::{Cell, OnceCell};

use super::TenantRead;
use crate::{
    clock::{Seen, Steady, Time},
    error::Result,
    principal::Caller,
    store::{Sql, engine::Connection},
};

/// The end of a tenant's call log.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Head {
    /// The `seq` of the last row; 0 if there is none.
    pub seq: i64,
    /// The hash of the last row; empty if no row is chained yet.
    pub hash: String,
}

impl<'a> TenantRead<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        steady: &'a Steady,
        who: &'a Caller,
    ) -> TenantRead<'a> {
        let tenant = who.principal.tenant.id.to_string();
        TenantRead {
            voice: super::Voice::default(),
            connection,
            steady,
            who,
            tenant,
            head: Cell::new(None),
            site: OnceCell::new(),
            loaded: None,
            counts: Cell::new(false),
            total: Cell::new(None),
            sought: std::cell::RefCell::default(),
        }
    }
}

impl TenantRead<'_> {
    /// The time by which things expire: never behind the wall clock, nor behind the newest time that any process has
    /// seen for this tenant. Dates for people come from [`clock::now`](crate::clock::now).
    pub fn now(&self) -> Result<Time> {
        self.look()?;
        Ok(self.steady.now())
    }

    /// The start of a window of `ms` milliseconds that ends at [`TenantRead::now`]. What was recorded later is in the
    /// window, also after the wall clock has jumped ahead.
    pub fn since(&self, ms: i64) -> Result<Time> {
        self.look()?;
        Ok(self.steady.since(ms))
    }

    /// How far that time is ahead of the wall clock, in milliseconds; 0 unless the wall clock was turned back.
    pub fn ahead(&self) -> Result<i64> {
        self.look()?;
        Ok(self.steady.ahead())
    }

    fn look(&self) -> Result<()> {
        let head = self.head()?;
        self.keep_head(Some(head));
        Ok(())
    }

    /// The end of the tenant's call log, read once in a transaction.
    pub(in crate::store) fn head(&self) -> Result<Head> {
        match self.head.take() {
            Some(head) => Ok(head),
            None => end_of_log(self),
        }
    }

    /// Stores the new end of the call log; `None` forgets it, because rows may have been rolled back.
    pub(in crate::store) fn keep_head(&self, head: Option<Head>) {
        self.head.set(head);
    }
}

/// Reads the end of the call log, and lets the clock learn the newest time in it.
fn end_of_log(db: &TenantRead<'_>) -> Result<Head> {
    // Rows of earlier versions have only `created_at`, the time when the call began.
    const LAST: Sql = Sql::scoped(
        "SELECT seq, hash, coalesce(newest, created_at) AS newest, coalesce(run, 0) AS run, boot,
                coalesce(was_ahead, 0) AS was_ahead
         FROM call WHERE tenant_id = :tenant ORDER BY seq DESC LIMIT 1",
    );
    let last = db.first(&LAST, &[], |row| {
        let head =
            Head { seq: row.integer("seq")?, hash: row.text_or_none("hash")?.unwrap_or_default() };
        let seen = Seen {
            newest: row.time("newest")?,
            run: row.integer("run")?,
            boot: row.integer_or_none("boot")?,
            was_ahead: row.integer("was_ahead")?,
        };
        Ok((head, seen))
    })?;
    let (head, seen) = last.unzip();
    db.steady.learn(seen);
    Ok(head.unwrap_or_default())
}
