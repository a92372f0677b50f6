//! Restores or deletes one row. If a constraint forbids that, finds the cause: the row that has its unique value, the
//! missing row that it refers to, or the rows that refer to it.

use super::{
    super::{Columns, Op, RowChange, diff::spoken_name},
    Hindrance, UndoScope,
};
use crate::{
    error::{Code, Error, Result},
    store::{
        TenantRead, TenantWrite, bookings,
        entity::{self, Entity},
    },
};

/// The most referring rows that an error names.
const NAMED_MAX: usize = 3;

/// Writes the columns of a restored row, or returns the obstacle. A computed column is no obstacle: if its value is
/// taken, it is left out and the rules compute it anew.
pub(super) fn put(
    db: &TenantWrite<'_>,
    row: &RowChange,
    mut columns: Columns,
) -> Result<Option<Hindrance>> {
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
    hindered(written, || Ok(putting(db, row, &columns)?.map(Hindrance::Other)))
}

/// Takes a row away; says what needs it instead where something does.
pub(super) fn take(
    db: &TenantWrite<'_>,
    scope: &UndoScope,
    row: &RowChange,
) -> Result<Option<Hindrance>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let taken = capture.delete(connection, tenant, &row.entity, &row.key);
    hindered(taken, || taking(db, scope, row))
}

/// Turns a constraint error into the obstacle that `hindrance` finds.
fn hindered(
    written: Result<()>,
    hindrance: impl FnOnce() -> Result<Option<Hindrance>>,
) -> Result<Option<Hindrance>> {
    match written {
        Ok(()) => Ok(None),
        Err(error) if is_conflict(&error) => {
            let unknown = || Hindrance::Other(error.message().to_owned());
            Ok(Some(hindrance()?.unwrap_or_else(unknown)))
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
        let (entity, other) = (row.entity()?, spoken(db, &row.entity, &holder.row));
        // Where it is, both of them know.
        let own = holder.columns.iter().filter(|column| !column.ends_with("_id"));
        let what: Vec<String> = own.map(|column| thing(entity, column)).collect();
        return Ok(Some(format!("{other} has its {} now", what.join(" and "))));
    }
    if let Some(booking) = bookings::taking_its_time(db, row, &whole)? {
        return Ok(Some(booking));
    }
    if let Some(table) = capture.missing(connection, tenant, &row.entity, columns)? {
        let noun = entity::of_table(&table).map_or(table.as_str(), |entity| entity.singular);
        return Ok(Some(format!("the {noun} that it refers to has been deleted")));
    }
    Ok(row.entity()?.check.map(str::to_owned))
}

/// What keeps `row` from being taken away.
fn taking(db: &TenantWrite<'_>, scope: &UndoScope, row: &RowChange) -> Result<Option<Hindrance>> {
    let capture = &db.engine.capture;
    let (mut named, mut more, mut are_own) = (Vec::new(), 0, true);
    for reference in capture.references(db.connection, &row.entity)? {
        if reference.cascades {
            continue;
        }
        for key in capture.referring(db.connection, &db.tenant, &reference, &row.key)? {
            are_own = are_own && scope.leaves(&reference.table, &key);
            if named.len() == NAMED_MAX {
                more += 1;
            } else {
                named.push(spoken_of_key(db, &reference.table, &key)?);
            }
        }
    }
    if named.is_empty() {
        return Ok(None);
    }
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let needed = format!("still needed by {}", named.join(", "));
    Ok(Some(if are_own { Hindrance::Needed(needed) } else { Hindrance::Other(needed) }))
}

/// The thing of that key as it is spoken of; of a link, the thing that has it in its list.
fn spoken_of_key(db: &TenantWrite<'_>, table: &str, key: &str) -> Result<String> {
    let find = |table: &str, key: &str| {
        let found = db.engine.capture.find(db.connection, &db.tenant, table, key)?;
        Ok(found.unwrap_or_default())
    };
    let row = find(table, key)?;
    let link = entity::of_table(table).and_then(|entity| entity.link.as_ref());
    let owner = link.and_then(|link| {
        let id = row.get(link.owner_column)?.as_str()?;
        Some((entity::of_name(link.owner)?.table, id))
    });
    match owner {
        Some((table, id)) => find(table, id).map(|owner| spoken(db, table, &owner)),
        None => Ok(spoken(db, table, &row)),
    }
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

/// What a person calls what a unique index is about.
fn thing(entity: &Entity, column: &str) -> String {
    match column {
        "path" | "slug" => "address".to_owned(),
        "hash" => "picture".to_owned(),
        "source_provider" => "source".to_owned(),
        "key" => "name".to_owned(),
        other => spoken_name(entity, other),
    }
}
