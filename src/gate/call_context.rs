//! The context of a call that was found in scope and parsed, and has not run yet.

use std::sync::Arc;

use super::{Call, PolicySnapshot, Session};
use crate::{
    principal::Caller,
    store::Deadline,
    tool::{PerformContext, arguments::CheckedArguments},
};

/// The context of a call that was found in scope and parsed.
pub(super) struct CallContext<'s> {
    pub(super) session: &'s Session,
    /// The permissions with which it was found.
    pub(super) now: &'s PolicySnapshot,
    /// The tenant and agent, with the policy of that snapshot.
    pub(super) caller: Caller,
    pub(super) call: &'s Arc<Call>,
    pub(super) checked: CheckedArguments,
    pub(super) deadline: Deadline,
    /// Whether only a person may confirm, and this client cannot ask one.
    pub(super) wants_person: bool,
    /// Whether the client can ask its person.
    pub(super) is_reachable: bool,
    /// Whether a question is answered while the call waits, so that asking does not end the call.
    pub(super) awaits_answer: bool,
}

impl CallContext<'_> {
    /// The context for the step that runs outside of transactions.
    pub(super) fn watch(&self) -> PerformContext {
        let Deadline { progress, cancel, .. } = self.deadline.clone();
        PerformContext {
            progress,
            cancel,
            budget: self.session.gate.limits.answer_chars_max,
            rehearses: false,
        }
    }
}
