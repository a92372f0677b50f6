//! Refuses list requests with an invalid cursor before rmcp parses them.
//!
//! rmcp treats unparsable parameters of a list like missing ones, and would answer with the first page: a client that
//! continues with such a cursor would never reach the end.

use rmcp::model::{ErrorData, JsonRpcError, RequestId};
use serde_json::Value;

/// The list methods, which all take the same optional parameters.
const LISTS: [&str; 4] =
    ["tools/list", "prompts/list", "resources/list", "resources/templates/list"];

/// The error for a list request with invalid parameters; `None` for every other message.
pub(super) fn refusal(message: &Value) -> Option<JsonRpcError> {
    let method = message.get("method")?.as_str()?;
    if !LISTS.contains(&method) || message.get("jsonrpc")? != "2.0" {
        return None;
    }
    // In the specification a cursor is a string or absent, but not null.
    let cursor = message.get("params")?.get("cursor")?;
    if cursor.is_string() {
        return None;
    }
    let id: RequestId = serde_json::from_value(message.get("id")?.clone()).ok()?;
    let sentence = "cursor must be text: send nextCursor as the list before gave it, or leave cursor out to start with \
                    the first page";
    Some(JsonRpcError::new(Some(id), ErrorData::invalid_params(sentence, None)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list(params: &Value) -> Value {
        json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params })
    }

    #[test]
    fn only_a_cursor_that_is_no_text_is_refused_and_only_in_a_request() {
        for cursor in [json!(7), json!(null), json!(true), json!({}), json!([]), json!(["x"])] {
            let refused = refusal(&list(&json!({ "cursor": cursor }))).unwrap();
            assert_eq!((refused.error.code.0, refused.id), (-32602, Some(RequestId::Number(1))));
        }
        for params in [json!({ "cursor": "x" }), json!({}), json!(null), json!({ "_meta": {} })] {
            assert!(refusal(&list(&params)).is_none(), "{params}");
        }
        let broken = json!({ "cursor": 7 });
        for (name, value) in [("id", json!(1.5)), ("jsonrpc", json!("1.0")), ("method", json!("x"))]
        {
            let mut message = list(&broken);
            message[name] = value;
            assert!(refusal(&message).is_none(), "{message}");
        }
        let notification = json!({ "jsonrpc": "2.0", "method": "tools/list", "params": broken });
        assert!(refusal(&notification).is_none());
    }
}
