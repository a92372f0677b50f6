//! `getHistory`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    clock::{self, TIME_ADVICE, Time, TimePhrase},
    error::{Code, Error, Result},
    id::{self, CallId, ChangeId, RequestId},
    store::{
        Param, Row, Sql, TenantRead,
        entity::{self, Entity},
        join,
        ledger::{self, FieldDiff, RowChange},
        portable,
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{at_most_one, cms::page, crm::order, the_only},
    value::{Line, Ref, TimeText},
};

/// The tool.
pub static TOOL: Query<Input, ChangeOut> = Query::new(
    Spec {
        name: "getHistory",
        title: "Get history",
        description: "Get changes, newest first. One of entity (and id), changeId, requestId, or none for all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    entity: Option<Line<1, 50>>,
    #[schemars(extend("x-any-id" = true))]
    id: Option<Line<1, 200>>,
    change_id: Option<Ref<id::Change>>,
    request_id: Option<Ref<id::Request>>,
    /// A time, a day, yesterday or P7D.
    since: Option<TimeText>,
    #[serde(default)]
    include_fields: bool,
}

impl Input {
    /// Whether every changed field is told: of one change, of one thing, or where that is asked for. A list of many
    /// changes tells what was done to what.
    fn is_detailed(&self) -> bool {
        self.include_fields || self.change_id.is_some() || self.id.is_some()
    }
}

/// A change as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ChangeOut {
    id: ChangeId,
    at: Time,
    agent: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<String>,
    request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallId>,
    summary: String,
    /// The person who approved it, where it had been proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<String>,
    /// The change or request that this took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<String>,
    changes: Vec<FieldDiff>,
    /// How many more things it changed; read them with changeId.
    #[serde(skip_serializing_if = "Option::is_none")]
    omitted: Option<usize>,
}

impl ChangeOut {
    fn without_details(&mut self) {
        (self.tool, self.call_id) = (None, None);
        self.changes.iter_mut().for_each(|change| change.fields.clear());
    }

    /// What a new thing has can be read where it is; in a list it would be most of the answer.
    fn without_what_was_made(&mut self) {
        let made = self.changes.iter_mut().filter(|change| change.op == ledger::Op::Insert);
        made.for_each(|change| change.fields.clear());
    }
}

/// Of a change in a list so many things are shown.
const THINGS_MAX: usize = 5;

/// A change with its agent's name and its position in the order.
struct ChangeRow {
    seq: i64,
    out: ChangeOut,
}

/// A read of changes, before and after what is asked for.
const CHANGES: &str = portable!(
    "SELECT c.id, c.seq, c.created_at, c.tool, c.request_id, c.call_id, c.summary, c.undoes, c.approved_by,
            a.name AS agent
     FROM change c JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
     WHERE c.tenant_id = :tenant AND c.seq < :before AND c.created_at >= :since
       AND (:everything OR EXISTS (
         SELECT 1 FROM change_row seen WHERE seen.tenant_id = c.tenant_id AND seen.change_id = c.id
           AND seen.entity IN {list :readable}))"
);
const NEWEST_FIRST: &str = " ORDER BY c.seq DESC LIMIT :fetch";

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<ChangeOut>> {
    refuse_two_scopes(&input)?;
    let of = input.entity.as_deref().map(|name| entity_of(name)).transpose()?;
    let (is_one, is_detailed) = (input.change_id.is_some(), input.is_detailed());
    let is_narrow = is_one || input.id.is_some();
    let since = input.since.as_deref().map(|text| time(db, text)).transpose()?;
    let note =
        since.filter(|_| !is_plain(input.since.as_deref())).map(|at| format!("since: {at}."));
    let rows = changes(db, &input, of, since.unwrap_or(Time(i64::MIN)), paging)?;
    let listing = Listing::page(rows, paging, |row| row.seq);
    let ids: Vec<ChangeId> = listing.items().iter().map(|row| row.out.id).collect();
    let of_each = ledger::rows_of_each(db, &ids)?;
    let mut listing = listing.map(|row| {
        let rows = of_each.get(&row.out.id).map_or(&[][..], Vec::as_slice);
        // A sent message may name people, and the reader here is not its sender.
        if rows.iter().any(names_people) {
            db.tells_of_people();
        }
        let mut change = within(db, ChangeOut { changes: ledger::diff(rows)?, ..row.out });
        // The summary mentions the change's other effects.
        change.changes.retain(|diff| of.is_none_or(|of| diff.entity == of.thing()));
        let more = change.changes.len().saturating_sub(THINGS_MAX);
        if more > 0 && !is_one {
            change.changes.truncate(THINGS_MAX);
            change.omitted = Some(more);
        }
        if !is_detailed {
            change.without_details();
        } else if !is_narrow {
            change.without_what_was_made();
        }
        Ok(change)
    })?;
    let changes = listing.items_mut().iter_mut().flat_map(|change| &mut change.changes);
    ledger::name_things(db, of_each.values().flatten(), changes)?;
    Ok(listing.noting(note))
}

