//! `finalAnswer`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::request::calls;
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    id::{self, RequestId},
    store::{
        Dml, Sql, TenantWrite, entity,
        ledger::{self, State, Verified},
    },
    tool::{RequestLifecycle, RequestOutcome, Spec},
    value::{Ref, Text, redact::without_secrets},
};

/// The tool.
pub static TOOL: RequestLifecycle<Input, FinalOut> = RequestLifecycle::new(
    Spec {
        name: "finalAnswer",
        title: "Give the final answer",
        description: "Final answer to a request. Closes it and reads back all it changed. Returns whether that is as written, what waits and what failed.",
    },
    run,
);

/// An answer is to be read: of more than this, it says how many.
const LISTED_MAX: usize = 50;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// What you tell the person.
    answer: Text<1, 20_000>,
    /// The open one unless given.
    request_id: Option<Ref<id::Request>>,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct FinalOut {
    request_id: RequestId,
    /// Everything is as written, nothing waits, and no write failed for good.
    verified: bool,
    changes: Vec<Verified>,
    /// Previews and proposals that wait for a person's yes.
    pending: Vec<PendingOut>,
    /// Writes that failed and were not made good.
    failures: Vec<FailureOut>,
    /// How many more there are than are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    omitted: Option<usize>,
    /// It had been closed before, then.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Time>,
}

/// A preview that waits.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PendingOut {
    tool: String,
    about: Map<String, Value>,
    expires_at: Time,
}

/// A write that failed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct FailureOut {
    tool: String,
    code: String,
    about: Map<String, Value>,
}

fn run(
    db: &mut TenantWrite<'_>,
    current: RequestId,
    input: Input,
) -> Result<RequestOutcome<FinalOut>> {
    let request = match &input.request_id {
        None => current,
        Some(Ref::Id(id)) => known(db, *id)?,
        Some(Ref::Name(name)) => return Err(missing(name)),
    };
    let mut changes = ledger::verify(db, request)?;
    let calls::Open { failed, waiting } = calls::open(db, request)?;
    let pending = waiting.into_iter();
    let mut pending: Vec<PendingOut> = pending
        .map(|call| PendingOut { tool: call.tool, about: call.about, expires_at: call.expires })
        .collect();
    let failures = failed.into_iter();
    let mut failures: Vec<FailureOut> = failures
        .map(|call| FailureOut { tool: call.tool, code: call.code, about: call.about })
        .collect();

    let proposed = proposals(db, request)?;
    pending.extend(proposed.open);
    failures.extend(proposed.rejected);
    let as_written = changes.iter().all(|change| change.state == State::AsWritten);
    let verified = as_written && pending.is_empty() && failures.is_empty();
    let closed_at = close(db, request, &without_secrets(&input.answer), verified)?;
    // What went wrong is listed before what went well.
    changes.sort_by_key(|change| std::cmp::Reverse(change.state));
    let omitted = cut(&mut changes) + cut(&mut pending) + cut(&mut failures);
    let omitted = (omitted > 0).then_some(omitted);
    let data =
        FinalOut { request_id: request, verified, changes, pending, failures, omitted, closed_at };
    // Another request than the session's goes on.
    Ok(RequestOutcome { data, open: (request != current).then_some(current) })
}

/// What of a request waits for a person elsewhere, and what one has rejected.
#[derive(Default)]
struct Proposed {
    open: Vec<PendingOut>,
    rejected: Vec<FailureOut>,
}

