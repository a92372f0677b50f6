//! Reads of documents.

use crate::{
    error::Result,
    id::{ContactId, OrderId},
    store::{
        Sql, TenantRead,
        entity::{InvoiceRow, Select, select},
    },
    value::Day,
};

/// A filter of documents.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) order: Option<OrderId>,
    pub(super) contact: Option<ContactId>,
}

/// Every id of a document sorts before this text.
pub(super) const NEWEST: &str = "inv_{";

/// Documents before a position, newest first.
pub(super) fn listed(
    db: &TenantRead<'_>,
    wanted: &Wanted,
    after: &str,
    fetch: i64,
) -> Result<Vec<InvoiceRow>> {
    const ALL: Select<InvoiceRow> = select!(
        InvoiceRow,
        "v.id < :after AND (CAST(:contact AS text) IS NULL OR o.contact_id = :contact)
         ORDER BY v.id DESC LIMIT :fetch"
    );
    const OF_ORDER: Select<InvoiceRow> = select!(
        InvoiceRow,
        "v.order_id = :order AND v.id < :after ORDER BY v.id DESC LIMIT :fetch"
    );
    let (after, fetch) = ((":after", after.into()), (":fetch", fetch.into()));
    match wanted.order {
        Some(order) => db.rows(&OF_ORDER, &[after, fetch, (":order", order.into())]),
        None => db.rows(&ALL, &[after, fetch, (":contact", wanted.contact.into())]),
    }
}

/// The document with that number.
pub(super) fn by_number(db: &TenantRead<'_>, number: &str) -> Result<Option<InvoiceRow>> {
    const BY_NUMBER: Select<InvoiceRow> = select!(InvoiceRow, "v.number = :number");
    db.row(&BY_NUMBER, &[(":number", number.into())])
}

/// The last place in a series, and its day.
pub(super) fn last_of(db: &TenantRead<'_>, series: &str) -> Result<Option<(i64, Option<Day>)>> {
    const LAST: Sql = Sql::scoped(
        "SELECT place, issued_on FROM invoice WHERE tenant_id = :tenant AND series = :series
         ORDER BY place DESC NULLS LAST LIMIT 1",
    );
    db.first(&LAST, &[(":series", series.into())], |row| {
        let day = row.text_or_none("issued_on")?.map(|day| Day::parse(&day)).transpose()?;
        Ok((row.integer("place")?, day))
    })
}
