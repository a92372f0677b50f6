//! Repeated calls: the same key gets the first answer, for thirty days and across restarts.
//!
//! The answer is stored in the transaction of the write, so a server that is killed between commit and
//! reply answers the repetition with what it did.

use serde_json::Value;

use super::Call;
use crate::{
    error::{Code, Error, Result},
    store::{Dml, Sql, TenantWrite},
    tool::arguments::Control,
};

const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A key within tenant, agent and tool, and the arguments that it stands for.
pub(super) struct Key {
    pub(super) tool: String,
    pub(super) text: String,
    pub(super) arguments: String,
}

impl Key {
    /// The key of a call, if it has one. A dry run does nothing that a key could repeat.
    pub(super) fn of(call: &Call, digest: &str, control: &Control) -> Option<Key> {
        let text = control.idempotency_key.clone().filter(|_| !control.dry_run)?;
        // The key belongs to the tool; which of its actions was meant is part of the arguments.
        let arguments = format!("{} {digest}", call.operation());
        Some(Key { tool: call.asked.clone(), text, arguments })
    }
}

/// The answer that the key got before.
///
/// # Errors
/// `IDEMPOTENCY_KEY_REUSED` when it was used with other arguments.
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

/// Keeps the answer, in the place of what was on its way; lets go of those that are too old.
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

/// Lets go of a key: what it stood for was not done.
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
