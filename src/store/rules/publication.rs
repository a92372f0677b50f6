//! Publishing: a published post has a publication date.

use super::{Repair, Rule, given, list};
use crate::{
    clock,
    error::Result,
    store::{
        Dml, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
};

pub(super) const RULE: Rule = Rule { watches: &[("post", &["status", "published_at"])], keep };

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const DATE: Dml = Dml::scoped(portable!(
        "UPDATE post SET published_at = :now
         WHERE tenant_id = :tenant AND id IN {list :posts}
           AND status = 'published' AND published_at IS NULL"
    ));
    let undated: Vec<&str> =
        rows.iter().filter(|row| may_be_undated(row)).map(|row| row.key.as_str()).collect();
    if undated.is_empty() {
        return Ok(Repair::Nothing);
    }
    let dated =
        db.execute(&DATE, &[(":posts", list(undated).into()), (":now", clock::now().into())])?;
    Ok(if dated == 0 { Repair::Nothing } else { Repair::Rows })
}

/// Whether a published post can be without a date: not if the change unpublished it or sets a date.
fn may_be_undated(row: &RowChange) -> bool {
    let dated = row
        .after
        .as_ref()
        .is_some_and(|after| after.get("published_at").is_some_and(|at| !at.is_null()));
    let hidden = given(row, "status").is_some_and(|status| status != "published");
    row.op != Op::Delete && !dated && !hidden
}
