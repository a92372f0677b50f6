//! Sends a tool's progress to the client that asked for it.
//!
//! A tool may report from any thread and never waits: only the newest report is kept. This side sends at most one
//! every [`PAUSE`], with increasing values as the protocol requires, and stops if the client does not read them. After
//! the call's reply no more progress is sent.

use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{NumberOrString, ProgressNotificationParam, ProgressToken};
use rmcp::service::Peer;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::gate::{Progress, ProgressReport};

/// The least time between two notifications of a call.
const PAUSE: Duration = Duration::from_millis(100);

/// How long one notification may wait for the client. A notification after the end of the connection never resolves in
/// rmcp, so the wait must be limited.
const SEND_WAIT: Duration = Duration::from_millis(250);

/// Every notification repeats the token, so a call with a longer one gets no progress.
const TOKEN_BYTES_MAX: usize = 512;

/// Whether a token is short enough to be repeated.
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
    /// The last value sent.
    done: Option<f64>,
}

impl Feed {
    /// A feed for the call with `token`, and the function through which its tool reports.
    pub(super) fn new(token: ProgressToken, peer: Peer<RoleServer>) -> (Progress, Self) {
        let (sender, reports) = watch::channel(None);
        let progress: Progress = Arc::new(move |report| {
            sender.send_replace(Some(report));
        });
        (progress, Self { token, peer, reports, done: None })
    }

    /// Runs `call` and sends its progress meanwhile.
    pub(super) async fn alongside<T>(mut self, call: impl Future<Output = T>) -> T {
        let finished = CancellationToken::new();
        let mut passing = std::pin::pin!(self.pass_on(&finished));
        let mut call = std::pin::pin!(call);
        let reply = tokio::select! {
            biased;
            reply = &mut call => reply,
            // Nothing can report any more; only the call has to end.
            () = &mut passing => return call.await,
        };
        // A notification that is being sent must not be overtaken by the reply.
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

    /// The newest report, unless its value is lower than one already sent.
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
