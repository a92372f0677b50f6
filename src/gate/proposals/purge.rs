//! Deletes proposals that nobody decides about any more. What they changed stays in history; what they showed and were
//! called with is kept nowhere else.

use super::Inbox;
use crate::{
    clock::Time,
    error::Result,
    principal::Tenant,
    store::{Deadline, Dml, Sql, TenantRead, TenantWrite},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Those that were decided, or have expired, before `:before`. The newest stays: the next is numbered after it.
macro_rules! old {
    ($begins:literal) => {
        concat!(
            $begins,
            " FROM proposal WHERE tenant_id = :tenant
               AND ((status = 'open' AND expires_at < :before) OR (status <> 'open' AND decided_at < :before))
               AND number < (SELECT max(p.number) FROM proposal p WHERE p.tenant_id = :tenant)"
        )
    };
}

impl Inbox {
    /// How many proposals do not wait any more since more than `days` days.
    pub fn old(&self, tenant: &Tenant, days: u16) -> Result<usize> {
        const COUNT: Sql = Sql::scoped(old!("SELECT count(*) AS n"));
        let found = self.store.read(&self.reader(tenant)?, |db| {
            db.first(&COUNT, &[(":before", before(db, days)?.into())], |row| row.integer("n"))
        })?;
        Ok(found.and_then(|count| usize::try_from(count).ok()).unwrap_or(0))
    }

    /// Deletes them; returns how many.
    pub async fn purge(&self, tenant: &Tenant, days: u16) -> Result<usize> {
        const PURGE: Dml = Dml::scoped(old!("DELETE"));
        let purging = move |db: &mut TenantWrite<'_>| {
            let before = before(db, days)?;
            db.execute(&PURGE, &[(":before", before.into())])
        };
        self.store
            .write(&self.reader(tenant)?, &Deadline::of(super::decide::DEADLINE), purging)
            .await
    }
}

fn before(db: &TenantRead<'_>, days: u16) -> Result<Time> {
    Ok(db.now()?.plus_ms(-i64::from(days) * DAY_MS))
}
