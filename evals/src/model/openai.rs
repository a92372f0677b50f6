//! Chat completions, as `OpenAI` began them and most others speak them, also on one's own computer.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use super::{Named, Shown, Spoken, Tokens, Wanted, arguments, list, text, tokens};

/// What of an answer goes back with the next request. The others are not known everywhere.
const BACK: [&str; 4] = ["content", "tool_calls", "reasoning_content", "reasoning_details"];

pub(super) fn request(model: &str, messages: &[Value], tools: &Named) -> Value {
    let tools = tools.iter().map(|(name, description, schema)| {
        json!({ "type": "function",
                "function": { "name": name, "description": description, "parameters": schema } })
    });
    let tools: Vec<Value> = tools.collect();
    json!({ "model": model, "stream": false, "messages": messages, "tools": tools })
}

pub(super) fn result(shown: &Shown) -> Value {
    json!({ "role": "tool", "tool_call_id": shown.id, "content": shown.text })
}

pub(super) fn spoken(answer: &Value) -> Result<Spoken> {
    // Some say so with the status 200.
    ensure!(answer.get("error").is_none_or(Value::is_null), "it is an error");
    let choice = list(answer, "choices")?.first().context("its `choices` are empty")?;
    let message = choice.get("message").context("its choice has no `message`")?;
    ensure!(message.is_object(), "its `message` is no object");

    let mut back = Map::from_iter([("role".to_owned(), json!("assistant"))]);
    let kept = BACK.iter().filter_map(|key| Some(((*key).to_owned(), message.get(*key)?.clone())));
    back.extend(kept);
    back.entry("content").or_insert(Value::Null);

    let mut calls = Vec::new();
    let given = back.get_mut("tool_calls").and_then(Value::as_array_mut);
    for (call, number) in given.into_iter().flatten().zip(1..) {
        calls.push(wanted(call, number)?);
    }
    if calls.is_empty() {
        // An empty list is refused.
        back.remove("tool_calls");
    }
    Ok(Spoken {
        text: text(message.get("content")),
        calls,
        cut: choice.get("finish_reason") == Some(&"length".into()),
        tokens: Tokens {
            input: tokens(answer, &["prompt_tokens"]),
            output: tokens(answer, &["completion_tokens"]),
        },
        back: back.into(),
    })
}

/// A call, which is made such that it may go back: with an id, and with arguments that can be read.
fn wanted(call: &mut Value, number: usize) -> Result<Wanted> {
    let name = call.pointer("/function/name").and_then(Value::as_str);
    let tool = name.context("a call has no name of a tool")?.to_owned();
    let given = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let id = given.map_or_else(|| format!("call_{number}"), str::to_owned);
    let arguments = arguments(call.pointer("/function/arguments"));
    let sent = arguments.clone().map_or_else(|_| "{}".to_owned(), |it| Value::from(it).to_string());
    if let Some(call) = call.as_object_mut() {
        call.insert("id".to_owned(), id.as_str().into());
        call.insert("type".to_owned(), "function".into());
    }
    if let Some(function) = call.get_mut("function").and_then(Value::as_object_mut) {
        function.insert("arguments".to_owned(), sent.into());
    }
    Ok(Wanted { id, tool, arguments })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::spoken;

    #[test]
    fn calls_go_back_such_that_they_can_be_read() {
        let answer = json!({
            "choices": [{ "finish_reason": "length", "message": {
                "role": "assistant", "content": "Let me see.", "refusal": null, "tool_calls": [
                    { "id": "a", "type": "function",
                      "function": { "name": "getPage", "arguments": "{\"slug\":\"home\"}" } },
                    { "function": { "name": "getPage", "arguments": { "slug": "home" } } },
                    { "id": "c", "function": { "name": "getPage", "arguments": "{\"slug" } },
                ] } }],
            "usage": { "prompt_tokens": 7, "completion_tokens": 3 },
        });
        let said = spoken(&answer).unwrap();
        assert_eq!((said.text.as_str(), said.cut, said.tokens.input), ("Let me see.", true, 7));
        let ids: Vec<&str> = said.calls.iter().map(|call| call.id.as_str()).collect();
        assert_eq!(ids, ["a", "call_2", "c"]);
        assert!(said.calls[2].arguments.is_err());
        let call = |id: &str, arguments: &str| {
            json!({ "id": id, "type": "function",
                    "function": { "name": "getPage", "arguments": arguments } })
        };
        let home = "{\"slug\":\"home\"}";
        let back = json!({ "role": "assistant", "content": "Let me see.",
                           "tool_calls": [call("a", home), call("call_2", home), call("c", "{}")] });
        assert_eq!(said.back, back);
    }

    #[test]
    fn an_answer_that_is_none_is_named() {
        for (answer, why) in [
            (json!({}), "no `choices`"),
            (json!({ "choices": [] }), "are empty"),
            (json!({ "choices": [{}] }), "no `message`"),
            (json!({ "choices": [{ "message": "hello" }] }), "no object"),
            (json!({ "error": { "message": "no" } }), "an error"),
            (json!({ "choices": [{ "message": { "tool_calls": [{ "id": "a" }] } }] }), "no name"),
        ] {
            let error = spoken(&answer).unwrap_err().to_string();
            assert!(error.contains(why), "{answer}: {error}");
        }
        let plain = spoken(
            &json!({ "choices": [{ "message": { "content": "Hello", "tool_calls": [] } }] }),
        );
        let plain = plain.unwrap();
        assert_eq!(plain.back, json!({ "role": "assistant", "content": "Hello" }));
        assert!(plain.calls.is_empty() && plain.text == "Hello");
    }
}
