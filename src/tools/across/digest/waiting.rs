//! What waits for the person: proposals, drafts of documents, and what was sent and did not arrive.

use super::{Part, counted};
use crate::{
    clock::Time,
    error::Result,
    store::{Sql, TenantRead},
};

pub(super) fn of_person(db: &TenantRead<'_>, since: Time) -> Result<Option<Part>> {
    const PROPOSALS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM proposal
         WHERE tenant_id = :tenant AND status = 'open' AND expires_at > :now",
    );
    const FAILED: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM message
         WHERE tenant_id = :tenant AND direction = 'out' AND created_at >= :since
           AND status IN ('failed', 'unknown')",
    );
    const DRAFTS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM invoice WHERE tenant_id = :tenant AND status = 'draft'",
    );
    let mut said = Vec::new();
    let proposals = db.count(&PROPOSALS, &[(":now", db.now()?.into())])?;
    if proposals > 0 {
        let what = counted(proposals, "proposal waits", "proposals wait");
        said.push((format!("{what} for a person's yes or no, in the console."), ""));
    }
    if db.may_read("invoice") {
        let drafts = db.count(&DRAFTS, &[])?;
        if drafts > 0 {
            let what =
                counted(drafts, "quote or invoice is a draft", "quotes and invoices are drafts");
            let look = "queryData { entity: \"invoice\", filter: { status: \"draft\" } }";
            said.push((format!("{what}."), look));
        }
    }
    if db.may_read("message") {
        let failed = db.count(&FAILED, &[(":since", since.into())])?;
        if failed > 0 {
            let what = counted(failed, "message", "messages");
            let look = "queryData { entity: \"message\", filter: { direction: \"out\" } }";
            said.push((format!("{what} failed, or may not have arrived."), look));
        }
    }
    Ok(Part::of("waiting", said))
}
