//! The MCP server: maps the protocol's methods to the session that a request belongs to.
//!
//! The transport finds that session ([`FindSession`]); over stdio there is one. Written by hand rather than with
//! rmcp's tool macros, because the catalogue decides at run time which tools exist. Permissions are decided by the
//! gate, and a hidden tool is answered exactly like one that does not exist.

use std::borrow::Cow;
use std::sync::Arc;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
    CustomRequest, CustomResult, DiscoverResult, ErrorData, Extensions, GetPromptRequestParams,
    GetPromptResponse, Implementation, InitializeRequestParams, InitializeResult,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse,
    ServerCapabilities, ServerConfig, SubscriptionFilter,
};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};
use tokio_util::sync::CancellationToken;

use self::changes::ChangeListener;
use self::progress::Feed;
use self::session::{ClientSession, FindSession};
use crate::gate::{Client, IncomingCall, MeantCall};

mod apps;
mod changes;
pub(super) mod guard;
mod person;
mod progress;
mod prompts;
mod resources;
pub(super) mod session;
mod tools;
mod unread;

/// How long clients may cache what they know about the server, its tools, prompts and templates. Short, because many
/// clients ignore the notification of changes. Resources are never cached: whoever reads one may have just changed it.
const FRESH_MS: u64 = 30_000;

/// The MCP server for the sessions of a process.
pub(super) struct Server {
    sessions: Arc<dyn FindSession>,
    /// The server's description and capabilities, the same for all sessions.
    config: ServerConfig,
    gone: CancellationToken,
}

