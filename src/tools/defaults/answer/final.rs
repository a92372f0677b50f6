//! `finalAnswer`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{super::request::calls, claims, proposals, warnings, words};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    id::{self, RequestId},
    store::{
        Dml, Sql, TenantWrite,
        ledger::{self, State, Verification, Verified},
    },
    tool::{RequestLifecycle, RequestOutcome, SessionSnapshot, Spec},
    value::{Ref, Text, quoted, redact::without_secrets},
};

/// The tool.
pub static TOOL: RequestLifecycle<Input, FinalOut> = RequestLifecycle::new(
    Spec {
        name: "finalAnswer",
        title: "Give the final answer",
        description: "Final answer to a request. Returns what is saved, not saved, waiting, unfinished.",
    },
    run,
);

/// The most items listed of each kind; the answer says how many more there are.
const LISTED_MAX: usize = 50;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    answer: Text<1, 20_000>,
    request_id: Option<Ref<id::Request>>,
    /// Numbers of the plan's steps that are done.
    #[schemars(length(max = 50))]
    done: Option<Vec<u32>>,
    #[serde(default)]
    include_ids: bool,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct FinalOut {
    request_id: RequestId,
    /// All is saved, nothing waits and nothing is unfinished.
    verified: bool,
    /// How many, by what was done and the kind of thing.
    saved: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    // Of what was written: drafts, and what is archived.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_public: Vec<String>,
    // What others have changed or deleted since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differs: Vec<DiffersOut>,
    // Refused writes that did not succeed later.
    not_saved: Vec<NotSavedOut>,
    // Open confirmations and proposals, and messages that may not have arrived.
    waiting: Vec<WaitingOut>,
    // What is wrong with what was changed on the site, the most important first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    // Steps of the plan that are not done.
    unfinished: Vec<String>,
    // Every thing that was written, with its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<Verified>>,
    /// How many more there are than are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    omitted: Option<usize>,
    /// It had been closed before, then.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Time>,
}

/// Something that is not as it was written.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct DiffersOut {
    what: String,
    state: State,
}

/// Something that was refused.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct NotSavedOut {
    pub(super) tool: String,
    pub(super) what: String,
    pub(super) code: String,
    pub(super) why: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ids: Vec<String>,
}

/// Something that waits.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct WaitingOut {
    pub(super) tool: String,
    pub(super) what: String,
    // `None` for a message that may not have arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Time>,
    // The number by which people refer to the proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proposal: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ids: Vec<String>,
}

fn run(
    db: &mut TenantWrite<'_>,
    session: &SessionSnapshot,
    input: Input,
) -> Result<RequestOutcome<FinalOut>> {
    let current = session.request;
    let request = match &input.request_id {
        None => current,
        Some(Ref::Id(id)) => known(db, *id)?,
        Some(Ref::Name(name)) => return Err(missing(name)),
    };
    let written = ledger::verify(db, request)?;
    let open = calls::open(db, (request, session), &written)?;
    let unfinished = unfinished(db, request, input.done.as_deref(), open.has_written)?;
    let mut lists = Lists::of(db, &written, open, input.include_ids)?;
    lists.add(proposals::of(db, request)?, words::unknown(db, request, &written)?);
    let is_of_sending = |tool: &str| matches!(tool, "sendMessage" | "httpPost");
    let waits = lists.waiting.iter().any(|it| is_of_sending(&it.tool))
        || lists.not_saved.iter().any(|it| is_of_sending(&it.tool));
    let claim = claims::warning(&input.answer, &written, waits);
    let mut out = FinalOut {
        request_id: request,
        verified: lists.differs.is_empty()
            && lists.not_saved.is_empty()
            && lists.waiting.is_empty()
            && unfinished.is_empty(),
        saved: saved(&written.list),
        not_public: not_public(&written.list),
        differs: lists.differs,
        not_saved: lists.not_saved,
        waiting: lists.waiting,
        warnings: claim.into_iter().chain(warnings::of(db, &written)?).collect(),
        unfinished,
        changes: input.include_ids.then_some(written.list),
        omitted: None,
        closed_at: None,
    };
    out.closed_at = close(db, request, &without_secrets(&input.answer), out.verified)?;
    out.cut();
    // If another request than the session's was ended, the session's stays open.
    Ok(RequestOutcome { data: out, open: (request != current).then_some(current) })
}

/// The lists of everything that was not simply saved.
struct Lists {
    differs: Vec<DiffersOut>,
    not_saved: Vec<NotSavedOut>,
    waiting: Vec<WaitingOut>,
}

