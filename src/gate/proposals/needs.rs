//! Which other proposals one needs, when it is approved too early.

use super::super::{
    digest::digest,
    proposal::{self, Proposal},
    propose::{is_fault, rehearse_after},
};
use crate::{
    error::{Code, Error, Result},
    store::TenantWrite,
    tool::{Rehearsal, Steps},
};

/// Of more earlier proposals it is not found out which are needed.
const TRIED_MAX: usize = 20;

/// The error that says what to approve first, if `proposal` would be done as it was shown after some that are open and
/// not among `chosen`; `None` if that is not what stands in its way.
pub(super) fn first(
    db: &mut TenantWrite<'_>,
    proposal: &Proposal,
    chosen: &[Proposal],
) -> Result<Option<Error>> {
    let steps = proposal.steps()?;
    if steps.conduct.rehearsal == Rehearsal::LastStep {
        return Ok(None);
    }
    let is_chosen = |known: &Proposal| chosen.iter().any(|chosen| chosen.id == known.id);
    let open = proposal::open_of_request(db, proposal.request_id)?;
    let mut before: Vec<Proposal> =
        open.into_iter().filter(|known| known.number < proposal.number).collect();
    if before.iter().all(is_chosen)
        || before.len() > TRIED_MAX
        || !is_done_after(db, &before, proposal, &steps)?
    {
        return Ok(None);
    }
    // Those without which it can be done as well are not needed.
    let open: Vec<Proposal> =
        before.iter().rev().filter(|known| !is_chosen(known)).cloned().collect();
    for known in open {
        let less: Vec<Proposal> =
            before.iter().filter(|other| other.id != known.id).cloned().collect();
        if is_done_after(db, &less, proposal, &steps)? {
            before = less;
        }
    }
    let needed: Vec<String> = before
        .iter()
        .filter(|known| !is_chosen(known))
        .map(|known| known.number.to_string())
        .collect();
    if needed.is_empty() {
        return Ok(None);
    }
    let (number, needed) = (proposal.number, listed(&needed));
    let sentence =
        format!("proposal {number} needs what proposal {needed} would do; nothing was done");
    Ok(Some(
        Error::new(Code::ProposalTooEarly, sentence)
            .suggest(format!("approve {needed} first, or all of them together")),
    ))
}

/// Whether the proposal would do what was shown, after those.
fn is_done_after(
    db: &mut TenantWrite<'_>,
    before: &[Proposal],
    proposal: &Proposal,
    steps: &Steps,
) -> Result<bool> {
    let mut is_same = false;
    let rehearsed = rehearse_after(db, before, |db| {
        steps.attempt(db, &proposal.session(), proposal.id, |prepared, rows| {
            is_same = digest(rows, prepared.departure.as_ref())? == proposal.rows_digest;
            Ok(false)
        })
    });
    match rehearsed {
        Err(error) if is_fault(&error) => Err(error),
        Err(_) => Ok(false),
        Ok(_) => Ok(is_same),
    }
}

/// `1`, `1 and 3`, `1, 2 and 3`
fn listed(numbers: &[String]) -> String {
    match numbers.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => numbers.concat(),
    }
}
