//! What is taken back: all rows of some changes, or those of one kind of thing.
//!
//! A thing takes along what a deletion of it takes along, as the tables' references say: where the changes have made or
//! deleted a page, its sections and what leads to it in menus go and come with it. Parts that have no tools of their
//! own always go with their thing.

use std::collections::{HashMap, HashSet};

use super::{Op, RowChange, rows_of_each};
use crate::{
    error::Result,
    id::ChangeId,
    store::{TenantWrite, entity::Entity},
};

/// A table and the key of a row in it.
pub(super) type RowKey = (String, String);

/// What is taken back of some changes.
pub struct UndoScope {
    /// The changes of which something is taken back, newest first, with those rows in the order in which they happened.
    changes: Vec<(ChangeId, Vec<RowChange>)>,
    /// The only kind of thing that is meant, if there is one.
    pub(super) of: Option<&'static Entity>,
    /// The rows of the same changes that stay as they are.
    others: HashSet<RowKey>,
}

impl UndoScope {
    /// The rows of `changes`, given newest first: all, or those of one kind of thing with what goes along. Without the
    /// rows in `done`, which are taken back already.
    ///
    /// # Errors
    /// What a read of the rows fails with.
    pub fn of(
        db: &TenantWrite<'_>,
        changes: &[ChangeId],
        of: Option<&'static Entity>,
        done: &[RowChange],
    ) -> Result<UndoScope> {
        let mut rows = rows_of_each(db, changes)?;
        let changes: Vec<(ChangeId, Vec<RowChange>)> = changes
            .iter()
            .map(|change| (*change, rows.remove(change).unwrap_or_default()))
            .collect();
        let all: Vec<&RowChange> = changes.iter().flat_map(|(_, rows)| rows).collect();
        let mut meant = match of {
            None => without_public(&all),
            Some(of) => with_parts(db, &all, of)?,
        };
        for row in done {
            meant.remove(&key_of(row));
        }
        let others = all.iter().map(|row| key_of(row)).filter(|key| !meant.contains(key)).collect();
        let mut scope = UndoScope { changes, of, others };
        for (_, rows) in &mut scope.changes {
            rows.retain(|row| meant.contains(&key_of(row)));
        }
        scope.changes.retain(|(_, rows)| !rows.is_empty());
        Ok(scope)
    }

    /// Whether nothing is taken back.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes, newest first, each with the rows that are taken back of it.
    pub fn changes(&self) -> impl Iterator<Item = (ChangeId, &[RowChange])> {
        self.changes.iter().map(|(change, rows)| (*change, rows.as_slice()))
    }

    /// Whether the same changes have touched a row that stays as it is.
    pub(super) fn leaves(&self, table: &str, key: &str) -> bool {
        self.others.contains(&(table.to_owned(), key.to_owned()))
    }
}

/// All rows but those that say what is public: taking back what was done here is one thing, going back with what the
/// public sees another. Where there is nothing else, they are meant, and refused.
fn without_public(all: &[&RowChange]) -> HashSet<RowKey> {
    let here = |row: &&&RowChange| !row.entity().is_ok_and(is_public);
    let meant: HashSet<RowKey> = all.iter().filter(here).map(|row| key_of(row)).collect();
    if meant.is_empty() { all.iter().map(|row| key_of(row)).collect() } else { meant }
}

/// Whether rows of an entity say what the public sees.
pub(super) fn is_public(entity: &Entity) -> bool {
    ["release", "target"].contains(&entity.table)
}

pub(super) fn key_of(row: &RowChange) -> RowKey {
    (row.entity.clone(), row.key.clone())
}

/// The rows of that kind of thing, of its parts, and those that were made or deleted along with it.
fn with_parts(db: &TenantWrite<'_>, all: &[&RowChange], of: &Entity) -> Result<HashSet<RowKey>> {
    let mut meant = HashSet::new();
    for row in all {
        if is_of(row.entity()?, of) {
            meant.insert(key_of(row));
        }
    }
    // Rows by what they refer to, now or before.
    let mut referring: HashMap<(&str, &str, &str), Vec<&RowChange>> = HashMap::new();
    for row in all {
        for (column, value) in [&row.before, &row.after].into_iter().flatten().flatten() {
            if let Some(to) = value.as_str() {
                referring.entry((&row.entity, column, to)).or_default().push(row);
            }
        }
    }
    let comes_or_goes = |key: &RowKey| {
        all.iter().any(|row| row.op != Op::Update && row.entity == key.0 && row.key == key.1)
    };
    let mut references = HashMap::new();
    let mut next: Vec<RowKey> = meant.iter().filter(|key| comes_or_goes(key)).cloned().collect();
    while let Some((table, key)) = next.pop() {
        let to_table = match references.entry(table) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(unknown) => {
                let all = db.engine.capture.references(db.connection, unknown.key())?;
                unknown.insert(all)
            }
        };
        for reference in to_table.iter().filter(|reference| reference.cascades) {
            let place = (reference.table.as_str(), reference.column.as_str(), key.as_str());
            for row in referring.get(&place).into_iter().flatten() {
                if meant.insert(key_of(row)) && comes_or_goes(&key_of(row)) {
                    next.push(key_of(row));
                }
            }
        }
    }
    Ok(meant)
}

/// Whether rows of `entity` are such things, items of their lists or parts of them, or lead on to where one has gone.
fn is_of(entity: &Entity, of: &Entity) -> bool {
    entity.thing() == of.name
        || entity.owned_by().is_some_and(|part| part.owner == of.name)
        || (entity.leads_on && entity.tools.contains(&of.name))
}
