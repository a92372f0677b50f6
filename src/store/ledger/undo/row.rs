//! One row put back or taken away. Where the engine refuses that, who has its place is found out, or what it refers
//! to and is gone, or what needs it.

use super::super::{Columns, Op, RowChange, diff::spoken_name};
use crate::{
    error::{Code, Error, Result},
    store::{TenantRead, TenantWrite, entity},
};

/// At most so many things that need a row are named.
const NAMED_MAX: usize = 3;

/// Writes the columns of a row that is put back; says what stands in the way instead where something does. What
/// follows from others is not worth a refusal: where it is in the way, the rules make it anew.
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
                // No two rows have the same key, so it holds the place.
                Op::Delete => drop(columns.insert((*column).to_owned(), row.key.clone().into())),
                Op::Insert | Op::Update => drop(columns.remove(*column)),
            }
        }
        written = write(&columns);
    }
    hindered(written, || putting(db, row, &columns))
}

/// Takes a row away; says what needs it instead where something does.
pub(super) fn take(db: &TenantWrite<'_>, row: &RowChange) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let taken = capture.delete(connection, tenant, &row.entity, &row.key);
    hindered(taken, || taking(db, row))
}

/// What the engine refused, in the words that `hindrance` has for it.
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

/// What keeps `row` from being put back with these columns.
fn putting(db: &TenantWrite<'_>, row: &RowChange, columns: &Columns) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let mut whole = capture.find(connection, tenant, &row.entity, &row.key)?.unwrap_or_default();
    whole.extend(columns.clone());
    if let Some(holder) = capture.holder(connection, tenant, &row.entity, &row.key, &whole)? {
        let other = spoken(db, &row.entity, &holder.row);
        // Where it is, both of them know.
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

/// What keeps `row` from being taken away.
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

/// `page “About”`; without its name where the agent may not read such things.
fn spoken(db: &TenantRead<'_>, table: &str, row: &Columns) -> String {
    let Some(entity) = entity::of_table(table) else { return table.to_owned() };
    // A link has no name of its own: it belongs to its list.
    let noun = entity.link.as_ref().map_or(entity.singular, |link| link.owner);
    let label = entity.label.filter(|_| db.may_read(entity.thing()));
    match label.and_then(|label| label.of(row)) {
        Some(label) => format!("{noun} “{label}”"),
        None => format!("another {noun}"),
    }
}

/// What a person calls what a unique index is about.
fn thing(column: &str) -> String {
    match column {
        "path" | "slug" => "address".to_owned(),
        "hash" => "picture".to_owned(),
        "source_provider" => "source".to_owned(),
        "key" => "name".to_owned(),
        other => spoken_name(other),
    }
}