fn proposals(db: &TenantWrite<'_>, request: RequestId) -> Result<Proposed> {
    const OF_REQUEST: Sql = Sql::scoped(
        "SELECT tool, number, summary, changes, status, reason, expires_at FROM proposal
         WHERE tenant_id = :tenant AND request_id = :request AND status IN ('open', 'rejected')
         ORDER BY number",
    );
    let mut found = Proposed::default();
    let ahead = db.ahead()?;
    db.all(&OF_REQUEST, &[(":request", request.into())], |row| {
        let (tool, expires_at) = (row.text("tool")?, row.time("expires_at")?.plus_ms(-ahead));
        let mut about = Map::new();
        about.insert("proposal".into(), row.integer("number")?.into());
        let summary = summary(db, &tool, row.text("summary")?, &row.json("changes")?);
        about.insert("summary".into(), summary.into());
        if row.text("status")? == "rejected" {
            let reason = row.text_or_none("reason")?;
            about.extend(reason.map(|reason| ("reason".to_owned(), reason.into())));
            found.rejected.push(FailureOut { tool, code: "PROPOSAL_REJECTED".to_owned(), about });
        } else if expires_at > clock::now() {
            found.open.push(PendingOut { tool, about, expires_at });
        } else {
            found.rejected.push(FailureOut { tool, code: "PROPOSAL_EXPIRED".to_owned(), about });
        }
        Ok(())
    })?;
    Ok(found)
}

/// What a proposal says of itself, unless it speaks of what the agent may not read.
fn summary(db: &TenantWrite<'_>, tool: &str, said: String, changes: &Value) -> String {
    let entities =
        changes.as_array().into_iter().flatten().filter_map(|change| change.get("entity"));
    let entities = entities.filter_map(Value::as_str);
    if db.is_untold(tool, entities.clone()) {
        return "something that this agent may not read".to_owned();
    }
    let mut told = entities.filter_map(entity::of_name).chain(entity::of_tool(tool));
    if told.any(|entity| entity.private) {
        db.tells_of_people();
    }
    said
}

/// Keeps as many as are listed; how many were left out.
fn cut<T>(list: &mut Vec<T>) -> usize {
    let over = list.len().saturating_sub(LISTED_MAX);
    list.truncate(LISTED_MAX);
    over
}

/// A request of this agent, announced or not.
fn known(db: &TenantWrite<'_>, id: RequestId) -> Result<RequestId> {
    const KNOWN: Sql = Sql::scoped(
        "SELECT (SELECT count(*) FROM request
                 WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent)
              + (SELECT count(*) FROM call
                 WHERE tenant_id = :tenant AND request_id = :id AND agent_id = :agent) AS n",
    );
    let params = [(":id", id.into()), (":agent", db.who().agent.id.into())];
    match db.count(&KNOWN, &params)? {
        0 => Err(missing(&id.to_string())),
        _ => Ok(id),
    }
}

fn missing(name: &str) -> Error {
    Error::new(Code::RequestNotFound, format!("there is no request `{name}` of yours"))
        .suggest("leave requestId out for the one that is open")
}

/// Notes how the request ended; when it had been closed before, if it had.
fn close(
    db: &mut TenantWrite<'_>,
    request: RequestId,
    answer: &str,
    verified: bool,
) -> Result<Option<Time>> {
    const CLOSED: Sql =
        Sql::scoped("SELECT closed_at AS n FROM request WHERE tenant_id = :tenant AND id = :id");
    // One that nobody announced gets its row now. The first end stays.
    const CLOSE: Dml = Dml::scoped(
        "INSERT INTO request (tenant_id, id, agent_id, session_id, understanding, opened_at, answer,
                              verified, closed_at)
         VALUES (:tenant, :id, :agent, :session, '', :now, :answer, :verified, :now)
         ON CONFLICT (tenant_id, id) DO UPDATE SET
           answer = coalesce(request.answer, excluded.answer),
           verified = coalesce(request.verified, excluded.verified),
           closed_at = coalesce(request.closed_at, excluded.closed_at)",
    );
    let id = (":id", request.into());
    let before = db.first(&CLOSED, &[id], |row| row.integer_or_none("n"))?.flatten();
    let (agent, session) = (db.who().agent.id, db.session());
    db.execute(
        &CLOSE,
        &[
            (":id", request.into()),
            (":agent", agent.into()),
            (":session", session.into()),
            (":now", clock::now().into()),
            (":answer", answer.into()),
            (":verified", verified.into()),
        ],
    )?;
    Ok(before.map(Time))
}
