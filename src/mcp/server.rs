//! The gate as an MCP server: what each method of the protocol asks of it and answers.
//!
//! Written by hand rather than with rmcp's tool macros, because the catalogue decides at run time
//! which tools there are. The list is built once: MCP forbids one that varies by connection, and
//! building it per request is what makes other servers slow. Nothing here decides who may call
//! what; the gate does, and a hidden tool is answered exactly like one that does not exist.

use std::sync::Arc;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock,
    CustomRequest, CustomResult, DiscoverResult, ErrorCode, ErrorData, Implementation,
    ListToolsResult, PaginatedRequestParams, ProtocolVersion, ServerCapabilities, ServerConfig,
    SubscriptionFilter, Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use self::progress::Feed;
use crate::gate::{Client, Gate, IncomingCall, ListedTool, Reply};

pub(super) mod guard;
mod progress;

/// How long a client may keep what it was told about the server and its tools. Short, because
/// many clients ignore the notification that says it has changed.
const FRESH_MS: u64 = 30_000;

/// A client's name for itself is kept up to this length.
const CLIENT_NAME_CHARS_MAX: usize = 200;

/// The methods that this server has. A call to one of them that cannot be read has wrong
/// parameters; anything else is a method that does not exist.
const METHODS: [&str; 10] = [
    "initialize",
    "server/discover",
    "ping",
    "tools/list",
    "tools/call",
    "subscriptions/listen",
    "prompts/list",
    "resources/list",
    "resources/templates/list",
    "completion/complete",
];

/// The MCP face of one gate.
pub(super) struct Server {
    gate: Arc<Gate>,
    tools: Vec<Tool>,
    config: ServerConfig,
    gone: CancellationToken,
}

impl Server {
    /// A server for `gate`; `gone` ends its subscriptions.
    pub(super) fn new(gate: Arc<Gate>, gone: CancellationToken) -> Self {
        let tools = gate.listed().iter().map(describe).collect();
        let capabilities =
            ServerCapabilities::builder().enable_tools().enable_tool_list_changed().build();
        let identity =
            Implementation::new("deskhand", env!("CARGO_PKG_VERSION")).with_title("Deskhand");
        let mut config = ServerConfig::new(capabilities)
            .with_server_info(identity)
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE);
        let instructions = gate.instructions();
        if !instructions.is_empty() {
            config = config.with_instructions(instructions);
        }
        Self { gate, tools, config, gone }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        self.config.clone()
    }

    async fn discover(
        &self,
        _context: RequestContext<RoleServer>,
    ) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        Ok(DiscoverResult::from_server_info(versions, self.config.clone())
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Private))
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        if request.is_some_and(|request| request.cursor.is_some()) {
            let message = "unknown cursor: all tools are on the first page; leave cursor out";
            return Err(ErrorData::invalid_params(message, None));
        }
        let listed = ListToolsResult::with_all_items(self.tools.clone());
        if is_modern(&context) {
            return Ok(listed.with_ttl_ms(FRESH_MS).with_cache_scope(CacheScope::Private));
        }
        Ok(listed)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let (progress, feed) = match context.meta.get_progress_token() {
            Some(token) => {
                let (progress, feed) = Feed::new(token, context.peer.clone());
                (Some(progress), Some(feed))
            }
            None => (None, None),
        };
        let call = IncomingCall {
            tool: request.name.into_owned(),
            arguments: request.arguments.unwrap_or_default(),
            client: context.client_info().map(name_client),
            protocol: context.protocol_version().map(|version| version.to_string()),
            // rmcp trips this token when the client cancels, and when the process is told to end.
            // It never drops this future: the gate decides whether there is something to stop.
            cancel: context.ct,
            progress,
        };
        let called = self.gate.call(call);
        let reply = match feed {
            Some(feed) => feed.alongside(called).await,
            None => called.await,
        };
        answer(reply).map(CallToolResponse::from)
    }

    fn accepted_subscription_filter(
        &self,
        _requested: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        // rmcp intersects this with what was asked for.
        Some(SubscriptionFilter::builder().tools_list_changed().build())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        tokio::select! {
            () = context.cancelled() => {}
            () = self.gone.cancelled() => {}
        }
        Ok(())
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        // rmcp takes a known method with parameters that it cannot read for an unknown one.
        if !METHODS.contains(&request.method.as_str()) {
            let message = "this method does not exist here";
            return Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, message, None));
        }
        let message = match request.method.as_str() {
            "tools/call" => {
                "tools/call needs params with a name (text), each name once; arguments, where \
                 given, is an object"
            }
            _ => "the parameters of this request have the wrong shape",
        };
        Err(ErrorData::invalid_params(message, None))
    }
}

/// Whether the request follows the 2026-07-28 protocol or a later one.
fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    // Versions are dates, so their text sorts as they do.
    context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

fn answer(reply: Reply) -> Result<CallToolResult, ErrorData> {
    match reply {
        // Some clients show the model only the text, some only the structure: both say it all.
        Reply::Success(value) => Ok(CallToolResult::structured(value)),
        // A failure does not conform to the output schema, so it is text only.
        Reply::Failure(value) => Ok(failure(&value)),
        Reply::UnknownTool => Err(ErrorData::invalid_params(
            "unknown tool: use a name that tools/list gives, spelled exactly so",
            None,
        )),
        // rmcp drops the reply to a call that its client has cancelled. This is read only when
        // the process ends before the call has begun.
        Reply::Cancelled => Err(ErrorData::internal_error(
            "the call was cancelled before it began; nothing was changed",
            None,
        )),
    }
}

fn failure(value: &Value) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(value.to_string())])
}

fn describe(tool: &ListedTool) -> Tool {
    // All four hints are said: what is left out counts as destructive and open to the world.
    let hints = ToolAnnotations::with_title(tool.title)
        .read_only(tool.hints.read_only)
        .destructive(tool.hints.destructive)
        .idempotent(tool.hints.idempotent)
        .open_world(tool.hints.open_world);
    Tool::new(tool.name, tool.description.clone(), Arc::clone(&tool.input_schema))
        .with_title(tool.title)
        .with_raw_output_schema(Arc::clone(&tool.output_schema))
        .with_annotations(hints)
}

fn name_client(client: Implementation) -> Client {
    let short = |text: String| text.chars().take(CLIENT_NAME_CHARS_MAX).collect();
    Client { name: short(client.name), version: short(client.version) }
}
