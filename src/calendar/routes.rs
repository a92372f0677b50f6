//! `GET /hooks/calendar/<secret>.ics`: the feed, for whoever has its address.
//!
//! Anything else is answered as any unknown address is. What is unchanged is not sent again (`ETag`).

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{address, feed};
use crate::{
    error::{Error, Result},
    principal::{Agent, Caller},
    store::Store,
};

/// The route of the calendars of all tenants in a store.
pub fn routes(store: Store) -> Router {
    Router::new().route("/hooks/calendar/{file}", get(calendar)).with_state(store)
}

async fn calendar(
    State(store): State<Store>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let made = tokio::task::spawn_blocking(move || text_of(&store, &file)).await;
    match made.unwrap_or_else(|error| Err(Error::internal(error))) {
        Ok(Some(text)) => answer(text, &headers),
        Ok(None) => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
        Err(error) => {
            tracing::warn!(cause = error.cause(), "a calendar could not be made");
            let later = [(header::RETRY_AFTER, "60")];
            (StatusCode::SERVICE_UNAVAILABLE, later, "Later.\n").into_response()
        }
    }
}

/// The calendar with that file name.
fn text_of(store: &Store, file: &str) -> Result<Option<String>> {
    let Some(secret) = file.strip_suffix(".ics") else { return Ok(None) };
    let Some(tenant) = address::tenant_of(store, secret)? else { return Ok(None) };
    let reader = Caller::new(tenant, Agent::autonomous("calendar", "system", "readonly"));
    store.read(&reader, feed::text).map(Some)
}

fn answer(text: String, headers: &HeaderMap) -> Response {
    let quoted = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&text)));
    // A list, and weak where a proxy has packed the text: whoever names it has it.
    let mut known = headers.get_all(header::IF_NONE_MATCH).iter();
    let is_known = known.any(|tags| tags.to_str().is_ok_and(|tags| tags.contains(&quoted)));
    let tag = HeaderValue::try_from(quoted).unwrap_or(HeaderValue::from_static("\"\""));
    let fixed = [
        (header::ETAG, tag),
        // It may be kept, and is asked for each time.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("inline; filename=\"calendar.ics\""),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    if is_known {
        (StatusCode::NOT_MODIFIED, fixed).into_response()
    } else {
        (fixed, text).into_response()
    }
}
