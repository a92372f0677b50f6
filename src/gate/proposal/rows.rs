//! Proposals in the database.

use serde_json::{Value, json};

use super::{LIVE_MS, Proposal};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    gate::{digest::digest, preview::StoredPreview, sealed},
    id::{AgentId, ConfirmationId, ProposalId, RequestId},
    store::{
        Dml, Params, Row, Sql, TenantRead, TenantWrite,
        ledger::{self, RowChange},
        portable,
    },
    tool::Departure,
    value::quoted,
};

/// The data of a new proposal.
pub(in crate::gate) struct NewProposal<'n> {
    pub(in crate::gate) id: ProposalId,
    pub(in crate::gate) request: RequestId,
    pub(in crate::gate) tool: &'n str,
    pub(in crate::gate) arguments: &'n Value,
    pub(in crate::gate) rows: &'n [RowChange],
    pub(in crate::gate) departure: Option<&'n Departure>,
}

/// A read of proposals.
macro_rules! proposals {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT p.id, p.number, p.agent_id, a.name AS agent, p.request_id, p.tool, p.arguments,
                    p.rows_digest, p.changes, p.departure, p.summary, p.status, p.reason, p.decided_by, p.decided_at,
                    p.change_id, p.superseded_by, n.number AS newer, p.created_at, p.expires_at
             FROM proposal p JOIN agent a ON a.tenant_id = p.tenant_id AND a.id = p.agent_id
             LEFT JOIN proposal n ON n.tenant_id = p.tenant_id AND n.id = p.superseded_by
             WHERE p.tenant_id = :tenant AND ",
            $condition
        ))
    };
}

const ADD: Dml = Dml::scoped(portable!(
    "INSERT INTO proposal
       (tenant_id, id, number, agent_id, request_id, tool, arguments, rows_digest, changes, departure,
        summary, status, created_at, expires_at)
     SELECT :tenant, :id,
            {next_number proposal, number},
            :agent, :request, :tool, :arguments, :digest, :changes, :departure, :summary, 'open', :now,
            :expires"
));

/// Stores a proposal of the agent that the handle acts for.
pub(in crate::gate) fn add(db: &mut TenantWrite<'_>, new: &NewProposal<'_>) -> Result<Proposal> {
    let told = ledger::told(db, new.rows)?;
    let mut diff = ledger::whole_diff(&told)?;
    ledger::name_things(db, new.rows, &mut diff)?;
    let diff = serde_json::to_string(&diff).map_err(Error::internal)?;
    let departure =
        new.departure.map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let (now, agent) = (clock::now(), db.who().agent.id);
    let expires = db.now()?.plus_ms(LIVE_MS);
    db.execute(
        &ADD,
        &[
            (":id", new.id.into()),
            (":agent", agent.into()),
            (":request", new.request.into()),
            (":tool", new.tool.into()),
            (":arguments", new.arguments.to_string().into()),
            (":digest", digest(new.rows, new.departure)?.into()),
            (":changes", diff.into()),
            (":departure", departure.into()),
            (":summary", summary(new, &told)?.into()),
            (":now", now.into()),
            (":expires", expires.into()),
        ],
    )?;
    find(db, &new.id.to_string())
}

/// The agent whose preview this is, while it waits.
pub(in crate::gate) fn asker(
    db: &TenantRead<'_>,
    preview: ConfirmationId,
) -> Result<Option<AgentId>> {
    const OF: Sql =
        Sql::scoped("SELECT agent_id FROM confirmation WHERE tenant_id = :tenant AND id = :id");
    db.first(&OF, &[(":id", preview.into())], |row| row.id("agent_id"))
}

/// Makes a proposal of a preview that waits for a yes, so that a person can decide about it: what was shown, in the
/// name of the agent that the handle acts for. Decided already, it is the same proposal.
///
/// # Errors
/// `PROPOSAL_NOT_FOUND` if it does not wait any more, or is answered in its client.
pub(in crate::gate) fn adopt(
    db: &mut TenantWrite<'_>,
    preview: ConfirmationId,
) -> Result<ProposalId> {
    const FIND: Sql = Sql::scoped(
        "SELECT tool, rows_digest, shown, created_at, expires_at FROM confirmation
         WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent AND used_at IS NULL
           AND shown IS NOT NULL AND expires_at > :now",
    );
    const USE: Dml = Dml::scoped(
        "UPDATE confirmation SET used_at = :now, shown = NULL WHERE tenant_id = :tenant AND id = :id",
    );
    let (agent, now) = (db.who().agent.id, db.now()?);
    let values = [(":id", preview.into()), (":agent", agent.into()), (":now", now.into())];
    let waiting = db.first(&FIND, &values, |row| {
        let times = (row.time("created_at")?, row.time("expires_at")?);
        Ok((row.text("tool")?, row.text("rows_digest")?, row.text("shown")?, times))
    })?;
    let id: ProposalId = preview.alike();
    let Some((tool, digest, kept, (created, expires))) = waiting else {
        return find(db, &id.to_string()).map(|known| known.id).map_err(|_| over());
    };
    let kept = StoredPreview::of(&sealed::open(db, preview, &kept)?)?;
    let Some(call) = kept.call else { return Err(over()) };
    let changes = Value::Array(kept.gone.into_iter().map(as_change).chain(kept.changes).collect());
    let departure = kept.leaves.as_ref().map(serde_json::to_string).transpose();
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":agent", agent.into()),
            (":request", call.request.into()),
            (":tool", tool.into()),
            (":arguments", call.arguments.to_string().into()),
            (":digest", digest.into()),
            (":changes", changes.to_string().into()),
            (":departure", departure.map_err(Error::internal)?.into()),
            (":summary", would(&kept.asked).into()),
            (":now", created.into()),
            (":expires", expires.into()),
        ],
    )?;
    db.execute(&USE, &[(":id", preview.into()), (":now", clock::now().into())])?;
    Ok(id)
}

