//! Texts for a principal besides the tools: instructions, guidance and workflows. None of them mentions a tool that is
//! out of scope.

use super::Session;
pub use crate::guidance::{Argument as WorkflowArgument, Workflow};
use crate::guidance::{RULES, WORKFLOWS};

impl Session {
    /// The rules for the model, which hold on every day.
    pub fn rules(&self) -> String {
        self.policy.now().scope.shown(RULES)
    }

    /// The rules, and what holds now.
    pub fn instructions(&self) -> String {
        let present = self.present(&self.policy.now());
        format!("{}\n{present}", self.rules().trim_end()).trim().to_owned()
    }

    /// The guidance of each tool in scope that has some, by name.
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
