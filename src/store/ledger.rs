//! The ledger: every committed write as one change, with each row before and after.
//!
//! Rows come from the store's capture and from nowhere else, so a cascade or an upsert is in it without
//! anybody's help. From the rows alone follow the diff of a dry run ([`diff()`]), the digest that a
//! confirmation is bound to ([`digest()`]), history, and undo ([`undo()`]).

mod diff;
mod digest;
mod headline;
mod undo;
mod verify;
mod versions;

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

pub(super) use self::undo::moved_on;
pub use self::{
    diff::{FieldDiff, diff, shorten, whole_diff},
    digest::digest,
    headline::{headline, intention},
    undo::{Restored, rows_of, rows_of_each, undo},
    verify::{State, Verified, verify},
    versions::expect_version,
};
use super::{
    Dml, TenantWrite,
    entity::{Entity, Rows},
    rules::is_place,
    sqlite::{Captured, Columns},
    writer::Engine,
};
use crate::{
    clock,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
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
        super::entity::of_table(&self.entity)
            .ok_or_else(|| Error::internal(format!("{} is not in store/entity.rs", self.entity)))
    }
}

/// What the ledger notes about a change besides its rows.
#[derive(Clone, Debug)]
pub struct ChangeRecord {
    /// The call that made it.
    pub call: CallId,
    /// The request that the call belongs to.
    pub request: RequestId,
    /// The tool, with its action where it has several.
    pub tool: String,
    /// The change or request that it takes back.
    pub undoes: Option<String>,
    /// The person who has approved it, where it had been proposed.
    pub approved_by: Option<String>,
}

/// Columns that move with every write and mean nothing by themselves.
const MOVING: &[&str] = &["version", "updated_at"];

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
    let known = super::entity::of_table(&entity);
    let label = known
        .and_then(|entity| entity.label)
        .and_then(|label| label.of(row.after.as_ref().or(row.before.as_ref())?));
    let (op, before, after) = match (row.before, row.after) {
        (None, None) => return None,
        (None, Some(after)) => (Op::Insert, None, Some(after)),
        (Some(before), None) => (Op::Delete, Some(before), None),
        (Some(before), Some(after)) => {
            let changed = changed_columns(known, &before, &after)?;
            // Somebody else was put before or behind it; see `store/rules/places.rs`.
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

/// Writes the change and its rows. They commit with the rows themselves.
pub(super) fn record(
    db: &mut TenantWrite<'_>,
    change: &ChangeRecord,
    rows: &[RowChange],
) -> Result<ChangeId> {
    const CHANGE: Dml = Dml::scoped(
        "INSERT INTO change
           (tenant_id, seq, id, call_id, request_id, agent_id, tool, summary, undoes, approved_by,
            created_at)
         SELECT :tenant, coalesce((SELECT max(seq) FROM change WHERE tenant_id = :tenant), 0) + 1,
                :id, :call, :request, :agent, :tool, :summary, :undoes, :approved, :now",
    );
    const ROW: Dml = Dml::scoped(
        "INSERT INTO change_row (tenant_id, change_id, ordinal, entity, row_key, label, op, before, after)
         VALUES (:tenant, :change, :ordinal, :entity, :key, :label, :op, :before, :after)",
    );
    let id = ChangeId::new();
    let summary = headline(rows, change.undoes.is_some())?;
    let agent = db.who().agent.id;
    db.execute(
        &CHANGE,
        &[
            (":id", id.into()),
            (":call", change.call.into()),
            (":request", change.request.into()),
            (":agent", agent.into()),
            (":tool", change.tool.as_str().into()),
            (":summary", summary.into()),
            (":undoes", change.undoes.as_ref().into()),
            (":approved", change.approved_by.as_ref().into()),
            (":now", clock::now().into()),
        ],
    )?;
    for (ordinal, row) in (0_i64..).zip(rows) {
        let text = |columns: &Option<Columns>| {
            columns.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)
        };
        db.execute(
            &ROW,
            &[
                (":change", id.into()),
                (":ordinal", ordinal.into()),
                (":entity", row.entity.as_str().into()),
                (":key", row.key.as_str().into()),
                (":label", row.label.as_ref().into()),
                (":op", row.op.as_str().into()),
                (":before", text(&row.before)?.into()),
                (":after", text(&row.after)?.into()),
            ],
        )?;
    }
    Ok(id)
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
