//! Arguments that hosts add to calls by themselves.
//!
//! They are left out and said, because what is ignored in silence is believed to have worked. Other names that a tool
//! does not have are refused: they are misspelt, or ask for something that would not be done. So a name is a host's
//! only where nothing that a tool could do would be called so: the id of a call, a thread or a session, a name that
//! begins with `_`, and some that are known.

use serde_json::{Map, Value};

/// Names that hosts are known to add, and where that is reported. In any spelling: `security_risk`, `securityRisk`.
const KNOWN: &[&str] = &[
    // n8n's MCP Client Tool: github.com/n8n-io/n8n/issues/21500 and /22787, github.com/sansan0/TrendRadar/issues/768,
    // github.com/mpeirone/zabbix-mcp-server/pull/27.
    "chat input",
    // Cursor, for a tool that needs no arguments: github.com/mondaycom/mcp/pull/15.
    "random string",
    // OpenHands, for its analysis of what a call may do.
    "security risk",
    // Gemini's agents, for the order of calls and what their list of calls shows.
    "wait for previous tools",
    "tool summary",
    "tool action",
    // Cline, for its list of what is to be done.
    "task progress",
];

/// Names that are only taken for a host's beside one that is: others who call a tool could mean them.
const BESIDE: &[&str] = &["action", "tool"];

/// What a host runs and counts.
const RUN: &[&str] = &[
    "call",
    "correlation",
    "execution",
    "function",
    "generation",
    "interaction",
    "invocation",
    "request",
    "run",
    "session",
    "span",
    "thread",
    "tool",
    "trace",
    "turn",
];

/// What stands beside that in the name of its id.
const OF_RUN: &[&str] =
    &["client", "current", "host", "llm", "mcp", "model", "parent", "root", "use"];

/// Takes out what a host has added and the tool does not have; their names.
pub(super) fn take_out(schema: &Value, arguments: &mut Value) -> Vec<String> {
    let Some(arguments) = arguments.as_object_mut() else { return Vec::new() };
    let own = schema.get("properties").and_then(Value::as_object);
    let is_own = |name: &str| own.is_some_and(|own| own.contains_key(name));
    let strangers = arguments.iter().filter(|(name, _)| !is_own(name));
    let added: Vec<String> = strangers
        .filter(|(name, value)| is_of_host(name, value) && !is_misspelt(name, own))
        .map(|(name, _)| name.clone())
        .collect();
    if added.is_empty() {
        return added;
    }
    let beside = BESIDE.iter().filter(|name| arguments.contains_key(**name) && !is_own(name));
    let added: Vec<String> =
        added.into_iter().chain(beside.map(|name| (*name).to_owned())).collect();
    for name in &added {
        arguments.shift_remove(name);
    }
    added
}

/// Whether nobody who calls a tool would mean an argument of that name.
fn is_of_host(name: &str, value: &Value) -> bool {
    let words = words(name);
    if name.starts_with('_') || KNOWN.contains(&words.join(" ").as_str()) {
        return true;
    }
    let Some((last, of)) = words.split_last() else { return false };
    let known = |word: &String| RUN.contains(&word.as_str()) || OF_RUN.contains(&word.as_str());
    last == "id"
        && !value.is_array()
        && !value.is_object()
        && of.iter().all(known)
        && of.iter().any(|word| RUN.contains(&word.as_str()))
}

/// Whether it is one of the tool's own in another spelling, or with one letter wrong.
fn is_misspelt(name: &str, own: Option<&Map<String, Value>>) -> bool {
    let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let given = plain(name);
    let near = |known: &String| strsim::damerau_levenshtein(&given, &plain(known)) <= 1;
    own.into_iter().flat_map(Map::keys).any(near)
}

/// `toolCallId`, `tool_call_id`, `ToolCallID`: tool, call, id.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut begins = true;
    for letter in name.chars().take(100) {
        if matches!(letter, '_' | '-' | '.' | ' ') {
            begins = true;
            continue;
        }
        let is_upper = letter.is_ascii_uppercase();
        let word = words.last_mut().filter(|_| !begins);
        match word {
            Some(word) if !is_upper => word.push(letter),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
        begins = false;
    }
    // `ID` came apart.
    if let [.., i, d] = words.as_mut_slice()
        && (i.as_str(), d.as_str()) == ("i", "d")
    {
        i.push('d');
        words.pop();
    }
    words
}

/// Whether names that a tool does not have are all a host's.
pub(in crate::tool) fn are_from_host(names: &[String]) -> bool {
    let is_telling = |name: &&String| is_of_host(name, &Value::Null);
    let (telling, others): (Vec<&String>, Vec<&String>) = names.iter().partition(is_telling);
    !telling.is_empty() && others.iter().all(|name| BESIDE.contains(&name.as_str()))
}

/// What to say of them.
pub(super) fn sentence(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| format!("Not an argument here, and ignored: {}.", names.join(", ")))
}
