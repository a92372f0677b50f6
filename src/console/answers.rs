//! The console's JSON endpoints.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Console, agents, owner_calls,
    pages::without_key,
    request::{self, Body, DecisionRequest, UndoRequest},
};
use crate::{
    error::{Code, Error, ErrorType, Result},
    gate::proposals::Decision,
    principal::Tenant,
    value::visible_json,
};

/// The name of the person in history, also shown to the agent.
const PERSON: &str = "the owner (console)";

/// The most items shown of each list.
const SHOWN_MAX: u32 = 50;

/// The query: the tenant to show.
#[derive(Deserialize)]
pub(super) struct TenantQuery {
    pub(super) tenant: Option<String>,
}

pub(super) async fn state(
    State(console): State<Console>,
    whose: std::result::Result<Query<TenantQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if !console.key.admits(&headers) {
        return without_key();
    }
    let Ok(Query(whose)) = whose else {
        let error = Error::new(Code::ArgumentInvalid, "the address has a part that is not read");
        let error = error.suggest("ask for /console/api/state?tenant=<name>");
        return (StatusCode::BAD_REQUEST, Json(error.to_answer())).into_response();
    };
    let shown = shown(&console, whose.tenant.as_deref()).await;
    // Stored text may be long, and is shown without hidden characters.
    apart(move || Ok(answer(shown.map(visible_json))))
        .await
        .unwrap_or_else(|error| answer(Err(error)))
}

pub(super) async fn approve(
    State(console): State<Console>,
    headers: HeaderMap,
    deciding: Body<DecisionRequest>,
) -> Response {
    match request::understood(&console, &headers, deciding) {
        Ok(deciding) => answer(approved(&console, &deciding).await),
        Err(wrong) => *wrong,
    }
}

pub(super) async fn reject(
    State(console): State<Console>,
    headers: HeaderMap,
    deciding: Body<DecisionRequest>,
) -> Response {
    match request::understood(&console, &headers, deciding) {
        Ok(deciding) => answer(rejected(&console, &deciding).await),
        Err(wrong) => *wrong,
    }
}

pub(super) async fn undo(
    State(console): State<Console>,
    headers: HeaderMap,
    undoing: Body<UndoRequest>,
) -> Response {
    match request::understood(&console, &headers, undoing) {
        Ok(undoing) => answer(undone(&console, undoing).await),
        Err(wrong) => *wrong,
    }
}

/// All data that the page shows.
async fn shown(console: &Console, name: Option<&str>) -> Result<Value> {
    let tenants = console.store.titles()?;
    let listed: Vec<Value> = tenants
        .iter()
        .map(|(tenant, title)| json!({ "name": tenant.name, "title": title }))
        .collect();
    let chosen = match name {
        Some(name) => tenants.iter().find(|(tenant, _)| tenant.name == name),
        None => tenants.first(),
    };
    let Some((tenant, _)) = chosen else { return Ok(json!({ "tenants": listed })) };
    let (inbox, of) = (console.inbox.clone(), tenant.clone());
    let list = move |all| inbox.list(&of, all, SHOWN_MAX);
    let (waiting, decided) = apart(move || Ok((list(false)?, list(true)?))).await?;
    let decided: Vec<_> = decided.into_iter().filter(|proposal| !proposal.is_open()).collect();
    let session = owner_calls::session(&console.store, tenant)?;
    let history = Map::from_iter([("limit".to_owned(), SHOWN_MAX.into())]);
    let changes = owner_calls::look(&session, "getHistory", history).await?;
    let calls = Map::from_iter([
        ("entity".to_owned(), "call".into()),
        ("limit".to_owned(), SHOWN_MAX.into()),
    ]);
    let calls = owner_calls::look(&session, "queryData", calls).await?;
    Ok(json!({
        "tenants": listed,
        "tenant": tenant.name,
        "timezone": console.store.site(tenant)?.timezone,
        "waiting": waiting,
        "asked": console.inbox.questions(tenant)?,
        "decided": decided,
        "changes": changes.get("items"),
        "calls": calls.get("items"),
        "agents": agents::explained(console, tenant)?,
    }))
}

async fn approved(console: &Console, deciding: &DecisionRequest) -> Result<Value> {
    let tenant = tenant(console, &deciding.tenant)?;
    Ok(match console.inbox.approve(&tenant, &deciding.ids()?, PERSON).await? {
        Decision::Done(done) => json!({ "done": done.len() }),
        Decision::Changed(newer, why) => json!({
            "done": 0,
            "changed": newer.number,
            "message": format!(
                "Nothing was done: {why}. Proposal {} shows what it would do now.",
                newer.number
            ),
        }),
    })
}

async fn rejected(console: &Console, deciding: &DecisionRequest) -> Result<Value> {
    let tenant = tenant(console, &deciding.tenant)?;
    let ids = deciding.ids()?;
    // All or none: checks that all are open before the first is rejected.
    console.inbox.waiting(&tenant, &ids)?;
    for id in &ids {
        console.inbox.reject(&tenant, *id, &deciding.reason, PERSON).await?;
    }
    Ok(json!({ "done": ids.len() }))
}

async fn undone(console: &Console, undoing: UndoRequest) -> Result<Value> {
    let tenant = tenant(console, &undoing.tenant)?;
    let session = owner_calls::session(&console.store, &tenant)?;
    let mut what = Map::new();
    what.extend(undoing.change_id.map(|id| ("changeId".to_owned(), id.into())));
    what.extend(undoing.request_id.map(|id| ("requestId".to_owned(), id.into())));
    let answer = owner_calls::call(&session, "undoChange", what).await;
    session.close().await;
    answer
}

pub(super) fn tenant(console: &Console, name: &str) -> Result<Tenant> {
    let found = console.store.tenants()?.into_iter().find(|tenant| tenant.name == name);
    let shown: String = name.chars().take(100).collect();
    found.ok_or_else(|| {
        Error::new(Code::ArgumentInvalid, format!("there is no tenant `{shown}`"))
            .suggest("reload the page; it lists those that there are")
    })
}

/// Runs blocking work on another thread.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// A JSON response, also for an error.
pub(super) fn answer(outcome: Result<Value>) -> Response {
    match outcome {
        Ok(value) if value.get("success") == Some(&Value::Bool(false)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(value)).into_response()
        }
        Ok(value) => Json(value).into_response(),
        Err(error) => {
            let kind = error.code().kind();
            let status = if kind == ErrorType::InternalError {
                StatusCode::INTERNAL_SERVER_ERROR
            } else if matches!(kind, ErrorType::Timeout | ErrorType::RateLimited) {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            if error.code() == Code::Internal {
                tracing::error!(cause = error.cause(), "the console could not answer");
            }
            (status, Json(error.to_answer())).into_response()
        }
    }
}
