//! What has been invoiced stays as it was invoiced: the prices of an order with an invoice that is not taken back, and
//! as much of an order as its deposit invoices are about.

use super::{Repair, Rule, list, orders};
use crate::{
    error::{Code, Error, Result},
    store::{Sql, TenantWrite, portable, row_change::RowChange},
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("customer_order", &["total_minor", "tax_minor", "currency"]),
        (
            "order_item",
            &[
                "order_id",
                "unit_price_minor",
                "quantity",
                "discount_minor",
                "discount_percent",
                "tax_rate",
            ],
        ),
    ],
    keep,
};

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    const INVOICED: Sql = Sql::scoped(portable!(
        "SELECT o.number AS number, v.number AS invoice FROM {items :orders, cte_orders}
         {ordered_join} customer_order o ON o.tenant_id = :tenant AND o.id = cte_orders.value
         JOIN invoice v ON v.tenant_id = o.tenant_id AND v.order_id = o.id
         WHERE v.number IS NOT NULL
           AND v.total_minor > (SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
                                WHERE c.tenant_id = v.tenant_id AND c.corrects_id = v.id AND c.number IS NOT NULL)
           AND (v.kind = 'invoice'
                OR v.kind = 'deposit' AND (v.currency <> o.currency OR o.total_minor <
                  (SELECT coalesce(CAST(sum(d.total_minor) AS bigint), 0) FROM invoice d
                   WHERE d.tenant_id = o.tenant_id AND d.order_id = o.id AND d.kind = 'deposit'
                     AND d.number IS NOT NULL)
                  - (SELECT coalesce(CAST(sum(c.total_minor) AS bigint), 0) FROM invoice c
                     JOIN invoice d ON d.tenant_id = c.tenant_id AND d.id = c.corrects_id
                     WHERE c.tenant_id = o.tenant_id AND c.order_id = o.id AND c.number IS NOT NULL
                       AND d.kind = 'deposit')))
         ORDER BY v.id LIMIT 1"
    ));
    let changed = orders::changed(db, rows)?;
    if changed.is_empty() {
        return Ok(Repair::Nothing);
    }
    let params = [(":orders", list(changed).into())];
    let invoiced =
        db.first(&INVOICED, &params, |row| Ok((row.integer("number")?, row.text("invoice")?)))?;
    match invoiced {
        None => Ok(Repair::Nothing),
        Some((order, invoice)) => Err(Error::new(
            Code::InvoiceIssued,
            format!("order {order} is invoiced as {invoice}, so its prices stay"),
        )
        .suggest(
            "make a credit note first: createInvoice { kind: credit_note, corrects }, then change the order and invoice it anew",
        )),
    }
}
