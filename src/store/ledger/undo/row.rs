//! Restores or deletes one row. If a constraint forbids that, finds the cause: the row that has its unique value, the
//! missing row that it refers to, or the rows that refer to it.

use super::super::{Columns, Op, RowChange, diff::spoken_name};
use crate::{
    error::{Code, Error, Result},
    store::{TenantRead, TenantWrite, entity},
};

/// The most referring rows that an error names.
const NAMED_MAX: usize = 3;

/// Writes the columns of a restored row, or returns the obstacle. A computed column is no obstacle: if its value is
/// taken, it is left out and the rules compute it anew.
pub(super) fn put(
    db: &TenantWrite<'_>,
    row: &RowChange,
    mut columns: Columns,
) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let write = |columns: &Columns| match row.op {
        Op::Delete => capture.insert(connection, tenant, &row.entity, columns),
        Op::Insert | Op::Update => {
            capture.update(connection, tenant, &row.entity, &row.key, columns)
        }
    };
    let mut written = write(&columns);
    let derived = row.entity()?.derived;
    if !derived.is_empty() && written.as_ref().is_err_and(is_conflict) {
        for column in derived {
            match row.op {
                // The row's key is unique, so it serves as a placeholder.
                Op::Delete => drop(columns.insert((*column).to_owned(), row.key.clone().into())),
                Op::Insert | Op::Update => drop(columns.remove(*column)),
            }
        }
        written = write(&columns);
    }
    hindered(written, || putting(db, row, &columns))
}

/// Deletes a row, or returns the rows that still refer to it.
pub(super) fn take(db: &TenantWrite<'_>, row: &RowChange) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let taken = capture.delete(connection, tenant, &row.entity, &row.key);
    hindered(taken, || taking(db, row))
}

/// Turns a constraint error into the obstacle that `hindrance` finds.
fn hindered(
    written: Result<()>,
    hindrance: impl FnOnce() -> Result<Option<String>>,
) -> Result<Option<String>> {
    match written {
        Ok(()) => Ok(None),
        Err(error) if is_conflict(&error) => {
            Ok(Some(hindrance()?.unwrap_or_else(|| error.message().to_owned())))
        }
        Err(error) => Err(error),
    }
}

fn is_conflict(error: &Error) -> bool {
    error.code() == Code::UndoConflict
}

/// What prevents `row` from being restored with these columns.
fn putting(db: &TenantWrite<'_>, row: &RowChange, columns: &Columns) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let mut whole = capture.find(connection, tenant, &row.entity, &row.key)?.unwrap_or_default();
    whole.extend(columns.clone());
    if let Some(holder) = capture.holder(connection, tenant, &row.entity, &row.key, &whole)? {
        let other = spoken(db, &row.entity, &holder.row);
        // Both rows have the same parent, so only the other columns of the index are named.
        let own = holder.columns.iter().filter(|column| !column.ends_with("_id"));
        let what: Vec<String> = own.map(|column| thing(column)).collect();
        return Ok(Some(format!("{other} has its {} now", what.join(" and "))));
    }
    if let Some(table) = capture.missing(connection, tenant, &row.entity, columns)? {
        let noun = entity::of_table(&table).map_or(table.as_str(), |entity| entity.singular);
        return Ok(Some(format!("the {noun} that it refers to has been deleted")));
    }
    Ok(row.entity()?.check.map(str::to_owned))
}

/// What prevents `row` from being deleted.
fn taking(db: &TenantWrite<'_>, row: &RowChange) -> Result<Option<String>> {
    let capture = &db.engine.capture;
    let (mut named, mut more) = (Vec::new(), 0);
    for reference in capture.references(db.connection, &row.entity)? {
        if reference.cascades {
            continue;
        }
        for key in capture.referring(db.connection, &db.tenant, &reference, &row.key)? {
            if named.len() == NAMED_MAX {
                more += 1;
                continue;
            }
            let found = capture.find(db.connection, &db.tenant, &reference.table, &key)?;
            named.push(spoken(db, &reference.table, &found.unwrap_or_default()));
        }
    }
    if more > 0 {
        named.push(format!("{more} more"));
    }
    Ok((!named.is_empty()).then(|| format!("still needed by {}", named.join(", "))))
}

/// `page “About”`; without the label if the agent may not read it.
fn spoken(db: &TenantRead<'_>, table: &str, row: &Columns) -> String {
    let Some(entity) = entity::of_table(table) else { return table.to_owned() };
    // A link has no name of its own: its owner is named.
    let noun = entity.link.as_ref().map_or(entity.singular, |link| link.owner);
    let label = entity.label.filter(|_| db.may_read(entity.thing()));
    match label.and_then(|label| label.of(row)) {
        Some(label) => format!("{noun} “{label}”"),
        None => format!("another {noun}"),
    }
}

/// A unique column's name for people.
fn thing(column: &str) -> String {
    match column {
        "path" | "slug" => "address".to_owned(),
        "hash" => "picture".to_owned(),
        "source_provider" => "source".to_owned(),
        "key" => "name".to_owned(),
        other => spoken_name(other),
    }
}
