//! Erases a person's values from the ledger. That their rows changed, when and by whom, stays.

use std::collections::BTreeSet;

use super::related_rows::{RelatedRow, RelatedRows};
use crate::{
    clock,
    error::{Error, Result},
    store::{Dml, Sql, TenantWrite, engine::Columns},
};

/// Erases the recorded values of these rows; returns the ids of the changes.
pub(super) fn erase(
    db: &mut TenantWrite<'_>,
    related_rows: &RelatedRows,
) -> Result<BTreeSet<String>> {
    // A trigger allows only this summary.
    const SUMMARY: Dml = Dml::scoped(
        "UPDATE change SET summary = 'changed what has been erased since'
         WHERE tenant_id = :tenant AND id = :change",
    );
    let mut changes = BTreeSet::new();
    for row in related_rows.all() {
        erase_row(db, row, &mut changes)?;
    }
    for change in &changes {
        db.execute(&SUMMARY, &[(":change", change.as_str().into())])?;
    }
    Ok(changes)
}

fn erase_row(
    db: &mut TenantWrite<'_>,
    row: &RelatedRow,
    changes: &mut BTreeSet<String>,
) -> Result<()> {
    const FIND: Sql = Sql::scoped(
        "SELECT change_id, ordinal, before, after FROM change_row
         WHERE tenant_id = :tenant AND entity = :entity AND row_key = :key AND erased_at IS NULL",
    );
    const ERASE: Dml = Dml::scoped(
        "UPDATE change_row SET before = :before, after = :after, label = NULL, erased_at = :now
         WHERE tenant_id = :tenant AND change_id = :change AND ordinal = :ordinal",
    );
    let thing = [(":entity", row.table.as_str().into()), (":key", row.key.as_str().into())];
    let recorded = db.all(&FIND, &thing, |found| {
        let side = |name: &str| found.text_or_none(name).and_then(|text| without(row, text));
        Ok((found.text("change_id")?, found.integer("ordinal")?, side("before")?, side("after")?))
    })?;
    for (change, ordinal, before, after) in recorded {
        db.execute(
            &ERASE,
            &[
                (":change", change.as_str().into()),
                (":ordinal", ordinal.into()),
                (":before", before.into()),
                (":after", after.into()),
                (":now", clock::now().into()),
            ],
        )?;
        changes.insert(change);
    }
    Ok(())
}

fn without(row: &RelatedRow, text: Option<String>) -> Result<Option<String>> {
    let parse = |text: String| serde_json::from_str::<Columns>(&text).map_err(Error::internal);
    let mut columns = text.map(parse).transpose()?;
    row.blank(&mut columns);
    columns.map(|columns| serde_json::to_string(&columns).map_err(Error::internal)).transpose()
}
