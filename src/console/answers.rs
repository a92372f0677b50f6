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
    id::ProposalId,
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

/// The query for one question.
#[derive(Deserialize)]
pub(super) struct WhichQuery {
    tenant: String,
    which: String,
}

/// What a person decides about on a page of its own.
pub(super) async fn decision(
    State(console): State<Console>,
    which: std::result::Result<Query<WhichQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if !console.key.admits(&headers) {
        return without_key();
    }
    let Ok(Query(which)) = which else {
        let error = Error::new(Code::ArgumentInvalid, "the address does not say what it is about");
        let error = error.suggest("ask for /console/api/decision?tenant=<name>&which=<number>");
        return (StatusCode::BAD_REQUEST, Json(error.to_answer())).into_response();
    };
    let shown = apart(move || {
        let titles = console.store.titles()?.into_iter();
        let found = titles.into_iter().find(|(tenant, _)| tenant.name == which.tenant);
        let (tenant, title) = found.ok_or_else(|| unknown_tenant(&which.tenant))?;
        Ok(visible_json(json!({
            "tenant": tenant.name,
            "title": title,
            "timezone": console.store.site(&tenant)?.timezone,
            "decision": console.inbox.view(&tenant, &which.which)?,
        })))
    });
    answer(shown.await)
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
    let (waiting, decided) = apart(move || inbox.views(&of, SHOWN_MAX)).await?;
    let session = owner_calls::session(&console.store, tenant)?;
    let history = Map::from_iter([("limit".to_owned(), SHOWN_MAX.into())]);
    let changes = owner_calls::look(&session, "getHistory", history).await?;
    let calls = Map::from_iter([
        ("entity".to_owned(), "call".into()),
        ("limit".to_owned(), SHOWN_MAX.into()),
    ]);
    let calls = owner_calls::look(&session, "queryData", calls).await?;
    let changes = in_words(console, tenant, changes)?;
    Ok(json!({
        "tenants": listed,
        "tenant": tenant.name,
        "timezone": console.store.site(tenant)?.timezone,
        "waiting": waiting,
        "decided": decided,
        "changes": changes,
        "calls": calls.get("items"),
        "agents": agents::explained(console, tenant)?,
    }))
}

/// The items of history, each with what it did in words.
fn in_words(console: &Console, tenant: &Tenant, mut changes: Value) -> Result<Value> {
    let mut items = changes.get_mut("items").map(Value::take).unwrap_or_default();
    let listed = items.as_array_mut().map(Vec::as_mut_slice).unwrap_or_default();
    let of = |item: &Value| item.get("changes").cloned().unwrap_or_default();
    let said = console.inbox.in_words(tenant, &listed.iter().map(of).collect::<Vec<_>>())?;
    for (item, things) in listed.iter_mut().filter_map(Value::as_object_mut).zip(said) {
        item.insert("things".to_owned(), json!(things));
        item.shift_remove("changes");
    }
    Ok(items)
}

/// The proposals of a decision; a preview that waits for a yes becomes one.
async fn proposals(
    console: &Console,
    tenant: &Tenant,
    deciding: &DecisionRequest,
) -> Result<Vec<ProposalId>> {
    let mut ids = Vec::new();
    for which in deciding.ids()? {
        ids.push(console.inbox.decidable(tenant, which).await?.id);
    }
    Ok(ids)
}

async fn approved(console: &Console, deciding: &DecisionRequest) -> Result<Value> {
    let tenant = tenant(console, &deciding.tenant)?;
    let ids = proposals(console, &tenant, deciding).await?;
    Ok(match console.inbox.approve(&tenant, &ids, PERSON).await? {
        Decision::Done(done) => json!({ "done": done.len() }),
        Decision::Changed(newer, why) => json!({
            "done": 0,
            "changed": newer.number,
            "newer": newer.id,
            "message": format!(
                "Nothing was done: {why}. Proposal {} shows what it would do now.",
                newer.number
            ),
        }),
    })
}

async fn rejected(console: &Console, deciding: &DecisionRequest) -> Result<Value> {
    let tenant = tenant(console, &deciding.tenant)?;
    let ids = proposals(console, &tenant, deciding).await?;
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
    found.ok_or_else(|| unknown_tenant(name))
}

fn unknown_tenant(name: &str) -> Error {
    let shown: String = name.chars().take(100).collect();
    Error::new(Code::ArgumentInvalid, format!("there is no tenant `{shown}`"))
        .suggest("reload the page; it lists those that there are")
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
