//! The way of what a person sees first, where the person can be asked.
//!
//! The preview becomes a question to the person, and their yes confirms it, bound to the rows that they saw;
//! `confirmed: true` from the model means nothing then. While a person thinks, no place is held and no deadline
//! runs. A client that cannot ask keeps the two calls of `confirm.rs`.

use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use super::{
    Answer, Gate, Passing, confirm, exchange, fetch, preview::Ending, reply::Outcome, sending,
    slots::Slot, write,
};
use crate::{
    error::{Code, Error, Result},
    store::Patience,
    tool::{Kind, Operation, Run},
};

/// How often the same thing is asked anew because something changed while the person thought.
const ROUNDS_MAX: usize = 5;

/// How the person behind a client can be asked.
pub enum Person {
    /// Not at all.
    Unreachable,
    /// While the call waits.
    Waiting(Arc<dyn Ask>),
    /// Between two calls: the second brings what came of the question of the first.
    Returning(Option<Returned>),
}

/// What came of a question between two calls.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The preview that the question was about.
    pub token: String,
    /// What the person said.
    pub verdict: Verdict,
}

/// What a person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Nothing, for as long as anybody waits.
    Unanswered,
    /// The client could not ask.
    Unasked,
}

/// Asks the person behind a client, and waits.
pub trait Ask: Send + Sync {
    /// Asks. Ends early when the call is cancelled.
    fn ask<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;
}

impl Gate {
    /// How long a person may think about a question.
    pub fn person_wait(&self) -> Duration {
        self.limits.person_wait
    }

    /// Whether a command may turn into a question, or comes back with the answer to one.
    pub(super) fn may_ask(&self, person: &Person) -> bool {
        self.exposure.now().is_both() || matches!(person, Person::Returning(Some(_)))
    }

    /// What signs for the data folder.
    ///
    /// # Errors
    /// When it can be neither read nor made.
    pub fn secret(&self) -> Result<[u8; 32]> {
        if let Some(known) = self.secret.get() {
            return Ok(*known);
        }
        let secret = self.store.secret()?;
        Ok(*self.secret.get_or_init(|| secret))
    }
}

/// Runs what may ask, the way of its kind.
async fn attempt(passing: &Passing<'_>, run: Run, waits: fn(&Answer) -> bool) -> Result<Answer> {
    match run {
        Run::Fetch(run) => fetch::run(passing, run).await,
        Run::Exchange(run) => exchange::run(passing, run).await,
        Run::Sending(run) => sending::run(passing, run, waits).await,
        run @ (Run::Query(_)
        | Run::Command(_)
        | Run::Guarded(_)
        | Run::Bracket(_)
        | Run::Finder(_)) => write::run_unlogged_if(passing, run, waits).await,
    }
}

/// Runs something that may ask, after the person's yes.
pub(super) async fn run(
    mut passing: Passing<'_>,
    operation: &'static dyn Operation,
    run: Run,
    person: Person,
    slot: &Slot<'_>,
) -> Result<Answer> {
    match person {
        Person::Unreachable => attempt(&passing, run, |_| false).await,
        Person::Waiting(person) => {
            unconfirm(&mut passing);
            while_it_waits(passing, operation, run, &*person, slot).await
        }
        Person::Returning(None | Some(Returned { verdict: Verdict::Unasked, .. })) => {
            unconfirm(&mut passing);
            asked(&passing, operation, attempt(&passing, run, |_| false).await?)
        }
        Person::Returning(Some(Returned { token, verdict: Verdict::Accepted })) => {
            confirm(&mut passing, &token);
            // Changed since: it is shown and asked anew.
            asked(&passing, operation, attempt(&passing, run, |_| false).await?)
        }
        Person::Returning(Some(Returned { token, verdict })) => {
            Err(refused(&passing, &token, verdict).await)
        }
    }
}

