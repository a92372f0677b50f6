//! Messages, as Anthropic has them.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Named, Shown, Spoken, Tokens, Wanted, arguments, list, text, tokens};

/// The version of the messages that are read here.
pub(super) const VERSION: &str = "2023-06-01";

/// So many tokens an answer may have, unless something else is asked for: there is no default.
const TOKENS_MAX: u32 = 8192;

pub(super) fn request(model: &str, system: &str, messages: &[Value], tools: &Named) -> Value {
    let tools = tools.iter().map(|(name, description, schema)| {
        json!({ "name": name, "description": description, "input_schema": schema })
    });
    let tools: Vec<Value> = tools.collect();
    json!({ "model": model, "max_tokens": TOKENS_MAX, "system": system, "messages": messages,
            "tools": tools })
}

/// All in one message.
pub(super) fn results(shown: &[Shown]) -> Value {
    let result = |shown: &Shown| {
        json!({ "type": "tool_result", "tool_use_id": shown.id, "content": shown.text,
                "is_error": shown.failed })
    };
    let results: Vec<Value> = shown.iter().map(result).collect();
    json!({ "role": "user", "content": results })
}

pub(super) fn spoken(answer: &Value) -> Result<Spoken> {
    let content = list(answer, "content")?;
    let mut calls = Vec::new();
    let used = content.iter().filter(|block| block.get("type") == Some(&"tool_use".into()));
    for (call, number) in used.zip(1..) {
        let name = call.get("name").and_then(Value::as_str);
        let id = call.get("id").and_then(Value::as_str);
        calls.push(Wanted {
            id: id.map_or_else(|| format!("call_{number}"), str::to_owned),
            tool: name.context("a call has no name of a tool")?.to_owned(),
            arguments: arguments(call.get("input")),
        });
    }
    // An empty message is refused.
    let nothing = json!([{ "type": "text", "text": "…" }]);
    let back =
        if content.is_empty() { &nothing } else { answer.get("content").unwrap_or(&nothing) };
    Ok(Spoken {
        text: text(answer.get("content")),
        calls,
        cut: answer.get("stop_reason") == Some(&"max_tokens".into()),
        tokens: Tokens {
            input: tokens(
                answer,
                &["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"],
            ),
            output: tokens(answer, &["output_tokens"]),
        },
        back: json!({ "role": "assistant", "content": back }),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::spoken;

    #[test]
    fn an_answer_goes_back_as_it_came() {
        let content = json!([
            { "type": "thinking", "thinking": "Hm.", "signature": "s" },
            { "type": "text", "text": "Let me see." },
            { "type": "tool_use", "id": "a", "name": "getPage", "input": { "slug": "home" } },
        ]);
        let usage =
            json!({ "input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 9 });
        let answer = json!({ "content": content, "stop_reason": "tool_use", "usage": usage });
        let said = spoken(&answer).unwrap();
        assert_eq!((said.text.as_str(), said.calls.len(), said.cut), ("Let me see.", 1, false));
        assert_eq!((said.tokens.input, said.tokens.output), (105, 9));
        assert_eq!(said.back, json!({ "role": "assistant", "content": content }));
        let empty = spoken(&json!({ "content": [], "stop_reason": "max_tokens" })).unwrap();
        assert!(empty.cut && empty.back["content"][0]["text"] == "…" && empty.text.is_empty());
        for wrong in [json!({}), json!({ "content": "Hello" }), json!([1])] {
            assert!(spoken(&wrong).is_err(), "{wrong}");
        }
    }
}
