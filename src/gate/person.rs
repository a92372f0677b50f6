//! Confirmation by the person behind the client, where the client can ask.
//!
//! The preview becomes a question to the person, and a yes confirms exactly the rows that were shown; `confirmed:
//! true` from the model is ignored. While the person thinks, no slot is held and no deadline runs. Clients that cannot
//! ask use the two calls of `confirm.rs`.

use std::{pin::pin, sync::atomic::Ordering, time::Duration};

use super::{
    Answer, CallContext, Session, confirm,
    incoming::{Ask, Person, PersonAnswer, Verdict},
    operate::{self, Progression},
    preview::{Preview, Reversibility},
    slots::Slot,
};
use crate::{
    error::{Code, Error, Result},
    store::Deadline,
    tool::{Operation, Steps},
};

/// How often a question is repeated because the rows changed while the person thought.
const ROUNDS_MAX: usize = 5;

impl Session {
    /// How long a person has to answer a question.
    pub fn person_wait(&self) -> Duration {
        self.gate.limits.person_wait
    }

    /// The data folder's secret key.
    ///
    /// # Errors
    /// If the key file can be neither read nor created.
    pub fn secret(&self) -> Result<[u8; 32]> {
        if let Some(known) = self.gate.secret.get() {
            return Ok(*known);
        }
        let secret = self.gate.store.secret()?;
        Ok(*self.gate.secret.get_or_init(|| secret))
    }
}

/// Runs a call. If a person has to confirm it, asks first.
pub(super) async fn run(
    mut context: CallContext<'_>,
    operation: &'static dyn Operation,
    steps: Steps,
    person: Person,
    slot: &Slot<'_>,
) -> Result<Answer> {
    match person {
        Person::Unreachable => told(&context, operate::run(&context, steps).await?),
        Person::Waiting(person) => {
            unconfirm(&mut context);
            while_it_waits(context, operation, steps, &*person, slot).await
        }
        Person::Returning(Some(PersonAnswer { verdict: Verdict::Unasked, .. })) => {
            context.session.asks_in_vain.store(true, Ordering::Relaxed);
            unconfirm(&mut context);
            told(&context, operate::run(&context, steps).await?)
        }
        Person::Returning(None) => {
            unconfirm(&mut context);
            Ok(asked(&context, operation, operate::run(&context, steps).await?))
        }
        Person::Returning(Some(PersonAnswer { token, verdict: Verdict::Accepted })) => {
            confirm(&mut context, token);
            // The rows have changed since the preview, so the new effect is shown.
            Ok(asked(&context, operation, operate::run(&context, steps).await?))
        }
        Person::Returning(Some(PersonAnswer { token, verdict })) => {
            Err(refused(&context, token, verdict).await)
        }
    }
}

async fn while_it_waits(
    mut context: CallContext<'_>,
    operation: &'static dyn Operation,
    steps: Steps,
    person: &dyn Ask,
    slot: &Slot<'_>,
) -> Result<Answer> {
    context.awaits_answer = true;
    let mut reached = operate::run(&context, steps).await?;
    slot.free();
    for _ in 0..ROUNDS_MAX {
        let preview = match reached {
            Progression::Answer(answer) => return Ok(answer),
            Progression::Question(preview) => preview,
        };
        let (text, token) = (question(&context, operation, &preview), preview.token.to_string());
        let cancel = context.deadline.cancel.clone();
        let verdict = tokio::select! {
            verdict = person.ask(&text) => verdict,
            () = cancel.cancelled() => {
                let _ = refused(&context, token, Verdict::Declined).await;
                return Err(Error::new(Code::Cancelled, "cancelled while the person was asked"));
            }
        };
        match verdict {
            Verdict::Accepted => confirm(&mut context, token),
            // If the client failed to ask, the model may ask in its own words, where its `confirmed` counts.
            Verdict::Unasked if operation.kind().may_ask() => {
                context.session.asks_in_vain.store(true, Ordering::Relaxed);
                return Answer::preview(&preview, context.session.gate.limits.answer_chars_max);
            }
            Verdict::Unasked => {
                context.is_reachable = false;
                context.awaits_answer = false;
                unconfirm(&mut context);
            }
            Verdict::Declined | Verdict::Unanswered => {
                return Err(refused(&context, token, verdict).await);
            }
        }
        let session = context.session;
        let slot = session.gate.slots.take(&session.waiting, &cancel).await?;
        let steps = operation.steps(&context.checked.own)?;
        let running = pin!(operate::run(&context, steps));
        reached = slot.hold(&cancel, running).await?;
    }
    told(&context, reached)
}

/// Ignores `confirmed` from the model.
fn unconfirm(context: &mut CallContext<'_>) {
    context.checked.control.confirmed = false;
    context.checked.control.confirmation_token = None;
}

fn confirm(context: &mut CallContext<'_>, token: String) {
    context.checked.control.confirmed = true;
    context.checked.control.confirmation_token = Some(token);
}

/// The answer for a client whose model asks the person in its own words.
fn told(context: &CallContext<'_>, reached: Progression) -> Result<Answer> {
    match reached {
        Progression::Answer(answer) => Ok(answer),
        Progression::Question(preview) => {
            Answer::preview(&preview, context.session.gate.limits.answer_chars_max)
        }
    }
}

/// The answer for a client that asks the person between two calls.
fn asked(
    context: &CallContext<'_>,
    operation: &'static dyn Operation,
    reached: Progression,
) -> Answer {
    match reached {
        Progression::Answer(answer) => answer,
        Progression::Question(preview) => {
            let text = question(context, operation, &preview);
            Answer::question(text, preview.token.to_string())
        }
    }
}

/// The question for a preview, in a person's words.
fn question(context: &CallContext<'_>, operation: &dyn Operation, preview: &Preview) -> String {
    let ending = if operation.kind().is_outside() {
        Reversibility::Final
    } else {
        Reversibility::CanBeUndone
    };
    let console = context.caller.console_url();
    preview.question(&context.caller.principal.tenant.name, ending, console.as_deref())
}

/// Uses up the preview, and returns the error for the person's answer.
async fn refused(context: &CallContext<'_>, token: String, verdict: Verdict) -> Error {
    let CallContext { session, caller, .. } = context;
    // Not cancellable: a no must be stored.
    let deadline = Deadline::of(Duration::from_secs(5));
    let burn = move |db: &mut crate::store::TenantWrite<'_>| confirm::burn(db, &token);
    if let Err(error) = session.gate.store.write(caller, &deadline, burn).await {
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
