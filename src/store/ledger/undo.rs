//! Undo: restores the rows of a change, or fails with a conflict that names the obstacle.

mod place;
mod publication;
mod row;

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use self::publication::unseen;
use super::{BOOKKEEPING_COLUMNS, Columns, Op, RowChange, diff::spoken_name};
use crate::{
    clock,
    error::{Code, Error, ErrorType, Result},
    id::ChangeId,
    store::{Sql, TenantRead, TenantWrite, entity::Entity, portable, row_change::is_place},
    value::Trust,
};

/// One thing that an undo put back.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Restored {
    /// What kind of thing.
    pub entity: &'static str,
    /// Which one.
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// That is what somebody outside called it, or wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub trust: Option<Trust>,
    /// What the undo did to it: insert brings it back, delete takes it away.
    pub op: Op,
}

/// The most obstacles that an error names.
const NAMED_MAX: usize = 5;

/// The text for an obstacle that the agent may not read.
const HIDDEN_OBSTACLE: &str = "something that this agent may not see";

/// Restores the rows of `changes` (newest first), only those of the entity `of` if given, and returns all rows that
/// this changes. The caller records it.
///
/// # Errors
/// `UNDO_CONFLICT`, naming each column that was changed again since and by whom, or the rule that the restored rows
/// would break. The caller must roll back then.
pub fn undo(
    db: &mut TenantWrite<'_>,
    changes: &[ChangeId],
    of: Option<&Entity>,
) -> Result<Vec<RowChange>> {
    refuse_erased(db, changes)?;
    let mut obstacles = Vec::new();
    let mut meant = HashSet::new();
    for (done, change) in changes.iter().enumerate() {
        db.report(done, changes.len(), "putting things back");
        for row in rows_of(db, *change)?.iter().rev().filter(|row| is_of(row, of)) {
            meant.insert((row.entity.clone(), row.key.clone()));
            let obstacle = match unseen(db, *change, changes, row)? {
                Some(obstacle) => Some(obstacle),
                None => step(db, changes, *change, row)?,
            };
            // A redirect that was changed or deleted since is no reason to refuse.
            if let Some(obstacle) = obstacle.filter(|_| !leads_on(row)) {
                obstacles.push(describe(db, *change, row, &obstacle)?);
            }
        }
    }
    if !obstacles.is_empty() {
        return Err(conflict(&obstacles));
    }
    refuse_bystanders(db, &meant)?;
    db.settle().map_err(broken)
}

/// Whether a row belongs to the entity: its own row, a link of its list, or a redirect to it.
pub fn is_of(row: &RowChange, of: Option<&Entity>) -> bool {
    let is_part = |entity: &Entity, of: &Entity| {
        entity.thing() == of.name || (entity.leads_on && entity.tools.contains(&of.name))
    };
    of.is_none_or(|of| row.entity().is_ok_and(|entity| is_part(entity, of)))
}

fn leads_on(row: &RowChange) -> bool {
    row.entity().is_ok_and(|entity| entity.leads_on)
}

/// The conflict for a rule that the restored rows would break.
fn broken(error: Error) -> Error {
    match error.code().kind() {
        ErrorType::ValidationError
        | ErrorType::NotFound
        | ErrorType::Duplicate
        | ErrorType::Conflict => Error::new(
            Code::UndoConflict,
            format!("it cannot be again as it was: {}; nothing was undone", error.message()),
        )
        .suggest("change the conflicting data first and undo again, or make the change by hand"),
        ErrorType::ConfirmationRequired
        | ErrorType::PermissionDenied
        | ErrorType::RateLimited
        | ErrorType::Timeout
        | ErrorType::ExternalApiError
        | ErrorType::InternalError => error,
    }
}

/// Refuses to undo changes whose recorded values were erased.
fn refuse_erased(db: &TenantRead<'_>, changes: &[ChangeId]) -> Result<()> {
    const ERASED: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM change_row
         WHERE tenant_id = :tenant AND change_id = :change AND erased_at IS NOT NULL",
    );
    for change in changes {
        if db.count(&ERASED, &[(":change", (*change).into())])? > 0 {
            let sentence =
                format!("{change} changed what was told of a person who has been erased");
            return Err(Error::new(Code::ChangeErased, sentence)
                .suggest("it cannot be taken back; make the change that you want by hand"));
        }
    }
    Ok(())
}

/// The rows of one change, in the order in which they were changed.
pub fn rows_of(db: &TenantRead<'_>, change: ChangeId) -> Result<Vec<RowChange>> {
    Ok(rows_of_each(db, &[change])?.remove(&change).unwrap_or_default())
}

/// The rows of several changes.
pub fn rows_of_each(
    db: &TenantRead<'_>,
    changes: &[ChangeId],
) -> Result<BTreeMap<ChangeId, Vec<RowChange>>> {
    const ROWS: Sql = Sql::scoped(portable!(
        "SELECT change_id, entity, row_key, label, op, before, after FROM change_row
         WHERE tenant_id = :tenant
           AND change_id IN {list :ids}
         ORDER BY change_id, ordinal"
    ));
    let rows = db.grouped(&ROWS, changes, |row| {
        let columns = |name: &str| -> Result<Option<Columns>> {
            let text = row.text_or_none(name)?;
            text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
        };
        let (before, after): (Option<Columns>, _) = (columns("before")?, columns("after")?);
        let entity = row.text("entity")?;
        let label = row.text_or_none("label")?;
        let (key, op) = (row.text("row_key")?, Op::parse(&row.text("op")?)?);
        Ok((row.id("change_id")?, RowChange { entity, key, op, before, after, label }))
    })?;
    for rows in rows.values() {
        db.tells_of_rows(rows);
    }
    Ok(rows)
}

