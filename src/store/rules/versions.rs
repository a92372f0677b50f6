//! Versions: one that has moved on says that something of the thing is another than before. Where nothing is, in the
//! end, because a place was taken that it had or a tag given that was taken, nothing has been written.

use std::collections::HashSet;

use crate::{
    error::Result,
    store::{
        TenantWrite,
        row_change::{BOOKKEEPING_COLUMNS, Op, RowChange},
    },
};

/// Takes back the versions of `rows` of which nothing else has changed, nor what others have of them; gives the others.
pub(super) fn take_back(
    db: &mut TenantWrite<'_>,
    mut rows: Vec<RowChange>,
) -> Result<Vec<RowChange>> {
    if !rows.iter().any(only_moves) {
        return Ok(rows);
    }
    let owners = Owners::of(&rows)?;
    let mut idle = HashSet::new();
    for row in rows.iter().filter(|row| only_moves(row)) {
        if owners.has(row)? {
            continue;
        }
        let mut before = row.before.clone().unwrap_or_default();
        before.retain(|column, _| BOOKKEEPING_COLUMNS.contains(&column.as_str()));
        let (capture, connection) = (&db.engine.capture, db.connection);
        capture.update(connection, &db.tenant, &row.entity, &row.key, &before)?;
        idle.insert((row.entity.clone(), row.key.clone()));
    }
    rows.retain(|row| !idle.contains(&(row.entity.clone(), row.key.clone())));
    Ok(rows)
}

/// Whether nothing of a row is another than before but its version and its time.
fn only_moves(row: &RowChange) -> bool {
    let before = |column: &str| row.before.as_ref().and_then(|before| before.get(column));
    let mut after = row.after.iter().flatten();
    row.op == Op::Update
        && after.all(|(column, value)| {
            BOOKKEEPING_COLUMNS.contains(&column.as_str()) || before(column) == Some(value)
        })
}

/// The things of which parts or items of a list have changed.
struct Owners<'r> {
    known: HashSet<(&'static str, &'r str)>,
    /// Of these kinds it is not said which ones: the row of a part has changed in something else than whose it is.
    unsaid: HashSet<&'static str>,
}

impl Owners<'_> {
    fn of(rows: &[RowChange]) -> Result<Owners<'_>> {
        let mut owners = Owners { known: HashSet::new(), unsaid: HashSet::new() };
        for row in rows {
            let Some(part) = row.entity()?.owned_by() else { continue };
            let sides = [&row.before, &row.after].into_iter().flatten();
            let ids = sides.filter_map(|columns| columns.get(part.owner_column)?.as_str());
            let known = owners.known.len();
            owners.known.extend(ids.map(|id| (part.owner, id)));
            if owners.known.len() == known && row.op == Op::Update {
                owners.unsaid.insert(part.owner);
            }
        }
        Ok(owners)
    }

    fn has(&self, row: &RowChange) -> Result<bool> {
        let name = row.entity()?.name;
        Ok(self.unsaid.contains(name) || self.known.contains(&(name, row.key.as_str())))
    }
}
