//! Open questions that are too long for a client: they can be read here completely, but not answered.

use serde::Serialize;
use serde_json::{Value, json};

use super::Inbox;
use crate::{
    clock::Time,
    error::{Error, Result},
    gate::preview::StoredPreview,
    id::ConfirmationId,
    principal::Tenant,
    store::{Row, Sql},
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
    pub created_at: Time,
    pub expires_at: Time,
}

impl Inbox {
    /// The open questions of a tenant that were cut in the client, newest first.
    pub fn questions(&self, tenant: &Tenant) -> Result<Vec<Question>> {
        const OPEN: Sql = Sql::scoped(
            "SELECT c.id, c.tool, c.shown, c.created_at, c.expires_at, a.name AS agent
             FROM confirmation c JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
             WHERE c.tenant_id = :tenant AND c.shown IS NOT NULL AND c.used_at IS NULL
               AND c.expires_at > :now
             ORDER BY c.created_at DESC, c.id DESC LIMIT 50",
        );
        self.store.read(&self.reader(tenant)?, |db| {
            let ahead = db.ahead()?;
            db.all(&OPEN, &[(":now", db.now()?.into())], |row| question(row, ahead))
        })
    }

    /// The question with that id.
    pub fn question(&self, tenant: &Tenant, which: &str) -> Result<Option<Question>> {
        let open = self.questions(tenant)?;
        Ok(open.into_iter().find(|question| question.id.to_string() == which))
    }
}

/// Its expiry is converted to the wall clock, which the tenant's clock may be ahead of.
fn question(row: &Row<'_>, ahead: i64) -> Result<Question> {
    let kept: StoredPreview = serde_json::from_str(&row.text("shown")?).map_err(Error::internal)?;
    let gone = kept.gone.into_iter().map(|mut thing| {
        if let Some(thing) = thing.as_object_mut() {
            thing.extend([("op".to_owned(), "delete".into()), ("fields".to_owned(), json!({}))]);
        }
        thing
    });
    Ok(Question {
        id: row.id("id")?,
        agent: row.text("agent")?,
        tool: row.text("tool")?,
        summary: kept.asked,
        changes: gone.chain(kept.changes).collect(),
        departure: kept.leaves,
        fetched: kept.fetched,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?.plus_ms(-ahead),
    })
}
