//! `undoChange`.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Code, Error, Result},
    id::{self, ChangeId, RequestId},
    store::{
        Row, Sql, TenantRead, TenantWrite,
        entity::{ENTITIES, Entity},
        ledger::{self, FieldDiff, Op, Restored, RowChange, UndoScope},
        portable,
    },
    tool::{Command, Resource, Spec},
    tools::{across::history::get::entity_of, exactly_one},
    value::{Line, Ref},
};

/// The tool.
pub static TOOL: Command<Input, UndoOut> = Command::new(
    Spec {
        name: "undoChange",
        title: "Undo a change",
        description: "Undo one change, or a request, or with entity only what it did to such things.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    change_id: Option<Ref<id::Change>>,
    request_id: Option<Ref<id::Request>>,
    entity: Option<Line<1, 50>>,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UndoOut {
    /// What is back, or as it was.
    restored: Vec<Restored>,
    /// What had been created, and is gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed: Vec<Restored>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<UndoOut>> {
    let scopes =
        [("changeId", input.change_id.is_some()), ("requestId", input.request_id.is_some())];
    exactly_one(&scopes).map_err(|error| match &input.entity {
        Some(entity) if input.change_id.is_none() && input.request_id.is_none() => error
            .suggest(format!("find the requestId with getHistory {{ entity: \"{}\" }}", &**entity)),
        _ => error,
    })?;
    let of = input.entity.as_deref().map(|name| entity_of(name)).transpose()?;
    if of.is_some() && input.request_id.is_none() {
        return Err(Error::new(Code::ScopeInvalid, "entity belongs with requestId")
            .suggest("leave entity out, or send the requestId instead of the changeId"));
    }
    let (scope, undoes) = match (input.change_id, input.request_id) {
        (Some(Ref::Id(change)), _) => {
            (UndoScope::of(db, &[one(db, change)?], None, &[])?, change.to_string())
        }
        (_, Some(Ref::Id(request))) => of_request(db, request, of)?,
        (Some(other), _) => return Err(no_change(&other.to_string())),
        (_, Some(other)) => return Err(no_request(&other.to_string())),
        (None, None) => return Err(Error::internal("a scope has been checked")),
    };
    refuse_beyond(db, &scope, &undoes)?;
    let rows = ledger::undo(db, &scope)?;
    let restored = ledger::changed_fields(&rows)?.into_iter().map(|it| {
        let FieldDiff { entity, id, label, trust, op, .. } = it;
        Restored { entity, id, label, trust, op }
    });
    let (removed, restored) = restored.partition(|it| it.op == Op::Delete);
    Ok(Resource { undoes: Some(undoes), ..Resource::new(UndoOut { restored, removed }) })
}

/// Refuses what changed things that the agent may not change, before it is looked what stands in the way.
fn refuse_beyond(db: &TenantRead<'_>, scope: &UndoScope, undoes: &str) -> Result<()> {
    for (change, rows) in scope.changes() {
        let operation = done_by(db, change)?.unwrap_or_default();
        if !rows.iter().all(|row| db.may_undo(&operation, row)) {
            let sentence = format!("{undoes} changed something that this agent may not change");
            return Err(beyond(sentence));
        }
        if rows.iter().any(|row| takes_unseen(db, row)) && !is_own(db, change)? {
            let sentence = format!("{undoes} would delete what this agent may not see");
            return Err(beyond(sentence));
        }
    }
    Ok(())
}

/// Whether undoing it deletes what tells of a person and the agent may not read.
fn takes_unseen(db: &TenantRead<'_>, row: &RowChange) -> bool {
    row.op == Op::Insert
        && row.entity().is_ok_and(|entity| entity.private && db.is_hidden(entity.thing()))
}

/// Whether this agent has made a change.
fn is_own(db: &TenantRead<'_>, change: ChangeId) -> Result<bool> {
    const BY: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM change WHERE tenant_id = :tenant AND id = :id AND agent_id = :agent",
    );
    let agent = db.who().agent.id;
    Ok(db.count(&BY, &[(":id", change.into()), (":agent", agent.into())])? > 0)
}

fn beyond(sentence: String) -> Error {
    Error::new(Code::PermissionDenied, sentence)
        .suggest("tell the person: the operator of this desk can take it back with `deskhand undo`")
}

/// The operation that did what a change did; of one that takes back a change, the one that had done that. Nothing
/// where it takes back a whole request, which many may have done.
fn done_by(db: &TenantRead<'_>, change: ChangeId) -> Result<Option<String>> {
    const DONE: Sql =
        Sql::scoped("SELECT tool, undoes FROM change WHERE tenant_id = :tenant AND id = :id");
    // Longer chains of undone undos are not followed.
    const STEPS_MAX: usize = 20;
    let mut at = change;
    for _ in 0..STEPS_MAX {
        let read = |row: &Row<'_>| Ok((row.text("tool")?, row.text_or_none("undoes")?));
        match db.first(&DONE, &[(":id", at.into())], read)? {
            Some((tool, None)) => return Ok(Some(tool)),
            Some((_, Some(undone))) => match undone.parse() {
                Ok(before) => at = before,
                Err(_) => return Ok(None),
            },
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// The change, if it is there and not undone.
fn one(db: &TenantRead<'_>, change: ChangeId) -> Result<ChangeId> {
    const BY_ID: Sql = Sql::scoped("SELECT id FROM change WHERE tenant_id = :tenant AND id = :id");
    let found = db.first(&BY_ID, &[(":id", change.into())], |row| row.id("id"))?;
    let found = found.ok_or_else(|| no_change(&change.to_string()))?;
    match undone_by(db, &change.to_string())? {
        None => Ok(found),
        Some(by) => Err(already_undone(&change.to_string(), &by.to_string())),
    }
}

/// What a request did that stands, and what undoing it is noted as. What an undo inside it has taken back, and the undo
/// itself, cancel out.
fn of_request(
    db: &TenantWrite<'_>,
    request: RequestId,
    of: Option<&'static Entity>,
) -> Result<(UndoScope, String)> {
    const OF_REQUEST: Sql = Sql::scoped(
        "SELECT id, seq FROM change WHERE tenant_id = :tenant AND request_id = :request ORDER BY seq DESC",
    );
    if let Some(of) = of.filter(|of| db.is_hidden(of.name)) {
        // Whether there is any such change is not told either.
        return Err(beyond(format!("this agent may not take back changes of {}", of.plural)));
    }
    let changes = db.all(&OF_REQUEST, &[(":request", request.into())], numbered)?;
    if changes.is_empty() {
        return Err(no_request(&request.to_string()));
    }
    let whole = request.to_string();
    let part = of.map(|of| format!("{whole} {}", of.name));
    for undoes in std::iter::once(&whole).chain(&part) {
        if let Some(by) = undone_by(db, undoes)? {
            return Err(already_undone(undoes, &by.to_string()));
        }
    }
    let taken_back = taken_back(db, request, &changes)?;
    let changes: Vec<ChangeId> = changes.into_iter().map(|(_, change)| change).collect();
    let scope = UndoScope::of(db, &changes, of, &taken_back)?;
    match (scope.is_empty(), of) {
        (true, Some(of)) if UndoScope::of(db, &changes, Some(of), &[])?.is_empty() => {
            let sentence = format!("{whole} has changed nothing of the kind {}", of.name);
            Err(Error::new(Code::RequestNotFound, sentence)
                .suggest("look at what it did with getHistory { requestId }"))
        }
        (true, _) => {
            let what = part.as_ref().unwrap_or(&whole);
            let sentence = format!("{what} was undone with other parts of the request");
            Err(Error::new(Code::AlreadyUndone, sentence)
                .suggest("find those undos with getHistory"))
        }
        (false, _) => Ok((scope, part.unwrap_or(whole))),
    }
}

/// The rows that undos of parts of a request have put back, and that the request has not changed again since.
fn taken_back(
    db: &TenantRead<'_>,
    request: RequestId,
    changes: &[(i64, ChangeId)],
) -> Result<Vec<RowChange>> {
    const PARTS: Sql = Sql::scoped(portable!(
        "SELECT u.id AS id, u.seq AS seq FROM change u
         WHERE u.tenant_id = :tenant AND u.undoes IN {list :parts}
           AND NOT EXISTS (SELECT 1 FROM change r WHERE r.tenant_id = u.tenant_id AND r.undoes = u.id)"
    ));
    let parts = ENTITIES.iter().map(|entity| format!("{request} {}", entity.name));
    let parts = parts.collect::<Value>().to_string();
    let undos = db.all(&PARTS, &[(":parts", parts.into())], numbered)?;
    if undos.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ChangeId> = changes.iter().chain(&undos).map(|(_, change)| *change).collect();
    let rows = ledger::rows_of_each(db, &ids)?;
    let rows_of = |change: &ChangeId| rows.get(change).into_iter().flatten();
    let mut taken_back = Vec::new();
    for (undone_at, undo) in &undos {
        let later = changes.iter().filter(|(at, _)| at > undone_at);
        let again: HashSet<_> = later
            .flat_map(|(_, change)| rows_of(change))
            .map(|row| (&row.entity, &row.key))
            .collect();
        let stands = |row: &&RowChange| !again.contains(&(&row.entity, &row.key));
        taken_back.extend(rows_of(undo).filter(stands).cloned());
    }
    Ok(taken_back)
}

fn numbered(row: &Row<'_>) -> Result<(i64, ChangeId)> {
    Ok((row.integer("seq")?, row.id("id")?))
}

fn already_undone(what: &str, by: &str) -> Error {
    Error::new(Code::AlreadyUndone, format!("{what} was undone by {by}"))
        .suggest(format!("to bring it back, undo {by}"))
}

/// The change that undid `what`, unless it was undone itself.
fn undone_by(db: &TenantRead<'_>, what: &str) -> Result<Option<ChangeId>> {
    const UNDONE: Sql = Sql::scoped(
        "SELECT u.id AS id FROM change u
         WHERE u.tenant_id = :tenant AND u.undoes = :what
           AND NOT EXISTS (SELECT 1 FROM change r WHERE r.tenant_id = u.tenant_id AND r.undoes = u.id)
         ORDER BY u.seq DESC LIMIT 1",
    );
    db.first(&UNDONE, &[(":what", what.into())], |row| row.id("id"))
}

fn no_change(id: &str) -> Error {
    Error::new(Code::ChangeNotFound, format!("there is no change `{id}`"))
        .suggest("find it with getHistory")
}

fn no_request(id: &str) -> Error {
    Error::new(Code::RequestNotFound, format!("no request `{id}` has changed anything"))
        .suggest("find it with getHistory")
}
