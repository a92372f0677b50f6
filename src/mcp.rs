//! The Model Context Protocol over stdio: the only part that knows JSON-RPC and rmcp.
//!
//! A line comes in through the `transport`, becomes a request to the `server`, which finds its
//! session and asks the gate in it, and the reply goes back as a line. Both generations of the
//! protocol are served at once: clients that initialize (2024-11-05 to 2025-11-25) and clients that
//! put everything into each request (2026-07-28). No tool knows about either.
//!
//! One message may have 32 MiB; what is longer or cannot be read is answered with an error.
//!
//! The process lives as long as its client. When stdin ends, what was asked before is still
//! answered, for two seconds at most; when nobody reads the answers or a signal says stop, calls
//! that have not begun are cancelled as well.

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

/// How long the process may outlive its client. rmcp would wait five seconds.
const LINGER: Duration = Duration::from_secs(2);

/// How long the last replies may take to leave.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Serves MCP in that session on this process's stdin and stdout until the client leaves or a signal says stop.
///
/// From the first poll on, descriptor 1 is stderr: nothing but the protocol reaches the client.
/// Needs a runtime with I/O and time; one thread is enough and fastest. When it returns, a write
/// may still be running on the gate's thread and a read may still block on a terminal, so the
/// caller flushes its log and ends the runtime without waiting for its threads.
///
/// # Errors
/// When the standard streams cannot be taken, or rmcp fails in a way that is not the client's
/// leaving.
pub async fn serve_stdio(session: Arc<Session>) -> anyhow::Result<()> {
    let (reader, writer) = stdio::open().context("stdin and stdout cannot be taken for MCP")?;
    let hangup = CancellationToken::new();
    // Tripped with `hangup`, or alone when stdin ends: then there are no more requests, but the
    // client may still be reading (`deskhand < requests`).
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
    // Where nobody reads there is nobody to tell.
    let _ = tokio::time::timeout(LAST_WORDS, outbox.flush()).await;
    served
}

async fn serve(
    service: RequestGuard,
    connection: Connection<stdio::Reader, stdio::Writer>,
    hangup: CancellationToken,
) -> anyhow::Result<()> {
    // On the heap: the opening of a session is a large future, and it is awaited once.
    match Box::pin(serve_server_with_ct(service, connection, hangup)).await {
        Ok(running) => {
            running.waiting().await.context("the MCP service broke off")?;
            Ok(())
        }
        // The client left, or a signal came, before the first request: an ordinary end.
        Err(
            ServerInitializeError::ConnectionClosed(_)
            | ServerInitializeError::Cancelled
            | ServerInitializeError::TransportError { .. },
        ) => Ok(()),
        Err(error) => Err(error).context("the MCP session could not begin"),
    }
}

/// Resolves when the client has been gone for as long as its calls may go on without it.
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
