//! `POST /hooks/whatsapp/<secret>`: what customers write, and what became of what was sent to them.
//!
//! The sender wants an answer within seconds and tells everything again that was not answered well, for days.
//! So an answer is good only when the news is durable, and comes soon either way.

use std::{sync::Arc, time::Duration};

use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::{sync::Semaphore, time::timeout};

use super::{address, queue::Queue};
use crate::{store::Store, tools::messaging::ingest::Reported};

/// A report has a few thousand bytes; several may come together.
const BODY_BYTES_MAX: usize = 1 << 20;

/// WhatsApp tells of a thousand things at once at most.
const TOLD_MAX: usize = 1_000;

/// Who sends more slowly sends nothing.
const BODY_WAIT: Duration = Duration::from_secs(5);

/// From the last byte of the report to the answer. The sender hears of more than this as "later".
const ANSWER_WITHIN: Duration = Duration::from_millis(200);

/// Reports that are read at once.
const PLACES: usize = 64;

/// What the hook needs.
#[derive(Clone)]
pub(super) struct Hook {
    store: Store,
    queue: Queue,
    places: Arc<Semaphore>,
}

impl Hook {
    pub(super) fn new(store: Store) -> Hook {
        let queue = Queue::start(store.clone());
        Hook { store, queue, places: Arc::new(Semaphore::new(PLACES)) }
    }
}

pub(super) async fn receive(
    State(hook): State<Hook>,
    Path(secret): Path<String>,
    request: Request,
) -> Response {
    // Who has no secret gets no more than anybody gets anywhere, and none of its bytes are read.
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
    // A report may be long, and everything else of this program would wait for it.
    let read = move || serde_json::from_slice(&body).map(|report| Reported::read(&report));
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
        // The write may still come to its end; told again, the news is known.
        Ok(Err(_)) | Err(_) => later(),
    }
}

/// What was read is kept; of what was not, the sender has to know, and it tells it again. By then it may be readable.
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
