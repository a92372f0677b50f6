//! `withdrawProposal`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    clock,
    error::{Code, Error, Result},
    id::{self, ProposalId},
    store::{Dml, Sql, TenantWrite},
    tool::{RequestLifecycle, RequestOutcome, SessionSnapshot, Spec},
    value::Ref,
};

/// The tool.
pub static WITHDRAW: RequestLifecycle<Input, WithdrawnOut> = RequestLifecycle::new(
    Spec {
        name: "withdrawProposal",
        title: "Withdraw a proposal",
        description: "Withdraw an open proposal of yours. Returns what still waits.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// Or its number.
    proposal_id: Ref<id::Proposal>,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct WithdrawnOut {
    proposal_id: ProposalId,
    number: i64,
    /// Others of the request.
    waiting: Vec<i64>,
}

/// The proposal as it is found.
struct Found {
    id: ProposalId,
    number: i64,
    request: String,
    status: String,
    is_over: bool,
    reason: Option<String>,
}

fn run(
    db: &mut TenantWrite<'_>,
    session: &SessionSnapshot,
    input: Input,
) -> Result<RequestOutcome<WithdrawnOut>> {
    // Replaced by none: that is what marks it as withdrawn.
    const WITHDRAW: Dml = Dml::scoped(
        "UPDATE proposal SET status = 'superseded', decided_by = :by, decided_at = :at
         WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent AND status = 'open'",
    );
    const WAITING: Sql = Sql::scoped(
        "SELECT number FROM proposal
         WHERE tenant_id = :tenant AND request_id = :request AND status = 'open' AND expires_at > :now
         ORDER BY number",
    );
    let found = find(db, &input.proposal_id)?;
    if found.status != "open" || found.is_over {
        return Err(decided(&found));
    }
    let (agent, by) = (db.who().agent.id, db.who().agent.name.clone());
    db.execute(
        &WITHDRAW,
        &[
            (":id", found.id.into()),
            (":agent", agent.into()),
            (":by", by.into()),
            (":at", clock::now().into()),
        ],
    )?;
    let values = [(":request", found.request.as_str().into()), (":now", db.now()?.into())];
    let waiting = db.all(&WAITING, &values, |row| row.integer("number"))?;
    let data = WithdrawnOut { proposal_id: found.id, number: found.number, waiting };
    Ok(RequestOutcome { data, open: Some(session.request) })
}

/// The agent's proposal of that id or number. Those of other agents are not there for it.
fn find(db: &TenantWrite<'_>, which: &Ref<id::Proposal>) -> Result<Found> {
    const FIND: Sql = Sql::scoped(
        "SELECT id, number, request_id, status, expires_at, reason FROM proposal
         WHERE tenant_id = :tenant AND agent_id = :agent AND (id = :id OR number = :number)",
    );
    let (id, number) = match which {
        Ref::Id(id) => (id.to_string(), 0),
        Ref::Name(name) => {
            (String::new(), name.trim_start_matches('#').parse::<i64>().unwrap_or(0))
        }
    };
    let now = db.now()?;
    let values =
        [(":agent", db.who().agent.id.into()), (":id", id.into()), (":number", number.into())];
    let found = db.first(&FIND, &values, |row| {
        Ok(Found {
            id: row.id("id")?,
            number: row.integer("number")?,
            request: row.text("request_id")?,
            status: row.text("status")?,
            is_over: row.time("expires_at")? <= now,
            reason: row.text_or_none("reason")?,
        })
    })?;
    found.ok_or_else(|| {
        Error::new(Code::ProposalNotFound, "there is no such proposal of yours")
            .suggest("finalAnswer lists what waits; queryData has every proposal")
    })
}

/// The error for one that does not wait any more.
fn decided(found: &Found) -> Error {
    let Found { number, status, reason, is_over, .. } = found;
    let why = reason.as_ref().map_or_else(String::new, |why| format!(": “{why}”"));
    let (sentence, next) = match status.as_str() {
        "approved" => ("has been approved, and is done", "undoChange takes it back"),
        "rejected" => ("has been rejected by a person already", "there is nothing to take back"),
        "open" if *is_over => ("has expired", "there is nothing to take back"),
        _ => ("does not wait any more", "there is nothing to take back"),
    };
    Error::new(Code::ProposalDecided, format!("proposal {number} {sentence}{why}")).suggest(next)
}
