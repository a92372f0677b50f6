//! Doing what was approved: in the agent's name, if it is what was shown.

use std::sync::Arc;

use super::{
    Decision, Proposal,
    rows::{self, New, Noted},
};
use crate::{
    error::{Code, Error, Result},
    gate::{
        IncomingCall,
        call::Call,
        log,
        reply::{Answer, Outcome},
    },
    id::{ChangeId, ProposalId, RequestId, seeded},
    store::{
        TenantWrite,
        ledger::{self, ChangeRecord, RowChange},
    },
    tool::{Dispatch, Recording, Run},
};

/// What one proposal does, ready to be done.
pub(super) enum Step {
    Run(Run),
    Record(Recording),
}

/// What an approval has put on record, and is to be sent once that is kept.
pub(super) struct Leaving {
    pub(super) call: Arc<Call>,
    pub(super) dispatch: Dispatch,
}

/// What stopped an approval: the place of the proposal, and what it would do now.
type Differs = Option<(usize, Vec<RowChange>)>;

/// Does all of them in their order, or none.
pub(super) fn all(
    db: &mut TenantWrite<'_>,
    proposals: &[Proposal],
    steps: Vec<Step>,
    by: &str,
) -> Result<(Decision, Vec<Leaving>)> {
    // Somebody else may have decided since; that is said before anything is tried.
    for proposal in proposals {
        let now = rows::find(db, &proposal.id.to_string())?;
        if !now.is_open() {
            return Err(rows::decided(&now));
        }
    }
    let mut differs: Differs = None;
    let mut leaving = Vec::new();
    let work = |db: &mut TenantWrite<'_>| {
        for (at, (proposal, step)) in proposals.iter().zip(steps).enumerate() {
            if let Some(rows) = one(db, proposal, step, by, &mut leaving)? {
                differs = Some((at, rows));
                // Taken back below; the savepoint does not ask why.
                return Err(Error::new(
                    Code::ConfirmationInvalid,
                    "it would do something else now",
                ));
            }
        }
        Ok(())
    };
    let done = db.keep_if(work, |_| Ok(true));
    let Some((at, rows)) = differs else {
        done?;
        let find = |proposal: &Proposal| rows::find(db, &proposal.id.to_string());
        let done = proposals.iter().map(find).collect::<Result<_>>()?;
        return Ok((Decision::Done(done), leaving));
    };
    let old = proposals.get(at).ok_or_else(|| Error::internal("a proposal past the last"))?;
    let id = ProposalId::new();
    let digest = ledger::digest(&rows)?;
    let new = New {
        id,
        request: old.request_id,
        tool: &old.tool,
        arguments: &old.arguments,
        digest: &digest,
        rows: &rows,
    };
    let newer = rows::add(db, &new)?;
    let noted =
        Noted { status: "superseded", by, reason: None, change: None, superseded_by: Some(id) };
    rows::note(db, old.id, &noted)?;
    Ok((Decision::Changed(Box::new(newer)), Vec::new()))
}

/// Does one proposal and records it; gives its rows where they are not the ones that were shown.
fn one(
    db: &mut TenantWrite<'_>,
    proposal: &Proposal,
    step: Step,
    by: &str,
    leaving: &mut Vec<Leaving>,
) -> Result<Option<Vec<RowChange>>> {
    let mut sent = None;
    let undoes = seeded(proposal.id, || match step {
        Step::Run(Run::Sending(sending)) => {
            sent = Some(sending.prepare(db)?.0);
            Ok(None)
        }
        Step::Run(step) => run(db, step),
        Step::Record(record) => record(db).map(|_| None),
    })?;
    let rows = db.changed_rows()?;
    if ledger::digest(&rows)? != proposal.rows_digest {
        return Ok(Some(rows));
    }
    let call = call_of(proposal, by, proposal.request_id)?;
    let record = ChangeRecord {
        call: call.id,
        request: proposal.request_id,
        tool: proposal.tool.clone(),
        undoes,
        approved_by: Some(by.to_owned()),
    };
    let change: Option<ChangeId> = db.record(&record)?.map(|(id, _)| id);
    let answer =
        Answer { body: serde_json::Value::Null, outcome: Outcome::Written, change, question: None };
    match sent {
        Some(dispatch) => {
            log::begun(db, &call)?;
            leaving.push(Leaving { call: Arc::new(call), dispatch });
        }
        None => log::write(db, &call, &answer)?,
    }
    let change = change.map(|id| id.to_string());
    let noted = Noted { status: "approved", by, reason: None, change, superseded_by: None };
    rows::note(db, proposal.id, &noted).map(|()| None)
}

/// Runs a write; what it takes back, if it is an undo.
pub(super) fn run(db: &mut TenantWrite<'_>, run: Run) -> Result<Option<String>> {
    match run {
        Run::Command(run) => run(db).map(|done| done.undoes),
        Run::Guarded(guarded) => guarded.run(db).map(|_| None),
        Run::Sending(sending) => sending.prepare(db).map(|_| None),
        Run::Query(_) | Run::Finder(_) | Run::Fetch(_) | Run::Exchange(_) | Run::Bracket(_) => {
            Err(Error::internal("only writes are proposed"))
        }
    }
}

/// Notes an approval that came too late, apart from the request: nothing of that has failed.
pub(super) fn note_refusal(db: &mut TenantWrite<'_>, proposal: &Proposal, by: &str) -> Result<()> {
    let call = call_of(proposal, by, RequestId::new())?;
    log::write_ended(db, &call, Err(&rows::decided(proposal)))
}

/// The call that an approval makes in the agent's name.
fn call_of(proposal: &Proposal, by: &str, request: RequestId) -> Result<Call> {
    let arguments = proposal.arguments.as_object().cloned().unwrap_or_default();
    let incoming =
        IncomingCall::of_ours(&proposal.tool, arguments, &format!("approved by {by}, deskhand"));
    let call = Call::new(&incoming, request);
    let operation = proposal.operation()?;
    let _ = call.operation.set(operation.spec().name);
    let rules = operation.arguments().rules();
    let _ = call.arguments.set(log::shortened(rules, &incoming.arguments));
    Ok(call)
}
