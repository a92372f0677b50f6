//! `acknowledgeRequest`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    clock,
    error::Result,
    id::RequestId,
    store::{Dml, Sql, TenantWrite},
    tool::{RequestLifecycle, RequestOutcome, SessionSnapshot, Spec},
    value::{Text, redact::without_secrets},
};

/// The tool.
pub static TOOL: RequestLifecycle<Input, RequestOut> = RequestLifecycle::new(
    Spec {
        name: "acknowledgeRequest",
        title: "Acknowledge a request",
        description: "Acknowledge a request: what the person wants, and your plan. Returns its requestId.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    understanding: Text<1, 2_000>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    plan: Vec<Text<1, 500>>,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct RequestOut {
    request_id: RequestId,
    /// The one before, which is still open; finalAnswer can close it.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_request_id: Option<RequestId>,
}

fn run(
    db: &mut TenantWrite<'_>,
    session: &SessionSnapshot,
    input: Input,
) -> Result<RequestOutcome<RequestOut>> {
    const OPEN: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM request
         WHERE tenant_id = :tenant AND id = :id AND closed_at IS NULL",
    );
    const ADD: Dml = Dml::scoped(
        "INSERT INTO request (tenant_id, id, agent_id, session_id, understanding, plan, opened_at)
         VALUES (:tenant, :id, :agent, :session, :understanding, :plan, :now)",
    );
    let current = session.request;
    let previous_is_open = db.count(&OPEN, &[(":id", current.into())])? > 0;
    let id = RequestId::new();
    // Stored as written, except for keys.
    let plan: Vec<String> = input.plan.iter().map(|step| without_secrets(step)).collect();
    let understanding = without_secrets(&input.understanding);
    let (agent, of_agent) = (db.who().agent.id, db.session());
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":agent", agent.into()),
            (":session", of_agent.into()),
            (":understanding", understanding.into()),
            (":plan", json!(plan).to_string().into()),
            (":now", clock::now().into()),
        ],
    )?;
    let previous_request_id = previous_is_open.then_some(current);
    Ok(RequestOutcome { data: RequestOut { request_id: id, previous_request_id }, open: Some(id) })
}
