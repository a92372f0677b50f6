//! JSON-RPC over stdio, line by line: rmcp reads messages from here and writes them to here.
//!
//! rmcp's own transport silently drops what it cannot parse, and stops if the first message is not a request. Here
//! every line that expects an answer gets one, nothing that a client sends can end the process, and all waiting parts
//! learn when the client disconnects. This module handles lines and messages; their meaning is the server's.

use std::io;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{ClientRequest, GetMeta, JsonRpcError, JsonRpcMessage, ProtocolVersion};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use self::lines::{Line, Lines};
use self::load::Load;
use self::message::Parsed;
use self::outbox::Outbox;
use super::answer;

mod call;
mod id_scan;
pub(super) mod lines;
mod load;
mod message;
pub(super) mod outbox;
mod paging;
pub(super) mod stdio;

/// One connection: requests from `R`, replies to `W`.
#[derive(Debug)]
pub(super) struct Connection<R, W> {
    lines: Lines<R>,
    outbox: Arc<Outbox<W>>,
    /// Cancelled when no more requests will come.
    gone: CancellationToken,
    /// Whether rmcp has left its initial phase, in which it accepts only requests.
    opened: bool,
    /// Whether the outbox holds an unsent error reply.
    owing: bool,
    load: Load,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Connection<R, W> {
    /// A connection that cancels `gone` at the end of `reader`.
    pub(super) fn new(reader: R, outbox: Arc<Outbox<W>>, gone: CancellationToken) -> Self {
        Self {
            lines: Lines::new(reader),
            outbox,
            gone,
            opened: false,
            owing: false,
            load: Load::default(),
        }
    }

    /// The next line as a message; `None` at the end of the stream.
    async fn read(&mut self) -> io::Result<Option<Parsed>> {
        let Some(bytes) = self.lines.ready().await? else { return Ok(None) };
        let weight = self.load.weigh(bytes).await;
        let (bytes, mut parsed) = match (self.lines.take(), weight) {
            (None, _) => return Ok(Some(Parsed::Nothing)),
            (Some(Line::TooLong { bytes, id }), _) => {
                (bytes, Parsed::Refused(message::too_long(bytes, id)))
            }
            (Some(Line::Whole(line)), Some(weight)) => {
                (line.len(), message::parse(&line).with(weight))
            }
            (Some(Line::Whole(line)), None) => {
                (line.len(), Parsed::Refused(message::too_much(&line)))
            }
        };
        if let Parsed::Message(message) = &parsed
            && self.load.is_too_much(message)
        {
            parsed = Parsed::Refused(message::too_many(message));
        }
        if matches!(parsed, Parsed::Refused(_)) {
            tracing::warn!(bytes, "a line that is not a message was refused");
        }
        Ok(Some(parsed))
    }

    /// Queues the error reply to an invalid line; the next `receive` sends it.
    fn refuse(&mut self, refusal: &JsonRpcError) {
        tracing::debug!(code = refusal.error.code.0, "refused a line");
        self.owing = match self.outbox.push(refusal) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "a refusal could not be written as JSON");
                self.owing
            }
        };
    }

    /// Whether rmcp may receive this message now.
    ///
    /// Until a session is open, rmcp answers one request at a time, and treats anything else as the end of the
    /// connection. A stray notification must not end the server.
    fn admits(&mut self, message: &RxJsonRpcMessage<RoleServer>) -> bool {
        if self.opened {
            return true;
        }
        if let JsonRpcMessage::Request(request) = message {
            self.opened = opens_session(&request.request);
            return true;
        }
        tracing::debug!("dropped a notification or reply that came before any session");
        false
    }

    /// Waits until the limits allow reading another request.
    async fn room(&mut self) {
        self.outbox.room().await;
        self.load.room().await;
    }
}

impl<R, W> Transport<RoleServer> for Connection<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        // Queued here and now, so that replies that are ready together leave together.
        let queued = self.outbox.push_line(|line| answer::write(line, &item));
        self.load.count_out(&item);
        let outbox = Arc::clone(&self.outbox);
        async move {
            queued?;
            outbox.flush().await
        }
    }

    /// Cancel-safe: between two awaits a line is either still in the buffer or completely processed.
    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if self.owing {
                // A failed write cancels `hangup`, which ends the service, so reading is pointless.
                self.outbox.flush().await.ok()?;
                self.owing = false;
            }
            self.room().await;
            match self.read().await {
                Ok(Some(Parsed::Message(message))) if self.admits(&message) => {
                    self.load.count_in(&message);
                    return Some(*message);
                }
                Ok(Some(Parsed::Message(_) | Parsed::Nothing)) => {}
                Ok(Some(Parsed::Refused(refusal))) => self.refuse(&refusal),
                Ok(None) => break,
                Err(error) => {
                    tracing::debug!(%error, "stdin cannot be read any more");
                    break;
                }
            }
        }
        self.gone.cancel();
        None
    }

    async fn close(&mut self) -> io::Result<()> {
        self.outbox.flush().await
    }
}

/// Whether rmcp opens a session with this request: the same test as its own.
fn opens_session(request: &ClientRequest) -> bool {
    if matches!(request, ClientRequest::InitializeRequest(_)) {
        return true;
    }
    if matches!(request, ClientRequest::PingRequest(_) | ClientRequest::DiscoverRequest(_)) {
        return false;
    }
    let meta = request.get_meta();
    meta.missing_required_keys(&ProtocolVersion::V_2026_07_28).is_empty()
        && meta
            .protocol_version()
            .is_some_and(|version| ProtocolVersion::KNOWN_VERSIONS.contains(&version))
}
