//! What keeps a row from being put back where the engine refuses it: who has its place, what it belonged to and
//! is gone, or what needs it.

use super::super::{Columns, RowChange, diff::spoken_name};
use crate::{
    error::Result,
    store::{TenantWrite, entity},
};

/// At most so many things that need a row are named.
const NAMED_MAX: usize = 3;

/// What keeps `row` from being put back with these columns.
pub(super) fn of_putting(
    db: &TenantWrite<'_>,
    row: &RowChange,
    columns: &Columns,
) -> Result<Option<String>> {
    let (capture, connection, tenant) = (&db.engine.capture, db.connection, db.tenant.as_str());
    let mut whole = capture.find(connection, tenant, &row.entity, &row.key)?.unwrap_or_default();
    whole.extend(columns.clone());
    if let Some(holder) = capture.holder(connection, tenant, &row.entity, &row.key, &whole)? {
        let other = spoken(&row.entity, &holder.row);
        let what: Vec<String> = holder.columns.iter().map(|column| thing(column)).collect();
        return Ok(Some(format!("{other} has its {} now", what.join(" and "))));
    }
    let missing = capture.missing(connection, tenant, &row.entity, columns)?;
    Ok(missing.map(|table| {
        let noun = entity::of_table(&table).map_or(table.as_str(), |entity| entity.singular);
        format!("the {noun} that it belongs to has been deleted")
    }))
}

/// What keeps `row` from being taken away.
pub(super) fn of_taking(db: &TenantWrite<'_>, row: &RowChange) -> Result<Option<String>> {
    let capture = &db.engine.capture;
    let mut named = Vec::new();
    for reference in capture.references(db.connection, &row.entity)? {
        if reference.cascades {
            continue;
        }
        for key in capture.referring(db.connection, &db.tenant, &reference, &row.key)? {
            let found = capture.find(db.connection, &db.tenant, &reference.table, &key)?;
            named.push(spoken(&reference.table, &found.unwrap_or_default()));
        }
    }
    let more = named.len().saturating_sub(NAMED_MAX);
    named.truncate(NAMED_MAX);
    if more > 0 {
        named.push(format!("{more} more"));
    }
    Ok((!named.is_empty()).then(|| format!("still needed by {}", named.join(", "))))
}

/// `page “About”`
fn spoken(table: &str, row: &Columns) -> String {
    let Some(entity) = entity::of_table(table) else { return table.to_owned() };
    // A link has no name of its own: it belongs to its list.
    let noun = entity.link.as_ref().map_or(entity.singular, |link| link.owner);
    match entity.label.and_then(|label| label.of(row)) {
        Some(label) => format!("{noun} “{label}”"),
        None => format!("another {noun}"),
    }
}

/// What a person calls what a unique index is about.
fn thing(column: &str) -> String {
    match column {
        "path" | "slug" => "address".to_owned(),
        "hash" => "picture".to_owned(),
        other => spoken_name(other),
    }
}