/// Restores one row, or returns the obstacle.
fn step(
    db: &mut TenantWrite<'_>,
    changes: &[ChangeId],
    change: ChangeId,
    row: &RowChange,
) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let entity = row.entity()?;
    if entity.lasting && row.op != Op::Delete {
        return Ok(Some("it was sent or received, which cannot be undone".to_owned()));
    }
    let current = capture.find(connection, tenant, &row.entity, &row.key)?;
    match (row.op, current) {
        (Op::Insert | Op::Update, Some(current)) => {
            let mut since = changed_since(entity, row.after.as_ref(), &current);
            since.extend(place::moved_since(db, changes, change, row, &current)?);
            if !since.is_empty() {
                return Ok(Some(since.join(", ")));
            }
            if row.op == Op::Insert {
                return row::take(db, row);
            }
            row::put(db, row, moved_on(row.before.clone().unwrap_or_default(), &current))
        }
        (Op::Delete, None) => {
            let gone = row.before.clone().unwrap_or_default();
            let back = moved_on(gone.clone(), &gone);
            row::put(db, row, back)
        }
        (Op::Insert | Op::Update, None) => Ok(Some("it has been deleted".to_owned())),
        (Op::Delete, Some(_)) => Ok(Some("it exists again".to_owned())),
    }
}

/// The columns of `current` that differ from what the change left, by their names for people.
fn changed_since(entity: &Entity, left: Option<&Columns>, current: &Columns) -> Vec<String> {
    let moves = |column: &str| {
        BOOKKEEPING_COLUMNS.contains(&column)
            || entity.derived.contains(&column)
            || is_place(entity.table, column)
    };
    let left = left.into_iter().flatten();
    left.filter(|(column, value)| !moves(column) && current.get(*column) != Some(value))
        .map(|(column, _)| spoken_name(column))
        .collect()
}

/// The columns to write: old content, but a new version and a new time.
pub(in crate::store) fn moved_on(mut columns: Columns, current: &Columns) -> Columns {
    let version = current.get("version").and_then(Value::as_i64).unwrap_or(0);
    columns.insert("version".into(), (version + 1).into());
    if current.contains_key("updated_at") {
        columns.insert("updated_at".into(), clock::now().0.into());
    }
    columns
}

/// The obstacle in words: `page “About” (name) was changed by assistant with updatePage at …`
fn describe(
    db: &TenantWrite<'_>,
    change: ChangeId,
    row: &RowChange,
    obstacle: &str,
) -> Result<String> {
    const LATER: Sql = Sql::scoped(
        "SELECT a.name AS agent, c.tool AS tool, c.created_at AS created_at
         FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
         JOIN change mine ON mine.tenant_id = r.tenant_id AND mine.id = :change
         WHERE r.tenant_id = :tenant AND r.entity = :entity AND r.row_key = :key AND c.seq > mine.seq
         ORDER BY c.seq DESC LIMIT 1",
    );
    let entity = row.entity()?;
    if !db.may_read(entity.thing()) {
        return Ok(HIDDEN_OBSTACLE.to_owned());
    }
    let by = db.first(
        &LATER,
        &[
            (":change", change.into()),
            (":entity", row.entity.as_str().into()),
            (":key", row.key.as_str().into()),
        ],
        |row| {
            let (agent, tool) = (row.text("agent")?, row.text("tool")?);
            Ok(format!(", last by {agent} with {tool} at {}", row.time("created_at")?))
        },
    )?;
    let name = match &row.label {
        Some(label) => format!("{} “{label}”", entity.singular),
        None => format!("{} {}", entity.singular, row.key),
    };
    Ok(format!("{name} ({obstacle}{})", by.unwrap_or_default()))
}

fn conflict(obstacles: &[String]) -> Error {
    let mut obstacles = obstacles.to_vec();
    // Hidden obstacles are mentioned once, so that their number is not revealed.
    let mut said = false;
    obstacles.retain(|obstacle| obstacle != HIDDEN_OBSTACLE || !std::mem::replace(&mut said, true));
    let named = obstacles.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join("; ");
    let more = match obstacles.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Error::new(
        Code::UndoConflict,
        format!("changed again since: {named}{more}; nothing was undone"),
    )
    .suggest("look with getHistory; undo the later changes first, or make the change by hand")
}

/// Refuses an undo that would delete rows by cascade that the change never touched.
fn refuse_bystanders(db: &TenantWrite<'_>, meant: &HashSet<(String, String)>) -> Result<()> {
    let rows = db.changed_rows()?;
    let bystanders: Vec<String> = rows
        .iter()
        .filter(|row| !meant.contains(&(row.entity.clone(), row.key.clone())) && !leads_on(row))
        .map(|row| {
            let entity = row.entity()?;
            if !db.may_read(entity.thing()) {
                return Ok(HIDDEN_OBSTACLE.to_owned());
            }
            Ok(format!("{} {}", entity.singular, row.label.as_deref().unwrap_or(&row.key)))
        })
        .collect::<Result<_>>()?;
    if bystanders.is_empty() { Ok(()) } else { Err(conflict(&bystanders)) }
}
