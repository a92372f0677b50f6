//! The person at the console as a caller: the tenant's owner, through the gate like everybody.

use serde_json::{Map, Value};

use crate::{
    error::{Code, Error, Result},
    gate::{Gate, IncomingCall, Limits, RateLimits, Reply, Session},
    principal::{Policy, Principal, Tenant},
    store::Store,
};

/// A page has room: answers may be long.
const LIMITS: Limits = Limits {
    answer_chars_max: 1_000_000,
    person_wait: std::time::Duration::ZERO,
    rates: RateLimits::NONE,
};

/// A session of a tenant's owner.
pub(super) fn session(store: &Store, tenant: &Tenant) -> Result<Session> {
    let owner = Principal::new(tenant.clone(), store.owner(tenant)?);
    Ok(Gate::new(store.clone(), LIMITS).open(owner, Policy::operator()))
}

/// Reads, for the page only.
pub(super) async fn look(
    session: &Session,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<Value> {
    session.read_unlogged(incoming(tool, arguments)).await
}

/// Makes one call; what it answered, be it a failure.
///
/// # Errors
/// When there is no answer at all.
pub(super) async fn call(
    session: &Session,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<Value> {
    match session.call(incoming(tool, arguments)).await {
        Reply::Success(answer) => serde_json::from_str(&answer).map_err(Error::internal),
        Reply::Failure(answer) => Ok(answer),
        Reply::UnknownTool | Reply::Question { .. } | Reply::Cancelled => {
            Err(Error::new(Code::PermissionDenied, format!("the owner cannot use {tool} here")))
        }
    }
}

fn incoming(tool: &str, arguments: Map<String, Value>) -> IncomingCall {
    IncomingCall::of_ours(tool, arguments, "deskhand console")
}
