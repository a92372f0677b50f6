//! Today: what is new, what waits, and what has changed, each with the way to it.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Console,
    desk::{Visit, let_in},
};
use crate::error::Result;

/// Which business, and since when: yesterday, or seven days ago.
#[derive(Deserialize, Default)]
pub(super) struct TodayQuery {
    tenant: Option<String>,
    since: Option<String>,
}

/// A week, as `getDigest` takes it.
const WEEK: &str = "P7D";

pub(super) async fn page(
    State(console): State<Console>,
    asked: std::result::Result<Query<TodayQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let_in(&console, &headers, shown(&console, &asked)).await
}

async fn shown(console: &Console, asked: &TodayQuery) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, asked.tenant.as_deref())? else { return Ok(None) };
    let week = asked.since.as_deref() == Some(WEEK);
    let scope = if week { json!({ "since": WEEK }) } else { json!({}) };
    let digest = visit.look("getDigest", scope).await?;
    let parts = digest.pointer("/items/0/parts").cloned().unwrap_or(Value::Null);
    Ok(Some(visit.page("today", "Today", json!({ "parts": parts, "week": week })).await?))
}
