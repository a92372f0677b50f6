//! Turns a write into a proposal: runs it, stores what it would change, and rolls it back.
//!
//! Earlier open proposals of the same request are applied first. So a section can be proposed for a page that is
//! itself only proposed. Earlier proposals that can no longer be executed are skipped.

use serde_json::Value;

use super::{
    Answer,
    attempt::Attempt,
    proposal::{self, NewProposal, Proposal},
    reply::names_of,
};
use crate::{
    error::{Code, Error, ErrorType, Result},
    id::{ProposalId, RequestId},
    store::{
        TenantRead, TenantWrite,
        ledger::{self, RowChange},
    },
    tool::{self, Asks, Departure, Preparation, Rehearsal, Settle, Steps},
};

/// Bytes. Arguments are stored until a person decides; larger data should come from a file.
const ARGUMENTS_BYTES_MAX: usize = 512 * 1024;

/// The most open proposals of a request.
const WAITING_MAX: i64 = 200;

/// The most bytes of arguments of a request's open proposals together.
const WAITING_BYTES_MAX: i64 = 8 * 1024 * 1024;

/// Refuses arguments that are too large to be stored as a proposal.
///
/// # Errors
/// `PROPOSAL_TOO_LARGE`
pub(super) fn refuse_large(arguments: &Value) -> Result<()> {
    if arguments.to_string().len() <= ARGUMENTS_BYTES_MAX {
        return Ok(());
    }
    let sentence = "a call that waits for a person can carry 512 KiB at most";
    Err(Error::new(Code::ProposalTooLarge, sentence)
        .suggest("send less at once; a picture can be put into the inbox and named by its path"))
}

/// Proposes what the first step would do, after the request's earlier proposals.
pub(super) fn rehearsed(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    steps: &Steps,
) -> Result<Answer> {
    let id = ProposalId::new();
    let (mut note, mut report) = (None, None);
    let answer = propose(db, attempt, id, |db, before| {
        let rehearsal = |db: &mut TenantWrite<'_>| attempt.rehearse(db, steps, id);
        let (prepared, rows) = rehearse_after(db, before, rehearsal)?;
        note = prepared.note().map(str::to_owned);
        report = prepared.report;
        Ok((rows, prepared.departure))
    })?;
    Ok(answer.noting(note.as_deref()).telling(report))
}

/// Proposes what the last step would do, with the result of the performing step.
pub(super) fn settled(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    settle: Settle,
) -> Result<Answer> {
    let id = ProposalId::new();
    let (_, rows) = tool::attempt(db, id, settle, |_, _| Ok(false))?;
    keep(db, attempt, id, rows, None)
}

/// Proposes what was already rehearsed with ids derived from `id`: its rows, and what would be sent.
pub(super) fn keep(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    id: ProposalId,
    rows: Vec<RowChange>,
    departure: Option<Departure>,
) -> Result<Answer> {
    propose(db, attempt, id, |_, _| Ok((rows, departure)))
}

/// Makes a proposal. If the newest open proposal is the same call, it is returned; after a different one, the same
/// call may mean something else. `rehearsal` computes what a new one would do after the open ones.
fn propose(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    id: ProposalId,
    rehearsal: impl FnOnce(
        &mut TenantWrite<'_>,
        &[Proposal],
    ) -> Result<(Vec<RowChange>, Option<Departure>)>,
) -> Result<Answer> {
    let Attempt { call, arguments, budget, .. } = attempt;
    refuse_large(arguments)?;
    let before = proposal::open_of_request(db, call.request)?;
    let same = |known: &&Proposal| known.tool == call.operation() && known.arguments == **arguments;
    if let Some(known) = before.last().filter(same) {
        return Ok(Answer::proposed(known, &known.entities(), *budget).again());
    }
    refuse_full(db, call.request)?;
    let (rows, departure) = rehearsal(db, &before)?;
    if rows.is_empty() {
        // The data is already like that: there is nothing to decide.
        let same = "It is like that already, so there is nothing to decide.";
        return Ok(Answer::dry_run(db, &rows, None, *budget)?.noting(Some(same)));
    }
    let new = NewProposal {
        id,
        request: call.request,
        tool: call.operation(),
        arguments,
        rows: &rows,
        departure: departure.as_ref(),
    };
    let names = names_of(&rows, departure.as_ref())?;
    let before = proposal::decided_before(db, call.operation(), arguments)?;
    let reminder = before.and_then(|before| before.reminder());
    let answer = Answer::proposed(&proposal::add(db, &new)?, &names, *budget);
    Ok(answer.noting(reminder.as_deref()))
}

