//! Limits the requests in progress.
//!
//! rmcp starts every request at once, so a client that sends faster than it is answered would fill the memory. So the
//! number of requests is limited, and for large ones the number of bytes: at a limit reading pauses, and further
//! messages wait in the client's pipe, including cancellations and pings. Calls have deadlines, so the pause ends. But
//! a call that waits for a person has none, and the person's answer arrives through the same pipe: while a question is
//! open, reading continues, and requests beyond the limits are refused instead.

use std::collections::HashSet;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{
    ClientNotification, ClientRequest, GetExtensions, JsonRpcMessage, RequestId, ServerNotification,
};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::lines::MAX_LINE_BYTES;

/// The most requests without a reply before reading pauses.
const IN_FLIGHT_MAX: usize = 256;

/// Bytes. A shorter line counts only by number.
const LARGE_BYTES: usize = 64 << 10;

/// The most bytes of larger lines in progress: one line of the largest size.
const WORKED_BYTES_MAX: usize = MAX_LINE_BYTES;

/// The granularity in which bytes are counted.
const STEP: usize = 1 << 10;

/// The requests in progress.
#[derive(Debug)]
pub(super) struct Load {
    /// Requests that rmcp will still answer; subscriptions, which stay open, do not count.
    in_flight: HashSet<RequestId>,
    /// Our requests that the client has not answered.
    asked: HashSet<RequestId>,
    worked: Arc<Semaphore>,
}

/// The share of the byte limit that a large request holds until nothing works on it any more. A cancelled request is
/// never answered, so its answer cannot release it.
#[derive(Clone, Debug)]
pub(super) struct Weight(Option<Arc<OwnedSemaphorePermit>>);

impl Weight {
    /// Attaches the share to the request, for whoever works on it.
    pub(super) fn put_on(self, message: &mut RxJsonRpcMessage<RoleServer>) {
        if let JsonRpcMessage::Request(request) = message
            && self.0.is_some()
        {
            request.request.extensions_mut().insert(self);
        }
    }
}

impl Default for Load {
    fn default() -> Self {
        let worked = Arc::new(Semaphore::new(WORKED_BYTES_MAX / STEP));
        Load { in_flight: HashSet::new(), asked: HashSet::new(), worked }
    }
}

impl Load {
    /// Waits until the number of requests allows reading another line.
    pub(super) async fn room(&self) {
        if self.is_full() && self.asked.is_empty() {
            // rmcp drops this future to send a reply, and polls a new one afterwards.
            std::future::pending::<()>().await;
        }
    }

    /// Waits until the byte limit allows a line of that size; `None` if that must not wait.
    pub(super) async fn weigh(&self, bytes: usize) -> Option<Weight> {
        if bytes <= LARGE_BYTES {
            return Some(Weight(None));
        }
        let steps = u32::try_from(bytes.min(WORKED_BYTES_MAX) / STEP).unwrap_or(u32::MAX);
        let worked = Arc::clone(&self.worked);
        let taken = if self.asked.is_empty() {
            worked.acquire_many_owned(steps).await.ok()
        } else {
            worked.try_acquire_many_owned(steps).ok()
        };
        taken.map(|steps| Weight(Some(Arc::new(steps))))
    }

    /// Whether this message is a request beyond the limit. A ping does not count.
    pub(super) fn is_too_much(&self, message: &RxJsonRpcMessage<RoleServer>) -> bool {
        let JsonRpcMessage::Request(request) = message else { return false };
        self.is_full() && !matches!(request.request, ClientRequest::PingRequest(_))
    }

    pub(super) fn count_in(&mut self, message: &RxJsonRpcMessage<RoleServer>) {
        match message {
            JsonRpcMessage::Request(request) => {
                if !matches!(request.request, ClientRequest::SubscriptionsListenRequest(_)) {
                    self.in_flight.insert(request.id.clone());
                }
            }
            JsonRpcMessage::Notification(sent) => {
                // A cancelled request is never answered.
                if let ClientNotification::CancelledNotification(cancelled) = &sent.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.in_flight.remove(id);
                }
            }
            JsonRpcMessage::Response(response) => {
                self.asked.remove(&response.id);
            }
            JsonRpcMessage::Error(error) => {
                error.id.as_ref().map(|id| self.asked.remove(id));
            }
        }
    }

    pub(super) fn count_out(&mut self, message: &TxJsonRpcMessage<RoleServer>) {
        match message {
            JsonRpcMessage::Response(response) => {
                self.in_flight.remove(&response.id);
            }
            JsonRpcMessage::Error(error) => {
                error.id.as_ref().map(|id| self.in_flight.remove(id));
            }
            JsonRpcMessage::Request(request) => {
                self.asked.insert(request.id.clone());
            }
            JsonRpcMessage::Notification(sent) => {
                // We cancel questions that were not answered in time or are no longer needed.
                if let ServerNotification::CancelledNotification(cancelled) = &sent.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.asked.remove(id);
                }
            }
        }
    }

    fn is_full(&self) -> bool {
        self.in_flight.len() >= IN_FLIGHT_MAX
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rmcp::model::JsonRpcError;

    use super::*;

    const LARGE: usize = 30_000_000;

    async fn waits<T>(future: impl Future<Output = T>) -> bool {
        tokio::time::timeout(Duration::from_millis(5), future).await.is_err()
    }

    #[tokio::test]
    async fn large_lines_are_worked_on_one_after_the_other_and_short_ones_meanwhile() {
        let load = Load::default();
        let first = load.weigh(LARGE).await.unwrap();
        let carried = first.clone();
        assert!(waits(load.weigh(LARGE)).await);
        assert!(load.weigh(LARGE_BYTES).await.is_some());
        assert!(load.weigh(1_000_000).await.is_some(), "what there is room for");
        drop(first);
        assert!(waits(load.weigh(LARGE)).await, "something works on it still");
        drop(carried);
        assert!(load.weigh(MAX_LINE_BYTES).await.is_some());
    }

    #[tokio::test]
    async fn nothing_waits_while_a_person_is_asked() {
        let mut load = Load::default();
        let id = RequestId::Number(7);
        load.asked.insert(id.clone());
        load.in_flight = (0..).take(IN_FLIGHT_MAX).map(RequestId::Number).collect();
        let first = load.weigh(LARGE).await.unwrap();
        assert!(load.weigh(LARGE).await.is_none() && !waits(load.room()).await);
        // Any reply of the client, also an error, closes the question.
        let error = rmcp::model::ErrorData::internal_error("no", None);
        load.count_in(&JsonRpcMessage::Error(JsonRpcError::new(Some(id), error)));
        assert!(waits(load.room()).await);
        drop(first);
        assert!(load.weigh(LARGE).await.is_some());
    }
}
