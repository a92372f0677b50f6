//! MCP Apps: the card on which a person decides, in clients that can show one.
//!
//! A client says that it can (`io.modelcontextprotocol/ui`); to all others nothing here exists. The tools whose calls
//! may have to wait for a person name the card's resource. The card calls a tool that only cards may see, with a key
//! that is beside the answer of the call, where the model does not look.

use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolResult, ClientCapabilities, ContentBlock, ErrorData, JsonObject, MetaObject,
    ReadResourceResult, Resource, ResourceContents, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use serde_json::{Map, Value, json};

use crate::gate::{CardDecision, Session};

/// The extension by which a client says that it shows cards.
const EXTENSION: &str = "io.modelcontextprotocol/ui";

/// The type of the card, which the client names as well.
const HTML: &str = "text/html;profile=mcp-app";

/// The address of the card on which a person decides (MCP Apps: resources with `ui://`).
pub(super) const CARD: &str = "ui://deskhand/approval";
const PAGE: &str = include_str!("approval.html");

/// The tool that only the card may see.
pub(super) const DECIDE: &str = "decideProposal";

/// The member of an answer's `_meta` from which the card knows what it is about.
const ABOUT: &str = "deskhand/approval";

/// Characters of a reason that are taken from the card.
const REASON_CHARS_MAX: usize = 1_000;

/// Whether the client of this request shows cards.
pub(super) fn are_shown(context: &RequestContext<RoleServer>) -> bool {
    context.client_capabilities().is_some_and(|client| has_cards(&client))
}

fn has_cards(client: &ClientCapabilities) -> bool {
    let ui = client.extensions.as_ref().and_then(|all| all.get(EXTENSION));
    let types = ui.and_then(|ui| ui.get("mimeTypes")).and_then(Value::as_array);
    types.is_some_and(|types| types.iter().any(|known| known == HTML))
}

/// A tool whose calls may have to wait for a person, with the card that shows what waits.
pub(super) fn with_card(tool: Tool) -> Tool {
    // Older hosts read the second.
    tool.with_meta(meta(json!({ "ui": { "resourceUri": CARD }, "ui/resourceUri": CARD })))
}

/// The tool by which the card decides.
pub(super) fn decide_tool() -> Tool {
    let text = json!({ "type": "string" });
    let schema = json!({
        "type": "object",
        "properties": {
            "id": text, "key": text, "reason": text,
            "decision": { "type": "string", "enum": ["show", "approve", "reject"] },
        },
        "required": ["id", "key", "decision"],
    });
    let title = "Decide about a proposal";
    let hints = ToolAnnotations::with_title(title)
        .read_only(false)
        .destructive(true)
        .idempotent(false)
        .open_world(true);
    let about = "For the card on which the person decides; not for the assistant.";
    Tool::new(DECIDE, about, Arc::new(object(schema)))
        .with_title(title)
        .with_annotations(hints)
        .with_meta(meta(json!({ "ui": { "resourceUri": CARD, "visibility": ["app"] } })))
}

/// The card, as a resource of the list.
pub(super) fn card() -> Resource {
    Resource::new(CARD, "approval")
        .with_title("Approval card")
        .with_description("What waits for a person, and the buttons to decide.")
        .with_mime_type(HTML)
}

/// The card's page. It loads nothing from anywhere.
pub(super) fn page() -> ReadResourceResult {
    let meta = meta(json!({ "ui": { "csp": {}, "prefersBorder": true } }));
    let page = ResourceContents::text(PAGE, CARD).with_mime_type(HTML).with_meta(meta);
    ReadResourceResult::new(vec![page])
}

/// An answer, with what its card is about.
pub(super) fn about(session: &Session, result: CallToolResult, which: &str) -> CallToolResult {
    let Ok(key) = session.card_key(which) else { return result };
    result.with_meta(Some(meta(json!({
        "ui": { "resourceUri": CARD },
        ABOUT: { "id": which, "key": key },
    }))))
}

/// Carries out what the person wants to do in the card.
pub(super) async fn decide(
    session: &Session,
    arguments: Map<String, Value>,
    client: Option<&str>,
) -> Result<CallToolResult, ErrorData> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default();
    let what = match text("decision") {
        "show" => CardDecision::Show,
        "approve" => CardDecision::Approve,
        "reject" => CardDecision::Reject(text("reason").chars().take(REASON_CHARS_MAX).collect()),
        _ => {
            let message = "decision: send show, approve or reject, with the card's id and key";
            return Err(ErrorData::invalid_params(message, None));
        }
    };
    let decided = session.decide(text("id"), text("key"), what, client).await;
    Ok(match decided {
        // The text is written as the structure as well where it leaves (`mcp/answer.rs`).
        Ok(answer) => CallToolResult::success(vec![ContentBlock::text(answer.to_string())]),
        Err(error) => {
            CallToolResult::error(vec![ContentBlock::text(error.to_answer().to_string())])
        }
    })
}

fn object(value: Value) -> JsonObject {
    if let Value::Object(map) = value { map } else { JsonObject::new() }
}

fn meta(value: Value) -> MetaObject {
    MetaObject(object(value))
}