/// The changes that are asked for, since that time, as far as the page goes.
fn changes(
    db: &TenantRead<'_>,
    input: &Input,
    of: Option<&Entity>,
    since: Time,
    paging: &Paging,
) -> Result<Vec<ChangeRow>> {
    const ALL: Sql = Sql::scoped(join!(CHANGES, NEWEST_FIRST));
    const BY_ID: Sql = Sql::scoped(join!(CHANGES, " AND c.id = :id", NEWEST_FIRST));
    const OF_REQUEST: Sql =
        Sql::scoped(join!(CHANGES, " AND c.request_id = :request", NEWEST_FIRST));
    const OF_THING: Sql = Sql::scoped(join!(
        CHANGES,
        " AND c.id IN (SELECT r.change_id FROM change_row r
                       WHERE r.tenant_id = :tenant AND r.row_key = :id AND r.entity = :entity
                       UNION
                       SELECT r.change_id FROM change_row r
                       WHERE r.tenant_id = :tenant AND r.entity = 'translation'
                         AND r.row_key > :layers AND r.row_key < :end)",
        NEWEST_FIRST,
    ));
    const OF_ENTITY: Sql = Sql::scoped(join!(
        CHANGES,
        " AND c.id IN (SELECT r.change_id FROM change_row r
                       WHERE r.tenant_id = :tenant AND r.entity = :entity)",
        NEWEST_FIRST,
    ));
    let before: i64 = paging.after_or(i64::MAX)?;
    let fetch = paging.fetch();
    let all = |sql: &Sql, own: &[(&'static str, Param<'_>)]| {
        let [everything, readable] = within_reach(db);
        let mut params = vec![(":since", since.into()), (":before", before.into())];
        params.extend([everything, readable, (":fetch", fetch.into())]);
        params.extend_from_slice(own);
        db.all(sql, &params, read)
    };
    if let Some(change) = &input.change_id {
        all(&BY_ID, &[(":id", change.to_string().into())])
    } else if let Some(request) = &input.request_id {
        all(&OF_REQUEST, &[(":request", request.to_string().into())])
    } else if let Some(entity) = of {
        if !db.may_read(entity.thing()) {
            let sentence = format!("{} is not among what this agent may read", entity.name);
            return Err(Error::new(Code::PermissionDenied, sentence)
                .suggest("leave entity out to see what it may"));
        }
        let table = (":entity", entity.table.into());
        match &input.id {
            None => all(&OF_ENTITY, &[table]),
            Some(id) => {
                let key = key_of(db, entity, id)?;
                // A translation has the id of its thing and the language.
                let (layers, end) = (format!("[\"{key}\","), format!("[\"{key}\"-"));
                let layers = [(":layers", layers.into()), (":end", end.into())];
                let [from, to] = layers;
                all(&OF_THING, &[table, (":id", key.into()), from, to])
            }
        }
    } else {
        all(&ALL, &[])
    }
}

/// The tables of which the agent may read, and whether those are all: of a change of nothing else it is not told that
/// there was one.
fn within_reach(db: &TenantRead<'_>) -> [(&'static str, Param<'static>); 2] {
    let readable = entity::ENTITIES.iter().filter(|entity| db.may_read(entity.thing()));
    let readable: Vec<&str> = readable.map(|entity| entity.table).collect();
    let everything = readable.len() == entity::ENTITIES.len();
    [(":everything", everything.into()), (":readable", json!(readable).to_string().into())]
}

