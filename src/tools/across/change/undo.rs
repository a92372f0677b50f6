//! `undoChange`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Error, Result},
    id::{self, ChangeId, RequestId},
    store::{
        Row, Sql, TenantRead, TenantWrite,
        entity::Entity,
        ledger::{self, FieldDiff, Op, Restored, RowChange},
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
        description: "Undo one change, or a request, or with entity only what it did to such things. Exactly one of changeId, requestId. Returns what was restored and removed.",
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
    let (changes, undoes) = match (input.change_id, input.request_id) {
        (Some(Ref::Id(change)), _) => (one(db, change)?, change.to_string()),
        (_, Some(Ref::Id(request))) => of_request(db, request, of)?,
        (Some(other), _) => return Err(no_change(&other.to_string())),
        (_, Some(other)) => return Err(no_request(&other.to_string())),
        (None, None) => return Err(Error::internal("a scope has been checked")),
    };
    for change in &changes {
        refuse_beyond(db, *change, of, &undoes)?;
    }
    let rows = ledger::undo(db, &changes, of)?;
    let restored = ledger::changed_fields(&rows)?.into_iter().map(|it| {
        let FieldDiff { entity, id, label, trust, op, .. } = it;
        Restored { entity, id, label, trust, op }
    });
    let (removed, restored) = restored.partition(|it| it.op == Op::Delete);
    Ok(Resource { undoes: Some(undoes), ..Resource::new(UndoOut { restored, removed }) })
}

/// Refuses to undo what the agent may not change, before conflicts are checked, since those could reveal data.
fn refuse_beyond(
    db: &TenantRead<'_>,
    change: ChangeId,
    of: Option<&Entity>,
    undoes: &str,
) -> Result<()> {
    let operation = done_by(db, change)?.unwrap_or_default();
    for row in ledger::rows_of(db, change)? {
        if ledger::is_of(&row, of) && !db.may_undo(&operation, &row) {
            let sentence = format!("{undoes} changed something that this agent may not change");
            return Err(Error::new(Code::PermissionDenied, sentence).suggest(
                "tell the person: the operator of this desk can take it back with `deskhand undo`",
            ));
        }
    }
    Ok(())
}

/// The operation that made a change; for an undo of a change, the operation that made the original. `None` for the
/// undo of a whole request, which may contain several operations.
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

/// The change, if it exists and is not undone yet.
fn one(db: &TenantRead<'_>, change: ChangeId) -> Result<Vec<ChangeId>> {
    const BY_ID: Sql = Sql::scoped("SELECT id FROM change WHERE tenant_id = :tenant AND id = :id");
    let found = db.first(&BY_ID, &[(":id", change.into())], |row| row.id("id"))?;
    let found = found.ok_or_else(|| no_change(&change.to_string()))?;
    match undone_by(db, &change.to_string())? {
        None => Ok(vec![found]),
        Some(by) => Err(Error::new(Code::AlreadyUndone, format!("{change} was undone by {by}"))
            .suggest(format!("to bring it back, undo {by}"))),
    }
}

/// The changes of a request that are still in effect, newest first, and what the undo is recorded as undoing. A change
/// and its undo within the request cancel out. With `entity`, only changes of that entity.
fn of_request(
    db: &TenantRead<'_>,
    request: RequestId,
    of: Option<&Entity>,
) -> Result<(Vec<ChangeId>, String)> {
    const OF_REQUEST: Sql = Sql::scoped(
        "SELECT id FROM change WHERE tenant_id = :tenant AND request_id = :request ORDER BY seq DESC",
    );
    let mut changes: Vec<ChangeId> =
        db.all(&OF_REQUEST, &[(":request", request.into())], |row| row.id("id"))?;
    if changes.is_empty() {
        return Err(no_request(&request.to_string()));
    }
    let whole = request.to_string();
    let part = of.map(|of| format!("{whole} {}", of.name));
    for undoes in std::iter::once(&whole).chain(&part) {
        if let Some(by) = undone_by(db, undoes)? {
            return Err(Error::new(Code::AlreadyUndone, format!("{undoes} was undone by {by}"))
                .suggest(format!("to bring it back, undo {by}")));
        }
    }
    if let Some(of) = of {
        let rows = ledger::rows_of_each(db, &changes)?;
        let is_of = |row: &RowChange| ledger::is_of(row, Some(of));
        changes.retain(|change| rows.get(change).is_some_and(|rows| rows.iter().any(is_of)));
        if changes.is_empty() {
            let sentence = format!("{whole} has changed nothing of the kind {}", of.name);
            return Err(Error::new(Code::RequestNotFound, sentence)
                .suggest("look at what it did with getHistory { requestId }"));
        }
    }
    Ok((changes, part.unwrap_or(whole)))
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
