//! What the console's page asks for and does, as JSON.

use axum::{
    Json,
    extract::{Query, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Console, agents, owner, pages::no_entry};
use crate::{
    error::{Code, Error, Result},
    gate::proposals::Decision,
    id::ProposalId,
    principal::Tenant,
    value::visible_json,
};

/// Who decides here, as history and the agent see it.
const PERSON: &str = "the owner (console)";

/// So many of each are shown.
const SHOWN_MAX: u32 = 50;

/// Whose things are to be shown.
#[derive(Deserialize)]
pub(super) struct Whose {
    tenant: Option<String>,
}

/// A decision about proposals.
#[derive(Deserialize)]
pub(super) struct Deciding {
    tenant: String,
    ids: Vec<String>,
    #[serde(default)]
    reason: String,
}

/// What a page has said. Whether it may say anything is looked at before whether it makes sense.
type Said<T> = std::result::Result<Json<T>, JsonRejection>;

/// What is to be taken back.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Undoing {
    tenant: String,
    change_id: Option<String>,
    request_id: Option<String>,
}

pub(super) async fn state(
    State(console): State<Console>,
    Query(whose): Query<Whose>,
    headers: HeaderMap,
) -> Response {
    if !console.key.admits(&headers) {
        return no_entry();
    }
    // Nothing that somebody wrote hides here, or turns what stands beside it.
    answer(shown(&console, whose.tenant.as_deref()).await.map(visible_json))
}

pub(super) async fn approve(
    State(console): State<Console>,
    headers: HeaderMap,
    deciding: Said<Deciding>,
) -> Response {
    if !console.key.admits_change(&headers) {
        return no_entry();
    }
    match deciding {
        Ok(Json(deciding)) => answer(approved(&console, &deciding).await),
        Err(wrong) => wrong.into_response(),
    }
}

pub(super) async fn reject(
    State(console): State<Console>,
    headers: HeaderMap,
    deciding: Said<Deciding>,
) -> Response {
    if !console.key.admits_change(&headers) {
        return no_entry();
    }
    match deciding {
        Ok(Json(deciding)) => answer(rejected(&console, &deciding).await),
        Err(wrong) => wrong.into_response(),
    }
}

pub(super) async fn undo(
    State(console): State<Console>,
    headers: HeaderMap,
    undoing: Said<Undoing>,
) -> Response {
    if !console.key.admits_change(&headers) {
        return no_entry();
    }
    match undoing {
        Ok(Json(undoing)) => answer(undone(&console, undoing).await),
        Err(wrong) => wrong.into_response(),
    }
}

/// Everything that the page shows.
async fn shown(console: &Console, name: Option<&str>) -> Result<Value> {
    let tenants = console.store.tenants()?;
    let listed: Vec<Value> = tenants
        .iter()
        .map(|tenant| json!({ "name": tenant.name, "title": tenant.title }))
        .collect();
    let chosen = match name {
        Some(name) => tenants.iter().find(|tenant| tenant.name == name),
        None => tenants.first(),
    };
    let Some(tenant) = chosen else { return Ok(json!({ "tenants": listed })) };
    let waiting = console.inbox.list(tenant, false, SHOWN_MAX)?;
    let decided = console.inbox.list(tenant, true, SHOWN_MAX)?;
    let decided: Vec<_> = decided.into_iter().filter(|proposal| !proposal.is_open()).collect();
    let gate = owner::gate(&console.store, tenant)?;
    let history = Map::from_iter([("limit".to_owned(), SHOWN_MAX.into())]);
    let changes = owner::look(&gate, "getHistory", history).await?;
    let calls = Map::from_iter([
        ("entity".to_owned(), "call".into()),
        ("limit".to_owned(), SHOWN_MAX.into()),
    ]);
    let calls = owner::look(&gate, "queryData", calls).await?;
    Ok(json!({
        "tenants": listed,
        "tenant": tenant.name,
        "waiting": waiting,
        "asked": console.inbox.questions(tenant)?,
        "decided": decided,
        "changes": changes.get("items"),
        "calls": calls.get("items"),
        "agents": agents::explained(console, tenant)?,
    }))
}

async fn approved(console: &Console, deciding: &Deciding) -> Result<Value> {
    let tenant = tenant(console, &deciding.tenant)?;
    let ids = deciding.ids.iter().map(|id| id_of(id)).collect::<Result<Vec<_>>>()?;
    Ok(match console.inbox.approve(&tenant, &ids, PERSON).await? {
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

async fn rejected(console: &Console, deciding: &Deciding) -> Result<Value> {
    let tenant = tenant(console, &deciding.tenant)?;
    for id in &deciding.ids {
        console.inbox.reject(&tenant, id_of(id)?, &deciding.reason, PERSON).await?;
    }
    Ok(json!({ "done": deciding.ids.len() }))
}

async fn undone(console: &Console, undoing: Undoing) -> Result<Value> {
    let tenant = tenant(console, &undoing.tenant)?;
    let gate = owner::gate(&console.store, &tenant)?;
    let mut what = Map::new();
    what.extend(undoing.change_id.map(|id| ("changeId".to_owned(), id.into())));
    what.extend(undoing.request_id.map(|id| ("requestId".to_owned(), id.into())));
    let answer = owner::call(&gate, "undoChange", what).await?;
    gate.close().await;
    Ok(answer)
}

fn tenant(console: &Console, name: &str) -> Result<Tenant> {
    let found = console.store.tenants()?.into_iter().find(|tenant| tenant.name == name);
    found.ok_or_else(|| Error::new(Code::ArgumentInvalid, format!("there is no tenant `{name}`")))
}

fn id_of(text: &str) -> Result<ProposalId> {
    ProposalId::read(text)?
        .ok_or_else(|| Error::new(Code::ProposalNotFound, format!("there is no proposal `{text}`")))
}

/// An answer as JSON; a failure is one that a page can show.
fn answer(outcome: Result<Value>) -> Response {
    match outcome {
        Ok(value) => Json(value).into_response(),
        Err(error) => {
            if error.code() == Code::Internal {
                tracing::error!(cause = error.cause(), "the console could not answer");
            }
            (StatusCode::UNPROCESSABLE_ENTITY, Json(error.to_answer())).into_response()
        }
    }
}
