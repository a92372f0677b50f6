//! Finds where an erased person is still named, so that the operator can be told.
//!
//! It searches every text column of every table in the open file, so new tables are covered.

use std::collections::BTreeMap;

use super::names::Names;
use crate::{
    error::Result,
    store::{
        TenantRead,
        engine::{Capture, Columns},
        entity::{self, Entity},
    },
};

/// Whether the current text or only the history names the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tense {
    Now,
    Then,
}

/// A row that still names the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// What kind of thing it is, for people: page, guidance.
    pub kind: String,
    pub id: String,
    /// The text by which people recognise it.
    pub label: Option<String>,
    pub tense: Tense,
    pub times: usize,
}

/// Everything that still names the person, current texts first.
pub(super) fn find(db: &TenantRead<'_>, names: &Names) -> Result<Vec<Remaining>> {
    let mut found: BTreeMap<(Tense, usize, String, String), Remaining> = BTreeMap::new();
    Capture::each_row(db.connection, &db.tenant, |table, row| {
        let times: usize =
            row.values().filter_map(|value| value.as_str()).map(|text| names.count(text)).sum();
        if times > 0 {
            let (rank, new) = remaining(table, &row, times);
            let place = (new.tense, rank, new.kind.clone(), new.id.clone());
            found.entry(place).and_modify(|known| known.times += times).or_insert(new);
        }
        Ok(())
    })?;
    Ok(found.into_values().collect())
}

fn remaining(table: &str, row: &Columns, times: usize) -> (usize, Remaining) {
    let text = |column: &str| row.get(column).and_then(|value| value.as_str());
    let owned = |column: &str| text(column).unwrap_or_default().to_owned();
    if table == "change_row" {
        let of = text("entity").and_then(entity::of_table);
        let kind = of.map_or_else(|| owned("entity"), |of| of.singular.to_owned());
        let (id, label) = (owned("row_key"), text("label").map(str::to_owned));
        let rank = of.map_or(usize::MAX, Entity::rank);
        return (rank, Remaining { kind, id, label, tense: Tense::Then, times });
    }
    if let Some(entity) = entity::of_table(table) {
        let label = entity.label.and_then(|label| label.of(row));
        let (kind, id) = (entity.singular.to_owned(), owned("id"));
        return (entity.rank(), Remaining { kind, id, label, tense: Tense::Now, times });
    }
    let id = ["id", "name", "tool", "seq", "number"].into_iter().find_map(|key| row.get(key));
    let id = id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let kind = table.replace('_', " ");
    let tense = if table == "change" { Tense::Then } else { Tense::Now };
    (usize::MAX, Remaining { kind, id: id.unwrap_or_default(), label: None, tense, times })
}
