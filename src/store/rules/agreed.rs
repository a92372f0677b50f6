//! Whether an order is agreed: one that is paid for, invoiced or accepted as a quote is confirmed, and one with an
//! invoice that is not taken back is not cancelled.

use super::{Repair, Rule, given, list, taken};
use crate::{
    error::{Code, Error, Result},
    store::{
        Dml, Sql, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("customer_order", &["status"]),
        ("payment", &["order_id", "amount_minor"]),
        ("invoice", &["number", "status"]),
    ],
    keep,
};

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const CONFIRM: Dml = Dml::scoped(portable!(
        "UPDATE customer_order SET status = 'confirmed'
         WHERE tenant_id = :tenant AND status = 'pending' AND id IN {list :orders}
           AND (EXISTS (SELECT 1 FROM payment m
                        WHERE m.tenant_id = customer_order.tenant_id AND m.order_id = customer_order.id)
                OR EXISTS (SELECT 1 FROM invoice v
                           WHERE v.tenant_id = customer_order.tenant_id AND v.order_id = customer_order.id
                             AND v.number IS NOT NULL AND (v.kind IN ('deposit', 'invoice') OR v.status = 'accepted')))"
    ));
    const INVOICED: Sql = Sql::scoped(portable!(
        "SELECT o.number AS number, v.number AS invoice FROM {items :orders, cte_orders}
         {ordered_join} customer_order o ON o.tenant_id = :tenant AND o.id = cte_orders.value AND o.status = 'cancelled'
         JOIN invoice v ON v.tenant_id = o.tenant_id AND v.order_id = o.id
         WHERE v.number IS NOT NULL AND v.kind IN ('deposit', 'invoice')
           AND v.total_minor > (SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
                                WHERE c.tenant_id = v.tenant_id AND c.corrects_id = v.id AND c.number IS NOT NULL)
         ORDER BY v.id LIMIT 1"
    ));
    let orders = orders(db, rows)?;
    if orders.is_empty() {
        return Ok(Repair::Nothing);
    }
    let params = [(":orders", list(orders).into())];
    let read = |row: &crate::store::Row<'_>| Ok((row.integer("number")?, row.text("invoice")?));
    if let Some((order, invoice)) = db.first(&INVOICED, &params, read)? {
        let sentence = format!("order {order} is invoiced as {invoice}, so it is not cancelled");
        return Err(Error::new(Code::InvoiceIssued, sentence).suggest(
            "take the invoice back first: createInvoice { kind: credit_note, corrects }, issue it, then cancel the order",
        ));
    }
    let confirmed = db.execute(&CONFIRM, &params)?;
    Ok(if confirmed > 0 { Repair::Rows } else { Repair::Nothing })
}

/// The orders that these rows are or are about. New ones have nothing yet that could stand against them.
fn orders(db: &TenantWrite<'_>, rows: &[&RowChange]) -> Result<Vec<String>> {
    const OF_INVOICES: Sql = Sql::scoped(portable!(
        "SELECT order_id FROM invoice WHERE tenant_id = :tenant AND id IN {list :invoices}"
    ));
    let mut orders: Vec<String> = Vec::new();
    let mut invoices: Vec<&str> = Vec::new();
    for row in rows {
        match row.entity.as_str() {
            "customer_order" if row.op == Op::Update => orders.push(row.key.clone()),
            "payment" => {
                orders.extend(given(row, "order_id").or(taken(row, "order_id")).map(str::to_owned));
            }
            "invoice" if row.op == Op::Update => invoices.push(&row.key),
            _ => {}
        }
    }
    if !invoices.is_empty() {
        let params = [(":invoices", list(invoices).into())];
        orders.extend(db.all(&OF_INVOICES, &params, |row| row.text("order_id"))?);
    }
    orders.sort();
    orders.dedup();
    Ok(orders)
}
