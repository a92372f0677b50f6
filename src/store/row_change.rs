//! The net change of one row within a transaction. The ledger stores these, and the search index and the rules work
//! with them.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::{
    engine::{CapturedRow, Columns, Engine},
    entity::{ENTITIES, Entity, Rows, of_table},
};
use crate::{
    error::{Error, Result},
    id,
};

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

/// The net change of one row within a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    pub entity: String,
    /// The row's id, or its key columns as a JSON array.
    pub key: String,
    pub op: Op,
    /// The columns before; for an update only the changed ones. `None` for an insert.
    pub before: Option<Columns>,
    /// The columns after; for an update only the changed ones. `None` for a delete.
    pub after: Option<Columns>,
    /// The text by which people recognise the row.
    pub label: Option<String>,
    /// Whether that text is from outside, as far as the columns tell: a contact can be called what it calls itself.
    pub is_label_outside: bool,
}

impl RowChange {
    /// The description of the row's table.
    pub fn entity(&self) -> Result<&'static Entity> {
        of_table(&self.entity)
            .ok_or_else(|| Error::internal(format!("{} is not in store/entity.rs", self.entity)))
    }

    /// The label for a sentence, in which a text from outside could not be marked as untrusted.
    pub fn spoken_label(&self) -> Option<&str> {
        self.label.as_deref().filter(|_| !self.is_label_outside)
    }

    /// Of a translation: the id of its thing, and the language.
    pub fn of_language(&self) -> Option<(String, String)> {
        let is = self.entity == "translation";
        is.then(|| serde_json::from_str(&self.key).ok()).flatten()
    }

    /// Of a translation: the entity of its thing, the id, and the language.
    pub fn translated(&self) -> Option<(&'static Entity, String, String)> {
        let (thing, locale) = self.of_language()?;
        let noun = id::noun_of(&thing)?;
        let entity = ENTITIES.iter().find(|entity| entity.singular == noun)?;
        Some((entity, thing, locale))
    }
}

impl Op {
    /// The code under which the ledger stores it.
    pub fn as_str(self) -> &'static str {
        match self {
            Op::Insert => "insert",
            Op::Update => "update",
            Op::Delete => "delete",
        }
    }

    /// Parses the code that the ledger stores.
    pub fn parse(text: &str) -> Result<Op> {
        match text {
            "insert" => Ok(Op::Insert),
            "update" => Ok(Op::Update),
            "delete" => Ok(Op::Delete),
            other => Err(Error::internal(format!("the ledger has no op {other}"))),
        }
    }
}

/// Bookkeeping columns that every write changes; a change of these alone is no change.
pub(super) const BOOKKEEPING_COLUMNS: &[&str] = &["version", "updated_at"];

/// The column with the row's position in its list; see `store/rules/places.rs`.
pub(super) const PLACE: &str = "sort_order";

/// Whether the column is the position in a list that is renumbered automatically.
pub(super) fn is_place(table: &str, column: &str) -> bool {
    column == PLACE && ["section", "nav_item", "package", "entry"].contains(&table)
}

/// Merges the captured changes of each row; leaves out rows that end as they began. A row stands where it was first
/// touched, one that ends deleted where it was last: whoever puts the rows back from the last to the first then has
/// what a row refers to before the row.
pub(super) fn coalesce(engine: &Engine, captured: Vec<CapturedRow>) -> Result<Vec<RowChange>> {
    let mut order: Vec<Option<(String, String, CapturedRow)>> = Vec::new();
    let mut place: HashMap<(String, String), usize> = HashMap::new();
    for mut row in captured {
        let columns = row.before.as_ref().or(row.after.as_ref());
        let columns = columns.ok_or_else(|| Error::internal("a captured row without columns"))?;
        let key = engine.capture.key_of(&row.table, columns)?;
        let id = (row.table.clone(), key.clone());
        if let Some(known) = place.get(&id).and_then(|at| order.get_mut(*at)) {
            if let (Some(after), Some((_, _, known))) = (&row.after, &mut *known) {
                known.after = Some(after.clone());
                continue;
            }
            row.before = known.take().and_then(|(_, _, first)| first.before);
        }
        place.insert(id, order.len());
        order.push(Some((row.table.clone(), key, row)));
    }
    Ok(order.into_iter().flatten().filter_map(|(table, key, row)| net(table, key, row)).collect())
}

/// The net change of a row within the transaction; `None` if there is none.
fn net(entity: String, key: String, row: CapturedRow) -> Option<RowChange> {
    let known = of_table(&entity);
    let label = known
        .and_then(|entity| entity.label)
        .and_then(|label| label.of(row.after.as_ref().or(row.before.as_ref())?));
    let whole = row.after.as_ref().or(row.before.as_ref());
    let is_label_outside = known.zip(whole).is_some_and(|(of, row)| of.is_label_outside(row));
    let (op, before, after) = match (row.before, row.after) {
        (None, None) => return None,
        (None, Some(after)) => (Op::Insert, None, Some(after)),
        (Some(before), None) => (Op::Delete, Some(before), None),
        (Some(before), Some(after)) => {
            let changed = changed_columns(known, &before, &after)?;
            // Only the position changed, because another row was inserted or removed: no change of this row.
            if changed.iter().all(|column| is_place(&entity, column)) {
                return None;
            }
            let keep = |row: Columns| -> Columns {
                row.into_iter().filter(|(column, _)| changed.contains(column)).collect()
            };
            (Op::Update, Some(keep(before)), Some(keep(after)))
        }
    };
    Some(RowChange { entity, key, op, before, after, label, is_label_outside })
}

/// The columns whose values differ; `None` if all are equal.
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
    // An amount and its currency belong together: if one changes, both are recorded and restored.
    let is_money = |column: &String| column == "currency" || column.ends_with("_minor");
    if changed.iter().any(is_money) {
        let more = before.keys().filter(|column| is_money(column) && !changed.contains(column));
        changed.extend(more.cloned().collect::<Vec<_>>());
    }
    // Likewise a text and the column that says whether it comes from outside.
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
