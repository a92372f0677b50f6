//! The proposals of a request that are not approved.

use serde_json::Value;

use super::r#final::{NotSavedOut, WaitingOut};
use crate::{
    clock,
    error::Result,
    id::RequestId,
    store::{Sql, TenantWrite, entity},
};

/// The proposals of a request that are open, and those that were rejected.
#[derive(Default)]
pub(super) struct Proposed {
    pub(super) open: Vec<WaitingOut>,
    pub(super) rejected: Vec<NotSavedOut>,
}

/// The proposals of a request that are not approved.
pub(super) fn of(db: &TenantWrite<'_>, request: RequestId) -> Result<Proposed> {
    const OF_REQUEST: Sql = Sql::scoped(
        "SELECT tool, number, summary, changes, status, reason, expires_at FROM proposal
         WHERE tenant_id = :tenant AND request_id = :request AND status IN ('open', 'rejected')
         ORDER BY number",
    );
    let mut found = Proposed::default();
    let ahead = db.ahead()?;
    db.all(&OF_REQUEST, &[(":request", request.into())], |row| {
        let (tool, expires_at) = (row.text("tool")?, row.time("expires_at")?.plus_ms(-ahead));
        let number = row.integer("number")?;
        let what = summary(db, &tool, row.text("summary")?, &row.json("changes")?);
        let refused = |tool, what, code: &str, why: Option<String>| {
            let why = why.unwrap_or_else(|| format!("proposal {number} was not approved"));
            NotSavedOut { tool, what, code: code.to_owned(), why, ids: Vec::new() }
        };
        if row.text("status")? == "rejected" {
            let reason = row.text_or_none("reason")?;
            found.rejected.push(refused(tool, what, "PROPOSAL_REJECTED", reason));
        } else if expires_at > clock::now() {
            let (expires_at, proposal) = (Some(expires_at), Some(number));
            found.open.push(WaitingOut { tool, what, expires_at, proposal, ids: Vec::new() });
        } else {
            found.rejected.push(refused(tool, what, "PROPOSAL_EXPIRED", None));
        }
        Ok(())
    })?;
    Ok(found)
}

/// The summary of a proposal, unless it is about something that the agent may not read.
fn summary(db: &TenantWrite<'_>, tool: &str, said: String, changes: &Value) -> String {
    let entities =
        changes.as_array().into_iter().flatten().filter_map(|change| change.get("entity"));
    let entities = entities.filter_map(Value::as_str);
    if db.is_untold(tool, entities.clone()) {
        return "something that this agent may not read".to_owned();
    }
    let mut told = entities.filter_map(entity::of_name).chain(entity::of_tool(tool));
    if told.any(|entity| entity.private) {
        db.tells_of_people();
    }
    said
}
