//! Confirmation: what was shown is what is done.
//!
//! A preview stores the digest of the rows that it showed. The confirmed call runs the tool again inside
//! its transaction and commits only if it changes exactly those rows; otherwise everything is taken back
//! and the new state is shown. A confirmation belongs to tenant, agent, tool and arguments, works once,
//! and expires.

use serde_json::Value;

use super::{Answer, Passing};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::{ConfirmationId, seeded},
    store::{
        Dml, Sql, TenantWrite,
        ledger::{self, RowChange},
    },
    tool::{Executed, Guarded, Rehearsed, Resource, Run, arguments::Control},
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
struct Shown {
    id: ConfirmationId,
    rows_digest: String,
}

/// What came of asking before something leaves.
pub(super) enum Asked<R> {
    /// It is shown and waits.
    Shown(Answer),
    /// The person has agreed; this is prepared.
    Agreed(R),
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
    binding: &Binding,
    control: &Control,
    guarded: Guarded,
) -> Result<Confirmed> {
    let shown = if control.confirmed { redeem(db, binding, control)? } else { None };
    let Some(shown) = shown else {
        let Rehearsed { resource, rows } = guarded.rehearse(db)?;
        if rows.is_empty() && resource.is_some() {
            // There is nothing to agree to: it is like that already.
            return Ok(Confirmed::Done(resource));
        }
        let question = question(&rows)?;
        return show(db, binding, ConfirmationId::new(), &rows, &question).map(Confirmed::Shown);
    };
    match guarded.execute(db, &shown.rows_digest)? {
        Executed::AsShown(resource) => Ok(Confirmed::Done(resource)),
        Executed::Differs(rows) => {
            let question = format!("Something changed since the preview. {}", question(&rows)?);
            show(db, binding, ConfirmationId::new(), &rows, &question).map(Confirmed::Shown)
        }
    }
}

/// Asks a question that comes with no rows.
pub(super) fn ask(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    control: &Control,
    question: &str,
) -> Result<Asked<()>> {
    ask_with(db, binding, control, question, |_| Ok(()))
}

/// Asks `question`, showing what `prepare` would write down; prepares it once a live confirmation says that
/// the person agreed to these very rows.
///
/// # Errors
/// `CONFIRMATION_INVALID` where it would write down something else by now.
pub(super) fn ask_with<R>(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    control: &Control,
    question: &str,
    prepare: impl FnOnce(&mut TenantWrite<'_>) -> Result<R>,
) -> Result<Asked<R>> {
    let shown = if control.confirmed { redeem(db, binding, control)? } else { None };
    let Some(shown) = shown else {
        // What is new gets its ids from the preview, so that agreeing makes the same rows.
        let id = ConfirmationId::new();
        let (_, rows) = seeded(id, || db.rehearse(prepare))?;
        return show(db, binding, id, &rows, &for_models(question)).map(Asked::Shown);
    };
    let (mut prepared, mut as_shown) = (None, false);
    let work = |db: &mut TenantWrite<'_>| {
        prepared = Some(seeded(shown.id, || prepare(db))?);
        Ok(())
    };
    db.keep_if(work, |rows| {
        as_shown = ledger::digest(rows)? == shown.rows_digest;
        Ok(as_shown)
    })?;
    match prepared {
        Some(prepared) if as_shown => Ok(Asked::Agreed(prepared)),
        Some(_) | None => Err(Error::new(
            Code::ConfirmationInvalid,
            "something changed since the preview; nothing was sent",
        )
        .suggest("call again without confirmed and confirmationToken for a new preview")),
    }
}

/// Uses up the live confirmation of this call; gives what was shown.
///
/// # Errors
/// `CONFIRMATION_INVALID` when a token is given that is not the one.
fn redeem(db: &mut TenantWrite<'_>, binding: &Binding, control: &Control) -> Result<Option<Shown>> {
    const FIND: Sql = Sql::scoped(
        "SELECT id, rows_digest FROM confirmation
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool AND arguments = :arguments
           AND expires_at > :now AND used_at IS NULL AND (:token IS NULL OR id = :token)
         ORDER BY expires_at DESC, id DESC LIMIT 1",
    );
    const USE: Dml = Dml::scoped(
        "UPDATE confirmation SET used_at = :now WHERE tenant_id = :tenant AND id = :id AND used_at IS NULL",
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
        |row| Ok(Shown { id: row.id("id")?, rows_digest: row.text("rows_digest")? }),
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
        "UPDATE confirmation SET used_at = :now
         WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent AND used_at IS NULL",
    );
    let agent = db.who().agent.id;
    let values = [(":id", token.into()), (":agent", agent.into()), (":now", clock::now().into())];
    db.execute(&BURN, &values).map(|_| ())
}

/// Stores what is shown, and answers with it.
fn show(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    id: ConfirmationId,
    rows: &[RowChange],
    question: &str,
) -> Result<Answer> {
    const STORE: Dml = Dml::scoped(
        "INSERT INTO confirmation
           (tenant_id, id, agent_id, tool, arguments, rows_digest, created_at, expires_at)
         VALUES (:tenant, :id, :agent, :tool, :arguments, :digest, :now, :expires)",
    );
    let (now, agent) = (clock::now(), db.who().agent.id);
    let expires = db.now()?.plus_ms(LIVE_MS);
    db.execute(
        &STORE,
        &[
            (":id", id.into()),
            (":agent", agent.into()),
            (":tool", binding.operation.as_str().into()),
            (":arguments", binding.arguments.as_str().into()),
            (":digest", ledger::digest(rows)?.into()),
            (":now", now.into()),
            (":expires", expires.into()),
        ],
    )?;
    Answer::preview(question, rows, id, now.plus_ms(LIVE_MS), binding.budget)
}

/// `Delete page “About” and 3 sections? …`, `Update post “Hello”? …`
fn question(rows: &[RowChange]) -> Result<String> {
    Ok(for_models(&format!("{}?", ledger::intention(rows)?)))
}

/// A question with what the model is to do about it.
fn for_models(question: &str) -> String {
    format!(
        "{question} Show this to the person; after their yes, repeat the call with confirmed: true."
    )
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
