//! Progress on its way from a tool to the client that asked for it.
//!
//! A tool reports from any thread and never waits: only the newest report is kept. This side
//! sends at most one every [`PAUSE`], in rising order as the protocol demands, and gives up on a
//! client that does not take them. Once the call has its reply, no more progress is sent.

use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{NumberOrString, ProgressNotificationParam, ProgressToken};
use rmcp::service::Peer;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::gate::{Progress, ProgressReport};

/// The least time between two notifications of one call.
const PAUSE: Duration = Duration::from_millis(100);

/// How long one notification may wait for the client. rmcp never resolves one that is sent after
/// the connection has ended, so an unbounded wait would be for ever.
const SEND_WAIT: Duration = Duration::from_millis(250);

/// Every notification repeats the token; a longer one gets none.
const TOKEN_BYTES_MAX: usize = 512;

/// Whether a token may be repeated again and again.
pub(super) fn is_short(token: &ProgressToken) -> bool {
    match &token.0 {
        NumberOrString::String(text) => text.len() <= TOKEN_BYTES_MAX,
        NumberOrString::Number(_) => true,
    }
}

/// The sending side of one call's progress.
pub(super) struct Feed {
    token: ProgressToken,
    peer: Peer<RoleServer>,
    reports: watch::Receiver<Option<ProgressReport>>,
    /// The last value that was sent.
    done: Option<f64>,
}

impl Feed {
    /// A feed for the call that gave `token`, and what its tool reports to.
    pub(super) fn new(token: ProgressToken, peer: Peer<RoleServer>) -> (Progress, Self) {
        let (sender, reports) = watch::channel(None);
        let progress: Progress = Arc::new(move |report| {
            sender.send_replace(Some(report));
        });
        (progress, Self { token, peer, reports, done: None })
    }

    /// Runs `call` and passes its progress on meanwhile.
    pub(super) async fn alongside<T>(mut self, call: impl Future<Output = T>) -> T {
        let finished = CancellationToken::new();
        let mut passing = std::pin::pin!(self.pass_on(&finished));
        let mut call = std::pin::pin!(call);
        let reply = tokio::select! {
            biased;
            reply = &mut call => reply,
            // No one is left who could report; the call itself still has to end.
            () = &mut passing => return call.await,
        };
        // A notification that is half-way out must not be overtaken by the reply.
        finished.cancel();
        passing.await;
        reply
    }

    async fn pass_on(&mut self, finished: &CancellationToken) {
        loop {
            tokio::select! {
                biased;
                () = finished.cancelled() => return,
                changed = self.reports.changed() => if changed.is_err() { return },
            }
            let Some(params) = self.newest() else { continue };
            let sending = self.peer.notify_progress(params);
            if !matches!(tokio::time::timeout(SEND_WAIT, sending).await, Ok(Ok(()))) {
                tracing::debug!("the client does not take progress; no more is sent");
                return;
            }
            tokio::select! {
                () = finished.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// The newest report, unless it goes back behind one that was sent.
    fn newest(&mut self) -> Option<ProgressNotificationParam> {
        let latest = self.reports.borrow_and_update();
        let report = latest.as_ref()?;
        if !report.done.is_finite() || self.done.is_some_and(|sent| report.done <= sent) {
            return None;
        }
        self.done = Some(report.done);
        let params = ProgressNotificationParam::new(self.token.clone(), report.done);
        let params = params.with_message(report.message.clone());
        Some(match report.total {
            Some(total) if total.is_finite() => params.with_total(total),
            Some(_) | None => params,
        })
    }
}