/// Whether a row says anything of people.
fn names_people(row: &RowChange) -> bool {
    row.entity().is_ok_and(Entity::tells_of_people)
}

/// The part of a change that the agent may read. The summary may name the rest, so it is removed, too.
fn within(db: &TenantRead<'_>, mut change: ChangeOut) -> ChangeOut {
    let all = change.changes.len();
    change.changes.retain(|diff| db.may_read(diff.entity));
    if change.changes.len() < all {
        "changed something that this agent may not read".clone_into(&mut change.summary);
    }
    change
}

/// A time as people say it.
pub(in crate::tools::across) fn time(db: &TenantRead<'_>, text: &str) -> Result<Time> {
    let said = TimePhrase::read(text, &db.site()?.timezone, clock::now());
    said.map(|said| said.first).ok_or_else(|| {
        Error::new(Code::ArgumentInvalid, "since: is not a time").suggest(TIME_ADVICE)
    })
}

/// Whether a time is unambiguous by itself.
fn is_plain(text: Option<&str>) -> bool {
    text.is_none_or(|text| Time::parse(text.trim()).is_some())
}

/// Refuses more than one scope, and an id without its entity.
fn refuse_two_scopes(input: &Input) -> Result<()> {
    if input.id.is_some() && input.entity.is_none() {
        return Err(Error::new(Code::ScopeInvalid, "id needs entity")
            .suggest("send both, for example { entity: \"page\", id: \"page_…\" }"));
    }
    let scopes = [
        ("entity", input.entity.is_some()),
        ("changeId", input.change_id.is_some()),
        ("requestId", input.request_id.is_some()),
    ];
    at_most_one(&scopes)
}

/// The entity with that wire name.
pub(in crate::tools::across) fn entity_of(name: &str) -> Result<&'static Entity> {
    entity::of_name(name).ok_or_else(|| {
        let known = entity::ENTITIES.iter().map(|entity| entity.name);
        let known: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
        Error::new(Code::ArgumentInvalid, format!("entity: there is no kind of thing `{name}`"))
            .suggest(format!("use one of {}", known.join(", ")))
    })
}

/// The ledger's key of a thing: its id, or the id of the only thing that has, or once had, the name.
fn key_of(db: &TenantRead<'_>, entity: &Entity, thing: &str) -> Result<String> {
    const NAMED: Sql = Sql::scoped(
        "SELECT DISTINCT row_key FROM change_row
         WHERE tenant_id = :tenant AND entity = :entity AND label = :name ORDER BY row_key LIMIT 5",
    );
    if let Some(prefix) = id::prefix_of(entity.singular) {
        id::refuse_other_kinds(thing, prefix)?;
    }
    if id::noun_of(thing).is_some() {
        return Ok(thing.to_owned());
    }
    if entity.name == "page"
        && let Some(page) = page::find(db, &Ref::Name(thing.to_owned()))?
    {
        return Ok(page.id.to_string());
    }
    if entity.name == "order"
        && let Some(order) = order::find(db, &Ref::Name(thing.to_owned()))?
    {
        return Ok(order.id.to_string());
    }
    let params = [(":entity", entity.table.into()), (":name", thing.into())];
    let keys = db.all(&NAMED, &params, |row| row.text("row_key"))?;
    Ok(the_only(thing, keys, String::clone)?.unwrap_or_else(|| thing.to_owned()))
}

fn read(row: &Row<'_>) -> Result<ChangeRow> {
    let out = ChangeOut {
        id: row.id("id")?,
        at: row.time("created_at")?,
        agent: row.text("agent")?,
        tool: Some(row.text("tool")?),
        request_id: row.id("request_id")?,
        call_id: Some(row.id("call_id")?),
        summary: row.text("summary")?,
        approved_by: row.text_or_none("approved_by")?,
        undoes: row.text_or_none("undoes")?,
        changes: Vec::new(),
        omitted: None,
    };
    Ok(ChangeRow { seq: row.integer("seq")?, out })
}
