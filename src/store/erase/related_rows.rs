//! The rows that belong to a person, found by following foreign keys from the contact, in the current tables and in
//! the ledger.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::{
    error::{Error, Result},
    store::{
        Sql, TenantWrite,
        engine::{Columns, Reference},
        entity::{self, ENTITIES, Entity},
        portable,
    },
};

/// A related row, existing or deleted.
pub(super) struct RelatedRow {
    pub(super) table: String,
    pub(super) key: String,
    /// Whether it is deleted with the person. A row that stays gets its personal columns blanked.
    pub(super) goes: bool,
    /// The column that refers to the person, if the row stays.
    pub(super) refers_by: Option<String>,
    pub(super) current: Option<Columns>,
    /// All recorded versions of the row in the ledger.
    pub(super) past: Vec<Columns>,
    /// Whether recorded versions were erased before.
    was_erased: bool,
}

/// The related rows, the person first.
#[derive(Default)]
pub(super) struct RelatedRows {
    rows: Vec<RelatedRow>,
    places: HashMap<(String, String), usize>,
}

impl RelatedRows {
    /// The rows related to the row `key` of `table`.
    pub(super) fn of(db: &TenantWrite<'_>, table: &str, key: &str) -> Result<RelatedRows> {
        let mut found = RelatedRows::default();
        found.add(db, table.to_owned(), key.to_owned(), true, None)?;
        let mut references: HashMap<String, Vec<Reference>> = HashMap::new();
        let mut next = 0;
        while let Some(row) = found.rows.get(next) {
            let (table, key, goes) = (row.table.clone(), row.key.clone(), row.goes);
            if !references.contains_key(&table) {
                let known = db.engine.capture.references(db.connection, &table)?;
                references.insert(table.clone(), known);
            }
            for by in references.get(&table).into_iter().flatten() {
                let refers_by = (goes && !by.cascades).then_some(&by.column);
                if refers_by.is_some() && table != super::PEOPLE {
                    // The row is about somebody else. If it needs a row that is deleted, the foreign key makes the
                    // erasure fail.
                    continue;
                }
                for referring in keys(db, by, &key)? {
                    if is_anothers(db, by, &referring, &key)? {
                        continue;
                    }
                    let goes = goes && by.cascades;
                    found.add(db, by.table.clone(), referring, goes, refers_by.cloned())?;
                }
            }
            if table == super::PEOPLE {
                for merged in merged_into(db, found.rows.get(next))? {
                    found.add(db, table.clone(), merged, true, None)?;
                }
            }
            next += 1;
        }
        Ok(found)
    }

    /// Adds rows without a reference whose personal text names the person. They stay, with their personal columns
    /// blanked.
    pub(super) fn add_named(
        &mut self,
        db: &TenantWrite<'_>,
        is_named: impl Fn(&str) -> bool,
    ) -> Result<()> {
        for entity in ENTITIES.iter().filter(|entity| entity.names_people) {
            for key in naming(db, entity, &is_named)? {
                self.add(db, entity.table.to_owned(), key, false, None)?;
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        db: &TenantWrite<'_>,
        table: String,
        key: String,
        goes: bool,
        refers_by: Option<String>,
    ) -> Result<()> {
        let place = (table.clone(), key.clone());
        if self.places.contains_key(&place) {
            return Ok(());
        }
        let current = db.engine.capture.find(db.connection, &db.tenant, &table, &key)?;
        let (past, was_erased) = past(db, &table, &key)?;
        if current.is_none() && past.is_empty() && !was_erased {
            return Ok(());
        }
        self.places.insert(place, self.rows.len());
        self.rows.push(RelatedRow { table, key, goes, refers_by, current, past, was_erased });
        Ok(())
    }

    /// The person's own row.
    pub(super) fn root(&self) -> Option<&RelatedRow> {
        self.rows.first()
    }

    /// The person's own row and those of the contacts that were merged into it.
    pub(super) fn people(&self) -> impl Iterator<Item = &RelatedRow> {
        self.rows.iter().filter(|row| row.table == super::PEOPLE)
    }

    pub(super) fn all(&self) -> &[RelatedRow] {
        &self.rows
    }

    pub(super) fn find(&self, table: &str, key: &str) -> Option<&RelatedRow> {
        self.rows.get(*self.places.get(&(table.to_owned(), key.to_owned()))?)
    }

    pub(super) fn staying(&self) -> impl Iterator<Item = &RelatedRow> {
        self.rows.iter().filter(|row| !row.goes)
    }

    /// Whether the person was erased before and nothing is left.
    pub(super) fn are_erased(&self) -> bool {
        self.root()
            .is_some_and(|row| row.was_erased && row.current.is_none() && row.past.is_empty())
    }

    /// All texts of the rows, current and former, of the tables that have a search index.
    pub(super) fn texts_by_table(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut texts: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for row in &self.rows {
            let searched = entity::of_table(&row.table).filter(|known| known.search.is_some());
            if let Some(known) = searched {
                texts.entry(known.table).or_default().extend(row.texts(|_| true));
            }
        }
        texts
    }
}

impl RelatedRow {
    pub(super) fn entity(&self) -> Result<&'static Entity> {
        entity::of_table(&self.table)
            .ok_or_else(|| Error::internal(format!("{} is not in store/entity.rs", self.table)))
    }

    /// The distinct texts of the chosen columns, current and former.
    pub(super) fn texts(&self, column: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let all = self.past.iter().chain(&self.current).flatten();
        let texts = all.filter(|(name, _)| column(name)).filter_map(|(_, value)| value.as_str());
        texts.filter(|text| !text.trim().is_empty()).map(str::to_owned).collect()
    }

    /// Removes personal values from recorded columns; all values if the row is deleted with the person.
    pub(super) fn blank(&self, columns: &mut Option<Columns>) {
        let known = entity::of_table(&self.table).filter(|_| !self.goes);
        let (Some(entity), Some(recorded)) = (known, columns.as_mut()) else {
            *columns = None;
            return;
        };
        let refers_by = self.refers_by.as_deref();
        recorded.retain(|name, _| {
            !entity.personal.contains(&name.as_str()) && Some(name.as_str()) != refers_by
        });
    }
}

/// The contacts that are in this one since a merge. One that a merge has not taken away last, because the merge was
/// undone, is somebody else.
fn merged_into(db: &TenantWrite<'_>, contact: Option<&RelatedRow>) -> Result<BTreeSet<String>> {
    const LAST: Sql = Sql::scoped(portable!(
        "SELECT r.op AS op, (SELECT count(*) FROM change_row k
           WHERE k.tenant_id = r.tenant_id AND k.change_id = r.change_id AND k.entity = 'contact'
             AND k.row_key = :into AND {has_member k.after, 'merged'}) AS merges
         FROM change_row r JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         WHERE r.tenant_id = :tenant AND r.entity = 'contact' AND r.row_key = :key
         ORDER BY c.seq DESC LIMIT 1"
    ));
    let Some(contact) = contact else { return Ok(BTreeSet::new()) };
    let noted = contact.texts(|column| column == "merged");
    let ids = noted.iter().flat_map(|ids| ids.split(' ')).map(str::to_owned);
    let mut merged = BTreeSet::new();
    for id in ids.collect::<BTreeSet<_>>() {
        let params = [(":key", id.as_str().into()), (":into", contact.key.as_str().into())];
        let last = db.first(&LAST, &params, |row| {
            Ok(row.text("op")? == "delete" && row.integer("merges")? > 0)
        })?;
        if last == Some(true) {
            merged.insert(id);
        }
    }
    Ok(merged)
}

