//! How a document stands: what is credited, what is paid of it and whether it is late. All of that follows from other
//! documents, payments and the day, and is stored nowhere.

use std::collections::BTreeMap;

use crate::{
    error::Result,
    id::{InvoiceId, OrderId},
    store::{TenantRead, entity::InvoiceRow},
    value::{Day, DocumentKind},
};

/// How a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tools::crm) struct Standing {
    pub(in crate::tools::crm) status: &'static str,
    /// What the document asks for: its total less the deposits before it.
    pub(in crate::tools::crm) due_minor: i64,
    /// What of that is still open.
    pub(in crate::tools::crm) open_minor: i64,
    pub(in crate::tools::crm) credited_minor: i64,
}

/// How all documents of these orders stand.
pub(in crate::tools::crm) fn of_orders(
    db: &TenantRead<'_>,
    orders: &[OrderId],
    today: Day,
) -> Result<BTreeMap<InvoiceId, Standing>> {
    let rows = super::documents(db, orders)?;
    let paid: BTreeMap<OrderId, i64> = super::paid(db, orders)?.into_iter().collect();
    let mut standings = BTreeMap::new();
    for order in orders {
        let of_order: Vec<&InvoiceRow> = rows.iter().filter(|row| row.order_id == *order).collect();
        let paid = paid.get(order).copied().unwrap_or_default();
        standings.extend(of_order_alone(&of_order, paid, today));
    }
    Ok(standings)
}

/// The same for the documents of one order, with what was paid for it. Payments are for deposits first, in the order of
/// their numbers, then for the invoice.
fn of_order_alone(rows: &[&InvoiceRow], paid: i64, today: Day) -> Vec<(InvoiceId, Standing)> {
    let issued = |row: &&&InvoiceRow| row.number.is_some();
    let credited = |of: InvoiceId| -> i64 {
        let notes = rows.iter().filter(issued).filter(|row| row.corrects_id == Some(of));
        notes.filter_map(|row| row.total_minor).sum()
    };
    let deposits: i64 = rows
        .iter()
        .filter(issued)
        .filter(|row| row.kind == DocumentKind::Deposit)
        .map(|row| row.total_minor.unwrap_or_default() - credited(row.id))
        .sum();
    let mut left = paid;
    let mut rows: Vec<&&InvoiceRow> = rows.iter().collect();
    rows.sort_by_key(|row| (row.kind != DocumentKind::Deposit, row.issued_on, row.place, row.id));
    let mut standings = Vec::with_capacity(rows.len());
    for row in rows {
        let total = row.total_minor.unwrap_or_default();
        let credited_minor = credited(row.id);
        let due_minor = match row.kind {
            DocumentKind::Invoice if total > 0 && credited_minor >= total => total,
            DocumentKind::Invoice => (total - deposits).max(0),
            DocumentKind::Quote | DocumentKind::Deposit | DocumentKind::CreditNote => total,
        };
        let is_asking = matches!(row.kind, DocumentKind::Deposit | DocumentKind::Invoice);
        let standing =
            |status, open_minor| Standing { status, due_minor, open_minor, credited_minor };
        let standing = if row.number.is_none() || !is_asking {
            standing(stored(&row.status), 0)
        } else if total > 0 && credited_minor >= total {
            standing("credited", 0)
        } else {
            let asked = (due_minor - credited_minor).max(0);
            let got = left.clamp(0, asked);
            left -= got;
            let is_late = row.due_on.is_some_and(|due| due < today);
            let status = match asked - got {
                0 => "paid",
                _ if is_late => "overdue",
                _ if got > 0 => "part_paid",
                _ => "issued",
            };
            standing(status, asked - got)
        };
        standings.push((row.id, standing));
    }
    standings
}

fn stored(status: &str) -> &'static str {
    match status {
        "draft" => "draft",
        "discarded" => "discarded",
        "accepted" => "accepted",
        "declined" => "declined",
        _ => "issued",
    }
}
