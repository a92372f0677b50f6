//! The line of a message, in which what a tool has answered stands twice.
//!
//! Some clients show the model only the text of an answer, some only its structure: both say it all. The answer is made
//! once, as JSON text, and the text is also what is written as the structure. An answer with pictures is written
//! without it: several clients show the model nothing but the structure where there is one (ADR 0051).

use rmcp::RoleServer;
use rmcp::model::{ContentBlock, JsonRpcMessage, ServerResult};
use rmcp::service::TxJsonRpcMessage;
use serde::ser::Error as _;

/// Writes a message behind what is in `line` already.
pub(super) fn write(
    line: &mut Vec<u8>,
    message: &TxJsonRpcMessage<RoleServer>,
) -> serde_json::Result<()> {
    /// How the line of a response ends: its result, and itself.
    const ENDS: &[u8] = b"}}";
    serde_json::to_writer(&mut *line, message)?;
    let Some(text) = structure(message) else { return Ok(()) };
    let Some(head) = line.strip_suffix(ENDS) else {
        return Err(serde_json::Error::custom("the line of a result ends otherwise"));
    };
    line.truncate(head.len());
    line.extend_from_slice(b",\"structuredContent\":");
    line.extend_from_slice(text.as_bytes());
    line.extend_from_slice(ENDS);
    Ok(())
}

/// The text of a tool's answer that has no pictures. A failure is text only: it does not conform to the output schema.
fn structure(message: &TxJsonRpcMessage<RoleServer>) -> Option<&str> {
    let JsonRpcMessage::Response(response) = message else { return None };
    let ServerResult::CallToolResult(result) = &response.result else { return None };
    let [ContentBlock::Text(text)] = result.content.as_slice() else { return None };
    let is_answer = result.is_error == Some(false) && result.structured_content.is_none();
    is_answer.then_some(text.text.as_str())
}

#[cfg(test)]
mod tests {
    use rmcp::model::{CallToolResult, EmptyResult, RequestId};
    use serde_json::{Value, json};

    use super::*;

    fn line(result: ServerResult) -> Value {
        let mut line = b"before".to_vec();
        write(&mut line, &JsonRpcMessage::response(result, RequestId::Number(1))).unwrap();
        serde_json::from_slice(line.strip_prefix(b"before").unwrap()).unwrap()
    }

    #[test]
    fn an_answer_is_its_structure_as_well_and_a_failure_is_not() {
        let answer = json!({ "success": true, "items": [{ "name": "a \"b\" \n é", "of": {} }] });
        let text = || vec![ContentBlock::text(answer.to_string())];
        let mut whole = CallToolResult::success(text());
        whole.structured_content = Some(answer.clone());
        let expected = serde_json::to_value(&whole).unwrap();
        assert_eq!(
            line(ServerResult::CallToolResult(CallToolResult::success(text())))["result"],
            expected
        );
        // Where pictures stand behind the text, the text has to be read.
        let seen =
            vec![ContentBlock::text(answer.to_string()), ContentBlock::image("AAAA", "image/webp")];
        let seen =
            line(ServerResult::CallToolResult(CallToolResult::success(seen)))["result"].take();
        assert_eq!(seen.get("structuredContent"), None);
        assert_eq!(seen["content"][1]["data"], "AAAA");
        // What has a structure of its own keeps it, whatever its text says.
        assert_eq!(line(ServerResult::CallToolResult(whole))["result"], expected);
        let failed = line(ServerResult::CallToolResult(CallToolResult::error(text())));
        assert_eq!(failed["result"].get("structuredContent"), None);
        assert_eq!(line(ServerResult::EmptyResult(EmptyResult {}))["result"], json!({}));
    }
}
