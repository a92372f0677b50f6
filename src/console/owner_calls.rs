//! Calls of the person at the console: as the tenant's owner, through the gate.

use serde_json::{Map, Value};

use crate::{
    error::{Code, Error, Result},
    gate::{Gate, IncomingCall, Limits, RateLimits, Reply, Session},
    principal::{Allowance, Policy, Principal, Tenant},
    store::Store,
};

/// A page has room for longer answers.
const LIMITS: Limits = Limits {
    answer_chars_max: 1_000_000,
    person_wait: std::time::Duration::ZERO,
    rates: RateLimits::NONE,
};

/// A session of a tenant's owner.
pub(super) fn session(store: &Store, tenant: &Tenant) -> Result<Session> {
    reaching(store, tenant, Allowance::default())
}

/// The same, with what a call may reach outside.
pub(super) fn reaching(store: &Store, tenant: &Tenant, allowance: Allowance) -> Result<Session> {
    let owner = Principal::new(tenant.clone(), store.owner(tenant)?);
    let policy = Policy { allowance, ..Policy::operator() };
    Ok(Gate::new(store.clone(), LIMITS).open(owner, policy))
}

/// A read for the page, which is not logged.
pub(super) async fn look(
    session: &Session,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<Value> {
    session.read_unlogged(incoming(tool, arguments)).await
}

/// Makes one call; returns its answer, also if that is an error.
///
/// # Errors
/// If there is no answer.
pub(super) async fn call(
    session: &Session,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<Value> {
    match session.call(incoming(tool, arguments)).await {
        Reply::Success(answer, ..) => serde_json::from_str(&answer).map_err(Error::internal),
        Reply::Failure(answer) => Ok(answer),
        Reply::UnknownTool | Reply::Question { .. } | Reply::Cancelled => {
            Err(Error::new(Code::PermissionDenied, format!("the owner cannot use {tool} here")))
        }
    }
}

/// Makes a call that the person has decided on its page: what it would ask before is confirmed.
///
/// # Errors
/// If there is no answer.
pub(super) async fn agreed(
    session: &Session,
    tool: &str,
    mut arguments: Map<String, Value>,
) -> Result<Value> {
    let answer = call(session, tool, arguments.clone()).await?;
    if !asks(&answer) {
        return Ok(answer);
    }
    arguments.insert("confirmed".to_owned(), true.into());
    call(session, tool, arguments).await
}

/// Whether an answer is a question.
pub(super) fn asks(answer: &Value) -> bool {
    answer.get("requiresConfirmation") == Some(&Value::Bool(true))
}

fn incoming(tool: &str, arguments: Map<String, Value>) -> IncomingCall {
    IncomingCall::of_ours(tool, arguments, "deskhand console")
}
