//! Calls of the person at the command line: they go through the gate, as the agent `owner`.
//!
//! So a change from here is checked, recorded and undone like any other.

use serde_json::{Map, Value};

use super::{
    failure::{Failure, Refusal},
    launch,
};
use crate::{
    config::Settings,
    error::Code,
    gate::{Gate, IncomingCall, Limits, RateLimits, Reply, Session},
    principal::{Policy, Principal},
};

/// Answers may be long: a terminal has no context window.
const LIMITS: Limits = Limits {
    answer_chars_max: 4_000_000,
    person_wait: std::time::Duration::ZERO,
    rates: RateLimits::NONE,
};

/// Runs `work` in a session of the tenant's owner.
pub(super) fn with_session<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Session) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let owner = store.owner(&tenant)?;
    let runtime = launch::runtime()?;
    runtime.block_on(async {
        let owner = Principal::new(tenant, owner);
        // A release may go to a service outside.
        let policy = Policy { allowance: settings.allowance.clone(), ..Policy::operator() };
        let session = Gate::new(store, LIMITS).open(owner, policy);
        let done = work(&session).await;
        session.close().await;
        done
    })
}

/// Makes one call; returns its answer.
pub(super) async fn call(
    session: &Session,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<Value, Failure> {
    let incoming = IncomingCall::of_ours(tool, arguments, "deskhand");
    match session.call(incoming).await {
        Reply::Success(answer, ..) => {
            serde_json::from_str(&answer).map_err(|error| Failure::Failed(error.to_string()))
        }
        Reply::Failure(answer) => Err(refusal(&answer)),
        Reply::UnknownTool => Err(Failure::Failed(format!("the owner has no tool `{tool}`"))),
        Reply::Question { .. } | Reply::Cancelled => {
            Err(Failure::Failed("the call was cancelled".to_owned()))
        }
    }
}

/// The failure of an error answer; suggestions meant for models are replaced.
fn refusal(answer: &Value) -> Failure {
    let text = |key: &str| {
        answer.pointer(&format!("/error/{key}")).and_then(Value::as_str).unwrap_or_default()
    };
    let unknown = [Code::ChangeNotFound, Code::RequestNotFound].map(Code::as_str);
    let next = if unknown.contains(&text("code")) {
        "`deskhand history` lists what there is"
    } else {
        text("suggestion")
    };
    Failure::Refused(Box::new(Refusal {
        code: text("code").to_owned(),
        message: text("message").to_owned(),
        next: next.to_owned(),
        is_usage: false,
    }))
}
