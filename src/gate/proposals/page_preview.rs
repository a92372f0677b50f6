//! Shows how a page of the site would look: reads it as it is and inside a rehearsal, and renders it outside of the
//! transaction.

use super::Inbox;
use crate::{
    background,
    error::{Error, Result},
    gate::{
        proposal::{self, Proposal},
        propose::rehearse_after,
        resources::RENDERER,
    },
    id::ProposalId,
    principal::Tenant,
    site::{load, preview::Lookup, view::PageView},
    store::{Deadline, Sql, TenantRead, TenantWrite},
};

/// Which version of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

impl Inbox {
    /// The page that a proposal is about, as HTML; `None` if it is about no page, or the page does not exist in that
    /// version. `base` is put before its addresses.
    pub async fn look(
        &self,
        tenant: &Tenant,
        id: ProposalId,
        side: Side,
        base: &str,
    ) -> Result<Option<String>> {
        let proposal = self.find(tenant, &id.to_string())?;
        if !proposal.is_open() || proposal.operation()?.kind().is_outside() {
            return Ok(None);
        }
        let base = base.to_owned();
        let agent = self.asker(tenant, std::slice::from_ref(&proposal))?;
        let look = move |db: &mut TenantWrite<'_>| {
            let before = proposal::open_of_request(db, proposal.request_id)?;
            let before = before.into_iter().filter(|earlier| earlier.number < proposal.number);
            let before: Vec<Proposal> = before.collect();
            rehearse_after(db, &before, |db| sides(db, &proposal, side, &base))
        };
        let found = self.store.write(&agent, &Deadline::of(super::decide::DEADLINE), look).await?;
        // Rendered after the transaction, so that other writes do not wait.
        let Some(view) = found else { return Ok(None) };
        let look = move || RENDERER.page_at(&view, Some(0)).map(Some).map_err(Error::internal);
        background::compute(look).await?
    }
}

/// The page in one version. The rows of the rehearsal say which page it is; it may exist only before or only after, so
/// both versions are tried.
fn sides(
    db: &mut TenantWrite<'_>,
    proposal: &Proposal,
    side: Side,
    base: &str,
) -> Result<Option<Box<PageView>>> {
    let (steps, session) = (proposal.steps()?, proposal.session());
    let (_, rows) = steps.attempt(db, &session, proposal.id, |_, _| Ok(false))?;
    let column = |row: &crate::store::ledger::RowChange, name: &str| {
        let columns = row.after.as_ref().and_then(|row| row.get(name));
        let columns = columns.or_else(|| row.before.as_ref().and_then(|row| row.get(name)));
        columns.and_then(|value| value.as_str().map(str::to_owned))
    };
    let mut page = None;
    for row in &rows {
        page = match row.entity.as_str() {
            "page" => Some(row.key.clone()),
            "section" => match column(row, "page_id") {
                Some(page) => Some(page),
                None => page_of(db, &row.key)?,
            },
            _ => None,
        };
        if page.is_some() {
            break;
        }
    }
    let Some(page) = page else { return Ok(None) };
    if side == Side::Before {
        return shown(db, &page, base);
    }
    let done = |db: &mut TenantWrite<'_>, proposal: &&Proposal| {
        steps.attempt(db, &session, proposal.id, |_, _| Ok(true)).map(|_| ())
    };
    db.rehearse_after(&[proposal], done, |db| shown(db, &page, base))
}

fn page_of(db: &TenantRead<'_>, section: &str) -> Result<Option<String>> {
    const OF: Sql =
        Sql::scoped("SELECT page_id FROM section WHERE tenant_id = :tenant AND id = :id");
    db.first(&OF, &[(":id", section.into())], |row| row.text("page_id"))
}

fn shown(db: &TenantRead<'_>, page: &str, base: &str) -> Result<Option<Box<PageView>>> {
    const PATH: Sql = Sql::scoped("SELECT path FROM page WHERE tenant_id = :tenant AND id = :id");
    let Some(path) = db.first(&PATH, &[(":id", page.into())], |row| row.text("path"))? else {
        return Ok(None);
    };
    let path = if path == crate::principal::HOME { "" } else { &path };
    match load::lookup(db, path, base)? {
        Lookup::Page(view) => Ok(Some(view)),
        Lookup::Redirect(_) | Lookup::NotFound(_) | Lookup::NoTenant => Ok(None),
    }
}