/// A thing that goes, as a change of a diff.
pub(in crate::gate) fn as_change(mut thing: Value) -> Value {
    if let Some(thing) = thing.as_object_mut() {
        thing.extend([("op".to_owned(), "delete".into()), ("fields".to_owned(), json!({}))]);
    }
    thing
}

/// The error for a preview that nobody can decide about any more.
pub(in crate::gate) fn over() -> Error {
    let sentence =
        "this question does not wait any more: it was answered, or ten minutes have passed";
    Error::new(Code::ProposalNotFound, sentence)
        .suggest("ask the assistant to do it again, if it is still wanted")
}

/// `I prepared package “Elopement Package” for 2500 USD. Please confirm.`
fn summary(new: &NewProposal<'_>, rows: &[RowChange]) -> Result<String> {
    if let Some(departure) = new.departure {
        return Ok(would(&departure.what));
    }
    let diff = ledger::diff(rows)?;
    if let [only] = diff.as_slice()
        && only.op == ledger::Op::Insert
        && let Some(label) = &only.label
    {
        let field = |name: &str| only.fields.get(name).and_then(|pair| pair.get(1));
        let price = match (field("price"), field("currency").and_then(Value::as_str)) {
            (Some(price), Some(currency)) => format!(" for {price} {currency}"),
            _ => String::new(),
        };
        let label = quoted(label);
        return Ok(format!("I prepared {} {label}{price}. Please confirm.", only.entity));
    }
    Ok(would(&ledger::intention(rows)?))
}

/// `I would delete page “About”. Please confirm.`
fn would(what: &str) -> String {
    let mut letters = what.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let what: String = first.into_iter().chain(letters).collect();
    format!("I would {what}. Please confirm.")
}

/// The proposal with that id or number.
///
/// # Errors
/// `PROPOSAL_NOT_FOUND`
pub(in crate::gate) fn find(db: &TenantRead<'_>, which: &str) -> Result<Proposal> {
    const FIND: Sql = proposals!("(p.id = :which OR p.number = :number)");
    let number = which.parse::<i64>().unwrap_or(0);
    let found = read(db, &FIND, &[(":which", which.into()), (":number", number.into())])?;
    found.into_iter().next().ok_or_else(|| {
        Error::new(Code::ProposalNotFound, format!("there is no proposal `{which}`"))
            .suggest("`deskhand proposals` lists those that wait")
    })
}

/// The newest proposals, all or only open ones.
pub(in crate::gate) fn newest(db: &TenantRead<'_>, all: bool, limit: i64) -> Result<Vec<Proposal>> {
    const ALL: Sql = proposals!("1 = 1 ORDER BY p.number DESC LIMIT :limit");
    const OPEN: Sql =
        proposals!("p.status = 'open' AND p.expires_at > :now ORDER BY p.number DESC LIMIT :limit");
    let limit = (":limit", limit.into());
    if all {
        return read(db, &ALL, &[limit]);
    }
    read(db, &OPEN, &[limit, (":now", db.now()?.into())])
}

/// The open proposals of a request, oldest first.
pub(in crate::gate) fn open_of_request(
    db: &TenantRead<'_>,
    request: RequestId,
) -> Result<Vec<Proposal>> {
    const OPEN: Sql = proposals!(
        "p.request_id = :request AND p.status = 'open' AND p.expires_at > :now ORDER BY p.number"
    );
    read(db, &OPEN, &[(":request", request.into()), (":now", db.now()?.into())])
}

/// The most open proposals of an agent that a read is made after.
const SHOWN_MAX: i64 = 200;

/// The open proposals of the agent that the handle acts for, oldest first.
pub(in crate::gate) fn open_of_agent(db: &TenantRead<'_>) -> Result<Vec<Proposal>> {
    const OPEN: Sql = proposals!(
        "p.agent_id = :agent AND p.status = 'open' AND p.expires_at > :now ORDER BY p.number LIMIT :limit"
    );
    let (agent, now) = (db.who().agent.id, db.now()?);
    read(db, &OPEN, &[(":agent", agent.into()), (":now", now.into()), (":limit", SHOWN_MAX.into())])
}

