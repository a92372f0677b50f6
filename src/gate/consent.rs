//! Decides whether a call may proceed: it needs no confirmation, or a person has confirmed exactly what it would do.

use super::{
    Answer,
    attempt::Attempt,
    confirm::{self, Confirmation},
    digest::digest,
    pictures,
    preview::Preview,
    proposal, propose,
};
use crate::{
    error::{Code, Error, Result},
    id::ConfirmationId,
    store::{
        TenantWrite,
        ledger::{self, RowChange},
    },
    tool::{Asks, Done, Fallback, Next, Preparation, Steps},
};

/// The result of asking for consent.
pub(super) enum Consent {
    /// The call may proceed with the prepared step.
    Given(Preparation),
    /// A person has to confirm this first.
    Asked(Box<Preview>),
    /// It is stored as a proposal.
    Proposed(Answer),
}

/// The decision about a prepared call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It may proceed.
    Proceed,
    /// A person has to confirm it.
    Ask,
    /// A person has confirmed something else.
    Differs,
}

/// Prepares a call. If it needs a confirmation, it is rolled back and shown; with a valid confirmation of exactly
/// these rows and this departure it is kept, unless it is a dry run. A confirmation of something else is used up, and
/// the current effect is shown.
///
/// # Errors
/// `CONFIRMATION_DECLINED` if a confirmation is needed, nobody can be asked, and the call cannot wait as a proposal.
pub(super) fn obtain(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    steps: &Steps,
) -> Result<Consent> {
    if !attempt.may_ask() && !attempt.rehearses() {
        return steps.run(db, &attempt.session).map(Consent::Given);
    }
    // If only a person may confirm and none can be asked, the model's `confirmed` does not count.
    let is_confirmed = attempt.control.confirmed && !attempt.wants_person;
    let shown = if is_confirmed { confirm::redeem(db, attempt)? } else { None };
    // New rows get ids derived from the preview's id, so that the confirmed run makes the same rows.
    let id = shown.as_ref().map_or_else(ConfirmationId::new, |shown| shown.id);
    let mut verdict = Verdict::Proceed;
    let (prepared, rows) = steps.attempt(db, &attempt.session, id, |prepared, rows| {
        verdict = judge(attempt, shown.as_ref(), prepared, rows)?;
        Ok(verdict == Verdict::Proceed && !attempt.rehearses())
    })?;
    if verdict == Verdict::Proceed {
        return Ok(Consent::Given(prepared));
    }
    if is_unaskable(attempt, &rows) {
        return match attempt.conduct.fallback {
            Fallback::Refused => Err(unaskable()),
            Fallback::Proposed => {
                let answer = propose::keep(db, attempt, id.alike(), rows, prepared.departure)?;
                Ok(Consent::Proposed(answer.telling(prepared.report)))
            }
        };
    }
    let (id, Preparation { departure, report, next, .. }, rows) = match verdict {
        Verdict::Proceed | Verdict::Ask => (id, prepared, rows),
        Verdict::Differs => {
            let id = ConfirmationId::new();
            let (prepared, rows) = attempt.rehearse(db, steps, id)?;
            (id, prepared, rows)
        }
    };
    let what = match &departure {
        Some(departure) => departure.what.clone(),
        None => ledger::intention(&ledger::told(db, &rows)?)?,
    };
    let asked = format!("{}{}{what}", begins(attempt, verdict), warning(&next));
    let mut preview = Preview::of(asked, rows, departure, id)?;
    preview.report = report;
    let before = proposal::decided_before(db, attempt.call.operation(), &attempt.arguments)?;
    preview.reminder = before.and_then(|before| before.reminder());
    ledger::name_things(db, &preview.rows, &mut preview.changes)?;
    confirm::show(db, attempt, preview).map(Consent::Asked)
}

fn judge(
    attempt: &Attempt,
    shown: Option<&Confirmation>,
    Preparation { next, departure, is_much, .. }: &Preparation,
    rows: &[RowChange],
) -> Result<Verdict> {
    let (is_there, asks) = match attempt.conduct.asks {
        Asks::Never => (false, false),
        // A write that changes nothing needs no confirmation.
        Asks::Always if matches!(next, Next::Done(Done::Thing(_))) => {
            (!rows.is_empty(), !rows.is_empty())
        }
        Asks::Always => (true, true),
        Asks::OfPictures => (true, fetches_pictures(attempt, rows)),
        Asks::OfOutcome => (true, *is_much || fetches_pictures(attempt, rows)),
        Asks::OfDeparture => {
            (departure.is_some(), departure.as_ref().is_some_and(|departure| departure.asks))
        }
    };
    Ok(match shown {
        Some(shown) if is_there && digest(rows, departure.as_ref())? != shown.digest => {
            Verdict::Differs
        }
        None if asks => Verdict::Ask,
        Some(_) | None => Verdict::Proceed,
    })
}

/// Whether the rows contain images that a browser would load from outside, in a session that has read both outside
/// text and personal data: their addresses could carry data out.
fn fetches_pictures(attempt: &Attempt, rows: &[RowChange]) -> bool {
    attempt.session.seen.taint.is_both() && !pictures::fetched(rows).is_empty()
}

/// Whether no confirmation from this client counts. A model's `confirmed` is not enough for images from outside, nor
/// where the operator wants a person to confirm.
fn is_unaskable(attempt: &Attempt, rows: &[RowChange]) -> bool {
    match attempt.conduct.asks {
        Asks::OfDeparture => attempt.wants_person,
        // A large change waits for a person like a guarded one; see `Attempt::of`.
        Asks::OfOutcome if attempt.wants_person => true,
        Asks::OfOutcome | Asks::Never | Asks::Always | Asks::OfPictures => {
            !attempt.is_reachable && fetches_pictures(attempt, rows)
        }
    }
}

/// What to say before the question.
fn begins(attempt: &Attempt, verdict: Verdict) -> &'static str {
    match (attempt.conduct.asks, verdict) {
        (Asks::OfPictures, _) => "Texts from outside and data of people have been read. ",
        (_, Verdict::Differs) => "Something changed since the preview. ",
        (_, Verdict::Proceed | Verdict::Ask) => "",
    }
}

/// What a person has to know about the outcome, as a sentence before the question.
fn warning(next: &Next) -> String {
    let warning = match next {
        Next::Done(Done::Thing(thing)) => thing.warning.as_ref(),
        Next::Done(_) | Next::Perform { .. } => None,
    };
    warning.map(|warning| format!("{warning} ")).unwrap_or_default()
}

/// The error for a fetch that needs a confirmation. It cannot become a proposal: showing its result would mean to
/// fetch it, and nobody would receive the answer later.
fn unaskable() -> Error {
    Error::new(
        Code::ConfirmationDeclined,
        "a person has to agree to this first, and nobody can be asked here; nothing was sent",
    )
    .suggest("do without it, or ask the person to do it")
}

#[cfg(test)]
mod tests;