impl Lists {
    fn of(
        db: &TenantWrite<'_>,
        written: &Verification,
        open: calls::Open,
        with_ids: bool,
    ) -> Result<Lists> {
        let differs = written.list.iter().filter(|it| it.state != State::AsWritten);
        let differs =
            differs.map(|it| DiffersOut { what: it.summary.clone(), state: it.state }).collect();
        let ids = |call: &calls::Called| if with_ids { words::ids(call) } else { Vec::new() };
        let not_saved = open.refused.into_iter().map(|calls::Refused { call, code }| {
            let (what, ids) = (words::what(db, &call, written)?, ids(&call));
            let why = calls::meaning(&code).to_owned();
            Ok(NotSavedOut { what, ids, why, code, tool: call.tool })
        });
        let not_saved = not_saved.collect::<Result<_>>()?;
        let waiting = open.waiting.into_iter().map(|calls::Previewed { call, expires }| {
            let (what, ids) = (words::what(db, &call, written)?, ids(&call));
            let expires_at = Some(expires);
            Ok(WaitingOut { what, ids, expires_at, proposal: None, tool: call.tool })
        });
        Ok(Lists { differs, not_saved, waiting: waiting.collect::<Result<_>>()? })
    }

    fn add(&mut self, proposed: proposals::Proposed, unknown: Vec<WaitingOut>) {
        self.waiting.extend(proposed.open);
        self.waiting.extend(unknown);
        self.not_saved.extend(proposed.rejected);
    }
}

/// How many things are as they were written, by what was done to them and their kind: `created`, `page`, 2.
fn saved(list: &[Verified]) -> BTreeMap<&'static str, BTreeMap<&'static str, usize>> {
    let mut saved: BTreeMap<_, BTreeMap<_, usize>> = BTreeMap::new();
    for one in list.iter().filter(|one| one.state == State::AsWritten) {
        *saved.entry(one.verb).or_default().entry(one.entity).or_default() += 1;
    }
    saved
}

/// What was written and the public does not see, each with its status: `post “Winter light”: draft`.
fn not_public(list: &[Verified]) -> Vec<String> {
    let hidden = list.iter().filter_map(|one| {
        let status = one.not_public.as_ref()?;
        let label = one.label.as_ref().map(|label| format!(" {}", quoted(label)));
        Some(format!("{}{}: {status}", one.entity, label.unwrap_or_default()))
    });
    hidden.collect()
}

/// The steps of the plan that are not done: those that the agent does not count as such, and where it says nothing, all
/// if nothing was written.
fn unfinished(
    db: &TenantWrite<'_>,
    request: RequestId,
    done: Option<&[u32]>,
    has_written: bool,
) -> Result<Vec<String>> {
    const PLAN: Sql =
        Sql::scoped("SELECT plan FROM request WHERE tenant_id = :tenant AND id = :id");
    let plan =
        db.first(&PLAN, &[(":id", request.into())], |row| row.json::<Vec<String>>("plan"))?;
    let is_done = |step: u32| done.map_or(has_written, |done| done.contains(&step));
    let plan = plan.unwrap_or_default();
    let last = u32::try_from(plan.len()).unwrap_or(u32::MAX);
    if let Some(step) = done.into_iter().flatten().find(|step| !(1..=last).contains(*step)) {
        let sentence = format!("done: the plan has no step {step}");
        return Err(Error::new(Code::ArgumentInvalid, sentence).suggest(match last {
            0 => "leave done out: no plan was given to acknowledgeRequest".to_owned(),
            last => format!("number the steps of your plan from 1 to {last}"),
        }));
    }
    let steps = (1..).zip(plan);
    Ok(steps.filter(|(step, _)| !is_done(*step)).map(|(_, text)| text).collect())
}

impl FinalOut {
    /// Cuts the lists and counts what was left out. Problems come before successes.
    fn cut(&mut self) {
        if let Some(changes) = &mut self.changes {
            changes.sort_by_key(|change| std::cmp::Reverse(change.state));
        }
        let omitted = cut(&mut self.differs)
            + cut(&mut self.not_public)
            + cut(&mut self.not_saved)
            + cut(&mut self.waiting)
            + self.changes.as_mut().map_or(0, cut);
        self.omitted = (omitted > 0).then_some(omitted);
    }
}

/// Cuts a list; returns how many items were left out.
fn cut<T>(list: &mut Vec<T>) -> usize {
    let over = list.len().saturating_sub(LISTED_MAX);
    list.truncate(LISTED_MAX);
    over
}

/// The id of a request of this agent, announced or not.
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

/// Stores how the request ended; returns when it was ended before, if it was.
fn close(
    db: &mut TenantWrite<'_>,
    request: RequestId,
    answer: &str,
    verified: bool,
) -> Result<Option<Time>> {
    const CLOSED: Sql =
        Sql::scoped("SELECT closed_at AS n FROM request WHERE tenant_id = :tenant AND id = :id");
    // A request that was not announced gets its row now. The first end is kept.
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