impl Server {
    /// A server for the sessions that `sessions` finds; cancelling `gone` ends its subscriptions.
    pub(super) fn new(sessions: Arc<dyn FindSession>, gone: CancellationToken) -> Self {
        // Changes of resources are not notified; clients read them again.
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_tool_list_changed()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .build();
        let identity =
            Implementation::new("deskhand", env!("CARGO_PKG_VERSION")).with_title("Deskhand");
        let config = ServerConfig::new(capabilities)
            .with_server_info(identity)
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE);
        Self { sessions, config, gone }
    }

    /// The session of a request.
    fn session(&self, extensions: &Extensions) -> Result<Arc<ClientSession>, ErrorData> {
        self.sessions.find(extensions).ok_or_else(|| {
            ErrorData::invalid_request("this request belongs to no open session", None)
        })
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        self.config.clone()
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        protocol_versions().collect()
    }

    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<InitializeResult, ErrorData> {
        let session = self.session(&context.extensions)?;
        let mut request = request;
        request.protocol_version = nearest(request.protocol_version);
        context.peer.set_peer_info(request.clone());
        let mut answer = self.negotiate_initialize(&request)?;
        answer.instructions = session.instructions();
        Ok(answer)
    }

    async fn discover(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        let mut config = self.config.clone();
        config.instructions = self.session(&context.extensions)?.instructions();
        Ok(DiscoverResult::from_server_info(versions, config)
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Private))
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        only_page(request.as_ref())?;
        let session = self.session(&context.extensions)?;
        let tools = session.tools(apps::are_shown(&context));
        let listed = ListToolsResult::with_all_items(tools);
        Ok(if is_modern(&context) { listed.with_ttl_ms(FRESH_MS) } else { listed })
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        only_page(request.as_ref())?;
        let session = self.session(&context.extensions)?;
        let listed = ListPromptsResult::with_all_items(prompts::list(session.session()));
        Ok(if is_modern(&context) { listed.with_ttl_ms(FRESH_MS) } else { listed })
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let session = self.session(&context.extensions)?;
        let given = request.arguments.unwrap_or_default();
        prompts::get(session.session(), &request.name, &given).map(GetPromptResponse::from)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        only_page(request.as_ref())?;
        let session = self.session(&context.extensions)?;
        let listed =
            ListResourceTemplatesResult::with_all_items(resources::templates(session.session()));
        Ok(if is_modern(&context) { listed.with_ttl_ms(FRESH_MS) } else { listed })
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        let session = self.session(&context.extensions)?;
        let card = (apps::are_shown(&context) && cursor.is_none()).then(apps::card);
        let listed = session.session().resources(cursor, resources::asker(context)).await;
        let (links, next) = listed.map_err(resources::refuse)?;
        let links = card.into_iter().chain(links.into_iter().map(resources::link)).collect();
        let mut listed = ListResourcesResult::with_all_items(links);
        listed.next_cursor = next;
        Ok(listed)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let session = self.session(&context.extensions)?;
        if request.uri == apps::CARD && apps::are_shown(&context) {
            return Ok(apps::page().into());
        }
        let read = session.session().resource(request.uri, resources::asker(context)).await;
        Ok(resources::contents(read.map_err(resources::refuse)?).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let session = self.session(&context.extensions)?;
        resources::complete(session.session(), &request.r#ref, request.argument, context).await
    }

    async fn call_tool(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let session = self.session(&context.extensions)?;
        let session = session.session();
        let (progress, feed) = match context.meta.get_progress_token().filter(progress::is_short) {
            Some(token) => {
                let (progress, feed) = Feed::new(token, context.peer.clone());
                (Some(progress), Some(feed))
            }
            None => (None, None),
        };
        let given = request.arguments.take().unwrap_or_default();
        let has_cards = apps::are_shown(&context);
        if has_cards && request.name == apps::DECIDE {
            let client = context.client_info().map(|client| client.name);
            return apps::decide(session, given, client.as_deref())
                .await
                .map(CallToolResponse::from);
        }
        let MeantCall { tool, arguments, is_by_name } = session.meant(&request.name, given);
        if is_by_name {
            // What a person is asked is bound to the tool that is meant, however the call is written.
            request.name = tool.clone().into();
        }
        let person = person::of(session, &request, &context);
        let call = IncomingCall {
            tool: tool.clone(),
            arguments,
            client: context.client_info().map(name_client),
            protocol: context.protocol_version().map(|version| version.to_string()),
            // rmcp cancels this token when the client cancels, and when the process ends. It never drops this future:
            // the gate decides whether a call can still be stopped.
            cancel: context.ct,
            progress,
            person,
        };
        let called = session.call(call);
        let reply = match feed {
            Some(feed) => feed.alongside(called).await,
            None => called.await,
        };
        tools::answer(session, (&tool, is_by_name), reply, has_cards)
    }

    fn accepted_subscription_filter(
        &self,
        _requested: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        // rmcp reduces this to what the client has asked for.
        Some(SubscriptionFilter::builder().tools_list_changed().build())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let session = self.session(&context.request_context().extensions)?;
        tokio::select! {
            () = context.cancelled() => {}
            () = self.gone.cancelled() => {}
            () = session.tell_changes(ChangeListener::Subscription(context.sink().clone())) => {}
        }
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let Ok(session) = self.session(&context.extensions) else { return };
        tokio::select! {
            () = self.gone.cancelled() => {}
            () = session.tell_changes(ChangeListener::Peer(context.peer)) => {}
        }
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        Err(unread::refuse(&request.method))
    }
}

/// The versions of the protocol that are served, oldest first.
pub(super) fn protocol_versions() -> impl Iterator<Item = ProtocolVersion> {
    ProtocolVersion::KNOWN_VERSIONS.iter().filter(|known| !has_batches(known)).cloned()
}

/// Whether a protocol version requires batches. Only one does, and no client is known to send any.
fn has_batches(version: &ProtocolVersion) -> bool {
    *version == ProtocolVersion::V_2025_03_26
}

/// The version in which to answer a client that asks for `asked`: if we do not speak it, the version before it, which
/// such a client knows as well. The newest version, which the protocol suggests, would be refused by the client. All
/// other cases are left to rmcp.
fn nearest(asked: ProtocolVersion) -> ProtocolVersion {
    if has_batches(&asked) { ProtocolVersion::V_2024_11_05 } else { asked }
}

/// Whether the request uses protocol version 2026-07-28 or later.
fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    // Versions are dates, so their text order is their order.
    context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

/// Refuses a cursor for a list that has only one page.
fn only_page(request: Option<&PaginatedRequestParams>) -> Result<(), ErrorData> {
    if request.is_some_and(|request| request.cursor.is_some()) {
        let message = "unknown cursor: all of them are on the first page; leave cursor out";
        return Err(ErrorData::invalid_params(message, None));
    }
    Ok(())
}

fn name_client(client: Implementation) -> Client {
    Client { name: client.name, version: client.version }
}

#[cfg(test)]
mod tests;
