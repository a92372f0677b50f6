//! Executes approved proposals on behalf of the agent, if the result is what was shown.

use std::sync::Arc;

use super::needs;
use crate::{
    error::{Code, Error, ErrorType, Result},
    gate::{
        IncomingCall,
        attempt::Attempt,
        call::Call,
        client_names::ClientName,
        digest::digest,
        log,
        proposal::{self, DecisionNote, NewProposal, Proposal},
        propose::is_fault,
        stage::{self, PerformStep, Stage},
    },
    id::{ProposalId, RequestId},
    store::{TenantWrite, ledger::RowChange},
    tool::{self, Conduct, Departure, Done, Preparation, Settle, Settlement, Steps},
    value::one_line,
};

/// The result of an approval.
#[derive(Clone, Debug)]
pub enum Decision {
    Done(Vec<Proposal>),
    /// The data has changed, as the sentence says: nothing was executed, and this new proposal replaces the one that
    /// was shown.
    Changed(Box<Proposal>, String),
}

/// The next step of one proposal.
pub(super) enum Step {
    /// The first step; what it prepares is performed after the commit.
    First(Steps),
    /// The last step, with what was performed before.
    Last(&'static Conduct, Settle),
}

/// Something that an approval has recorded and that is sent after the commit.
pub(super) struct RecordedStep {
    pub(super) attempt: Arc<Attempt>,
    pub(super) middle: PerformStep,
}

/// Why an approval stopped: the index of the proposal, and what it would do now.
type Mismatch = Option<(usize, Difference)>;

/// What a proposal would do now.
struct Difference {
    rows: Vec<RowChange>,
    departure: Option<Departure>,
}

/// Executes all proposals in order, or none.
pub(super) fn all(
    db: &mut TenantWrite<'_>,
    proposals: &[Proposal],
    steps: Vec<Step>,
    by: &str,
) -> Result<(Decision, Vec<RecordedStep>)> {
    // Somebody else may have decided in the meantime; checked before anything is executed.
    for proposal in proposals {
        let now = proposal::find(db, &proposal.id.to_string())?;
        if !now.is_open() {
            return Err(proposal::decided(&now));
        }
    }
    let mut differs: Mismatch = None;
    let mut recorded = Vec::new();
    let mut reached = 0;
    let work = |db: &mut TenantWrite<'_>| {
        for (at, (proposal, step)) in proposals.iter().zip(steps).enumerate() {
            reached = at;
            let done = one(db, proposal, step, by, &mut recorded);
            if let Some(now) = done.map_err(|error| named(error, proposal, proposals))? {
                differs = Some((at, now));
                // Rolls the savepoint back; the caller replaces this error.
                return Err(Error::new(
                    Code::ConfirmationInvalid,
                    "it would do something else now",
                ));
            }
        }
        Ok(())
    };
    let done = db.keep_if(work, |_| Ok(true));
    if done.as_ref().is_err_and(|error| !is_fault(error))
        && let Some(proposal) = proposals.get(reached)
        && let Some(error) = needs::first(db, proposal, proposals)?
    {
        return Err(error);
    }
    let Some((at, Difference { rows, departure })) = differs else {
        done?;
        let find = |proposal: &Proposal| proposal::find(db, &proposal.id.to_string());
        let done = proposals.iter().map(find).collect::<Result<_>>()?;
        return Ok((Decision::Done(done), recorded));
    };
    let old = proposals.get(at).ok_or_else(|| Error::internal("a proposal past the last"))?;
    let id = ProposalId::new();
    let departure = departure.as_ref();
    let new = NewProposal {
        id,
        request: old.request_id,
        tool: &old.tool,
        arguments: &old.arguments,
        rows: &rows,
        departure,
    };
    let newer = proposal::add(db, &new)?;
    let noted = DecisionNote {
        status: "superseded",
        by,
        reason: None,
        change: None,
        superseded_by: Some(id),
    };
    proposal::note(db, old.id, &noted)?;
    let why = changed_since(old.departure.as_ref(), departure);
    Ok((Decision::Changed(Box::new(newer), why), Vec::new()))
}

