//! A fast path for `tools/call`.
//!
//! rmcp tries one request type after the other and copies the message for each, which takes longer than everything
//! else for long messages. Nearly every line is a tool call, so an ordinary one is built here by moving its parts.
//! Everything else is left to rmcp.

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientRequest, JsonRpcMessage, MetaObject, RequestId,
    RequestMetaObject,
};
use rmcp::service::RxJsonRpcMessage;
use serde_json::{Map, Value};

/// The members of an ordinary call.
const MEMBERS: [&str; 4] = ["jsonrpc", "id", "method", "params"];

/// The members of its parameters; the first is required.
const PARAMS: [&str; 3] = ["name", "arguments", "_meta"];

/// The message as a call, if it is an ordinary one.
pub(super) fn ordinary(message: Value) -> Option<RxJsonRpcMessage<RoleServer>> {
    let Value::Object(mut members) = message else { return None };
    if members.len() != MEMBERS.len()
        || members.get("method")? != "tools/call"
        || members.get("jsonrpc")? != "2.0"
    {
        return None;
    }
    let id = match members.get("id")? {
        Value::Number(number) => RequestId::Number(number.as_i64()?),
        Value::String(text) => RequestId::String(text.as_str().into()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let Value::Object(mut params) = members.get_mut("params")?.take() else { return None };
    let objects = ["arguments", "_meta"];
    if params.keys().any(|name| !PARAMS.contains(&name.as_str()))
        || !objects.iter().all(|name| params.get(*name).is_none_or(Value::is_object))
    {
        return None;
    }
    let Some(Value::String(name)) = params.get_mut("name").map(Value::take) else { return None };
    let [arguments, meta] = objects.map(|name| object(params.get_mut(name)?.take()));

    let mut called = CallToolRequestParams::new(name);
    called.arguments = arguments;
    let mut call = CallToolRequest::new(called);
    if let Some(meta) = meta {
        call.extensions.insert(RequestMetaObject(MetaObject(meta)));
    }
    Some(JsonRpcMessage::request(ClientRequest::CallToolRequest(call), id))
}

fn object(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(object) = value { Some(object) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_call_is_what_rmcp_reads() {
        for line in [
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"getPage"}}"#,
            r#"{"method":"tools/call","params":{"arguments":{"a":[1,{"b":null}]},"name":"x"},"id":"7","jsonrpc":"2.0"}"#,
            r#"{"jsonrpc":"2.0","id":-1,"method":"tools/call","params":{"_meta":{"progressToken":7,"a":{}},"name":"","arguments":{}}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{},"name":"x"}}"#,
        ] {
            let theirs: RxJsonRpcMessage<RoleServer> = serde_json::from_str(line).unwrap();
            let ours = ordinary(serde_json::from_str(line).unwrap()).unwrap();
            assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
            let sent = |message| serde_json::to_value(message).unwrap();
            assert_eq!(sent(ours), sent(theirs));
        }
    }

    #[test]
    fn everything_else_is_left_to_rmcp() {
        for line in [
            "[]",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}"#,
            r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"x"}}"#,
            r#"{"jsonrpc":"1.0","id":1,"method":"tools/call","params":{"name":"x"}}"#,
            r#"{"jsonrpc":"2.0","id":1.5,"method":"tools/call","params":{"name":"x"}}"#,
            r#"{"jsonrpc":"2.0","id":18446744073709551615,"method":"tools/call","params":{"name":"x"}}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":{},"method":"tools/call","params":{"name":"x"}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"arguments":{}}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":[]}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":null}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","requestState":"s"}}"#,
        ] {
            assert!(ordinary(serde_json::from_str(line).unwrap()).is_none(), "{line}");
        }
    }
}
