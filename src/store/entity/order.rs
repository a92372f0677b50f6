//! Orders and their items.

use crate::{
    clock::Time,
    id::{ContactId, OrderId, OrderItemId, PackageId, PipelineId, StageId},
    value::Currency,
};
use deskhand_entity::Entity;

/// A row of `customer_order`, with the names of its contact, pipeline and stage.
#[derive(Clone, Debug, Entity)]
#[entity(table = "customer_order", alias = "o", name = "order", people, label = description, sort = "-id", new = NewOrder)]
#[join(c = "contact", on = "contact_id")]
#[join(s = "stage", on = "stage_id")]
#[join(p = "pipeline", on = "s.pipeline_id")]
pub(crate) struct OrderRow {
    pub(crate) id: OrderId,
    #[column(said = "customer", fixed)]
    pub(crate) contact_id: ContactId,
    #[column(from = "c.name", hidden)]
    pub(crate) contact_name: String,
    #[column(from = "c.name_from", hidden)]
    pub(crate) contact_name_from: Option<String>,
    #[column(from = "s.pipeline_id", hidden)]
    pub(crate) pipeline_id: PipelineId,
    #[column(from = "p.key", hidden)]
    pub(crate) pipeline_key: String,
    #[column(said = "stage")]
    pub(crate) stage_id: StageId,
    #[column(from = "s.key", wire = "stage")]
    pub(crate) stage_key: String,
    // Staff write down here what a customer wants, so it can be text from outside.
    #[column(personal, external(source = "notes"))]
    pub(crate) description: String,
    #[column(personal, identity, heavy)]
    pub(crate) shipping_address: String,
    /// In the smallest unit of the currency (cents).
    #[column(wire = "total")]
    pub(crate) total_minor: i64,
    pub(crate) currency: Currency,
    pub(crate) version: i64,
    pub(crate) created_at: Time,
    pub(crate) updated_at: Time,
}

/// A row of `order_item`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "order_item", name = "orderItem", tools("order"), people, label = title)]
#[entity(personal_unless = "package_id", new = NewOrderItem)]
#[entity(part_of(owner = "order", owner_column = "order_id", field = "items"))]
pub(crate) struct OrderItemRow {
    pub(crate) id: OrderItemId,
    pub(crate) order_id: OrderId,
    pub(crate) sort_order: i64,
    pub(crate) package_id: Option<PackageId>,
    #[column(personal)]
    pub(crate) title: String,
    /// In the smallest unit of the order's currency (cents).
    pub(crate) unit_price_minor: i64,
    pub(crate) quantity: i64,
}