async fn while_it_waits(
    mut passing: Passing<'_>,
    operation: &'static dyn Operation,
    run: Run,
    person: &dyn Ask,
    slot: &Slot<'_>,
) -> Result<Answer> {
    let waits = |answer: &Answer| answer.outcome == Outcome::Previewed;
    let mut answer = attempt(&passing, run, waits).await?;
    slot.free();
    for _ in 0..ROUNDS_MAX {
        if !waits(&answer) {
            return Ok(answer);
        }
        let (text, token) = put(&passing, operation, &answer)?;
        let cancel = passing.patience.cancel.clone();
        let verdict = tokio::select! {
            verdict = person.ask(&text) => verdict,
            () = cancel.cancelled() => {
                let _ = refused(&passing, &token, Verdict::Declined).await;
                return Err(Error::new(Code::Cancelled, "cancelled while the person was asked"));
            }
        };
        match verdict {
            Verdict::Accepted => {}
            // The model can still ask in its own words, but for what takes no word of its own.
            Verdict::Unasked if operation.kind() != Kind::Command => return Ok(answer),
            Verdict::Unasked => {
                passing.is_reachable = false;
                unconfirm(&mut passing);
                let slot = passing.gate.slots.take(&cancel).await?;
                let run = operation.prepare(&passing.checked.own)?;
                let attempting = pin!(attempt(&passing, run, |_| false));
                return slot.hold(&cancel, attempting).await;
            }
            Verdict::Declined | Verdict::Unanswered => {
                return Err(refused(&passing, &token, verdict).await);
            }
        }
        let slot = passing.gate.slots.take(&cancel).await?;
        confirm(&mut passing, &token);
        let run = operation.prepare(&passing.checked.own)?;
        let attempting = pin!(attempt(&passing, run, waits));
        answer = slot.hold(&cancel, attempting).await?;
    }
    Ok(answer)
}

/// The model's own word for it counts for nothing.
fn unconfirm(passing: &mut Passing<'_>) {
    passing.checked.control.confirmed = false;
    passing.checked.control.confirmation_token = None;
}

fn confirm(passing: &mut Passing<'_>, token: &str) {
    passing.checked.control.confirmed = true;
    passing.checked.control.confirmation_token = Some(token.to_owned());
}

/// An answer that waits, as a question.
fn asked(
    passing: &Passing<'_>,
    operation: &'static dyn Operation,
    mut answer: Answer,
) -> Result<Answer> {
    if answer.outcome == Outcome::Previewed {
        answer.question = Some(put(passing, operation, &answer)?);
    }
    Ok(answer)
}

/// What waits, in a person's words, and the preview's token.
fn put(
    passing: &Passing<'_>,
    operation: &'static dyn Operation,
    answer: &Answer,
) -> Result<(String, String)> {
    let preview = answer.preview.as_ref();
    let preview = preview.ok_or_else(|| Error::internal("what waits is not shown"))?;
    let ending = if operation.kind().is_outside() { Ending::Final } else { Ending::CanBeUndone };
    let principal = &passing.now.principal;
    let console = principal.console_url();
    let text = preview.question(&principal.tenant.name, ending, console.as_deref());
    Ok((text, preview.token.to_string()))
}

/// Burns the preview: it cannot be confirmed any more.
async fn refused(passing: &Passing<'_>, token: &str, verdict: Verdict) -> Error {
    let Passing { gate, now, .. } = passing;
    let burnt = token.to_owned();
    // Nobody cancels this: a no is a no.
    let patience = Patience::of(Duration::from_secs(5));
    let burn = move |db: &mut crate::store::TenantWrite<'_>| confirm::burn(db, &burnt);
    if let Err(error) = gate.store.write(&now.principal, &patience, burn).await {
        return error;
    }
    let sentence = match verdict {
        Verdict::Unanswered => "the person was asked and did not answer; nothing was changed",
        Verdict::Accepted | Verdict::Declined | Verdict::Unasked => {
            "the person was asked and said no; nothing was changed"
        }
    };
    Error::new(Code::ConfirmationDeclined, sentence)
        .suggest("do not try it again unless the person asks for it")
}
