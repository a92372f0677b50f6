//! Confirmation: what was shown is what is done.
//!
//! A preview stores the digest of the rows that it showed, and of what would leave. The confirmed call runs the
//! tool again inside its transaction and commits only if it changes exactly those rows and sends exactly that;
//! otherwise everything is taken back, and what was to change is shown anew. A confirmation belongs to tenant, agent,
//! tool and arguments, works once, and expires.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Answer, Call, Passing,
    pictures::{self, Resort},
    preview::Preview,
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ConfirmationId,
    store::{
        Dml, Sql, TenantWrite,
        ledger::{self, RowChange},
    },
    tool::{Departure, Executed, Guarded, Rehearsed, Resource, Run, arguments::Control},
};

/// How long a preview can be confirmed.
const LIVE_MS: i64 = 10 * 60 * 1000;

/// What a confirmation is for.
pub(super) struct Binding {
    /// The tool with its action.
    pub(super) operation: String,
    /// The digest of the arguments.
    pub(super) arguments: String,
    /// About how many characters an answer should have at most.
    pub(super) budget: usize,
}

/// What a person has seen, and agreed to.
pub(super) struct Shown {
    pub(super) id: ConfirmationId,
    pub(super) digest: String,
}

/// What came of something guarded.
pub(super) enum Confirmed {
    /// It is shown and waits.
    Shown(Answer),
    /// It has run; its rows are to be recorded. A command gives the thing as it is now.
    Done(Option<Resource<Value>>),
}

impl Binding {
    pub(super) fn of(passing: &Passing<'_>) -> Binding {
        Binding {
            operation: passing.call.operation().to_owned(),
            arguments: passing.checked.digest(),
            budget: passing.gate.limits.answer_chars_max,
        }
    }
}

/// Shows what `guarded` would do, or does it when a live confirmation says that it has been shown.
pub(super) fn run(
    db: &mut TenantWrite<'_>,
    (call, binding, control): (&Call, &Binding, &Control),
    resort: Option<&Resort>,
    guarded: Guarded,
) -> Result<Confirmed> {
    let shown = if control.confirmed { redeem(db, binding, control)? } else { None };
    let Some(shown) = shown else {
        let Rehearsed { resource, rows } = match resort {
            Some(Resort::Propose(proposing)) => proposing.seeded(|| guarded.rehearse(db))?,
            Some(Resort::Ask) | None => guarded.rehearse(db)?,
        };
        if rows.is_empty() && resource.is_some() {
            // There is nothing to agree to: it is like that already.
            return Ok(Confirmed::Done(resource));
        }
        if let Some(Resort::Propose(proposing)) = resort
            && !pictures::fetched(&rows).is_empty()
        {
            // The model's word is not enough for what has a browser fetch from outside.
            return proposing.keep(db, call, binding, rows, None).map(Confirmed::Shown);
        }
        return show_rows(db, binding, "", &rows).map(Confirmed::Shown);
    };
    match guarded.execute(db, &shown.digest)? {
        Executed::AsShown(resource) => Ok(Confirmed::Done(resource)),
        Executed::Differs(rows) => {
            show_rows(db, binding, "Something changed since the preview. ", &rows)
                .map(Confirmed::Shown)
        }
    }
}

/// The digest of what a person agrees to: rows, and what leaves.
pub(super) fn digest(rows: &[RowChange], departure: Option<&Departure>) -> Result<String> {
    let rows = ledger::digest(rows)?;
    let Some(departure) = departure else { return Ok(rows) };
    let mut hash = Sha256::new();
    hash.update(&rows);
    hash.update(serde_json::to_string(departure).map_err(Error::internal)?);
    Ok(URL_SAFE_NO_PAD.encode(hash.finalize()))
}

/// Uses up the live confirmation of this call; gives what was shown.
///
/// # Errors
/// `CONFIRMATION_INVALID` when a token is given that is not the one.
pub(super) fn redeem(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    control: &Control,
) -> Result<Option<Shown>> {
    const FIND: Sql = Sql::scoped(
        "SELECT id, rows_digest FROM confirmation
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool AND arguments = :arguments
           AND expires_at > :now AND used_at IS NULL AND (:token IS NULL OR id = :token)
         ORDER BY expires_at DESC, id DESC LIMIT 1",
    );
    const USE: Dml = Dml::scoped(
        "UPDATE confirmation SET used_at = :now, shown = NULL
         WHERE tenant_id = :tenant AND id = :id AND used_at IS NULL",
    );
    let now = db.now()?;
    let found = db.first(
        &FIND,
        &[
            (":agent", db.who().agent.id.into()),
            (":tool", binding.operation.as_str().into()),
            (":arguments", binding.arguments.as_str().into()),
            (":now", now.into()),
            (":token", control.confirmation_token.as_deref().into()),
        ],
        |row| Ok(Shown { id: row.id("id")?, digest: row.text("rows_digest")? }),
    )?;
    if control.confirmation_token.is_some() && found.is_none() {
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

/// Uses a confirmation up without doing anything: the person does not want it.
pub(super) fn burn(db: &mut TenantWrite<'_>, token: &str) -> Result<()> {
    const BURN: Dml = Dml::scoped(
        "UPDATE confirmation SET used_at = :now, shown = NULL
         WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent AND used_at IS NULL",
    );
    let agent = db.who().agent.id;
    let values = [(":id", token.into()), (":agent", agent.into()), (":now", clock::now().into())];
    db.execute(&BURN, &values).map(|_| ())
}

/// Shows rows, in the words of what they would do.
pub(super) fn show_rows(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    begins: &str,
    rows: &[RowChange],
) -> Result<Answer> {
    let asked = format!("{begins}{}", ledger::intention(rows)?);
    let mut preview = Preview::of(asked, rows, None, ConfirmationId::new())?;
    preview.fetched = pictures::fetched(rows);
    show(db, binding, preview, rows)
}

/// Stores what is shown, and answers with it.
pub(super) fn show(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    preview: Preview,
    rows: &[RowChange],
) -> Result<Answer> {
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
    let kept = preview.kept()?;
    if kept.is_some() {
        // What nobody can confirm any more is nobody's to read.
        db.execute(&FORGET, &[(":now", steady.into())])?;
    }
    db.execute(
        &STORE,
        &[
            (":id", preview.token.into()),
            (":agent", agent.into()),
            (":tool", binding.operation.as_str().into()),
            (":arguments", binding.arguments.as_str().into()),
            (":digest", digest(rows, preview.leaves.as_ref())?.into()),
            (":shown", kept.into()),
            (":now", now.into()),
            (":expires", expires.into()),
        ],
    )?;
    Answer::preview(preview, rows, now.plus_ms(LIVE_MS), binding.budget)
}

/// A rehearsal of whatever kind of write, for a dry run.
pub(super) fn rehearse(db: &mut TenantWrite<'_>, run: Run) -> Result<Vec<RowChange>> {
    match run {
        Run::Command(run) => db.rehearse(run).map(|(_, rows)| rows),
        Run::Guarded(guarded) => guarded.rehearse(db).map(|rehearsed| rehearsed.rows),
        Run::Query(_)
        | Run::Finder(_)
        | Run::Fetch(_)
        | Run::Exchange(_)
        | Run::Sending(_)
        | Run::Bracket(_) => Err(Error::internal("only writes are rehearsed")),
    }
}

#[cfg(test)]
mod tests;
