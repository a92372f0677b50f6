//! What belongs to a person: the rows that refer to it, those that refer to them, and so on, as they are and as the
//! ledger knows them.

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

/// One row, there or gone.
pub(super) struct RelatedRow {
    pub(super) table: String,
    pub(super) key: String,
    /// Whether it goes with the person. What stays loses what is personal in it.
    pub(super) goes: bool,
    /// By which column it refers to the person, if it stays and does so itself.
    pub(super) refers_by: Option<String>,
    pub(super) current: Option<Columns>,
    /// What the ledger holds of it.
    pub(super) past: Vec<Columns>,
    /// Whether the ledger once held something and does no more.
    was_erased: bool,
}

/// All of them, the person first.
#[derive(Default)]
pub(super) struct RelatedRows {
    rows: Vec<RelatedRow>,
    places: HashMap<(String, String), usize>,
}

impl RelatedRows {
    /// Those of the row with that key.
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
                if refers_by.is_some() && next > 0 {
                    // It is about somebody else. Should it need what goes, the engine refuses to erase.
                    continue;
                }
                for referring in keys(db, by, &key)? {
                    let goes = goes && by.cascades;
                    found.add(db, by.table.clone(), referring, goes, refers_by.cloned())?;
                }
            }
            next += 1;
        }
        Ok(found)
    }

    /// Adds those that nothing but their words ties to the person: a personal text of theirs names them. They stay,
    /// without what is personal in them.
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

    /// The person.
    pub(super) fn root(&self) -> Option<&RelatedRow> {
        self.rows.first()
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

    /// Whether nothing is left to erase.
    pub(super) fn are_erased(&self) -> bool {
        self.root()
            .is_some_and(|row| row.was_erased && row.current.is_none() && row.past.is_empty())
    }

    /// Every text of rows that can be found by their words.
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

    /// The different texts that columns of it hold or held.
    pub(super) fn texts(&self, column: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let all = self.past.iter().chain(&self.current).flatten();
        let texts = all.filter(|(name, _)| column(name)).filter_map(|(_, value)| value.as_str());
        texts.filter(|text| !text.trim().is_empty()).map(str::to_owned).collect()
    }

    /// Takes out of recorded columns what may not stay there.
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

/// The keys of rows that refer to `key`, or did.
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

/// The keys of rows whose personal columns name the person, or did. Every row was recorded when it was made.
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

/// What the ledger holds of a row, and whether it once held more.
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

/// The ids of these rows, which may stand in text.
pub(super) fn ids_of(rows: &[RelatedRow]) -> impl Iterator<Item = String> + '_ {
    rows.iter().filter_map(|row| match serde_json::from_str::<Vec<Value>>(&row.key) {
        // The key of a link is made of the keys of others, which are here if they belong to the person.
        Ok(_) => None,
        Err(_) => Some(row.key.clone()),
    })
}
