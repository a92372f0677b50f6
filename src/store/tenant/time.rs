//! The time of a handle, by which things expire and windows go.
//!
//! The newest time that anybody has seen stands in the last row of the call log, which a transaction that writes reads
//! anyway: it is read once, at the first question.

use std::cell::Cell;

use super::TenantRead;
use crate::{
    clock::{Steady, Time},
    error::Result,
    principal::Caller,
    store::{
        calls::{self, Head},
        sqlite::Connection,
    },
};

impl<'a> TenantRead<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        steady: &'a Steady,
        who: &'a Caller,
    ) -> TenantRead<'a> {
        let tenant = who.principal.tenant.id.to_string();
        TenantRead { connection, steady, who, tenant, head: Cell::new(None), loaded: None }
    }
}

impl TenantRead<'_> {
    /// The time by which things expire: never behind the wall clock, nor behind the newest time that any process has
    /// seen for this tenant. What people read as a date is [`clock::now`](crate::clock::now).
    pub fn now(&self) -> Result<Time> {
        self.look()?;
        Ok(self.steady.now())
    }

    /// Where a window of so many milliseconds began, in the time of [`TenantRead::now`]: what is later is in it, also
    /// after the wall clock has jumped ahead.
    pub fn since(&self, ms: i64) -> Result<Time> {
        self.look()?;
        Ok(self.steady.since(ms))
    }

    /// By how much that time is ahead of the wall clock, in milliseconds: nothing, as long as that was never turned
    /// back.
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
            None => calls::head(self),
        }
    }

    /// Keeps what the end of the call log is now; nothing, where rows may have been taken back.
    pub(in crate::store) fn keep_head(&self, head: Option<Head>) {
        self.head.set(head);
    }
}