/// Refuses another proposal if the request has too many: each is rehearsed after all earlier ones.
fn refuse_full(db: &TenantRead<'_>, request: RequestId) -> Result<()> {
    let (waiting, bytes) = proposal::weight_of_request(db, request)?;
    if waiting < WAITING_MAX && bytes < WAITING_BYTES_MAX {
        return Ok(());
    }
    let sentence = format!("{waiting} calls of this request wait for a person already");
    Err(Error::new(Code::ProposalTooLarge, sentence).suggest(
        "close the request with finalAnswer, tell the person what waits, and go on when they have decided",
    ))
}

/// An earlier proposal that can no longer be executed, and the error.
struct LostProposal {
    number: i64,
    why: String,
}

/// Rehearses a call after the request's earlier open proposals. Proposals that can no longer be executed, because
/// their subject was deleted or changed, are skipped; if the rehearsal fails, the error names them, since it may
/// depend on them.
///
/// # Errors
/// An internal error of the store, or the error of the rehearsal.
pub(super) fn rehearse_after<R>(
    db: &mut TenantWrite<'_>,
    before: &[Proposal],
    rehearsal: impl FnOnce(&mut TenantWrite<'_>) -> Result<R>,
) -> Result<R> {
    let mut gone = Vec::new();
    let each = |db: &mut TenantWrite<'_>, earlier: &Proposal| {
        match again(db, earlier) {
            Err(error) if is_fault(&error) => return Err(error),
            Err(error) => {
                gone.push(LostProposal { number: earlier.number, why: error.message().to_owned() });
            }
            Ok(()) => {}
        }
        Ok(())
    };
    let rehearsed = db.rehearse_after(before, each, rehearsal);
    rehearsed.map_err(|error| without(error, &gone))
}

/// Applies an earlier proposal. Something to be sent is only recorded; one that has to fetch something first is
/// skipped.
fn again(db: &mut TenantWrite<'_>, earlier: &Proposal) -> Result<()> {
    let steps = earlier.steps()?;
    if steps.conduct.rehearsal == Rehearsal::LastStep {
        return Ok(());
    }
    let keep = |_: &Preparation, rows: &[RowChange]| {
        if matches!(steps.conduct.asks, Asks::Always | Asks::OfOutcome)
            && ledger::digest(rows)? != earlier.rows_digest
        {
            let sentence = "it would do something else than was shown";
            return Err(Error::new(Code::ConfirmationInvalid, sentence));
        }
        Ok(true)
    };
    steps.attempt(db, &earlier.session(), earlier.id, keep).map(|_| ())
}

/// Whether the error is a fault of the store rather than of the proposal.
pub(super) fn is_fault(error: &Error) -> bool {
    use ErrorType::{InternalError, RateLimited, Timeout};
    matches!(error.code().kind(), InternalError | RateLimited | Timeout)
}

/// The error of a call that comes after skipped proposals: it names them, because they may be the cause.
fn without(error: Error, gone: &[LostProposal]) -> Error {
    if gone.is_empty() || is_fault(&error) {
        return error;
    }
    let of_each = |gone: &LostProposal| {
        format!("proposal {} cannot be done any more: {}", gone.number, gone.why)
    };
    let gone = gone.iter().map(of_each).collect::<Vec<_>>().join("; ");
    error.suggest(format!(
        "this may need what was proposed before it: {gone}; the person can reject that one"
    ))
}
