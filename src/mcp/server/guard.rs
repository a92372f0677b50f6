//! A wrapper around every request, whatever its method.
//!
//! rmcp does not answer if a handler panics (the client would wait forever), does not put the server's name on results
//! as the 2026-07-28 specification asks, and can wait for seconds on a subscription whose client has disconnected.
//! This module corrects all three.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use rmcp::model::{
    ClientNotification, ClientRequest, ErrorData, MetaObject, ProtocolVersion, ServerConfig,
    ServerResult,
};
use rmcp::service::{NotificationContext, RequestContext, Service};
use rmcp::{RoleServer, ServerHandler};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{Server, is_modern};

/// The key in `_meta` for the server's name and version.
const SERVER_INFO_KEY: &str = "io.modelcontextprotocol/serverInfo";

/// How long a subscription may take to end by itself after the client has disconnected.
const LISTEN_GRACE: Duration = Duration::from_millis(50);

/// The wrapped server.
pub(crate) struct RequestGuard {
    server: Server,
    server_info: Value,
    gone: CancellationToken,
}

impl RequestGuard {
    /// Wraps `server`; `gone` is cancelled when no more requests will come.
    pub(crate) fn new(server: Server, gone: CancellationToken) -> Self {
        let server_info =
            serde_json::to_value(ServerHandler::get_info(&server).server_info).unwrap_or_default();
        Self { server, server_info, gone }
    }

    /// Resolves if a subscription does not end in time after `gone`.
    ///
    /// rmcp acknowledges a subscription before it passes it on, and if the connection ends at that moment, the
    /// acknowledgment never resolves.
    async fn overdue(&self) {
        self.gone.cancelled().await;
        tokio::time::sleep(LISTEN_GRACE).await;
    }

    /// Adds the server's name to a result. rmcp does that itself for discovery and the end of a subscription; the
    /// other methods return no result of ours.
    fn sign(&self, result: &mut ServerResult) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "rmcp's enum grows")]
        let meta = match result {
            ServerResult::CallToolResult(result) => &mut result.meta,
            ServerResult::ListToolsResult(result) => &mut result.meta,
            ServerResult::ListPromptsResult(result) => &mut result.meta,
            ServerResult::GetPromptResult(result) => &mut result.meta,
            ServerResult::ListResourcesResult(result) => &mut result.meta,
            ServerResult::ListResourceTemplatesResult(result) => &mut result.meta,
            ServerResult::ReadResourceResult(result) => &mut result.meta,
            ServerResult::CompleteResult(result) => &mut result.meta,
            _ => return,
        };
        meta.get_or_insert_with(MetaObject::default)
            .insert(SERVER_INFO_KEY.to_owned(), self.server_info.clone());
    }
}

impl Service<RoleServer> for RequestGuard {
    async fn handle_request(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let signed = is_modern(&context);
        let listens = matches!(request, ClientRequest::SubscriptionsListenRequest(_));
        let handled = Service::<RoleServer>::handle_request(&self.server, request, context);
        // Boxed, because rmcp spawns this future for each request and spawned futures are copied several times; this
        // one has room for every method.
        let handled = Box::pin(AssertUnwindSafe(handled).catch_unwind());
        let outcome = if listens {
            tokio::select! {
                biased;
                outcome = handled => outcome,
                () = self.overdue() => {
                    return Err(ErrorData::internal_error("the connection has ended", None));
                }
            }
        } else {
            handled.await
        };
        let Ok(answered) = outcome else {
            // The panic message is on stderr already, and not for the client.
            tracing::error!("a request handler panicked");
            let message = "deskhand made a mistake while it worked on this request. A change may \
                           or may not have been made: read again before you repeat it";
            return Err(ErrorData::internal_error(message, None));
        };
        let mut result = answered?;
        if signed {
            self.sign(&mut result);
        }
        Ok(result)
    }

    async fn handle_notification(
        &self,
        notification: ClientNotification,
        context: NotificationContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Service::<RoleServer>::handle_notification(&self.server, notification, context).await
    }

    fn get_info(&self) -> ServerConfig {
        ServerHandler::get_info(&self.server)
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        ServerHandler::supported_protocol_versions(&self.server)
    }
}
