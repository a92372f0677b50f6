//! The console's page, its assets and event stream, and previews of the site's pages before and after a proposal.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{
        Html, IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use serde::Deserialize;

use super::{Console, PATH};
use crate::{gate::proposals::Side, id::ProposalId};

const PAGE: &str = include_str!("console.html");
const DECIDE: &str = include_str!("decide.html");
const STYLES: &str = include_str!("console.css");
const DESK_STYLES: &str = include_str!("desk.css");
const SCRIPT: &str = include_str!("console.js");
const DECIDE_SCRIPT: &str = include_str!("decide.js");
const SHARED_SCRIPT: &str = include_str!("shared.js");

/// The Content-Security-Policy of the console: only our own scripts; a page of the site is shown in a frame without
/// scripts.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The Content-Security-Policy of a page in that frame. Nothing is loaded from elsewhere, because a proposed image
/// could carry data out in its address.
const FRAMED: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin";

/// How often the store is checked for changes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The query of the address that the terminal prints.
#[derive(Deserialize)]
pub(super) struct KeyQuery {
    key: Option<String>,
}

pub(super) async fn console(
    State(console): State<Console>,
    entry: std::result::Result<Query<KeyQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    entered(&console, entry, &headers, PAGE, PATH)
}

/// The page of one question, on which a person decides about it.
pub(super) async fn decide(
    State(console): State<Console>,
    of: std::result::Result<Path<(String, String)>, PathRejection>,
    entry: std::result::Result<Query<KeyQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let is_plain = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    match of {
        Ok(Path((tenant, which))) if is_plain(&tenant) && is_plain(&which) => {
            let path = format!("{PATH}/decide/{tenant}/{which}");
            entered(&console, entry, &headers, DECIDE, &path)
        }
        _ => without_key(),
    }
}

/// A page for who has the key: in the address, which is left at once, or in the cookie.
fn entered(
    console: &Console,
    entry: std::result::Result<Query<KeyQuery>, QueryRejection>,
    headers: &HeaderMap,
    page: &str,
    path: &str,
) -> Response {
    // An invalid query counts as no key.
    let key = entry.ok().and_then(|Query(entry)| entry.key);
    if key.is_some_and(|key| console.key.is(&key)) {
        // Redirects, so that the key is in no browser history and no screenshot.
        let mut response = Redirect::to(path).into_response();
        if let Some(cookie) = console.key.cookie() {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        return response;
    }
    if !console.key.admits(headers) {
        return without_key();
    }
    let page = page.replace("{{word}}", console.key.token());
    (policy(POLICY), Html(page)).into_response()
}

pub(super) async fn asset(name: std::result::Result<Path<String>, PathRejection>) -> Response {
    let (kind, text) = match name.as_ref().map_or("", |Path(name)| name) {
        "console.css" => ("text/css; charset=utf-8", STYLES),
        "desk.css" => ("text/css; charset=utf-8", DESK_STYLES),
        "console.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "decide.js" => ("text/javascript; charset=utf-8", DECIDE_SCRIPT),
        "shared.js" => ("text/javascript; charset=utf-8", SHARED_SCRIPT),
        _ => return without_key(),
    };
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

/// An event stream that sends a number whenever something has changed.
pub(super) async fn events(State(console): State<Console>, headers: HeaderMap) -> Response {
    if !console.key.admits(&headers) {
        return without_key();
    }
    let Ok(place) = console.listeners.try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many pages listen.\n").into_response();
    };
    let start = (console.store, None, place);
    let news = futures::stream::unfold(start, |(store, known, place)| async move {
        loop {
            let asked = store.clone();
            let now = tokio::task::spawn_blocking(move || asked.activity()).await.ok()?.ok()?;
            if known != Some(now) {
                let event = Event::default().event("news").data(now.to_string());
                return Some((Ok::<_, Infallible>(event), (store, Some(now), place)));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
    Sse::new(news).keep_alive(KeepAlive::default()).into_response()
}

pub(super) async fn look(
    State(console): State<Console>,
    path: std::result::Result<Path<(String, String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    if !console.key.admits(&headers) {
        return without_key();
    }
    let Ok(Path((tenant, proposal, side))) = path else { return without_key() };
    let side = match side.as_str() {
        "before" => Side::Before,
        "after" => Side::After,
        _ => return without_key(),
    };
    let tenants = console.store.tenants().unwrap_or_default();
    let tenant = tenants.into_iter().find(|known| known.name == tenant);
    let id = ProposalId::read(&proposal).ok().flatten();
    let (Some(tenant), Some(id)) = (tenant, id) else { return without_key() };
    let base = format!("/{}", tenant.name);
    match console.inbox.look(&tenant, id, side, &base).await {
        Ok(Some(html)) => (policy(FRAMED), Html(html)).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, policy(FRAMED), "No page to show.\n").into_response(),
        Err(error) => {
            tracing::debug!(cause = error.cause(), "{}", error.message());
            (StatusCode::NOT_FOUND, policy(FRAMED), "It cannot be shown any more.\n")
                .into_response()
        }
    }
}

/// The answer without a key; it does not reveal whether anything exists.
pub(super) fn without_key() -> Response {
    (StatusCode::NOT_FOUND, "This page needs your key, once in each browser: open the address that `deskhand console` prints, then this one again.\n").into_response()
}

fn policy(text: &'static str) -> [(HeaderName, HeaderValue); 1] {
    [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(text))]
}