/// A sentence about what has changed in a departure. Other changes are in the rows.
fn changed_since(before: Option<&Departure>, now: Option<&Departure>) -> String {
    let both = before.zip(now).map(|(before, now)| (before, now, now.differing(before)));
    let Some((before, now, names)) = both.filter(|(.., names)| !names.is_empty()) else {
        return "something has changed since this was proposed".to_owned();
    };
    let text = |of: &Departure, name: &str| -> String {
        let parts = of.parts.iter().filter(|part| part.name == name);
        let texts: Vec<String> = parts.map(|part| one_line(&part.text)).collect();
        if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
    };
    let changes: Vec<String> = names
        .iter()
        .map(|name| {
            format!(
                "“{}” was {} and is {} now",
                one_line(name),
                text(before, name),
                text(now, name)
            )
        })
        .collect();
    format!("what would leave has changed since this was proposed: {}", changes.join("; "))
}

/// The error with the proposal that it is about, because a person may have approved many.
pub(super) fn named(error: Error, proposal: &Proposal, of: &[Proposal]) -> Error {
    if matches!(error.code().kind(), ErrorType::InternalError | ErrorType::Timeout) {
        return error;
    }
    let number = proposal.number;
    let sentence = format!("proposal {number} cannot be done as things are: {}", error.message());
    let next = if of.len() > 1 {
        format!(
            "nothing was done; reject {number} if it is not wanted any more, and approve the others"
        )
    } else {
        format!("approve first what it needs, or reject {number} if it is not wanted any more")
    };
    let named = Error::new(error.code(), sentence).suggest(next);
    match error.cause() {
        Some(cause) => named.caused_by(cause),
        None => named,
    }
}

/// Executes one proposal and records it; returns what it would do if that is not what was shown.
fn one(
    db: &mut TenantWrite<'_>,
    proposal: &Proposal,
    step: Step,
    by: &str,
    recorded: &mut Vec<RecordedStep>,
) -> Result<Option<Difference>> {
    let conduct = match &step {
        Step::First(steps) => steps.conduct,
        Step::Last(conduct, _) => conduct,
    };
    let call = call_of(proposal, by, proposal.request_id)?;
    let attempt = Attempt::approved(call, conduct, proposal, by);
    let mut is_same = false;
    let keep = |prepared: &Preparation, rows: &[RowChange]| {
        let departure = prepared.departure.as_ref();
        is_same = digest(rows, departure)? == proposal.rows_digest;
        Ok(is_same)
    };
    let (prepared, rows) = match step {
        Step::First(steps) => steps.attempt(db, &attempt.session, proposal.id, keep)?,
        Step::Last(_, settle) => tool::attempt(db, proposal.id, |db| done(settle(db)?), keep)?,
    };
    if !is_same {
        return Ok(Some(Difference { rows, departure: prepared.departure }));
    }
    let stage = stage::proceed(db, &attempt, prepared)?;
    stage::note(db, &attempt, &stage)?;
    let change = stage.change().map(|id| id.to_string());
    if let Stage::Performs(middle) = stage {
        recorded.push(RecordedStep { attempt: Arc::new(attempt), middle });
    }
    let noted = DecisionNote { status: "approved", by, reason: None, change, superseded_by: None };
    proposal::note(db, proposal.id, &noted).map(|()| None)
}

fn done(settled: Settlement<Done>) -> Result<Preparation> {
    match settled {
        Settlement::Done(done) => Ok(Preparation::done(done)),
        Settlement::NotDone(error) | Settlement::Unknown(error) => Err(error),
    }
}

/// Logs an approval that came too late, outside of the request, in which nothing has failed.
pub(super) fn note_refusal(db: &mut TenantWrite<'_>, proposal: &Proposal, by: &str) -> Result<()> {
    let call = call_of(proposal, by, RequestId::new())?;
    log::write(db, &call, Err(&proposal::decided(proposal)))
}

/// The call that an approval makes on behalf of the agent.
fn call_of(proposal: &Proposal, by: &str, request: RequestId) -> Result<Call> {
    let arguments = proposal.arguments.as_object().cloned().unwrap_or_default();
    let incoming =
        IncomingCall::of_ours(&proposal.tool, arguments, &format!("approved by {by}, deskhand"));
    let call = Call::new(&incoming, request, ClientName::of(&incoming).into());
    let operation = proposal.operation()?;
    let _ = call.operation.set(operation.spec().name);
    let rules = operation.arguments().rules();
    let _ = call.arguments.set(log::shortened(rules, &incoming.arguments));
    Ok(call)
}