/// The keys of rows that refer to `key` now or once did.
fn keys(db: &TenantWrite<'_>, by: &Reference, key: &str) -> Result<BTreeSet<String>> {
    const RECORDED: Sql = Sql::scoped(portable!(
        "SELECT DISTINCT row_key FROM change_row
         WHERE tenant_id = :tenant AND entity = :entity
           AND ({member before, :column} = :key OR {member after, :column} = :key)"
    ));
    let params = [
        (":entity", by.table.as_str().into()),
        (":column", by.column.as_str().into()),
        (":key", key.into()),
    ];
    let now = db.engine.capture.referring(db.connection, &db.tenant, by, key)?;
    let then = db.all(&RECORDED, &params, |row| row.text("row_key"))?;
    Ok(now.into_iter().chain(then).collect())
}

/// Whether a row that once referred to `key` is somebody else's now, such as an order that was moved to another
/// contact.
fn is_anothers(db: &TenantWrite<'_>, by: &Reference, row: &str, key: &str) -> Result<bool> {
    let current = db.engine.capture.find(db.connection, &db.tenant, &by.table, row)?;
    let refers = current.as_ref().and_then(|row| row.get(&by.column)).and_then(Value::as_str);
    Ok(refers.is_some_and(|refers| refers != key))
}

/// The keys of rows whose personal columns name the person now or once did. Every row is in the ledger since its
/// creation.
fn naming(
    db: &TenantWrite<'_>,
    entity: &Entity,
    is_named: &impl Fn(&str) -> bool,
) -> Result<BTreeSet<String>> {
    const RECORDED: Sql = Sql::scoped(
        "SELECT row_key, before, after FROM change_row
         WHERE tenant_id = :tenant AND entity = :entity AND erased_at IS NULL",
    );
    let found = db.all(&RECORDED, &[(":entity", entity.table.into())], |row| {
        let mut names = false;
        for side in ["before", "after"] {
            let Some(text) = row.text_or_none(side)? else { continue };
            let columns: Columns = serde_json::from_str(&text).map_err(Error::internal)?;
            let mut texts = entity.personal.iter().filter_map(|it| columns.get(*it)?.as_str());
            names = names || texts.any(is_named);
        }
        Ok(names.then_some(row.text("row_key")?))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The recorded versions of a row, and whether any was erased before.
fn past(db: &TenantWrite<'_>, table: &str, key: &str) -> Result<(Vec<Columns>, bool)> {
    const RECORDED: Sql = Sql::scoped(
        "SELECT before, after, erased_at FROM change_row
         WHERE tenant_id = :tenant AND entity = :entity AND row_key = :key",
    );
    let params = [(":entity", table.into()), (":key", key.into())];
    let rows = db.all(&RECORDED, &params, |row| {
        let columns = |name: &str| -> Result<Option<Columns>> {
            let text = row.text_or_none(name)?;
            text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
        };
        let was_erased = row.integer_or_none("erased_at")?.is_some();
        Ok((columns("before")?, columns("after")?, was_erased))
    })?;
    let was_erased = rows.iter().any(|(_, _, was_erased)| *was_erased);
    let held = rows.into_iter().flat_map(|(before, after, _)| [before, after]).flatten();
    Ok((held.collect(), was_erased))
}

/// The ids of the rows, which may occur in text.
pub(super) fn ids_of(rows: &[RelatedRow]) -> impl Iterator<Item = String> + '_ {
    rows.iter().filter_map(|row| match serde_json::from_str::<Vec<Value>>(&row.key) {
        // A link's key consists of other rows' ids, which are in the list themselves if they belong to the person.
        Ok(_) => None,
        Err(_) => Some(row.key.clone()),
    })
}
