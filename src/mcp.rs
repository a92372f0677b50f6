//! The Model Context Protocol over stdio: the only part that knows JSON-RPC and rmcp.
//!
//! A line comes in through the `transport` and becomes a request to the `server`, which finds its session and passes
//! the request to the gate; the reply is written as a line. Both generations of the protocol are served: clients that
//! initialize (2024-11-05 to 2025-11-25), and stateless clients that put everything into each request (2026-07-28). No
//! tool knows about either.
//!
//! A message may have 32 MiB; one that is longer or cannot be parsed is answered with an error.
//!
//! The process lives as long as its client. After stdin ends, earlier requests are still answered, for two seconds at
//! most; when nobody reads the answers, or at a signal, calls that have not begun are cancelled as well.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use rmcp::service::{ServerInitializeError, serve_server_with_ct};
use tokio_util::sync::CancellationToken;

use self::server::Server;
use self::server::guard::RequestGuard;
use self::server::session::OneSession;
use self::transport::Connection;
use self::transport::outbox::Outbox;
use self::transport::stdio;
use crate::gate::Session;

mod answer;
mod server;
mod transport;

/// How long the process outlives its client. rmcp would wait five seconds.
const LINGER: Duration = Duration::from_secs(2);

/// How long sending the last replies may take.
const FLUSH_TIMEOUT: Duration = Duration::from_millis(250);

/// The versions of the protocol that are served, oldest first.
pub fn protocol_versions() -> Vec<String> {
    server::protocol_versions().map(|version| version.to_string()).collect()
}

/// Serves MCP for the session on stdin and stdout, until the client disconnects or a signal arrives.
///
/// From the first poll on, descriptor 1 is stderr, so that only the protocol reaches the client. Needs a runtime with
/// I/O and time; one thread is enough and fastest. After it returns, a write may still be running on the writer
/// thread, and a read may still block on a terminal. So the caller flushes its log, and ends the runtime without
/// waiting for its threads.
///
/// # Errors
/// If the standard streams cannot be used, or rmcp fails for another reason than a disconnected client.
pub async fn serve_stdio(session: Arc<Session>) -> anyhow::Result<()> {
    let (reader, writer) = stdio::open().context("stdin and stdout cannot be taken for MCP")?;
    let hangup = CancellationToken::new();
    // Cancelled together with `hangup`, or alone when stdin ends: then no more requests come, but the client may still
    // read (`deskhand < requests`).
    let gone = hangup.child_token();
    let outbox = Arc::new(Outbox::new(writer, hangup.clone()));
    let signals = tokio::spawn(hang_up_on_signal(hangup.clone()));

    let connection = Connection::new(reader, Arc::clone(&outbox), gone.clone());
    let sessions = Arc::new(OneSession::new(session));
    let service = RequestGuard::new(Server::new(sessions, gone.clone()), gone.clone());
    let served = tokio::select! {
        served = serve(service, connection, hangup.clone()) => served,
        () = lingered(&gone) => {
            tracing::debug!("calls that outlived their client were left behind");
            Ok(())
        }
    };
    hangup.cancel();
    signals.abort();
    // If nobody reads, the replies are lost.
    let _ = tokio::time::timeout(FLUSH_TIMEOUT, outbox.flush()).await;
    served
}

async fn serve(
    service: RequestGuard,
    connection: Connection<stdio::Reader, stdio::Writer>,
    hangup: CancellationToken,
) -> anyhow::Result<()> {
    // Boxed, because the future is large and awaited once.
    match Box::pin(serve_server_with_ct(service, connection, hangup)).await {
        Ok(running) => {
            running.waiting().await.context("the MCP service broke off")?;
            Ok(())
        }
        // The client disconnected, or a signal arrived, before the first request: not an error.
        Err(
            ServerInitializeError::ConnectionClosed(_)
            | ServerInitializeError::Cancelled
            | ServerInitializeError::TransportError { .. },
        ) => Ok(()),
        Err(error) => Err(error).context("the MCP session could not begin"),
    }
}

/// Resolves when the client has been gone for the time that its calls may still take.
async fn lingered(gone: &CancellationToken) {
    gone.cancelled().await;
    tokio::time::sleep(LINGER).await;
}

async fn hang_up_on_signal(hangup: CancellationToken) {
    match signal().await {
        Ok(()) => hangup.cancel(),
        Err(error) => tracing::warn!(%error, "signals cannot be caught; stdin's end still ends us"),
    }
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
