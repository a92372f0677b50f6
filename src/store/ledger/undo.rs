//! Undo: restores the rows of a change, or fails with a conflict that names the obstacle.

mod obstacle;
mod place;
mod publication;
mod row;
mod scope;

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

pub use self::scope::UndoScope;
use self::{
    obstacle::{Hindrance, Obstacle, broken, conflict},
    publication::unseen,
    scope::RowKey,
};
use super::{BOOKKEEPING_COLUMNS, Columns, Op, RowChange, diff::spoken_name};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::ChangeId,
    store::{
        Sql, TenantRead, TenantWrite,
        entity::{Entity, Kind, of_table},
        portable,
        row_change::is_place,
    },
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

/// Puts back the rows of a scope, and gives all that this changes. The caller records it.
///
/// # Errors
/// `UNDO_CONFLICT` naming every column that was changed again since, and by whom, or the rule that the rows
/// would break; the caller's transaction is to be rolled back then.
pub fn undo(db: &mut TenantWrite<'_>, scope: &UndoScope) -> Result<Vec<RowChange>> {
    let changes: Vec<ChangeId> = scope.changes().map(|(change, _)| change).collect();
    refuse_erased(db, &changes)?;
    let mut obstacles = Vec::new();
    let mut meant = HashSet::new();
    for (done, (change, rows)) in scope.changes().enumerate() {
        db.report(done, changes.len(), "putting things back");
        let mut back: Vec<&RowChange> = rows.iter().rev().collect();
        meant.extend(rows.iter().map(scope::key_of));
        // What an earlier version has recorded in another order finds what it refers to in a later round.
        loop {
            let mut hindered = Vec::new();
            for row in &back {
                let hindrance = match unseen(db, change, &changes, row)? {
                    Some(fields) => Some(Hindrance::ChangedSince(fields)),
                    None => step(db, scope, &changes, change, row)?,
                };
                // Where a redirect leads by now, and whether it is there, is no reason to keep what moved.
                if let Some(hindrance) = hindrance.filter(|_| !leads_on(row)) {
                    hindered.push((*row, hindrance));
                }
            }
            if hindered.is_empty() {
                break;
            }
            if hindered.len() == back.len() || !hindered.iter().any(|(row, _)| row.op == Op::Delete)
            {
                for (row, hindrance) in hindered {
                    obstacles.push(Obstacle::of(db, change, row, hindrance)?);
                }
                break;
            }
            back = hindered.into_iter().map(|(row, _)| row).collect();
        }
        // A position is one among those that the others had before this change.
        if changes.len() > 1 {
            db.renumber(&rows.iter().map(reverse).collect::<Vec<_>>())?;
        }
    }
    if !obstacles.is_empty() {
        return Err(conflict(obstacles));
    }
    refuse_bystanders(db, &meant)?;
    db.settle().map_err(|error| broken(error, scope))
}

/// What putting a row back is.
fn reverse(row: &RowChange) -> RowChange {
    let op = match row.op {
        Op::Insert => Op::Delete,
        Op::Update => Op::Update,
        Op::Delete => Op::Insert,
    };
    RowChange { op, before: row.after.clone(), after: row.before.clone(), ..row.clone() }
}

fn leads_on(row: &RowChange) -> bool {
    row.entity().is_ok_and(|entity| entity.leads_on)
}

/// Refuses what no longer holds what it did.
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
        let known = after.as_ref().or(before.as_ref()).zip(of_table(&entity));
        let is_label_outside = known.is_some_and(|(row, of)| of.is_label_outside(row));
        let row_change = RowChange { entity, key, op, before, after, label, is_label_outside };
        Ok((row.id("change_id")?, row_change))
    })?;
    for rows in rows.values() {
        db.tells_of_rows(rows);
    }
    Ok(rows)
}

/// Restores one row, or returns the obstacle.
fn step(
    db: &mut TenantWrite<'_>,
    scope: &UndoScope,
    changes: &[ChangeId],
    change: ChangeId,
    row: &RowChange,
) -> Result<Option<Hindrance>> {
    let other = |why: &str| Ok(Some(Hindrance::Other(why.to_owned())));
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let entity = row.entity()?;
    if row.op != Op::Delete && entity.keeps(row.after.as_ref()) && !only_moved(entity, row) {
        return other(if scope::is_public(entity) {
            "what is public goes back with createRelease and from, not by an undo"
        } else {
            "it was sent or received, which cannot be undone"
        });
    }
    let current = capture.find(connection, tenant, &row.entity, &row.key)?;
    if is_final(entity, row, current.as_ref()) {
        return other("it has been issued, which cannot be undone: a credit note takes it back");
    }
    match (row.op, current) {
        (Op::Insert | Op::Update, Some(current)) => {
            let mut since = changed_since(entity, row.after.as_ref(), &current);
            since.extend(place::moved_since(db, changes, change, row, &current)?);
            if !since.is_empty() {
                return Ok(Some(Hindrance::ChangedSince(since.join(", "))));
            }
            if row.op == Op::Insert {
                return row::take(db, scope, row);
            }
            row::put(db, row, moved_on(row.before.clone().unwrap_or_default(), &current))
        }
        (Op::Delete, None) => {
            let gone = row.before.clone().unwrap_or_default();
            let back = moved_on(gone.clone(), &gone);
            row::put(db, row, back)
        }
        (Op::Insert | Op::Update, None) => other("it has been deleted"),
        (Op::Delete, Some(_)) => other("it exists again"),
    }
}

/// Whether the row only went to another thing, as a message to the conversation of a contact that was merged: what was
/// sent stays as it was.
fn only_moved(entity: &Entity, row: &RowChange) -> bool {
    let is_reference = |column: &String| {
        BOOKKEEPING_COLUMNS.contains(&column.as_str())
            || entity
                .fields
                .iter()
                .any(|field| field.column == column && matches!(field.kind, Kind::Id(_)))
    };
    row.op == Op::Update && row.after.iter().flat_map(Columns::keys).all(is_reference)
}

/// Whether a change made a row final, or made a row that is final by now.
fn is_final(entity: &Entity, row: &RowChange, current: Option<&Columns>) -> bool {
    let Some(column) = entity.final_once else { return false };
    let is_set = |columns: Option<&Columns>| {
        columns.and_then(|columns| columns.get(column)).is_some_and(|value| !value.is_null())
    };
    is_set(current) && (row.op == Op::Insert || is_set(row.after.as_ref()))
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
        .map(|(column, _)| spoken_name(entity, column))
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

/// Refuses an undo that would take along rows which the changes never touched, by a cascade.
fn refuse_bystanders(db: &TenantWrite<'_>, meant: &HashSet<RowKey>) -> Result<()> {
    let rows = db.changed_rows()?;
    let bystanders = rows.iter().filter(|row| !meant.contains(&scope::key_of(row)));
    let bystanders: Vec<Obstacle> = bystanders
        .filter(|row| !leads_on(row))
        .map(|row| Obstacle::bystander(db, row))
        .collect::<Result<_>>()?;
    if bystanders.is_empty() { Ok(()) } else { Err(conflict(bystanders)) }
}
