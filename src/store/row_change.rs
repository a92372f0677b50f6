//! A changed row: what a transaction did to it, taken together. The ledger stores such rows, the search follows them
//! and the rules look at them.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::{
    engine::{Captured, Columns, Engine},
    entity::{Entity, Rows, of_table},
};
use crate::error::{Error, Result};

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Op {
    /// It was made.
    Insert,
    /// Some of its columns changed.
    Update,
    /// It was deleted.
    Delete,
}

/// One row that a transaction changed, everything that happened to it taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The table of the row.
    pub entity: String,
    /// Which row: its id, or its key columns as a JSON array.
    pub key: String,
    pub op: Op,
    /// The row before; of an update, the changed columns. `None` for an insert.
    pub before: Option<Columns>,
    /// The row after; of an update, the changed columns. `None` for a delete.
    pub after: Option<Columns>,
    /// What people call the row.
    pub label: Option<String>,
}

impl RowChange {
    /// How rows of its table are spoken of.
    pub fn entity(&self) -> Result<&'static Entity> {
        of_table(&self.entity)
            .ok_or_else(|| Error::internal(format!("{} is not in store/entity.rs", self.entity)))
    }
}

impl Op {
    /// As the ledger stores it.
    pub fn as_str(self) -> &'static str {
        match self {
            Op::Insert => "insert",
            Op::Update => "update",
            Op::Delete => "delete",
        }
    }

    /// From what the ledger stores.
    pub fn parse(text: &str) -> Result<Op> {
        match text {
            "insert" => Ok(Op::Insert),
            "update" => Ok(Op::Update),
            "delete" => Ok(Op::Delete),
            other => Err(Error::internal(format!("the ledger has no op {other}"))),
        }
    }
}

/// Columns that move with every write and mean nothing by themselves.
pub(super) const MOVING: &[&str] = &["version", "updated_at"];

/// The column that says where among others a row stands; see `store/rules/places.rs`.
pub(super) const PLACE: &str = "sort_order";

/// Whether it is that column, in a table whose rows close up.
pub(super) fn is_place(table: &str, column: &str) -> bool {
    column == PLACE && ["section", "nav_item", "package", "entry"].contains(&table)
}

/// Takes together what happened to each row, and leaves out rows that end as they began.
pub(super) fn coalesce(engine: &Engine, captured: Vec<Captured>) -> Result<Vec<RowChange>> {
    let mut order: Vec<(String, String, Captured)> = Vec::new();
    let mut place: HashMap<(String, String), usize> = HashMap::new();
    for row in captured {
        let columns = row.before.as_ref().or(row.after.as_ref());
        let columns = columns.ok_or_else(|| Error::internal("a captured row without columns"))?;
        let key = engine.capture.key_of(&row.table, columns)?;
        let known = place.get(&(row.table.clone(), key.clone())).and_then(|at| order.get_mut(*at));
        if let Some((_, _, known)) = known {
            known.after = row.after;
        } else {
            place.insert((row.table.clone(), key.clone()), order.len());
            order.push((row.table.clone(), key, row));
        }
    }
    Ok(order.into_iter().filter_map(|(table, key, row)| net(table, key, row)).collect())
}

/// What remains of a row's history within one transaction.
fn net(entity: String, key: String, row: Captured) -> Option<RowChange> {
    let known = of_table(&entity);
    let label = known
        .and_then(|entity| entity.label)
        .and_then(|label| label.of(row.after.as_ref().or(row.before.as_ref())?));
    let (op, before, after) = match (row.before, row.after) {
        (None, None) => return None,
        (None, Some(after)) => (Op::Insert, None, Some(after)),
        (Some(before), None) => (Op::Delete, Some(before), None),
        (Some(before), Some(after)) => {
            let changed = changed_columns(known, &before, &after)?;
            // Somebody else was put before or behind it.
            if changed.iter().all(|column| is_place(&entity, column)) {
                return None;
            }
            let keep = |row: Columns| -> Columns {
                row.into_iter().filter(|(column, _)| changed.contains(column)).collect()
            };
            (Op::Update, Some(keep(before)), Some(keep(after)))
        }
    };
    Some(RowChange { entity, key, op, before, after, label })
}

/// The columns that differ; `None` when none does.
fn changed_columns(
    entity: Option<&Entity>,
    before: &Columns,
    after: &Columns,
) -> Option<Vec<String>> {
    let differs = |name: &String, value: &Value| after.get(name) != Some(value);
    let mut changed: Vec<String> = before
        .iter()
        .filter(|(name, value)| differs(name, value))
        .map(|(name, _)| name.clone())
        .collect();
    if changed.is_empty() {
        return None;
    }
    // An amount says nothing without its currency, nor may one of them be put back without the other.
    let is_money = |column: &String| column == "currency" || column.ends_with("_minor");
    if changed.iter().any(is_money) {
        let more = before.keys().filter(|column| is_money(column) && !changed.contains(column));
        changed.extend(more.cloned().collect::<Vec<_>>());
    }
    // Nor does what somebody is called without whose word that is.
    for outside in entity.into_iter().flat_map(|entity| entity.outside) {
        if let Rows::Where(column, _) = outside.of
            && (outside.is_in(before) || outside.is_in(after))
            && changed.iter().all(|known| known != column)
        {
            changed.push(column.to_owned());
        }
    }
    Some(changed)
}
