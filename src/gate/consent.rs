//! Whether a call may go on: nobody has to see it first, or a person has, and it is what they saw.

use super::{
    Answer,
    attempt::Attempt,
    confirm::{self, Confirmation},
    digest::digest,
    pictures,
    preview::Preview,
    propose,
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

/// What came of asking.
pub(super) enum Consent {
    /// It may go on from what was prepared.
    Given(Preparation),
    /// A person has to see this first.
    Asked(Box<Preview>),
    /// It waits for a person who decides elsewhere.
    Proposed(Answer),
}

/// What becomes of what was prepared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It may go on.
    Goes,
    /// A person has to see it.
    Asks,
    /// A person has seen something else.
    Differs,
}

/// Prepares a call. Where a person has to see it, it is taken back and shown; once a live confirmation says that they
/// agreed to these very rows and this very departure, it is kept, unless it only rehearses. A confirmation of something
/// else is used up all the same, and what it is by now is shown anew.
///
/// # Errors
/// `CONFIRMATION_DECLINED` where a person has to see it, nobody can be asked, and it cannot wait.
pub(super) fn obtain(
    db: &mut TenantWrite<'_>,
    attempt: &Attempt,
    steps: &Steps,
) -> Result<Consent> {
    if !attempt.may_ask() && !attempt.rehearses() {
        return steps.run(db, &attempt.session).map(Consent::Given);
    }
    // Where nobody can be asked, nobody has agreed.
    let is_confirmed = attempt.control.confirmed && !attempt.wants_person;
    let shown = if is_confirmed { confirm::redeem(db, attempt)? } else { None };
    // What is new gets its ids from the preview, so that agreeing makes the same rows.
    let id = shown.as_ref().map_or_else(ConfirmationId::new, |shown| shown.id);
    let mut verdict = Verdict::Goes;
    let (prepared, rows) = steps.attempt(db, &attempt.session, id, |prepared, rows| {
        verdict = judge(attempt, shown.as_ref(), prepared, rows)?;
        Ok(verdict == Verdict::Goes && !attempt.rehearses())
    })?;
    if verdict == Verdict::Goes {
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
    let (id, Preparation { departure, report, .. }, rows) = match verdict {
        Verdict::Goes | Verdict::Asks => (id, prepared, rows),
        Verdict::Differs => {
            let id = ConfirmationId::new();
            let (prepared, rows) = attempt.rehearse(db, steps, id)?;
            (id, prepared, rows)
        }
    };
    let what = match &departure {
        Some(departure) => departure.what.clone(),
        None => ledger::intention(&rows)?,
    };
    let asked = format!("{}{what}", begins(attempt, verdict));
    let mut preview = Preview::of(asked, rows, departure, id)?;
    preview.report = report;
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
        // Where a thing is like that already, there is nothing to agree to.
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
        None if asks => Verdict::Asks,
        Some(_) | None => Verdict::Goes,
    })
}

/// Whether a browser would fetch from outside what the rows hold, with what a session that has read both may have put
/// into the address.
fn fetches_pictures(attempt: &Attempt, rows: &[RowChange]) -> bool {
    attempt.session.seen.taint.is_both() && !pictures::fetched(rows).is_empty()
}

/// Whether nobody can be asked here whose word is enough. The client's word for a person's yes is not for what has a
/// browser fetch from outside, nor where people want to answer themselves.
fn is_unaskable(attempt: &Attempt, rows: &[RowChange]) -> bool {
    match attempt.conduct.asks {
        Asks::OfDeparture => attempt.wants_person,
        // What is much waits for the person as what always asks does; see `Attempt::of`.
        Asks::OfOutcome if attempt.wants_person => true,
        Asks::OfOutcome | Asks::Never | Asks::Always | Asks::OfPictures => {
            !attempt.is_reachable && fetches_pictures(attempt, rows)
        }
    }
}

/// What there is to say before what is asked.
fn begins(attempt: &Attempt, verdict: Verdict) -> &'static str {
    match (attempt.conduct.asks, verdict) {
        (Asks::OfPictures, _) => "Texts from outside and data of people have been read. ",
        (_, Verdict::Differs) => "Something changed since the preview. ",
        (_, Verdict::Goes | Verdict::Asks) => "",
    }
}

/// What has a question about its address cannot wait as a proposal: showing what it brings would fetch it, and the
/// answer of a read would come to nobody.
fn unaskable() -> Error {
    Error::new(
        Code::ConfirmationDeclined,
        "a person has to agree to this first, and nobody can be asked here; nothing was sent",
    )
    .suggest("do without it, or ask the person to do it")
}

#[cfg(test)]
mod tests;
