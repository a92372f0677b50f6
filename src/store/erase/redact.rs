//! Replaces a person's names in things that are about something else: pages, posts, other contacts' notes, and their
//! history.
//!
//! Current text is changed like by any other write, but recorded without the old text. [`super::remains`] lists what
//! is left alone: addresses, which others may link to; names of other contacts, who may be called the same; and names
//! of a single word, which may mean something else.

use serde_json::Value;

use super::names::{ERASED, Names};
use crate::{
    clock,
    error::{Code, Error, Result},
    store::{
        Dml, Sql, TenantWrite,
        engine::{Capture, Columns},
        ledger::{ChangeRecord, moved_on, record},
        search,
    },
};

/// Columns with addresses: changing them would break links.
const ADDRESSES: [&str; 6] = ["slug", "path", "url", "source_url", "licence_url", "provider_id"];

/// The columns that hold other contacts' names.
const OF_CONTACTS: [&str; 3] = ["name", "phone", "email"];

/// Replaces the names wherever that is possible; returns the number of changed rows.
pub(super) fn everywhere(
    db: &mut TenantWrite<'_>,
    names: &Names,
    change: &ChangeRecord,
) -> Result<usize> {
    let mut naming: Vec<(String, String, Columns)> = Vec::new();
    let capture = &db.engine.capture;
    Capture::each_row(db.connection, &db.tenant, |table, row| {
        let Some(key) = capture.key_if_entity(table, &row) else { return Ok(()) };
        let columns = redacted(table, &key, &row, names);
        if !columns.is_empty() {
            naming.push((table.to_owned(), key, columns));
        }
        Ok(())
    })?;
    let mut forgotten: Vec<(String, Vec<String>)> = Vec::new();
    for (table, key, columns) in naming {
        let (capture, connection, tenant) = (&db.engine.capture, db.connection, &db.tenant);
        let Some(current) = capture.find(connection, tenant, &table, &key)? else { continue };
        let said = columns.keys().filter_map(|column| current.get(column)?.as_str());
        forgotten.push((table.clone(), said.map(str::to_owned).collect()));
        let columns = moved_on(columns, &current);
        match capture.update(connection, tenant, &table, &key, &columns) {
            Ok(()) => {}
            // With the name replaced, the row would violate a unique index: it is left, and listed as remaining.
            Err(error) if error.code() == Code::UndoConflict => {}
            Err(error) => return Err(error),
        }
    }
    let things = put_on_record(db, names, change)?;
    for (table, texts) in forgotten {
        search::forget(db, &table, &texts)?;
    }
    history(db, names)?;
    Ok(things)
}

/// The columns to change, with their new values.
fn redacted(table: &str, key: &str, row: &Columns, names: &Names) -> Columns {
    // What has been invoiced is kept as it was: the law wants it.
    if table == "invoice" && row.get("number").is_some_and(|number| !number.is_null()) {
        return Columns::new();
    }
    let stays = |column: &str| {
        ADDRESSES.contains(&column)
            || column == "id"
            || column.ends_with("_id")
            || table == "contact" && OF_CONTACTS.contains(&column)
    };
    let mut columns = Columns::new();
    for (column, value) in row.iter().filter(|(column, _)| !stays(column)) {
        let Some(without) = value.as_str().and_then(|text| names.without(text)) else { continue };
        // The end of the row's key keeps the unique column `key` unique.
        let end: String = key.chars().skip(key.chars().count().saturating_sub(6)).collect();
        let without = if column == "key" { format!("{ERASED} {end}") } else { without };
        columns.insert(column.clone(), without.into());
    }
    columns
}

/// Records the changes without the old texts.
fn put_on_record(db: &mut TenantWrite<'_>, names: &Names, change: &ChangeRecord) -> Result<usize> {
    // An erased row cannot be undone, since its old text is gone.
    const ERASED_ROWS: Dml = Dml::scoped(
        "UPDATE change_row SET label = NULL, erased_at = :now
         WHERE tenant_id = :tenant AND change_id = :change",
    );
    let mut rows = db.changed_rows()?;
    search::follow(db, &rows)?;
    for row in &mut rows {
        if let Some(before) = &mut row.before {
            names.out_of_columns(before);
        }
        row.label = row.label.take().map(|label| names.without(&label).unwrap_or(label));
    }
    if !rows.is_empty() {
        let id = record(db, change, &rows)?;
        db.execute(&ERASED_ROWS, &[(":change", id.into()), (":now", clock::now().into())])?;
    }
    Capture::clear(db.connection)?;
    Ok(rows.len())
}

/// Replaces the names in the ledger. Those changes cannot be undone any more.
fn history(db: &mut TenantWrite<'_>, names: &Names) -> Result<()> {
    const ROWS: Sql = Sql::scoped(
        "SELECT change_id, ordinal, label, before, after FROM change_row
         WHERE tenant_id = :tenant AND erased_at IS NULL",
    );
    const ERASE: Dml = Dml::scoped(
        "UPDATE change_row SET before = :before, after = :after, label = NULL, erased_at = :now
         WHERE tenant_id = :tenant AND change_id = :change AND ordinal = :ordinal",
    );
    const CHANGES: Sql = Sql::scoped("SELECT id, summary FROM change WHERE tenant_id = :tenant");
    // A trigger allows only this summary.
    const SUMMARY: Dml = Dml::scoped(
        "UPDATE change SET summary = 'changed what has been erased since'
         WHERE tenant_id = :tenant AND id = :change",
    );
    let found = db.all(&ROWS, &[], |row| {
        let sides = [row.text_or_none("before")?, row.text_or_none("after")?];
        let label = row.text_or_none("label")?;
        let speaks = sides.iter().chain([&label]).flatten().any(|text| names.count(text) > 0);
        Ok(speaks.then_some((row.text("change_id")?, row.integer("ordinal")?, sides)))
    })?;
    for (change, ordinal, sides) in found.into_iter().flatten() {
        let without = |side: Option<String>| -> Result<Option<String>> {
            let Some(text) = side else { return Ok(None) };
            let mut columns: Columns = serde_json::from_str(&text).map_err(Error::internal)?;
            names.out_of_columns(&mut columns);
            Ok(Some(Value::Object(columns).to_string()))
        };
        let [before, after] = sides;
        let params = [
            (":change", change.as_str().into()),
            (":ordinal", ordinal.into()),
            (":before", without(before)?.into()),
            (":after", without(after)?.into()),
            (":now", clock::now().into()),
        ];
        db.execute(&ERASE, &params)?;
    }
    let told = db.all(&CHANGES, &[], |row| {
        Ok((names.count(&row.text("summary")?) > 0).then_some(row.text("id")?))
    })?;
    for change in told.into_iter().flatten() {
        db.execute(&SUMMARY, &[(":change", change.into())])?;
    }
    Ok(())
}
