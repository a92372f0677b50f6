//! Positions in lists and undo: a position blocks an undo only if somebody has moved that row itself since.

use super::super::{Columns, Op, RowChange, diff::spoken_name};
use crate::{
    error::Result,
    id::ChangeId,
    store::{Sql, TenantRead, portable, row_change::is_place},
};

/// The position's name if a change that is not being undone has moved the row.
pub(super) fn moved_since(
    db: &TenantRead<'_>,
    changes: &[ChangeId],
    change: ChangeId,
    row: &RowChange,
    current: &Columns,
) -> Result<Option<String>> {
    const LATER: Sql = Sql::scoped(portable!(
        "SELECT count(*) AS n FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         JOIN change mine ON mine.tenant_id = r.tenant_id AND mine.id = :change
         WHERE r.tenant_id = :tenant AND r.entity = :entity AND r.row_key = :key AND r.op = 'update'
           AND {member r.after, :column} IS NOT NULL AND c.seq > mine.seq
           AND c.id NOT IN {list :changes}"
    ));
    let place = row.after.iter().flatten().find(|(column, _)| is_place(&row.entity, column));
    let Some((column, _)) = place.filter(|(column, value)| current.get(*column) != Some(value))
    else {
        return Ok(None);
    };
    // A created row is deleted wherever it is now.
    if row.op != Op::Update {
        return Ok(None);
    }
    let entity = row.entity()?;
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    let params = [
        (":change", change.into()),
        (":entity", row.entity.as_str().into()),
        (":key", row.key.as_str().into()),
        (":column", column.as_str().into()),
        (":changes", serde_json::json!(changes).to_string().into()),
    ];
    Ok((db.count(&LATER, &params)? > 0).then(|| spoken_name(entity, column)))
}
