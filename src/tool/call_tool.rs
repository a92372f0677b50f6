//! `callTool`: another way to write a call, for tools that are not in the client's list.
//!
//! It is no tool of the catalogue. `callTool { name, arguments }` is read as a call of that tool before the gate sees
//! it, so nothing of its own can happen there: scope, confirmation, limits and log are those of the tool that is
//! meant. What cannot be read so is refused here.

use std::{cell::Cell, sync::OnceLock};

use schemars::JsonSchema;
use serde_json::{Map, Value};

use super::{
    Kind, Spec,
    arguments::{Arguments, are_from_host},
};
use crate::{
    error::{Code, Error},
    json,
};

/// Its words.
pub static SPEC: Spec = Spec {
    name: "callTool",
    title: "Call a tool",
    description: "Call a tool that searchTools has found. Returns what that tool returns.",
};

/// What it takes.
#[derive(JsonSchema)]
#[schemars(extend("x-inside" = "arguments"))]
#[expect(dead_code, reason = "only its schema is used")]
struct Input {
    #[schemars(length(min = 1))]
    name: String,
    /// As its inputSchema says: { id: "…" }
    #[schemars(with = "Option<Map<String, Value>>")]
    arguments: Option<Value>,
}

/// The check of its arguments, with the schema that says it. Made once.
pub fn arguments() -> &'static Arguments {
    static CHECKED: OnceLock<Arguments> = OnceLock::new();
    // A kind that adds no arguments: the tool's own are inside.
    CHECKED.get_or_init(|| Arguments::of::<Input>(Kind::RequestLifecycle))
}

/// The tool that is meant and its arguments.
///
/// Forgiven is what is forgiven everywhere: `null` for what is left out, an object as JSON text. What a host has added
/// beside the name is taken as if it had added it to the tool's arguments.
///
/// # Errors
/// What was given, where it means no call.
pub fn called(
    mut given: Map<String, Value>,
) -> Result<(String, Map<String, Value>), Map<String, Value>> {
    let is_own = |name: &String| ["name", "arguments"].contains(&name.as_str());
    let more = given.iter().filter(|(name, value)| !is_own(name) && !value.is_null());
    let more: Vec<String> = more.map(|(name, _)| name.clone()).collect();
    let is_clean = more.is_empty() || are_from_host(&more);
    let name = given.get("name").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    if name.is_empty() || !is_clean {
        return Err(given);
    }
    let inside = match given.get_mut("arguments") {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(whole)) => Some(std::mem::take(whole)),
        Some(Value::String(text)) => object(text),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_)) => None,
    };
    let Some(mut arguments) = inside else { return Err(given) };
    for name in more {
        let value = given.shift_remove(&name).unwrap_or_default();
        arguments.entry(name).or_insert(value);
    }
    Ok((name, arguments))
}

/// The object that a text is as JSON; none for a text that is none, or that means two things.
fn object(text: &str) -> Option<Map<String, Value>> {
    if text.trim().is_empty() {
        return Some(Map::new());
    }
    match json::read_within(text.as_bytes(), &Cell::new(json::VALUES_MAX)) {
        Ok(Value::Object(object)) => Some(object),
        Ok(_) | Err(_) => None,
    }
}

/// What is wrong with arguments that mean no tool.
pub fn refusal(given: Map<String, Value>) -> Error {
    match arguments().check(given, &crate::clock::today) {
        Err(error) => error,
        Ok(_) => Error::new(Code::ArgumentInvalid, "this names no tool to call")
            .suggest("send the name of a tool as `name` and its arguments as `arguments`"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_call_is_read_however_hosts_and_models_write_it() {
        let id = json!({ "id": "a", "to": null });
        for (written, arguments) in [
            (json!({ "name": "getPage", "arguments": id }), id.clone()),
            (json!({ "name": " getPage ", "arguments": id.to_string() }), id.clone()),
            (json!({ "arguments": id, "name": "getPage", "extra": null }), id.clone()),
            (json!({ "name": "getPage" }), json!({})),
            (json!({ "name": "getPage", "arguments": null }), json!({})),
            (json!({ "name": "getPage", "arguments": " " }), json!({})),
            (json!({ "name": "getPage", "arguments": "{}" }), json!({})),
            (
                json!({ "name": "getPage", "arguments": { "action": "x" }, "toolCallId": "c", "action": "sendMessage" }),
                json!({ "action": "x", "toolCallId": "c" }),
            ),
        ] {
            let read = called(given(written.clone()));
            assert_eq!(read, Ok(("getPage".to_owned(), given(arguments))), "{written}");
        }
    }

    #[test]
    fn what_means_no_call_comes_back_as_it_was_and_is_refused_with_the_right_shape() {
        for (written, code, message, suggestion) in [
            (json!({}), Code::ArgumentInvalid, "name: is missing", "send `name`"),
            (json!({ "name": "" }), Code::ArgumentInvalid, "name: is empty", ""),
            (json!({ "name": 7 }), Code::ArgumentInvalid, "name: must be text", ""),
            (
                json!({ "name": "getPage", "arguments": [1] }),
                Code::ArgumentInvalid,
                "arguments: must be an object",
                "{ id: \"…\" }",
            ),
            (json!({ "name": "getPage", "arguments": "[1]" }), Code::ArgumentInvalid, "a list", ""),
            (json!({ "name": "getPage", "arguments": "slug" }), Code::ArgumentInvalid, "text", ""),
            (json!({ "name": "getPage", "arguments": true }), Code::ArgumentInvalid, "object", ""),
            (
                json!({ "name": "getPage", "arguments": "{\"id\":1,\"id\":2}" }),
                Code::ArgumentInvalid,
                "id",
                "only once",
            ),
            (
                json!({ "name": "getPage", "slug": "a", "limit": 3 }),
                Code::ArgumentUnknown,
                "slug: is not known here; limit: is not known here",
                "send { \"name\": \"getPage\", \"arguments\": { \"slug\": …, \"limit\": … } }",
            ),
            (
                json!({ "name": "deletePage", "arguments": { "ids": ["a"] }, "confirmed": true }),
                Code::ArgumentUnknown,
                "confirmed: is not known here",
                "\"arguments\": { …, \"confirmed\": … } }",
            ),
            (
                json!({ "tool": "getPage", "slug": "a" }),
                Code::ArgumentInvalid,
                "name: is missing",
                "send { \"name\": …, \"arguments\": { \"tool\": …, \"slug\": … } }",
            ),
        ] {
            let back = called(given(written.clone())).unwrap_err();
            assert_eq!(back, given(written.clone()));
            let refused = refusal(back);
            assert_eq!(refused.code(), code, "{written}: {refused}");
            assert!(refused.message().contains(message), "{written}: {refused}");
            let next = refused.suggestion().unwrap();
            assert!(next.contains(suggestion), "{written}: {next}");
        }
    }
}
