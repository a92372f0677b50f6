//! What the public sees, for the person: which release is where, what a release would change, and the buttons.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Console,
    answers::{self, TenantQuery},
    owner_calls,
    pages::without_key,
    request::{self, Body, RequestForm},
};
use crate::{
    error::{Code, Error, Result},
    value::visible_json,
};

/// The most releases that are shown.
const SHOWN_MAX: u32 = 20;

/// What is to be public.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseRequest {
    tenant: String,
    target: Option<String>,
    /// The id of the release to go back to.
    from: Option<String>,
}

impl RequestForm for ReleaseRequest {
    const FORM: &'static str = "send { tenant, target?, from? }";
}

pub(super) async fn state(
    State(console): State<Console>,
    whose: std::result::Result<Query<TenantQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if !console.key.admits(&headers) {
        return without_key();
    }
    let whose = whose.ok().and_then(|Query(whose)| whose.tenant).unwrap_or_default();
    answers::answer(shown(&console, &whose).await.map(visible_json))
}

async fn shown(console: &Console, name: &str) -> Result<Value> {
    let tenant = answers::tenant(console, name)?;
    let session = owner_calls::session(&console.store, &tenant)?;
    let all =
        Map::from_iter([("all".to_owned(), true.into()), ("limit".to_owned(), SHOWN_MAX.into())]);
    let current = Map::from_iter([("current".to_owned(), true.into())]);
    let current = owner_calls::look(&session, "getRelease", current).await?;
    let releases = owner_calls::look(&session, "getRelease", all).await?;
    Ok(json!({ "current": current.get("items"), "releases": releases.get("items") }))
}

pub(super) async fn release(
    State(console): State<Console>,
    headers: HeaderMap,
    asked: Body<ReleaseRequest>,
) -> Response {
    match request::understood(&console, &headers, asked) {
        Ok(asked) => answers::answer(released(&console, asked).await),
        Err(wrong) => *wrong,
    }
}

/// The person has seen what changes on the page; the confirmation holds the release against it.
async fn released(console: &Console, asked: ReleaseRequest) -> Result<Value> {
    let ReleaseRequest { tenant, target, from } = asked;
    let tenant = answers::tenant(console, &tenant)?;
    let allowance = console.allowance.clone();
    let session = owner_calls::reaching(&console.store, &tenant, allowance)?;
    let given = [("target", target), ("from", from)].into_iter();
    let arguments = given.filter_map(|(name, it)| Some((name.to_owned(), it?.into()))).collect();
    let answer = owner_calls::agreed(&session, "createRelease", arguments).await;
    session.close().await;
    let answer = answer?;
    if owner_calls::asks(&answer) {
        return Err(Error::new(Code::ReleaseRunning, "something changed in this very moment")
            .suggest("look at what would change now, and try again"));
    }
    Ok(answer)
}
