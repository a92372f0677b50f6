//! The way of a write that waits for a person: rehearsed, kept with what it would change, and not done.
//!
//! What the request has already proposed is taken as done, so that a section can be proposed for a page that is
//! only proposed itself. What of it cannot be done any more stands in nobody's way.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Answer, Call,
    confirm::{self, Binding},
    proposals::{self, New, Proposal},
};
use crate::{
    error::{Code, Error, ErrorType, Result},
    id::{ProposalId, RequestId, seeded},
    store::{TenantRead, TenantWrite, ledger::RowChange},
    tool::{Departure, Executed, Run, Seen},
};

/// Arguments are kept until somebody decides; more than this belongs into a file.
const ARGUMENTS_BYTES_MAX: usize = 512 * 1024;

/// So many calls of a request may wait.
const WAITING_MAX: i64 = 200;

/// So long may their arguments be together.
const WAITING_BYTES_MAX: i64 = 8 * 1024 * 1024;

/// What is proposed, if anything is: it costs nothing until then.
pub(super) struct Proposing {
    /// The tool's own arguments.
    arguments: Arc<Value>,
    id: ProposalId,
}

impl Proposing {
    pub(super) fn of(arguments: &Arc<Value>) -> Proposing {
        Proposing { arguments: Arc::clone(arguments), id: ProposalId::new() }
    }

    /// Refuses what cannot be kept until somebody decides.
    ///
    /// # Errors
    /// `PROPOSAL_TOO_LARGE`
    pub(super) fn refuse_large(&self) -> Result<()> {
        if self.arguments.to_string().len() <= ARGUMENTS_BYTES_MAX {
            return Ok(());
        }
        let sentence = "a call that waits for a person can carry 512 KiB at most";
        Err(Error::new(Code::ProposalTooLarge, sentence).suggest(
            "send less at once; a picture can be put into the inbox and named by its path",
        ))
    }

    /// Proposes what `run` would do.
    pub(super) fn run(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        run: Run,
    ) -> Result<Answer> {
        self.propose(db, call, binding, None, |db, before| {
            rehearse_after(db, before, |db| self.seeded(|| confirm::rehearse(db, run)))
        })
    }

    /// Runs a rehearsal with the ids that doing it will make.
    pub(super) fn seeded<R>(&self, rehearsal: impl FnOnce() -> R) -> R {
        seeded(self.id, rehearsal)
    }

    /// Keeps rows that a rehearsal has shown, and what would leave.
    pub(super) fn keep(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        rows: Vec<RowChange>,
        departure: Option<&Departure>,
    ) -> Result<Answer> {
        self.propose(db, call, binding, departure, |_, _| Ok(rows))
    }

    /// The way of every proposal. The same call again is the same proposal; `rows` is asked what a new one would change
    /// after those that wait already.
    fn propose(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        departure: Option<&Departure>,
        rows: impl FnOnce(&mut TenantWrite<'_>, &[Proposal]) -> Result<Vec<RowChange>>,
    ) -> Result<Answer> {
        self.refuse_large()?;
        let before = proposals::open_of_request(db, call.request)?;
        let same = |known: &&Proposal| {
            known.tool == call.operation() && known.arguments == *self.arguments
        };
        if let Some(known) = before.iter().find(same) {
            return Ok(Answer::proposed(known, binding.budget));
        }
        refuse_full(db, call.request)?;
        let rows = rows(db, &before)?;
        self.add(db, call, binding, &rows, departure)
    }

    fn add(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        rows: &[RowChange],
        departure: Option<&Departure>,
    ) -> Result<Answer> {
        if rows.is_empty() {
            // It is like that already: there is nothing to decide.
            return Answer::dry_run(rows, binding.budget);
        }
        let new = New {
            id: self.id,
            request: call.request,
            tool: call.operation(),
            arguments: &self.arguments,
            digest: &confirm::digest(rows, departure)?,
            rows,
            departure,
        };
        Ok(Answer::proposed(&proposals::add(db, &new)?, binding.budget))
    }
}

/// Refuses one more where a request has as many as a person can decide about: each is rehearsed after all of them.
fn refuse_full(db: &TenantRead<'_>, request: RequestId) -> Result<()> {
    let (waiting, bytes) = proposals::weight_of_request(db, request)?;
    if waiting < WAITING_MAX && bytes < WAITING_BYTES_MAX {
        return Ok(());
    }
    let sentence = format!("{waiting} calls of this request wait for a person already");
    Err(Error::new(Code::ProposalTooLarge, sentence).suggest(
        "close the request with finalAnswer, tell the person what waits, and go on when they have decided",
    ))
}

/// A proposal that cannot be done any more, and why.
struct Gone {
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
        match db.keep_if(|db| again(db, earlier), |_| Ok(true)) {
            Ok(_) => {}
            Err(error) if is_fault(&error) => return Err(error),
            Err(error) => {
                gone.push(Gone { number: earlier.number, why: error.message().to_owned() });
            }
        }
        Ok(())
    };
    let rehearsed = db.rehearse_after(before, each, rehearsal);
    rehearsed.map_err(|error| without(error, &gone))
}

/// Does an earlier proposal. One that talks to the world outside is not done again for this.
fn again(db: &mut TenantWrite<'_>, earlier: &Proposal) -> Result<()> {
    let run = earlier.operation()?.prepare(&earlier.arguments)?;
    seeded(earlier.id, || match run {
        Run::Command(run) => run(db).map(|_| ()),
        Run::Guarded(guarded) => match guarded.execute(db, &earlier.rows_digest)? {
            Executed::AsShown(_) => Ok(()),
            Executed::Differs(_) => {
                let sentence = "it would do something else than was shown";
                Err(Error::new(Code::ConfirmationInvalid, sentence))
            }
        },
        // What it will send is on record then, and sent by nobody here.
        Run::Sending(sending) => sending.prepare(db, &Seen::default()).map(|_| ()),
        Run::Exchange(_) | Run::Fetch(_) | Run::Query(_) | Run::Finder(_) | Run::Bracket(_) => {
            Ok(())
        }
    })
}

/// Whether it says nothing about what was wanted.
fn is_fault(error: &Error) -> bool {
    use ErrorType::{InternalError, RateLimited, Timeout};
    matches!(error.code().kind(), InternalError | RateLimited | Timeout)
}

/// The failure of what follows proposals that are gone: it may be because of them.
fn without(error: Error, gone: &[Gone]) -> Error {
    if gone.is_empty() || is_fault(&error) {
        return error;
    }
    let of_each =
        |gone: &Gone| format!("proposal {} cannot be done any more: {}", gone.number, gone.why);
    let gone = gone.iter().map(of_each).collect::<Vec<_>>().join("; ");
    error.suggest(format!(
        "this may need what was proposed before it: {gone}; the person can reject that one"
    ))
}
