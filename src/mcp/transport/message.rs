//! Parses one line as a message, or makes the error that answers it.
//!
//! A client without an answer waits for its timeout. So invalid JSON and invalid messages are answered with an error,
//! with their id if they have one. Notifications are never answered, not even invalid ones, and neither is anything
//! that looks like a reply: two programs that answer each other's errors would never stop.

use rmcp::RoleServer;
use rmcp::model::{ErrorCode, ErrorData, JsonRpcError, JsonRpcMessage, RequestId};
use rmcp::service::RxJsonRpcMessage;
use serde_json::Value;

use super::call;
use super::id_scan::{ID_BYTES_MAX, IdScan};
use super::lines::MAX_LINE_BYTES;
use super::load::Weight;
use super::paging;
use crate::json::{self, JsonError, VALUES_MAX};

/// The result of parsing a line.
#[derive(Debug)]
pub(super) enum Parsed {
    /// A message for the server.
    Message(Box<RxJsonRpcMessage<RoleServer>>),
    /// A blank line, or an invalid notification.
    Nothing,
    /// The error that answers an invalid line.
    Refused(JsonRpcError),
}

impl Parsed {
    /// Attaches the share of the byte limit.
    pub(super) fn with(mut self, weight: Weight) -> Parsed {
        if let Parsed::Message(message) = &mut self {
            weight.put_on(message);
        }
        self
    }
}

/// Parses one line.
pub(super) fn parse(line: &[u8]) -> Parsed {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Parsed::Nothing;
    }
    let value = match json::read(line) {
        Ok(value) => value,
        Err(JsonError::Twice(what)) => return twice(line, &what),
        Err(JsonError::TooMany) => return too_full(line),
        Err(JsonError::Wrong(error)) => return not_json(line, &error),
    };
    if let Some(refusal) = paging::refusal(&value) {
        return match &refusal.id {
            Some(id) if is_long(id) => long_id(),
            Some(_) | None => Parsed::Refused(refusal),
        };
    }
    let message = match call::ordinary(value) {
        Some(call) => Ok(call),
        None => serde_json::from_slice(line),
    };
    match message {
        Ok(JsonRpcMessage::Request(request)) if is_long(&request.id) => long_id(),
        Ok(message) => Parsed::Message(Box::new(message)),
        Err(_) => {
            let message = "this is not a JSON-RPC 2.0 request: it needs jsonrpc \"2.0\", an id that is \
                           a string or a whole number, a method, and every name only once. Nothing was done";
            wrong_shape(line, message)
        }
    }
}

/// The error for a line with a duplicate name, which parsers may read differently.
fn twice(line: &[u8], what: &str) -> Parsed {
    wrong_shape(line, &format!("{what}. Nothing was done. Send every name only once"))
}

/// The error for a line with too many values, which would take many times its bytes.
fn too_full(line: &[u8]) -> Parsed {
    let mut scan = IdScan::default();
    scan.feed(line);
    let message = format!(
        "this message holds more than {VALUES_MAX} values. Nothing was done. Send less at once: split the work over \
         several calls"
    );
    Parsed::Refused(JsonRpcError::new(scan.into_id(), ErrorData::invalid_request(message, None)))
}

/// An id is repeated in the answer, so its length is limited.
fn is_long(id: &RequestId) -> bool {
    match id {
        RequestId::String(text) => text.len() > ID_BYTES_MAX,
        RequestId::Number(_) => false,
    }
}

fn long_id() -> Parsed {
    let message = format!("an id may have {ID_BYTES_MAX} bytes. Nothing was done");
    Parsed::Refused(JsonRpcError::new(None, ErrorData::invalid_request(message, None)))
}

/// The error for a line that was dropped because of its length.
///
/// Without an id the member is omitted, as the 2026-07-28 specification says; strict clients do not accept `null`.
pub(super) fn too_long(bytes: usize, id: Option<RequestId>) -> JsonRpcError {
    let message = format!(
        "this message has {bytes} bytes; one message may have {MAX_LINE_BYTES}. Nothing was done. \
         Send less at once: split the work over several calls, or name a file instead of its bytes"
    );
    JsonRpcError::new(id, ErrorData::invalid_request(message, None))
}

/// An error code from the server's own range: the same request can succeed later.
const TOO_MUCH: ErrorCode = ErrorCode(-32000);

/// The error for a large line that would have to wait for a person's answer, which comes after it.
pub(super) fn too_much(line: &[u8]) -> JsonRpcError {
    let mut scan = IdScan::default();
    scan.feed(line);
    busy(scan.into_id())
}

