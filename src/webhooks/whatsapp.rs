//! `POST /hooks/whatsapp/<secret>`: messages of customers, and statuses of sent messages.
//!
//! WhatsApp expects an answer within seconds, and repeats unacknowledged events for days. So an event is acknowledged
//! only once it is durable, and the answer comes quickly in any case.

use std::{sync::Arc, time::Duration};

use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::{sync::Semaphore, time::timeout};

use super::{address, queue::Queue};
use crate::{store::Store, tools::messaging::ingest::ReportedEvents};

/// Bytes. A report has a few thousand; several may come together.
const BODY_BYTES_MAX: usize = 1 << 20;

/// The most events that WhatsApp sends at once.
const TOLD_MAX: usize = 1_000;

/// The time limit for receiving a body.
const BODY_WAIT: Duration = Duration::from_secs(5);

/// From the last byte of the report to the answer. A write that takes longer is answered with "try again later".
const ANSWER_WITHIN: Duration = Duration::from_millis(200);

/// The reports that are read at once.
const SLOTS: usize = 64;

/// The state of the handler.
#[derive(Clone)]
pub(super) struct Hook {
    store: Store,
    queue: Queue,
    places: Arc<Semaphore>,
}

impl Hook {
    pub(super) fn new(store: Store) -> Hook {
        let queue = Queue::start(store.clone());
        Hook { store, queue, places: Arc::new(Semaphore::new(SLOTS)) }
    }
}

pub(super) async fn receive(
    State(hook): State<Hook>,
    Path(secret): Path<String>,
    request: Request,
) -> Response {
    // Without a valid secret the answer is that of any unknown path, and the body is not read.
    let tenant = match address::tenant_of(&hook.store, &secret) {
        Ok(Some(tenant)) => tenant,
        Ok(None) => {
            return (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response();
        }
        Err(error) => {
            tracing::warn!(cause = error.cause(), "a hook could not be looked up");
            return later();
        }
    };
    let Ok(_place) = hook.places.try_acquire() else { return later() };
    let body = match timeout(BODY_WAIT, to_bytes(request.into_body(), BODY_BYTES_MAX)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return (StatusCode::PAYLOAD_TOO_LARGE, "Too long.\n").into_response(),
        Err(_) => return (StatusCode::REQUEST_TIMEOUT, "Too slow.\n").into_response(),
    };
    // A report may be long, and parsing it must not block the event loop.
    let read = move || serde_json::from_slice(&body).map(|report| ReportedEvents::read(&report));
    let reported = match tokio::task::spawn_blocking(read).await {
        Ok(Ok(reported)) => reported,
        Ok(Err(_)) => return (StatusCode::BAD_REQUEST, "Not JSON.\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, "a report could not be read");
            return later();
        }
    };
    if reported.told() > TOLD_MAX {
        tracing::warn!(told = reported.told(), "a report of too many things was refused");
        let message = format!("Too much: a report tells of {TOLD_MAX} things at most.\n");
        return (StatusCode::PAYLOAD_TOO_LARGE, message).into_response();
    }
    let unreadable = reported.unreadable();
    if reported.is_empty() {
        return taken(unreadable);
    }
    match timeout(ANSWER_WITHIN, hook.queue.take(tenant, reported)).await {
        Ok(Ok(_)) => taken(unreadable),
        // The write may still finish; when the event is sent again, it is recognised.
        Ok(Err(_)) | Err(_) => later(),
    }
}

/// The answer after a write. If some events could not be parsed, the sender must repeat them: a newer version may
/// understand them.
fn taken(unreadable: usize) -> Response {
    if unreadable == 0 {
        return StatusCode::OK.into_response();
    }
    tracing::warn!(
        unreadable,
        "messages without an id or a sender, or in no known form, were refused"
    );
    let message = format!(
        "Kept, but for {unreadable} messages without an id or a sender, or in no known form.\n"
    );
    (StatusCode::UNPROCESSABLE_ENTITY, message).into_response()
}

fn later() -> Response {
    let headers: [(HeaderName, &str); 1] = [(header::RETRY_AFTER, "5")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "Later.\n").into_response()
}
