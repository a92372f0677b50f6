//! Tools in MCP's types: the list, and answers of calls.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rmcp::model::{
    CallToolResponse, CallToolResult, ContentBlock, ErrorData, Tool, ToolAnnotations,
};
use serde_json::Value;

use super::{apps, person};
use crate::gate::{ListedTool, Reply, Session, View};

pub(super) fn answer(
    session: &Session,
    (tool, is_by_name): (&str, bool),
    reply: Reply,
    has_cards: bool,
) -> Result<CallToolResponse, ErrorData> {
    let answered = match reply {
        Reply::Question { text, token } => {
            return person::question(session, tool, text, &token).map(CallToolResponse::from);
        }
        // The text, which is written as the structure as well where it leaves (`mcp/answer.rs`).
        Reply::Success(text, views, decides) => {
            let pictures = views
                .iter()
                .map(|view| ContentBlock::image(STANDARD.encode(&view.0), View::MEDIA_TYPE));
            let content = std::iter::once(ContentBlock::text(text)).chain(pictures);
            let result = CallToolResult::success(content.collect());
            Ok(match decides.filter(|_| has_cards) {
                Some(which) => apps::about(session, result, &which),
                None => result,
            })
        }
        // A failure does not conform to the output schema, so it is text only.
        Reply::Failure(value) => Ok(failure(&value)),
        Reply::UnknownTool if is_by_name => Ok(failure(&session.unknown_by_name(tool))),
        Reply::UnknownTool => Err(ErrorData::invalid_params(
            "unknown tool: use a name that tools/list gives, spelled exactly so",
            None,
        )),
        // rmcp drops the reply to a cancelled call. This is only sent if the process ends before the call has begun.
        Reply::Cancelled => Err(ErrorData::internal_error(
            "the call was cancelled before it began; nothing was changed",
            None,
        )),
    };
    answered.map(CallToolResponse::from)
}

fn failure(value: &Value) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(value.to_string())])
}

pub(super) fn describe(tool: &ListedTool) -> Tool {
    // All four hints are set, because an omitted one counts as destructive and open-world.
    let hints = ToolAnnotations::with_title(tool.title)
        .read_only(tool.hints.read_only)
        .destructive(tool.hints.destructive)
        .idempotent(tool.hints.idempotent)
        .open_world(tool.hints.open_world);
    let described = Tool::new(tool.name, tool.description.clone(), Arc::clone(&tool.input_schema))
        .with_title(tool.title)
        .with_annotations(hints);
    match tool.served_output_schema() {
        Some(schema) => described.with_raw_output_schema(schema),
        None => described,
    }
}
