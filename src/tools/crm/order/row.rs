//! The row of an order, and the ways to look it up.

use crate::{
    clock::Time,
    error::Result,
    id::{ContactId, OrderId, PipelineId, StageId},
    store::{Row, Sql, TenantRead},
    value::Currency,
};

/// An order as it is stored, with the names of its contact, its pipeline and its stage.
#[derive(Clone, Debug)]
pub(super) struct OrderRow {
    pub(super) id: OrderId,
    pub(super) contact_id: ContactId,
    pub(super) contact_name: String,
    pub(super) contact_name_from: Option<String>,
    pub(super) pipeline_id: PipelineId,
    pub(super) pipeline_key: String,
    pub(super) stage_id: StageId,
    pub(super) stage_key: String,
    pub(super) description: String,
    pub(super) shipping_address: String,
    pub(super) currency: Currency,
    pub(super) total_minor: i64,
    pub(super) version: i64,
    pub(super) created_at: Time,
    pub(super) updated_at: Time,
}

/// Which orders.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) contact: Option<ContactId>,
    pub(super) stage: Option<StageId>,
    pub(super) pipeline: Option<PipelineId>,
}

/// Every id of an order sorts before this.
pub(super) const NEWEST: &str = "ord_{";

/// A read of whole orders; a constant cannot be joined with another at compile time.
macro_rules! orders {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT o.id, o.contact_id, c.name AS contact_name, c.name_from AS contact_name_from, s.pipeline_id, p.key AS pipeline_key,
                    o.stage_id, s.key AS stage_key, o.description, o.shipping_address, o.currency,
                    o.total_minor, o.version, o.created_at, o.updated_at
             FROM customer_order o
             JOIN contact c ON c.tenant_id = o.tenant_id AND c.id = o.contact_id
             JOIN stage s ON s.tenant_id = o.tenant_id AND s.id = o.stage_id
             JOIN pipeline p ON p.tenant_id = s.tenant_id AND p.id = s.pipeline_id
             WHERE o.tenant_id = :tenant AND ",
            $condition
        ))
    };
}

pub(super) fn by_id(db: &TenantRead<'_>, id: OrderId) -> Result<Option<OrderRow>> {
    const BY_ID: Sql = orders!("o.id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

/// Orders before a position, the newest first.
pub(super) fn listed(
    db: &TenantRead<'_>,
    wanted: &Wanted,
    after: &str,
    fetch: i64,
) -> Result<Vec<OrderRow>> {
    const ALL: Sql = orders!(
        "o.id < :after AND (:pipeline IS NULL OR s.pipeline_id = :pipeline)
         ORDER BY o.id DESC LIMIT :fetch"
    );
    const OF_CONTACT: Sql = orders!(
        "o.contact_id = :contact AND o.id < :after
         AND (:pipeline IS NULL OR s.pipeline_id = :pipeline) ORDER BY o.id DESC LIMIT :fetch"
    );
    const IN_STAGE: Sql =
        orders!("o.stage_id = :stage AND o.id < :after ORDER BY o.id DESC LIMIT :fetch");
    let (after, fetch) = ((":after", after.into()), (":fetch", fetch.into()));
    let pipeline = (":pipeline", wanted.pipeline.into());
    if let Some(stage) = wanted.stage {
        db.all(&IN_STAGE, &[after, fetch, (":stage", stage.into())], read)
    } else if let Some(contact) = wanted.contact {
        db.all(&OF_CONTACT, &[after, fetch, pipeline, (":contact", contact.into())], read)
    } else {
        db.all(&ALL, &[after, fetch, pipeline], read)
    }
}

fn read(row: &Row<'_>) -> Result<OrderRow> {
    Ok(OrderRow {
        id: row.id("id")?,
        contact_id: row.id("contact_id")?,
        contact_name: row.text("contact_name")?,
        contact_name_from: row.text_or_none("contact_name_from")?,
        pipeline_id: row.id("pipeline_id")?,
        pipeline_key: row.text("pipeline_key")?,
        stage_id: row.id("stage_id")?,
        stage_key: row.text("stage_key")?,
        description: row.text("description")?,
        shipping_address: row.text("shipping_address")?,
        currency: Currency::parse(&row.text("currency")?)?,
        total_minor: row.integer("total_minor")?,
        version: row.integer("version")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
