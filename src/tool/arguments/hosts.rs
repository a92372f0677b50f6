//! Arguments that hosts add to calls on their own: none of any tool, and no fault of whoever called.
//!
//! They are left out and said, because what is ignored in silence is believed to have worked. Other names that a tool
//! does not have are refused: they are misspelt, or ask for something that would not be done.

use serde_json::Value;

/// A name that hosts add.
struct Added {
    name: &'static str,
    /// Nobody who calls a tool would mean it. Other names are only taken for a host's beside one that is.
    is_telling: bool,
}

const fn telling(name: &'static str) -> Added {
    Added { name, is_telling: true }
}

const fn beside(name: &'static str) -> Added {
    Added { name, is_telling: false }
}

/// What hosts are known to add, and where that is reported.
const ADDED: &[Added] = &[
    // n8n's MCP Client Tool: github.com/n8n-io/n8n/issues/21500 and /22787, github.com/sansan0/TrendRadar/issues/768,
    // github.com/mpeirone/zabbix-mcp-server/pull/27.
    telling("toolCallId"),
    telling("sessionId"),
    telling("chatInput"),
    beside("action"),
    beside("tool"),
    // LangChain's InjectedToolCallId, where an agent does not take it out again.
    telling("tool_call_id"),
    // LangChain's adapters: github.com/langchain-ai/langchain-mcp-adapters/pull/412. The protocol has it beside the
    // arguments.
    telling("_meta"),
    // Cursor, for a tool that needs no arguments: github.com/mondaycom/mcp/pull/15.
    telling("random_string"),
];

/// Takes out what a host has added and the tool does not have; their names.
pub(super) fn take_out(schema: &Value, arguments: &mut Value) -> Vec<&'static str> {
    let Some(arguments) = arguments.as_object_mut() else { return Vec::new() };
    let is_own = |name: &str| schema.get("properties").is_some_and(|all| all.get(name).is_some());
    let added: Vec<&Added> = ADDED
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
    let added: Vec<&Added> = names.iter().filter_map(known).collect();
    added.len() == names.len() && added.iter().any(|added| added.is_telling)
}

/// What to say of them.
pub(super) fn sentence(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| format!("Not an argument here, and ignored: {}.", names.join(", ")))
}
