//! Reads of orders.

use crate::{
    error::Result,
    id::{ContactId, PipelineId, StageId},
    store::{
        TenantRead,
        entity::{OrderRow, Select, select},
    },
};

/// A filter of orders.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) contact: Option<ContactId>,
    pub(super) stage: Option<StageId>,
    pub(super) pipeline: Option<PipelineId>,
}

/// Every id of an order sorts before this text.
pub(super) const NEWEST: &str = "ord_{";

/// Orders before a position, newest first.
pub(super) fn listed(
    db: &TenantRead<'_>,
    wanted: &Wanted,
    after: &str,
    fetch: i64,
) -> Result<Vec<OrderRow>> {
    const ALL: Select<OrderRow> = select!(
        OrderRow,
        "o.id < :after AND (CAST(:pipeline AS text) IS NULL OR s.pipeline_id = :pipeline)
         ORDER BY o.id DESC LIMIT :fetch"
    );
    const OF_CONTACT: Select<OrderRow> = select!(
        OrderRow,
        "o.contact_id = :contact AND o.id < :after
         AND (CAST(:pipeline AS text) IS NULL OR s.pipeline_id = :pipeline) ORDER BY o.id DESC LIMIT :fetch"
    );
    const IN_STAGE: Select<OrderRow> =
        select!(OrderRow, "o.stage_id = :stage AND o.id < :after ORDER BY o.id DESC LIMIT :fetch");
    let (after, fetch) = ((":after", after.into()), (":fetch", fetch.into()));
    let pipeline = (":pipeline", wanted.pipeline.into());
    if let Some(stage) = wanted.stage {
        db.rows(&IN_STAGE, &[after, fetch, (":stage", stage.into())])
    } else if let Some(contact) = wanted.contact {
        db.rows(&OF_CONTACT, &[after, fetch, pipeline, (":contact", contact.into())])
    } else {
        db.rows(&ALL, &[after, fetch, pipeline])
    }
}

/// The newest twenty orders of each of several contacts, newest first.
pub(super) fn newest_of_each(db: &TenantRead<'_>, contacts: &[ContactId]) -> Result<Vec<OrderRow>> {
    const NEWEST_OF_EACH: Select<OrderRow> = select!(
        OrderRow,
        "o.id IN (SELECT n.id FROM {items :ids, cte_contacts}
                  {ordered_join} customer_order n ON n.tenant_id = :tenant AND n.id IN
                    (SELECT i.id FROM customer_order i
                     WHERE i.tenant_id = :tenant AND i.contact_id = cte_contacts.value
                     ORDER BY i.id DESC LIMIT 20))
         ORDER BY o.id DESC"
    );
    db.below(&NEWEST_OF_EACH, contacts)
}
