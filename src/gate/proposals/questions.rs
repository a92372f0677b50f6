//! Open questions: those that no client can ask are answered here, and those that are too long for their client can be
//! read here completely.

use serde::Serialize;
use serde_json::Value;

use super::Inbox;
use crate::{
    clock::Time,
    error::Result,
    gate::{preview::StoredPreview, proposal::as_change, sealed},
    id::ConfirmationId,
    principal::Tenant,
    store::{Row, Sql, TenantRead},
    tool::Departure,
};

/// An open question with whole texts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The token of the preview that it is about.
    pub id: ConfirmationId,
    /// The name of the agent.
    pub agent: String,
    /// The tool, with its action where it has several.
    pub tool: String,
    /// The first sentence of the question.
    pub summary: String,
    /// All changes, with whole texts: each `{ entity, id, op, fields }`.
    pub changes: Vec<Value>,
    /// What would be sent, with whole texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<Departure>,
    /// The addresses of images that a browser would load from outside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fetched: Vec<String>,
    /// Whether it can be answered here. Otherwise it is answered in the client that asks.
    pub is_decidable: bool,
    pub created_at: Time,
    pub expires_at: Time,
}

impl Inbox {
    /// The open questions of a tenant that are kept, newest first: those that were cut in their client, and those that
    /// no client can ask.
    pub fn questions(&self, tenant: &Tenant) -> Result<Vec<Question>> {
        self.store.read(&self.reader(tenant)?, open)
    }

    /// The question with that id.
    pub fn question(&self, tenant: &Tenant, which: &str) -> Result<Option<Question>> {
        let open = self.questions(tenant)?;
        Ok(open.into_iter().find(|question| question.id.to_string() == which))
    }
}

/// The open questions that are kept, newest first.
pub(super) fn open(db: &TenantRead<'_>) -> Result<Vec<Question>> {
    const OPEN: Sql = Sql::scoped(
        "SELECT c.id, c.tool, c.shown, c.created_at, c.expires_at, a.name AS agent
         FROM confirmation c JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
         WHERE c.tenant_id = :tenant AND c.shown IS NOT NULL AND c.used_at IS NULL
           AND c.expires_at > :now
         ORDER BY c.created_at DESC, c.id DESC LIMIT 50",
    );
    let ahead = db.ahead()?;
    let found = db.all(&OPEN, &[(":now", db.now()?.into())], |row| question(db, row, ahead))?;
    Ok(found.into_iter().flatten().collect())
}

/// Its expiry is converted to the wall clock, which the tenant's clock may be ahead of. `None` for one that another
/// version, or with another secret, has kept.
fn question(db: &TenantRead<'_>, row: &Row<'_>, ahead: i64) -> Result<Option<Question>> {
    let id = row.id("id")?;
    let Ok(kept) = sealed::open(db, id, &row.text("shown")?) else { return Ok(None) };
    let kept = StoredPreview::of(&kept)?;
    let gone = kept.gone.into_iter().map(as_change);
    Ok(Some(Question {
        id,
        agent: row.text("agent")?,
        tool: row.text("tool")?,
        summary: kept.asked,
        changes: gone.chain(kept.changes).collect(),
        departure: kept.leaves,
        fetched: kept.fetched,
        is_decidable: kept.call.is_some(),
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?.plus_ms(-ahead),
    }))
}
