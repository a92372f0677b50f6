//! The way of a write that waits for a person: rehearsed, kept with what it would change, and not done.
//!
//! What the request has already proposed is taken as done, so that a section can be proposed for a page that is
//! only proposed itself.

use serde_json::Value;

use super::{
    Answer, Call,
    confirm::{self, Binding},
    proposals::{self, New, Proposal},
};
use crate::{
    error::{Code, Error, Result},
    id::{ProposalId, seeded},
    store::{
        TenantWrite,
        ledger::{self, RowChange},
    },
    tool::Run,
};

/// Arguments are kept until somebody decides; more than this belongs into a file.
const ARGUMENTS_BYTES_MAX: usize = 512 * 1024;

/// What is to be proposed.
pub(super) struct Proposing {
    /// The tool's own arguments.
    pub(super) arguments: Value,
    id: ProposalId,
}

impl Proposing {
    /// # Errors
    /// `PROPOSAL_TOO_LARGE`
    pub(super) fn of(arguments: &Value) -> Result<Proposing> {
        if arguments.to_string().len() > ARGUMENTS_BYTES_MAX {
            let sentence = "a call that waits for a person can carry 512 KiB at most";
            return Err(Error::new(Code::ProposalTooLarge, sentence).suggest(
                "send less at once; a picture can be put into the inbox and named by its path",
            ));
        }
        Ok(Proposing { arguments: arguments.clone(), id: ProposalId::new() })
    }

    /// Proposes what `run` would do.
    pub(super) fn run(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        run: Run,
    ) -> Result<Answer> {
        let before = proposals::open_of_request(db, call.request)?;
        // The same call again is the same proposal.
        let same =
            |known: &&Proposal| known.tool == call.operation() && known.arguments == self.arguments;
        if let Some(known) = before.iter().find(same) {
            return Ok(Answer::proposed(known, binding.budget));
        }
        let rows = db.rehearse_after(
            |db| before.iter().try_for_each(|earlier| again(db, earlier)),
            |db| seeded(self.id, || confirm::rehearse(db, run)),
        )?;
        self.keep(db, call, binding, &rows)
    }

    /// Runs a rehearsal with the ids that doing it will make.
    pub(super) fn seeded<R>(&self, rehearsal: impl FnOnce() -> R) -> R {
        seeded(self.id, rehearsal)
    }

    /// Keeps rows that a rehearsal has shown.
    pub(super) fn keep(
        &self,
        db: &mut TenantWrite<'_>,
        call: &Call,
        binding: &Binding,
        rows: &[RowChange],
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
            digest: &ledger::digest(rows)?,
            rows,
        };
        Ok(Answer::proposed(&proposals::add(db, &new)?, binding.budget))
    }
}

/// Does an earlier proposal of the request, inside a rehearsal. One that talks to the world outside is not done
/// again for this.
pub(super) fn again(db: &mut TenantWrite<'_>, earlier: &Proposal) -> Result<()> {
    let run = earlier.operation()?.prepare(&earlier.arguments)?;
    let done = seeded(earlier.id, || match run {
        Run::Command(run) => run(db).map(|_| ()),
        Run::Guarded(guarded) => guarded.execute(db, &earlier.rows_digest).map(|_| ()),
        // What it will send is on record then, and sent by nobody here.
        Run::Sending(sending) => sending.prepare(db).map(|_| ()),
        Run::Exchange(_) | Run::Fetch(_) | Run::Query(_) | Run::Finder(_) | Run::Bracket(_) => {
            Ok(())
        }
    });
    // What it would break now is said of it, and not of what follows on it.
    done.and_then(|()| db.settle()).map(|_| ()).map_err(|error| {
        let (number, message) = (earlier.number, error.message());
        Error::new(
            Code::ProposalDecided,
            format!(
                "proposal {number}, which this would follow, cannot be done any more: {message}"
            ),
        )
        .suggest("tell the person, who can reject it")
    })
}
