//! Runs what is due: a call in the name of the principal `schedule`, to which somebody has agreed before.
//!
//! It passes what every call passes after a confirmation: rules, ledger, log. That it is done once, its caller sees to
//! in the same transaction.

use serde_json::{Map, Value};

use super::{
    DATABASE_DEADLINE, IncomingCall, attempt::Attempt, call::Call, client_names::ClientName, log,
    operate, scope::pattern, stage, stage::Stage,
};
use crate::{
    clock,
    error::{Error, Result},
    id::{CallId, RequestId},
    principal::Caller,
    store::{Deadline, Store, TenantWrite},
    tool::{Operation, PerformContext, Rehearsal, SessionReads, SessionSnapshot},
};

/// A call that is due.
#[derive(Clone, Debug)]
pub struct DueCall {
    /// The tool, with its action where it has several.
    pub tool: &'static str,
    pub arguments: Map<String, Value>,
    /// The name of the agent that asked for it.
    pub asked_by: String,
}

impl DueCall {
    /// Makes the call, if `claim` gives it in the same transaction. Returns whether it was made.
    ///
    /// # Errors
    /// That of the tool; then nothing is changed, and [`DueCall::failed`] notes it.
    pub async fn run(
        &self,
        store: &Store,
        who: &Caller,
        claim: impl FnOnce(&mut TenantWrite<'_>) -> Result<bool> + Send + 'static,
    ) -> Result<bool> {
        let operation = self.operation()?;
        let checked = operation.arguments().check(self.arguments.clone(), &clock::today)?;
        let steps = operation.steps(&checked.own)?;
        if steps.conduct.rehearsal == Rehearsal::LastStep {
            return Err(Error::internal("what is performed before it can be shown is never due"));
        }
        let call = self.call()?;
        let session = SessionSnapshot {
            seen: SessionReads::default(),
            request: call.request,
            said: std::sync::Arc::default(),
        };
        let attempt = std::sync::Arc::new(Attempt::due(call, steps.conduct, checked.own, session));
        let working = std::sync::Arc::clone(&attempt);
        let work = move |db: &mut TenantWrite<'_>| {
            if !claim(db)? {
                return Ok(None);
            }
            let keep = |_: &_, _: &[_]| Ok(true);
            let (prepared, _) = steps.attempt(db, &working.session, CallId::new(), keep)?;
            let stage = stage::proceed(db, &working, prepared)?;
            stage::note(db, &working, &stage)?;
            Ok(Some(stage))
        };
        let deadline = Deadline::of(DATABASE_DEADLINE);
        match store.write(who, &deadline, work).await? {
            None => Ok(false),
            Some(Stage::Performs(middle)) => {
                let watch = PerformContext::unattended(deadline.cancel.clone());
                let ended = operate::finish((store, who), &deadline, &attempt, middle, watch).await;
                ended.and_then(Stage::answer).map(|_| true)
            }
            Some(ended) => ended.answer().map(|_| true),
        }
    }

    /// Logs that it failed, in the transaction of what `note` notes.
    ///
    /// # Errors
    /// That of the store.
    pub async fn failed(
        &self,
        store: &Store,
        who: &Caller,
        error: Error,
        note: impl FnOnce(&mut TenantWrite<'_>) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let call = self.call()?;
        let work = move |db: &mut TenantWrite<'_>| {
            note(db)?;
            log::write(db, &call, Err(&error))
        };
        store.write(who, &Deadline::of(DATABASE_DEADLINE), work).await
    }

    fn operation(&self) -> Result<&'static dyn Operation> {
        let found = pattern::candidates().find(|candidate| candidate.pattern() == self.tool);
        found
            .map(|candidate| candidate.operation)
            .ok_or_else(|| Error::internal(format!("this version has no tool `{}`", self.tool)))
    }

    /// The call as history and log have it.
    fn call(&self) -> Result<Call> {
        let client = format!("asked for by {}, deskhand", self.asked_by);
        let incoming = IncomingCall::of_ours(self.tool, self.arguments.clone(), &client);
        let call = Call::new(&incoming, RequestId::new(), ClientName::of(&incoming).into());
        let operation = self.operation()?;
        let _ = call.operation.set(operation.spec().name);
        let rules = operation.arguments().rules();
        let _ = call.arguments.set(log::shortened(rules, &incoming.arguments));
        Ok(call)
    }
}
