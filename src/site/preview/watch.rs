//! Notifies open pages of changes.
//!
//! One task polls the source for all listeners, and only while there are any. Polling also detects changes of other
//! processes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::Event;
use futures::Stream;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::{SiteSource, off_the_loop};

const EVERY: Duration = Duration::from_millis(200);

/// How soon a page that has lost its connection reconnects.
const RECONNECT: Duration = Duration::from_secs(1);

/// The most listening pages; a further one is told to try again later.
const LISTENERS_MAX: usize = 64;

/// The latest revision, and its listeners.
pub(super) struct Watch {
    latest: watch::Sender<Option<i64>>,
    wake: Notify,
    stop: CancellationToken,
}

impl Watch {
    /// No revision known, no listeners. The streams end when `stop` is cancelled.
    pub(super) fn new(stop: CancellationToken) -> Watch {
        Watch { latest: watch::Sender::new(None), wake: Notify::new(), stop }
    }

    /// Polls the source while there are listeners; runs until it is dropped.
    pub(super) async fn poll(&self, source: Arc<dyn SiteSource>) {
        let mut complained = false;
        loop {
            while self.latest.receiver_count() == 0 {
                // The known revision becomes outdated, so the next listener must not get it.
                self.latest.send_replace(None);
                self.wake.notified().await;
            }
            let asked = Arc::clone(&source);
            match off_the_loop(move || asked.revision()).await {
                Ok(revision) => {
                    complained = false;
                    self.latest.send_if_modified(|known| known.replace(revision) != Some(revision));
                }
                Err(error) => {
                    if !std::mem::replace(&mut complained, true) {
                        tracing::warn!(%error, "the preview cannot see changes");
                    }
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// A stream of revisions for one page, the current one first; `None` if there are too many listeners.
    pub(super) fn events(
        &self,
    ) -> Option<impl Stream<Item = Result<Event, Infallible>> + Send + use<>> {
        if self.latest.receiver_count() >= LISTENERS_MAX {
            return None;
        }
        let receiver = self.latest.subscribe();
        self.wake.notify_one();
        let listener = Listener { receiver, told: None, stop: self.stop.clone() };
        Some(futures::stream::unfold(listener, |mut listener| async move {
            let revision = listener.next().await?;
            let event = Event::default().event("revision").data(revision.to_string());
            Some((Ok(event.retry(RECONNECT)), listener))
        }))
    }
}

struct Listener {
    receiver: watch::Receiver<Option<i64>>,
    told: Option<i64>,
    stop: CancellationToken,
}

impl Listener {
    async fn next(&mut self) -> Option<i64> {
        loop {
            let latest = *self.receiver.borrow_and_update();
            if latest.is_some() && latest != self.told {
                self.told = latest;
                return latest;
            }
            tokio::select! {
                changed = self.receiver.changed() => changed.ok()?,
                () = self.stop.cancelled() => return None,
            }
        }
    }
}
