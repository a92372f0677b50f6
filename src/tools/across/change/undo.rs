//! `undoChange`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Error, Result},
    id::{self, ChangeId, RequestId},
    store::{
        Row, Sql, TenantRead, TenantWrite,
        ledger::{self, Restored},
    },
    tool::{Command, Resource, Spec},
    tools::exactly_one,
    value::Ref,
};

/// The tool.
pub static TOOL: Command<Input, UndoOut> = Command::new(
    Spec {
        name: "undoChange",
        title: "Undo a change",
        description: "Undo one change, or all of a request. Exactly one of changeId, requestId. Returns what was restored.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    change_id: Option<Ref<id::Change>>,
    request_id: Option<Ref<id::Request>>,
}

/// What it answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UndoOut {
    restored: Vec<Restored>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<UndoOut>> {
    exactly_one(&[
        ("changeId", input.change_id.is_some()),
        ("requestId", input.request_id.is_some()),
    ])?;
    let (changes, undoes) = match (input.change_id, input.request_id) {
        (Some(Ref::Id(change)), _) => (one(db, change)?, change.to_string()),
        (_, Some(Ref::Id(request))) => (of_request(db, request)?, request.to_string()),
        (Some(other), _) => return Err(no_change(&other.to_string())),
        (_, Some(other)) => return Err(no_request(&other.to_string())),
        (None, None) => return Err(Error::internal("a scope has been checked")),
    };
    for change in &changes {
        refuse_beyond(db, *change, &undoes)?;
    }
    let rows = ledger::undo(db, &changes)?;
    let restored = ledger::diff(&rows)?.into_iter();
    let restored = restored.map(|it| Restored { entity: it.entity, id: it.id, op: it.op });
    let restored = restored.collect();
    Ok(Resource { undoes: Some(undoes), ..Resource::new(UndoOut { restored }) })
}

/// Refuses a change of things that the agent may not change, before it is looked what stands in the way.
fn refuse_beyond(db: &TenantRead<'_>, change: ChangeId, undoes: &str) -> Result<()> {
    let operation = done_by(db, change)?.unwrap_or_default();
    for row in ledger::rows_of(db, change)? {
        if !db.may_undo(&operation, &row) {
            let sentence = format!("{undoes} changed something that this agent may not change");
            return Err(Error::new(Code::PermissionDenied, sentence).suggest(
                "tell the person: the operator of this desk can take it back with `deskhand undo`",
            ));
        }
    }
    Ok(())
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

/// The changes of a request that stand, newest first. What an undo inside it has taken back, and the undo
/// itself, cancel out.
fn of_request(db: &TenantRead<'_>, request: RequestId) -> Result<Vec<ChangeId>> {
    const OF_REQUEST: Sql = Sql::scoped(
        "SELECT id FROM change WHERE tenant_id = :tenant AND request_id = :request ORDER BY seq DESC",
    );
    let changes: Vec<ChangeId> =
        db.all(&OF_REQUEST, &[(":request", request.into())], |row| row.id("id"))?;
    if changes.is_empty() {
        return Err(no_request(&request.to_string()));
    }
    if let Some(by) = undone_by(db, &request.to_string())? {
        return Err(Error::new(Code::AlreadyUndone, format!("{request} was undone by {by}"))
            .suggest(format!("to bring it back, undo {by}")));
    }
    Ok(changes)
}

/// The change that took `what` back, unless that was taken back in turn.
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
