//! The site of a handle: read by who asks for it, once in a transaction, and never kept for longer. Another process may
//! have changed it since.

use std::rc::Rc;

use super::TenantRead;
use crate::{
    error::{Error, Result},
    store::{
        engine::Connection,
        entity::{Select, SiteRow, Table as _, select},
    },
    value::Zone,
};

/// The one row of a tenant.
pub(in crate::store) fn of(connection: &Connection, tenant: &str) -> Result<SiteRow> {
    const SITE: Select<SiteRow> = select!(SiteRow, "id <> '' LIMIT 1");
    let found = connection.query(SITE.sql().text(), Some(tenant), &[], SiteRow::read)?;
    found.into_iter().next().ok_or_else(|| Error::internal("a tenant without a site"))
}

impl TenantRead<'_> {
    /// Whose site it is, as of now.
    pub(crate) fn site(&self) -> Result<Rc<SiteRow>> {
        if let Some(known) = self.site.get() {
            return Ok(Rc::clone(known));
        }
        let site = Rc::new(of(self.connection, &self.tenant)?);
        // What is being written may change it.
        if self.loaded.is_some() {
            let _ = self.site.set(Rc::clone(&site));
        }
        Ok(site)
    }

    /// The time zone in which its days are.
    pub(crate) fn zone(&self) -> Result<Zone> {
        Ok(self.site()?.zone())
    }
}
