//! Keeps undo from publishing content that no person has approved.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{BOOKKEEPING_COLUMNS, Columns, Op, RowChange, diff::spoken_name};
use crate::{
    error::Result,
    id::ChangeId,
    store::{
        Sql, TenantWrite,
        entity::{Entity, Kind},
        portable,
    },
    value::{Choice as _, Publication},
};

/// Columns that say whether something is public, as opposed to its content.
const STATUS_COLUMNS: [&str; 3] = ["status", "published_at", "publish_at"];

/// The fields of a post or entry that changed since `change` unpublished it, if undoing that change would publish it
/// again: no person has approved them. Changes undone along with it do not count, nor do fields that have their old
/// value again.
pub(super) fn unseen(
    db: &TenantWrite<'_>,
    change: ChangeId,
    along: &[ChangeId],
    row: &RowChange,
) -> Result<Option<String>> {
    const LATER: Sql = Sql::scoped(portable!(
        "SELECT r.before AS before FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         JOIN change mine ON mine.tenant_id = r.tenant_id AND mine.id = :change
         WHERE r.tenant_id = :tenant AND r.entity = :entity AND r.row_key = :key AND r.op = 'update'
           AND c.seq > mine.seq
           AND c.id NOT IN {list :along}
         ORDER BY c.seq"
    ));
    if row.op != Op::Update || !publishes_again(row)? {
        return Ok(None);
    }
    let along: Vec<String> = along.iter().map(ToString::to_string).collect();
    let params = [
        (":change", change.into()),
        (":entity", (&row.entity).into()),
        (":key", (&row.key).into()),
        (":along", Value::from(along).to_string().into()),
    ];
    let later = db.all(&LATER, &params, |row| row.json::<Columns>("before"))?;
    // The value of each column at that time: the one before its first change.
    let mut then: BTreeMap<String, Value> = BTreeMap::new();
    for (column, value) in later.into_iter().flatten() {
        then.entry(column).or_insert(value);
    }
    let capture = &db.engine.capture;
    let Some(current) = capture.find(db.connection, &db.tenant, &row.entity, &row.key)? else {
        return Ok(None);
    };
    let entity = row.entity()?;
    let changed = then.iter().filter(|(column, value)| {
        let is_shown = !BOOKKEEPING_COLUMNS.contains(&column.as_str())
            && !STATUS_COLUMNS.contains(&column.as_str());
        is_shown && current.get(*column) != Some(*value)
    });
    let names: Vec<String> = changed.map(|(column, _)| spoken_name(entity, column)).collect();
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

/// Whether undoing the change would publish a row that needs a person's approval to be published.
fn publishes_again(row: &RowChange) -> Result<bool> {
    let entity: &Entity = row.entity()?;
    let is_seen =
        entity.field("status").is_some_and(|it| it.kind == Kind::Choice(Publication::WORDS));
    let is_public = |columns: Option<&Columns>| {
        let status = columns.and_then(|columns| columns.get("status"));
        // What goes public by itself is as good as public.
        let at = columns.and_then(|columns| columns.get("publish_at"));
        status.is_some_and(|status| status == Publication::Published.as_str())
            || at.is_some_and(|at| !at.is_null())
    };
    Ok(is_seen && is_public(row.before.as_ref()) && !is_public(row.after.as_ref()))
}
