//! Idempotency keys: a repeated call with the same key gets the first answer, for 30 days and across restarts.
//!
//! The answer is stored in the transaction of the write. So if the server is killed between commit and reply, a
//! repeated call still gets the answer.

use serde_json::Value;

use super::Call;
use crate::{
    error::{Code, Error, Result},
    store::{Dml, Sql, TenantWrite},
    tool::arguments::Control,
};

const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A key, and the digest of the arguments that it was used with.
pub(super) struct Key {
    pub(super) tool: String,
    pub(super) text: String,
    pub(super) arguments: String,
}

impl Key {
    /// The key of a call, if it has one. A dry run uses none.
    pub(super) fn of(call: &Call, digest: &str, control: &Control) -> Option<Key> {
        let text = control.idempotency_key.clone().filter(|_| !control.dry_run)?;
        // The key belongs to the tool, so its action is treated as part of the arguments.
        let arguments = format!("{} {digest}", call.operation());
        Some(Key { tool: call.asked.clone(), text, arguments })
    }
}

/// The stored answer for the key.
///
/// # Errors
/// `IDEMPOTENCY_KEY_REUSED` if the key was used with other arguments.
pub(super) fn find(db: &TenantWrite<'_>, key: &Key) -> Result<Option<Value>> {
    const FIND: Sql = Sql::scoped(
        "SELECT arguments, answer FROM idempotency
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool AND key = :key
           AND created_at > :since",
    );
    let found = db.first(
        &FIND,
        &[
            (":agent", db.who().agent.id.into()),
            (":tool", key.tool.as_str().into()),
            (":key", key.text.as_str().into()),
            (":since", db.since(KEPT_MS)?.into()),
        ],
        |row| Ok((row.text("arguments")?, row.json("answer")?)),
    )?;
    match found {
        Some((arguments, _)) if arguments != key.arguments => Err(Error::new(
            Code::IdempotencyKeyReused,
            "this idempotencyKey was used before with other arguments",
        )
        .suggest("use a new key for a new call")),
        Some((_, answer)) => Ok(Some(answer)),
        None => Ok(None),
    }
}

/// Stores the answer, replacing the interim one; deletes expired answers.
pub(super) fn keep(db: &mut TenantWrite<'_>, key: &Key, answer: &Value) -> Result<()> {
    const FORGET: Dml =
        Dml::scoped("DELETE FROM idempotency WHERE tenant_id = :tenant AND created_at <= :since");
    const KEEP: Dml = Dml::scoped(
        "INSERT INTO idempotency (tenant_id, agent_id, tool, key, arguments, answer, created_at)
         VALUES (:tenant, :agent, :tool, :key, :arguments, :answer, :now)
         ON CONFLICT (tenant_id, agent_id, tool, key) DO UPDATE SET answer = excluded.answer",
    );
    let (now, since) = (db.now()?, db.since(KEPT_MS)?);
    db.execute(&FORGET, &[(":since", since.into())])?;
    let agent = db.who().agent.id;
    db.execute(
        &KEEP,
        &[
            (":agent", agent.into()),
            (":tool", key.tool.as_str().into()),
            (":key", key.text.as_str().into()),
            (":arguments", key.arguments.as_str().into()),
            (":answer", answer.to_string().into()),
            (":now", now.into()),
        ],
    )?;
    Ok(())
}

/// Deletes a key, because its call was certainly not executed.
pub(super) fn forget(db: &mut TenantWrite<'_>, key: &Key) -> Result<()> {
    const FORGET: Dml = Dml::scoped(
        "DELETE FROM idempotency
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool AND key = :key",
    );
    let agent = db.who().agent.id;
    db.execute(
        &FORGET,
        &[
            (":agent", agent.into()),
            (":tool", key.tool.as_str().into()),
            (":key", key.text.as_str().into()),
        ],
    )
    .map(|_| ())
}
