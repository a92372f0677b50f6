//! Confirmation: what is executed is exactly what was shown.
//!
//! A preview stores the digest of the rows that it showed, and of what would be sent. The confirmed call runs the tool
//! again in its transaction and commits only if it changes exactly those rows and sends exactly that; otherwise
//! everything is rolled back and the new effect is shown. A confirmation is bound to tenant, agent, tool and
//! arguments, works once, and expires.

use super::{
    attempt::Attempt,
    digest::digest,
    preview::{LIVE_MS, Preview, StoredCall},
    proposal, propose, sealed,
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ConfirmationId,
    store::{Dml, Sql, TenantWrite},
    tool::Fallback,
};

/// A preview that a person has confirmed.
pub(super) struct Confirmation {
    pub(super) id: ConfirmationId,
    pub(super) digest: String,
}

/// Uses up the confirmation of this call and returns what was shown; `None` if there is none.
///
/// # Errors
/// `CONFIRMATION_INVALID` for a token that is wrong, used or expired.
pub(super) fn redeem(db: &mut TenantWrite<'_>, attempt: &Attempt) -> Result<Option<Confirmation>> {
    const FIND: Sql = Sql::scoped(
        "SELECT id, rows_digest FROM confirmation
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool AND arguments = :arguments
           AND expires_at > :now AND used_at IS NULL AND (CAST(:token AS text) IS NULL OR id = :token)
         ORDER BY expires_at DESC, id DESC LIMIT 1",
    );
    const USE: Dml = Dml::scoped(
        "UPDATE confirmation SET used_at = :now, shown = NULL
         WHERE tenant_id = :tenant AND id = :id AND used_at IS NULL",
    );
    let token = attempt.control.confirmation_token.as_deref();
    let now = db.now()?;
    let found = db.first(
        &FIND,
        &[
            (":agent", db.who().agent.id.into()),
            (":tool", attempt.call.operation().into()),
            (":arguments", attempt.digest.as_str().into()),
            (":now", now.into()),
            (":token", token.into()),
        ],
        |row| Ok(Confirmation { id: row.id("id")?, digest: row.text("rows_digest")? }),
    )?;
    if found.is_none()
        && let Some(before) =
            proposal::decided_before(db, attempt.call.operation(), &attempt.arguments)?
        && before.is_recent(now)
    {
        // The person has decided in the console meanwhile.
        return Err(before.is_settled());
    }
    if token.is_some() && found.is_none() {
        return Err(Error::new(
            Code::ConfirmationInvalid,
            "this confirmation is unknown, used, expired, or for another call",
        )
        .suggest("call again without confirmed and confirmationToken for a new preview"));
    }
    if let Some(shown) = &found {
        db.execute(&USE, &[(":id", shown.id.into()), (":now", clock::now().into())])?;
    }
    Ok(found)
}

/// Uses up a confirmation without executing the call, because the person declined.
pub(super) fn burn(db: &mut TenantWrite<'_>, token: &str) -> Result<()> {
    const BURN: Dml = Dml::scoped(
        "UPDATE confirmation SET used_at = :now, shown = NULL
         WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent AND used_at IS NULL",
    );
    let agent = db.who().agent.id;
    let values = [(":id", token.into()), (":agent", agent.into()), (":now", clock::now().into())];
    db.execute(&BURN, &values).map(|_| ())
}

/// The call of a preview, if a person can decide about it in the console: the client cannot ask them, and nobody has
/// to wait for its result.
fn decidable(attempt: &Attempt) -> Option<StoredCall> {
    let waits = !attempt.is_reachable && attempt.conduct.fallback == Fallback::Proposed;
    (waits && propose::refuse_large(&attempt.arguments).is_ok()).then(|| StoredCall {
        request: attempt.call.request.to_string(),
        arguments: attempt.arguments.as_ref().clone(),
    })
}

/// Stores a preview so that it can be confirmed.
pub(super) fn show(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    mut preview: Preview,
) -> Result<Box<Preview>> {
    const STORE: Dml = Dml::scoped(
        "INSERT INTO confirmation
           (tenant_id, id, agent_id, tool, arguments, rows_digest, shown, created_at, expires_at)
         VALUES (:tenant, :id, :agent, :tool, :arguments, :digest, :shown, :now, :expires)",
    );
    const FORGET: Dml = Dml::scoped(
        "UPDATE confirmation SET shown = NULL
         WHERE tenant_id = :tenant AND shown IS NOT NULL AND expires_at <= :now",
    );
    let (now, agent) = (clock::now(), db.who().agent.id);
    let steady = db.now()?;
    let expires = steady.plus_ms(LIVE_MS);
    let call = decidable(attempt);
    preview.is_decidable = call.is_some();
    let kept = preview.kept(call)?;
    let kept = kept.map(|text| sealed::seal(db, preview.token, &text)).transpose()?;
    if kept.is_some() {
        // Expired previews hold personal data, so they are deleted.
        db.execute(&FORGET, &[(":now", steady.into())])?;
    }
    db.execute(
        &STORE,
        &[
            (":id", preview.token.into()),
            (":agent", agent.into()),
            (":tool", attempt.call.operation().into()),
            (":arguments", attempt.digest.as_str().into()),
            (":digest", digest(&preview.rows, preview.leaves.as_ref())?.into()),
            (":shown", kept.into()),
            (":now", now.into()),
            (":expires", expires.into()),
        ],
    )?;
    preview.expires = now.plus_ms(LIVE_MS);
    Ok(Box::new(preview))
}
