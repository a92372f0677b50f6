//! Orders and their items.

use crate::{
    clock::Time,
    id::{ContactId, OrderId, OrderItemId, PackageId, PipelineId, StageId},
    value::{Currency, Day, OrderStatus, Percent},
};
use deskhand_entity::Entity;

/// A row of `customer_order`, with the names of its contact, pipeline and stage.
#[derive(Clone, Debug, Entity)]
#[entity(table = "customer_order", alias = "o", name = "order", people, label = title, sort = "-id", new = NewOrder)]
#[join(c = "contact", on = "contact_id")]
#[join(s = "stage", on = "stage_id")]
#[join(p = "pipeline", on = "s.pipeline_id")]
#[extra(
    expr = "(CASE WHEN {row}.status = 'cancelled' THEN 0 ELSE {row}.total_minor
             - (SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
             JOIN invoice v ON v.tenant_id = c.tenant_id AND v.id = c.corrects_id
             WHERE c.tenant_id = {row}.tenant_id AND c.order_id = {row}.id AND c.number IS NOT NULL
               AND v.kind = 'invoice' AND v.total_minor >
                 (SELECT CAST(sum(d.total_minor) AS bigint) FROM invoice d
                  WHERE d.tenant_id = v.tenant_id AND d.corrects_id = v.id AND d.number IS NOT NULL)) END
             - (SELECT coalesce(CAST(sum(m.amount_minor) AS bigint), 0) FROM payment m
             WHERE m.tenant_id = {row}.tenant_id AND m.order_id = {row}.id))",
    wire = "balance",
    kind = crate::store::entity::Kind::Money
)]
pub(crate) struct OrderRow {
    pub(crate) id: OrderId,
    /// Counted from 1 in the business: how people name it.
    #[column(fixed)]
    pub(crate) number: i64,
    #[column(said = "customer")]
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
    pub(crate) status: OrderStatus,
    // Staff write down here what a customer wants, so it can be text from outside.
    #[column(personal, external(source = "notes"))]
    pub(crate) description: String,
    #[column(personal, identity, heavy)]
    pub(crate) shipping_address: String,
    /// What it is in a few words: its number, its first line, how many more.
    #[column(personal)]
    pub(crate) title: String,
    pub(crate) ordered_on: Day,
    pub(crate) due_on: Option<Day>,
    /// Off the whole, in the smallest unit of the currency (cents); or a percentage.
    pub(crate) discount_minor: i64,
    pub(crate) discount_percent: Percent,
    /// Whether the prices of its lines have the tax in them.
    pub(crate) tax_included: bool,
    /// With tax, in the smallest unit of the currency (cents).
    #[column(wire = "total")]
    pub(crate) total_minor: i64,
    pub(crate) tax_minor: i64,
    #[column(
        expr = "(SELECT coalesce(CAST(sum(m.amount_minor) AS bigint), 0) FROM payment m
                 WHERE m.tenant_id = {row}.tenant_id AND m.order_id = {row}.id)",
        wire = "paid",
        kind = crate::store::entity::Kind::Money
    )]
    pub(crate) paid_minor: i64,
    /// What is taken off its invoice by credit notes; nothing where they take all of it back.
    #[column(
        expr = "(SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
             JOIN invoice v ON v.tenant_id = c.tenant_id AND v.id = c.corrects_id
             WHERE c.tenant_id = {row}.tenant_id AND c.order_id = {row}.id AND c.number IS NOT NULL
               AND v.kind = 'invoice' AND v.total_minor >
                 (SELECT CAST(sum(d.total_minor) AS bigint) FROM invoice d
                  WHERE d.tenant_id = v.tenant_id AND d.corrects_id = v.id AND d.number IS NOT NULL))",
        wire = "credited",
        kind = crate::store::entity::Kind::Money
    )]
    pub(crate) credited_minor: i64,
    pub(crate) currency: Currency,
    pub(crate) version: i64,
    pub(crate) created_at: Time,
    pub(crate) updated_at: Time,
}

impl OrderRow {
    /// What is still due; less than nothing where money has to go back.
    pub(crate) fn balance_minor(&self) -> i64 {
        let due = match self.status {
            OrderStatus::Cancelled => 0,
            OrderStatus::Pending | OrderStatus::Confirmed => self.total_minor - self.credited_minor,
        };
        due - self.paid_minor
    }
}

/// What is due of the order `o` but for what was paid, and what was paid of it, as texts of statements. The same as the
/// fields of the row.
macro_rules! order_amounts {
    (due) => {
        concat!(
            "(CASE WHEN o.status = 'cancelled' THEN 0 ELSE o.total_minor - ",
            $crate::store::entity::order_amounts!(credited),
            " END)"
        )
    };
    (credited) => {
        "(SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
                 JOIN invoice v ON v.tenant_id = c.tenant_id AND v.id = c.corrects_id
                 WHERE c.tenant_id = o.tenant_id AND c.order_id = o.id AND c.number IS NOT NULL
                   AND v.kind = 'invoice' AND v.total_minor >
                     (SELECT CAST(sum(d.total_minor) AS bigint) FROM invoice d
                      WHERE d.tenant_id = v.tenant_id AND d.corrects_id = v.id AND d.number IS NOT NULL))"
    };
    (paid) => {
        "(SELECT coalesce(CAST(sum(m.amount_minor) AS bigint), 0) FROM payment m
          WHERE m.tenant_id = o.tenant_id AND m.order_id = o.id)"
    };
}
pub(crate) use order_amounts;

/// A row of `order_item`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "order_item", alias = "i", name = "orderItem", tools("order"), people, label = title, sort = "-id")]
#[entity(personal_unless = "package_id", new = NewOrderItem)]
#[entity(part_of(owner = "order", owner_column = "order_id", field = "items"))]
#[extra(
    expr = "(SELECT o.currency FROM customer_order o
             WHERE o.tenant_id = {row}.tenant_id AND o.id = {row}.order_id)",
    wire = "currency",
    kind = crate::store::entity::Kind::Currency
)]
#[extra(
    expr = "(SELECT o.status FROM customer_order o
             WHERE o.tenant_id = {row}.tenant_id AND o.id = {row}.order_id)",
    wire = "orderStatus",
    kind = crate::store::entity::Kind::Text
)]
#[extra(
    expr = "(SELECT o.ordered_on FROM customer_order o
             WHERE o.tenant_id = {row}.tenant_id AND o.id = {row}.order_id)",
    wire = "orderedOn",
    kind = crate::store::entity::Kind::Text
)]
#[extra(
    expr = "({row}.unit_price_minor * {row}.quantity - {row}.discount_minor
             - ({row}.unit_price_minor * {row}.quantity
                * CAST(round(CAST({row}.discount_percent AS numeric) * 100) AS bigint) + 5000) / 10000)",
    wire = "amount",
    kind = crate::store::entity::Kind::Money
)]
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
    pub(crate) discount_minor: i64,
    pub(crate) discount_percent: Percent,
    pub(crate) tax_rate: Percent,
}
