//! Texts for a principal besides the tools: instructions, guidance and workflows. None of them mentions a tool that is
//! out of scope.

use super::Session;
pub use crate::guidance::{Argument as WorkflowArgument, Workflow};
use crate::guidance::{RULES, WORKFLOWS};

impl Session {
    /// The instructions for the model.
    pub fn instructions(&self) -> String {
        self.policy.now().scope.shown(RULES)
    }

    /// The guidance of the tools in scope, by tool; tools without guidance are left out.
    pub fn guidance(&self) -> Vec<(&'static str, String)> {
        self.policy.now().scope.guidance()
    }

    /// The workflows whose operations are all in scope.
    pub fn workflows(&self) -> impl Iterator<Item = &'static Workflow> {
        let now = self.policy.now();
        let allowed = move |it: &&Workflow| it.operations.iter().all(|name| now.scope.allows(name));
        WORKFLOWS.iter().filter(allowed)
    }
}
