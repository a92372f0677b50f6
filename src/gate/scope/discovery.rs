//! A short list of tools: the core, and `callTool` for what `searchTools` finds besides.
//!
//! It takes nothing away. What is in scope is found and called whether it is listed or not; what is not is neither.

use serde_json::{Map, Value};

use super::{
    Scope,
    listed::{Answers, Hints, ListedTool},
    scoped::ScopedTool,
};
use crate::{
    catalogue::CORE,
    error::{Code, Error, Result},
    gate::incoming::short,
    tool::{arguments::nearest, call_tool},
    value::one_line,
};

/// Finds what is not listed.
const FINDER: &str = "searchTools";

/// Whether a short list leaves anything out that can be found again: one who has no way to find tools is listed all.
pub(super) fn is_of_use(tools: &[ScopedTool]) -> bool {
    tools.iter().any(|tool| tool.spec.name == FINDER) && tools.iter().any(|tool| !is_core(tool))
}

fn is_core(tool: &ScopedTool) -> bool {
    CORE.contains(&tool.spec.name)
}

impl Scope {
    /// The tools that clients are listed.
    pub(in crate::gate) fn listed(&self) -> Vec<ListedTool> {
        if !self.is_short {
            return self.all();
        }
        let core = self.tools.iter().filter(|tool| is_core(tool));
        let mut listed: Vec<_> = core.map(|it| it.listed(&self.words, &self.reach)).collect();
        let behind = listed.iter().position(|tool| tool.name == FINDER).map_or(0, |at| at + 1);
        listed.insert(behind, self.call_tool());
        listed
    }

    /// `callTool` as it is listed. What it may do is what the tools may do that it can call.
    fn call_tool(&self) -> ListedTool {
        let kinds: Vec<_> = self.tools.iter().flat_map(ScopedTool::kinds).collect();
        ListedTool {
            name: call_tool::SPEC.name,
            title: call_tool::SPEC.title,
            description: call_tool::SPEC.description.to_owned(),
            input_schema: call_tool::arguments().schema(),
            hints: Hints::of(&kinds),
            may_ask: kinds.iter().any(|kind| kind.may_ask()),
            answers: Answers { of: Vec::new(), are_actions: false },
        }
    }

    /// Whether a call of that name stands for a call of another tool.
    pub(in crate::gate) fn is_call_tool(&self, name: &str) -> bool {
        self.is_short && name == call_tool::SPEC.name
    }

    /// The tool of that name. A call by `callTool` that means none is refused with what is wrong with it.
    pub(in crate::gate) fn find_for(
        &self,
        name: &str,
        arguments: &Map<String, Value>,
    ) -> Result<&ScopedTool> {
        if self.is_call_tool(name) {
            return Err(call_tool::refusal(arguments.clone()));
        }
        self.find(name)
    }

    /// The answer to a call by `callTool` of a tool that is not there. What is not in scope is not there either.
    pub(in crate::gate) fn unknown_by_name(&self, name: &str) -> Error {
        let names = || self.tools.iter().map(|tool| tool.spec.name);
        // Hosts put the server's name before the tool's, and models repeat what they see.
        let within = names().find(|known| name.ends_with(known));
        let next = match within.or_else(|| nearest(name, names())) {
            Some(near) => format!("did you mean `{near}`? {FINDER} finds others"),
            None => format!("find it with {FINDER}"),
        };
        let said = one_line(&short(name));
        Error::new(Code::ToolUnknown, format!("there is no tool `{said}`")).suggest(next)
    }
}
