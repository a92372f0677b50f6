//! The ledger: every committed write as one change, with each row before and after.
//!
//! The rows come only from the store's capture, so cascades and upserts are included automatically. From them are made
//! the diff of a dry run ([`diff()`]), the digest that a confirmation is bound to ([`digest()`]), history, and undo
//! ([`undo()`]).

mod diff;
mod digest;
pub(crate) mod excerpt;
mod headline;
mod names;
mod then;
mod told;
mod undo;
mod verify;
mod versions;

pub(crate) use self::then::row_then;
pub(super) use self::undo::moved_on;
pub use self::{
    diff::{FieldDiff, changed_fields, diff, shorten, spoken_name, whole_diff},
    digest::digest,
    headline::{headline, intention, named},
    names::name_things,
    told::told,
    undo::{Restored, UndoScope, rows_of, rows_of_each, undo},
    verify::{State, Verification, Verified, label_now, spelling, verify},
    versions::expect_version,
};
pub use super::row_change::{Op, RowChange};
use super::{
    Dml, TenantWrite,
    engine::{Capture, Columns},
    portable,
    row_change::BOOKKEEPING_COLUMNS,
    search,
};
use crate::{
    clock,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
};

/// The metadata of a change, stored beside its rows.
#[derive(Clone, Debug)]
pub struct ChangeRecord {
    pub call: CallId,
    pub request: RequestId,
    /// The tool, with its action where it has several: `manage_packages:create`.
    pub tool: String,
    /// The id of the change or request that this one undoes.
    pub undoes: Option<String>,
    /// The person who approved it, if it was a proposal.
    pub approved_by: Option<String>,
}

impl TenantWrite<'_> {
    /// Records all changed rows as one change; `None` if no row changed.
    pub fn record(&mut self, change: &ChangeRecord) -> Result<Option<(ChangeId, Vec<RowChange>)>> {
        let rows = self.settle()?;
        if rows.is_empty() {
            return Ok(None);
        }
        let id = record(self, change, &rows)?;
        search::follow(self, &rows)?;
        Capture::clear(self.connection)?;
        Ok(Some((id, rows)))
    }
}

/// Inserts the change and its rows, in the same transaction as the rows themselves.
pub(super) fn record(
    db: &mut TenantWrite<'_>,
    change: &ChangeRecord,
    rows: &[RowChange],
) -> Result<ChangeId> {
    const CHANGE: Dml = Dml::scoped(portable!(
        "INSERT INTO change
           (tenant_id, seq, id, call_id, request_id, agent_id, tool, summary, undoes, approved_by,
            created_at)
         SELECT :tenant, {next_number change, seq},
                :id, :call, :request, :agent, :tool, :summary, :undoes, :approved, :now"
    ));
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
