//! Runs a call from its name to its answer: finds it in scope, counts it, checks its arguments, and runs it by its
//! kind.

use std::{
    pin::pin,
    sync::{Arc, atomic::Ordering},
};

use super::{
    Answer, Call, CallContext, IncomingCall, PolicySnapshot, Session, answer_filter,
    incoming::Person, limits::DATABASE_DEADLINE, log, person, read, scope::OperationCall,
    slots::Slot,
};
use crate::{
    error::Result,
    store::{Deadline, is_blind},
    tool::{Run, call_subjects},
};

/// The toolset under which calls of unknown tools are counted.
const UNKNOWN: &str = "unknown";

impl Session {
    pub(super) async fn pass(
        &self,
        mut incoming: IncomingCall,
        call: &Arc<Call>,
    ) -> Result<Answer> {
        let now = self.policy.now();
        if let Err(error) = now.admit() {
            let _ = call.arguments.set(log::names(&incoming.arguments));
            return Err(error);
        }
        let found = now.scope.find_for(&incoming.tool, &incoming.arguments);
        let found = found.map_err(|error| (UNKNOWN, error));
        let chosen = found.and_then(|tool| match tool.chosen(&incoming.arguments) {
            Ok(chosen) => Ok((tool.toolset, chosen)),
            Err(error) => Err((tool.toolset, error)),
        });
        let (toolset, chosen) = match chosen {
            Ok(chosen) => chosen,
            Err((toolset, error)) => {
                let _ = call.arguments.set(log::names(&incoming.arguments));
                if now.scope.would_only_read(&incoming.tool) {
                    let _ = call.reads.set(true);
                }
                // Unknown tools are counted too, because each call costs a row in the log.
                self.count(&now, toolset, call).await?;
                return Err(error);
            }
        };
        let operation = chosen.operation();
        if !operation.kind().reads() {
            let _ =
                call.about.set(call_subjects::about(operation.spec().name, &incoming.arguments));
        }
        let called = chosen.called(std::mem::take(&mut incoming.arguments));
        let (operation, arguments_of, arguments) = &called;
        let _ = call.operation.set(operation.spec().name);
        let _ = call.arguments.set(log::shortened(arguments_of.rules(), arguments));
        let slot = self.gate.slots.take(&self.waiting, &incoming.cancel).await?;
        let cancel = incoming.cancel.clone();
        let running = pin!(self.run(incoming, call, &now, (toolset, called), &slot));
        slot.hold(&cancel, running).await
    }

    async fn run(
        &self,
        incoming: IncomingCall,
        call: &Arc<Call>,
        now: &PolicySnapshot,
        (toolset, (operation, arguments_of, arguments)): (&'static str, OperationCall<'_>),
        slot: &Slot<'_>,
    ) -> Result<Answer> {
        let _ = call.reads.set(operation.kind().reads());
        self.count(now, toolset, call).await?;
        let checked = arguments_of.check(arguments, &|| now.today())?;
        call.note(&checked);
        let run = operation.prepare(&checked.own)?;
        let deadline = Deadline {
            within: DATABASE_DEADLINE,
            cancel: incoming.cancel,
            progress: incoming.progress,
        };
        // Who was asked in vain is asked by the model, as behind a client that cannot ask.
        let is_vain = self.asks_in_vain.load(Ordering::Relaxed);
        let person = if is_vain { Person::Unreachable } else { incoming.person };
        let is_reachable = !matches!(person, Person::Unreachable);
        // What the agent may not read, it cannot show to a person either, so it cannot ask. Reads need no
        // confirmation.
        let unseen = !matches!(run, Run::Read(_)) && is_blind(now.scope.reach(), &incoming.tool);
        let wants_person = (now.wants_a_person() || now.is_supervised() || unseen) && !is_reachable;
        let context = CallContext {
            session: self,
            now,
            caller: now.caller(&self.caller.session),
            call,
            checked,
            deadline,
            wants_person,
            is_reachable,
            awaits_answer: false,
        };
        let steps = match run {
            Run::Read(read) => return read::run(context, read).await,
            Run::Steps(steps) => steps,
        };
        let changes = steps.conduct.changes;
        let caller = context.caller.clone();
        // Boxed, because the future is large when it may ask a person, and most calls do not.
        let answer = Box::pin(person::run(context, operation, steps, person, slot)).await?;
        let of = (incoming.tool.as_str(), operation.spec().name);
        let answer = answer_filter::filtered(now.scope.reach(), of, answer);
        let answer = answer.decidable_at(|which| caller.decision_url(which));
        Ok(if changes { answer.of_tenant(&now.principal.tenant.name) } else { answer })
    }
}