/// The number of a request's open proposals, and the size of their arguments together.
pub(in crate::gate) fn weight_of_request(
    db: &TenantRead<'_>,
    request: RequestId,
) -> Result<(i64, i64)> {
    const WEIGHT: Sql = Sql::scoped(
        "SELECT count(*) AS n, coalesce(CAST(sum(length(arguments)) AS bigint), 0) AS bytes FROM proposal
         WHERE tenant_id = :tenant AND request_id = :request AND status = 'open' AND expires_at > :now",
    );
    let params = [(":request", request.into()), (":now", db.now()?.into())];
    let weight =
        db.first(&WEIGHT, &params, |row| Ok((row.integer("n")?, row.integer("bytes")?)))?;
    Ok(weight.unwrap_or_default())
}

/// The data of a decision.
pub(in crate::gate) struct DecisionNote<'n> {
    pub(in crate::gate) status: &'n str,
    pub(in crate::gate) by: &'n str,
    pub(in crate::gate) reason: Option<&'n str>,
    pub(in crate::gate) change: Option<String>,
    pub(in crate::gate) superseded_by: Option<ProposalId>,
}

/// Stores a decision. If two people decide at once, only one finds it open.
///
/// # Errors
/// `PROPOSAL_DECIDED`, naming the decision that was made.
pub(in crate::gate) fn note(
    db: &mut TenantWrite<'_>,
    id: ProposalId,
    noted: &DecisionNote<'_>,
) -> Result<()> {
    const NOTE: Dml = Dml::scoped(
        "UPDATE proposal SET status = :status, reason = :reason, decided_by = :by, decided_at = :at,
                             change_id = :change, superseded_by = :superseded
         WHERE tenant_id = :tenant AND id = :id AND status = 'open' AND expires_at > :now",
    );
    let changed = db.execute(
        &NOTE,
        &[
            (":id", id.into()),
            (":status", noted.status.into()),
            (":reason", noted.reason.into()),
            (":by", noted.by.into()),
            (":change", noted.change.as_ref().into()),
            (":superseded", noted.superseded_by.into()),
            (":at", clock::now().into()),
            (":now", db.now()?.into()),
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(decided(&find(db, &id.to_string())?)) }
}

/// The error for a proposal that is no longer open.
pub(in crate::gate) fn decided(proposal: &Proposal) -> Error {
    let (number, status) = (proposal.number, &proposal.status);
    let by = proposal.decided_by.as_deref();
    let by_whom = by.map_or_else(String::new, |by| format!(" by {by}"));
    let (why, next) = match (status.as_str(), proposal.newer) {
        (_, Some(newer)) => (
            format!("proposal {newer} took its place"),
            format!("look at proposal {newer}, and decide about that"),
        ),
        ("approved", _) => (
            format!("it was approved{by_whom} and is done"),
            "history shows what it did, and takes it back".to_owned(),
        ),
        ("rejected", _) => (
            format!("it was rejected{by_whom}, and nothing was changed"),
            "ask for it anew if it is wanted after all".to_owned(),
        ),
        ("withdrawn", _) => (
            format!("{} has taken it back", by.unwrap_or("the agent")),
            "there is nothing to decide".to_owned(),
        ),
        _ => (
            "it has expired, and nothing was changed".to_owned(),
            "ask for it anew if it is still wanted".to_owned(),
        ),
    };
    let sentence = format!("proposal {number} does not wait any more: {why}");
    Error::new(Code::ProposalDecided, sentence).suggest(next)
}

fn read(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<Proposal>> {
    let ahead = db.ahead()?;
    let found = db.all(sql, params, |row| proposal(row, ahead))?;
    Ok(found.into_iter().map(Proposal::seen_now).collect())
}

fn departure(row: &Row<'_>) -> Result<Option<Departure>> {
    let text = row.text_or_none("departure")?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

fn proposal(row: &Row<'_>, ahead: i64) -> Result<Proposal> {
    Ok(Proposal {
        id: row.id("id")?,
        number: row.integer("number")?,
        request_id: row.id("request_id")?,
        agent: row.text("agent")?,
        tool: row.text("tool")?,
        summary: row.text("summary")?,
        changes: row.json("changes")?,
        departure: departure(row)?,
        fetched: Vec::new(),
        status: row.text("status")?,
        reason: row.text_or_none("reason")?,
        decided_by: row.text_or_none("decided_by")?,
        decided_at: row.integer_or_none("decided_at")?.map(Time),
        change_id: row.id_or_none("change_id")?,
        superseded_by: row.id_or_none("superseded_by")?,
        newer: row.integer_or_none("newer")?,
        created_at: row.time("created_at")?,
        // Converted to the wall clock, which people read.
        expires_at: row.time("expires_at")?.plus_ms(-ahead),
        agent_id: row.id("agent_id")?,
        arguments: row.json("arguments")?,
        rows_digest: row.text("rows_digest")?,
    })
}
