//! Calls by `callTool`, read as the calls that they stand for before anything else is known of them: everything behind
//! this sees a call of the tool that is meant.

use serde_json::{Map, Value};

use super::Session;
use crate::tool::call_tool;

/// The call that is meant by one that came in.
#[derive(Debug, PartialEq, Eq)]
pub struct MeantCall {
    /// The tool's name, as it was written.
    pub tool: String,
    /// Its arguments, unchecked.
    pub arguments: Map<String, Value>,
    /// Whether it came by `callTool`.
    pub is_by_name: bool,
}

impl Session {
    /// The call that is meant. What `callTool` was given and means no tool stays its own, and is refused as such.
    pub fn meant(&self, tool: &str, arguments: Map<String, Value>) -> MeantCall {
        let mut meant = MeantCall { tool: tool.to_owned(), arguments, is_by_name: false };
        // Only a call of that name costs a look at the scope. One of callTool by callTool means what it says.
        while meant.tool == call_tool::SPEC.name
            && self.policy.now().scope.is_call_tool(&meant.tool)
        {
            match call_tool::called(meant.arguments) {
                Ok((tool, arguments)) => meant = MeantCall { tool, arguments, is_by_name: true },
                Err(arguments) => return MeantCall { arguments, is_by_name: false, ..meant },
            }
        }
        meant
    }

    /// The failure of a call by `callTool` of a tool that is not there. The name is an argument then: the model is told
    /// what is wrong with it, where a wrong name in the protocol is the client's affair.
    pub fn unknown_by_name(&self, tool: &str) -> Value {
        let now = self.policy.now();
        now.scope.failure(&now.scope.unknown_by_name(tool))
    }
}