/// The error for a request beyond the limit.
pub(super) fn too_many(message: &RxJsonRpcMessage<RoleServer>) -> JsonRpcError {
    busy(match message {
        JsonRpcMessage::Request(request) => Some(request.id.clone()),
        JsonRpcMessage::Response(_)
        | JsonRpcMessage::Notification(_)
        | JsonRpcMessage::Error(_) => None,
    })
}

fn busy(id: Option<RequestId>) -> JsonRpcError {
    let message = "too much is in flight while a person is asked. Nothing was done. Wait for some \
                   answers, then send it again";
    JsonRpcError::new(id, ErrorData::new(TOO_MUCH, message, None))
}

fn not_json(line: &[u8], error: &serde_json::Error) -> Parsed {
    let mut scan = IdScan::default();
    scan.feed(line);
    let message = format!(
        "this line is not JSON that can be read ({}, column {}). Nothing was done. Send one \
         complete JSON-RPC message in UTF-8 a line",
        reason(error),
        error.column()
    );
    Parsed::Refused(JsonRpcError::new(scan.into_id(), ErrorData::parse_error(message, None)))
}

/// The error for JSON that is not a message, if it looks like a request.
fn wrong_shape(line: &[u8], message: &str) -> Parsed {
    let value: Value = match serde_json::from_slice(line) {
        Ok(value) => value,
        // There may be a syntax error after the duplicate name.
        Err(error) => return not_json(line, &error),
    };
    let Some(members) = value.as_object() else {
        let message = "a message is one JSON object; batches are not part of MCP. Nothing was \
                       done. Send each message on its own line";
        return Parsed::Refused(JsonRpcError::new(None, ErrorData::invalid_request(message, None)));
    };
    let is_notification = members.contains_key("method") && !members.contains_key("id");
    let is_reply = members.contains_key("result") || members.contains_key("error");
    if is_notification || is_reply {
        tracing::debug!(bytes = line.len(), "dropped a malformed notification or reply");
        return Parsed::Nothing;
    }
    let id = members.get("id").and_then(|id| serde_json::from_value(id.clone()).ok());
    let id = id.filter(|id| !is_long(id));
    let error = ErrorData::invalid_request(message.to_owned(), None);
    Parsed::Refused(JsonRpcError::new(id, error))
}

/// Why a line is not JSON, in our words: the parser's message can quote the line.
fn reason(error: &serde_json::Error) -> &'static str {
    if error.is_eof() { "it ends too early" } else { "wrong syntax, encoding, or nested too deep" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(line: &[u8]) -> (i32, Option<RequestId>) {
        match parse(line) {
            Parsed::Refused(refusal) => (refusal.error.code.0, refusal.id),
            other @ (Parsed::Message(_) | Parsed::Nothing) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_json_is_a_parse_error_under_its_own_id() {
        assert_eq!(refusal(b"hello"), (-32700, None));
        assert_eq!(refusal(b"{\"id\":3,\"method\":"), (-32700, Some(RequestId::Number(3))));
        assert_eq!(
            refusal(b"{\"id\":3,\"method\":\"\xff\"}"),
            (-32700, Some(RequestId::Number(3)))
        );
        let deep = format!("{{\"id\":4,\"method\":\"x\",\"params\":{}}}", "[".repeat(5000));
        assert_eq!(refusal(deep.as_bytes()), (-32700, Some(RequestId::Number(4))));
    }

    #[test]
    fn json_that_is_no_request_is_an_invalid_request() {
        assert_eq!(refusal(b"[]"), (-32600, None));
        assert_eq!(refusal(b"{}"), (-32600, None));
        assert_eq!(
            refusal(br#"{"jsonrpc":"1.0","id":5,"method":"ping"}"#),
            (-32600, Some(RequestId::Number(5)))
        );
        assert_eq!(refusal(br#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#), (-32600, None));
        assert_eq!(
            refusal(br#"{"jsonrpc":"2.0","id":5,"id":6,"method":"ping"}"#),
            (-32600, Some(RequestId::Number(6)))
        );
    }

    #[test]
    fn nothing_answers_blank_lines_broken_notifications_and_broken_replies() {
        for line in ["", "  \r", r#"{"method":"ping","params":7}"#, r#"{"id":{},"result":{}}"#] {
            let parsed = parse(line.as_bytes());
            assert!(matches!(parsed, Parsed::Nothing), "{line}: {parsed:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_are_fine() {
        let line = b"\xEF\xBB\xBF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r";
        assert!(matches!(parse(line), Parsed::Message(_)));
    }
}
