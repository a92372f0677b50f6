//! A call on its way: found in scope and parsed, not run yet.

use std::sync::Arc;

use super::{Call, PolicySnapshot, Session};
use crate::{
    principal::Caller,
    store::Deadline,
    tool::{PerformContext, arguments::CheckedArguments},
};

/// A call that has been found in scope and parsed.
pub(super) struct CallContext<'s> {
    pub(super) session: &'s Session,
    /// The scope that it was found in.
    pub(super) now: &'s PolicySnapshot,
    /// Who calls, with the policy that follows from that scope.
    pub(super) caller: Caller,
    pub(super) call: &'s Arc<Call>,
    pub(super) checked: CheckedArguments,
    pub(super) deadline: Deadline,
    /// Whether a person has to answer what is asked, and cannot be asked here.
    pub(super) wants_person: bool,
    /// Whether the person behind the client can be asked.
    pub(super) is_reachable: bool,
    /// Whether a question is answered while the call waits: it is not the end of the call then.
    pub(super) awaits_answer: bool,
}

impl CallContext<'_> {
    /// For what is performed outside.
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
