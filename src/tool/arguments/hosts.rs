//! Arguments that hosts add to calls by themselves.
//!
//! They are removed, and the answer says so, because silently ignored arguments seem to have worked. All other unknown
//! names are refused: they are misspelt, or ask for something that would not happen.

use serde_json::Value;

/// A name that hosts add.
struct HostArgument {
    name: &'static str,
    /// Whether no caller would use the name on purpose. The other names are removed only beside one of these.
    is_telling: bool,
}

const fn telling(name: &'static str) -> HostArgument {
    HostArgument { name, is_telling: true }
}

const fn beside(name: &'static str) -> HostArgument {
    HostArgument { name, is_telling: false }
}

/// The names that hosts are known to add, with the reports.
const ADDED: &[HostArgument] = &[
    // n8n's MCP Client Tool: github.com/n8n-io/n8n/issues/21500 and /22787, github.com/sansan0/TrendRadar/issues/768,
    // github.com/mpeirone/zabbix-mcp-server/pull/27.
    telling("toolCallId"),
    telling("sessionId"),
    telling("chatInput"),
    beside("action"),
    beside("tool"),
    // LangChain's InjectedToolCallId, if an agent does not remove it again.
    telling("tool_call_id"),
    // LangChain's adapters: github.com/langchain-ai/langchain-mcp-adapters/pull/412. In MCP, `_meta` is beside the
    // arguments.
    telling("_meta"),
    // Cursor, for a tool that needs no arguments: github.com/mondaycom/mcp/pull/15.
    telling("random_string"),
];

/// Removes arguments that a host has added and the tool does not have; returns their names.
pub(super) fn take_out(schema: &Value, arguments: &mut Value) -> Vec<&'static str> {
    let Some(arguments) = arguments.as_object_mut() else { return Vec::new() };
    let is_own = |name: &str| schema.get("properties").is_some_and(|all| all.get(name).is_some());
    let added: Vec<&HostArgument> = ADDED
        .iter()
        .filter(|added| arguments.contains_key(added.name) && !is_own(added.name))
        .collect();
    if !added.iter().any(|added| added.is_telling) {
        return Vec::new();
    }
    added
        .into_iter()
        .map(|added| {
            arguments.shift_remove(added.name);
            added.name
        })
        .collect()
}

/// Whether names that a tool does not have are all a host's.
pub(in crate::tool) fn are_from_host(names: &[String]) -> bool {
    let known = |name: &String| ADDED.iter().find(|added| added.name == name);
    let added: Vec<&HostArgument> = names.iter().filter_map(known).collect();
    added.len() == names.len() && added.iter().any(|added| added.is_telling)
}

/// What to say of them.
pub(super) fn sentence(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| format!("Not an argument here, and ignored: {}.", names.join(", ")))
}
