//! Makes a proposal of a write that waits for a person: the write is rehearsed and kept with what it would change.
//!
//! What the request has already proposed is taken as done, so that a section can be proposed for a page that is
//! only proposed itself. What of it cannot be done any more stands in nobody's way.

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

/// Arguments are kept until somebody decides; more than this belongs into a file.
const ARGUMENTS_BYTES_MAX: usize = 512 * 1024;

/// The most proposals of a request that may wait.
const WAITING_MAX: i64 = 200;

/// The most bytes of arguments that they may have together.
const WAITING_BYTES_MAX: i64 = 8 * 1024 * 1024;

/// Refuses arguments that cannot be kept until somebody decides.
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

/// Proposes what the first step would do, after what the request has proposed before.
pub(super) fn rehearsed(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    steps: &Steps,
) -> Result<Answer> {
    let id = ProposalId::new();
    let mut report = None;
    let answer = propose(db, attempt, id, |db, before| {
        let rehearsal = |db: &mut TenantWrite<'_>| attempt.rehearse(db, steps, id);
        let (prepared, rows) = rehearse_after(db, before, rehearsal)?;
        report = prepared.report;
        Ok((rows, prepared.departure))
    })?;
    Ok(answer.telling(report))
}

/// Proposes what the last step would do, with what has been performed for it.
pub(super) fn settled(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    settle: Settle,
) -> Result<Answer> {
    let id = ProposalId::new();
    let (_, rows) = tool::attempt(db, id, settle, |_, _| Ok(false))?;
    keep(db, attempt, id, rows, None)
}

/// Proposes what has been rehearsed with the ids that follow from `id`: its rows, and what would leave.
pub(super) fn keep(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    id: ProposalId,
    rows: Vec<RowChange>,
    departure: Option<Departure>,
) -> Result<Answer> {
    propose(db, attempt, id, |_, _| Ok((rows, departure)))
}

/// The way of every proposal. The same call once more, with nothing in between, is the same proposal: after something
/// else it may mean something else. `rehearsal` is asked what a new one would do after those that wait already.
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
        // It is like that already: there is nothing to decide.
        return Answer::dry_run(db, &rows, None, *budget);
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
    Ok(Answer::proposed(&proposal::add(db, &new)?, &names, *budget))
}

/// Refuses one more where a request has as many as a person can decide about: each is rehearsed after all of them.
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

/// A proposal that cannot be done any more, and why.
struct LostProposal {
    number: i64,
    why: String,
}

/// Rehearses what comes after the earlier proposals of a request. Those that cannot be done any more, because what they
/// are about is gone or changed or somebody else has done it, are passed over, and named where the rehearsal fails:
/// what comes after them need not need them.
///
/// # Errors
/// A fault of the store, and what the rehearsal fails with.
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

/// Does an earlier proposal. What one sends is on record then, and sent by nobody here; one that has to fetch something
/// first is not done again for this.
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

/// Whether it says nothing about what was wanted.
fn is_fault(error: &Error) -> bool {
    use ErrorType::{InternalError, RateLimited, Timeout};
    matches!(error.code().kind(), InternalError | RateLimited | Timeout)
}

/// The failure of what follows proposals that are gone: it may be because of them.
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
