//! The ledger: every committed write as one change, with each row before and after.
//!
//! Rows come from the store's capture and from nowhere else, so a cascade or an upsert is in it without
//! anybody's help. From the rows alone follow the diff of a dry run ([`diff()`]), the digest that a
//! confirmation is bound to ([`digest()`]), history, and undo ([`undo()`]).

mod diff;
mod digest;
pub(crate) mod excerpt;
mod headline;
mod names;
mod undo;
mod verify;
mod versions;

pub(super) use self::undo::moved_on;
pub use self::{
    diff::{FieldDiff, changed_fields, diff, shorten, spoken_name, whole_diff},
    digest::digest,
    headline::{headline, intention, named},
    names::name_things,
    undo::{Restored, UndoScope, rows_of, rows_of_each, undo},
    verify::{State, Verification, Verified, label_now, spelling, verify},
    versions::expect_version,
};
pub use super::row_change::{Op, RowChange};
use super::{
    Dml, TenantWrite,
    engine::{Capture, Columns},
    portable,
    row_change::MOVING,
    search,
};
use crate::{
    clock,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
};

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

impl TenantWrite<'_> {
    /// Writes the changed rows into the ledger as one change; `None` when there are none.
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

/// Writes the change and its rows. They commit with the rows themselves.
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
