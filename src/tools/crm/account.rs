//! What is written for an order and paid of it, and how its documents stand: what orders,
//! documents and payments all show.

mod document;
mod payment;
mod standing;

pub use self::{document::DocumentOut, payment::PaymentOut};
pub(in crate::tools::crm) use self::{
    payment::payments,
    standing::{Standing, of_orders as standings},
};
use crate::{
    error::Result,
    id::OrderId,
    store::{
        Sql, TenantRead,
        entity::{InvoiceRow, Select, select},
        portable,
    },
};

/// All documents of several orders, first to last.
pub(in crate::tools::crm) fn documents(
    db: &TenantRead<'_>,
    orders: &[OrderId],
) -> Result<Vec<InvoiceRow>> {
    const OF_ORDERS: Select<InvoiceRow> =
        select!(InvoiceRow, "v.order_id IN {list :ids} ORDER BY v.order_id, v.id");
    db.below(&OF_ORDERS, orders)
}

/// What was paid for each of several orders.
fn paid(db: &TenantRead<'_>, orders: &[OrderId]) -> Result<Vec<(OrderId, i64)>> {
    const PAID: Sql = Sql::scoped(portable!(
        "SELECT order_id, CAST(sum(amount_minor) AS bigint) AS paid FROM payment
         WHERE tenant_id = :tenant AND order_id IN {list :ids} GROUP BY order_id"
    ));
    let found = db.grouped(&PAID, orders, |row| Ok((row.id("order_id")?, row.integer("paid")?)))?;
    Ok(found.into_iter().map(|(order, paid)| (order, paid.into_iter().sum())).collect())
}
