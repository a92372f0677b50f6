//! What a person is told of an order, a document or a payment that waits for their word: who it is about, what, and how
//! much.
//!
//! An order knows its contact by an id, and agents may read orders without contacts. So the name is no part of the
//! row's own label, and is put beside it where a question or a proposal is made.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Columns, RowChange};
use crate::{
    error::Result,
    store::{Sql, TenantRead, portable},
    value::{Currency, amount_text},
};

/// An order as it is before the change.
struct Known {
    title: String,
    contact: String,
    total_minor: i64,
    currency: String,
}

/// The rows with labels that say who, what and how much.
///
/// # Errors
/// That of the store.
pub fn told(db: &TenantRead<'_>, rows: &[RowChange]) -> Result<Vec<RowChange>> {
    let mut rows = rows.to_vec();
    let documents = documents(db, &rows)?;
    let of = |row: &RowChange| order_of(row, &documents);
    let orders: Vec<String> = rows.iter().filter_map(of).collect();
    if orders.is_empty() {
        return Ok(rows);
    }
    let mut known = known(db, &orders)?;
    // What is made by the same change is not there yet.
    for row in rows.iter().filter(|row| row.entity == "customer_order") {
        let Some(after) = &row.after else { continue };
        let text = |column: &str| after.get(column).and_then(Value::as_str).map(str::to_owned);
        let entry = known.entry(row.key.clone()).or_insert_with(|| Known {
            title: String::new(),
            contact: String::new(),
            total_minor: 0,
            currency: String::new(),
        });
        entry.title = text("title").unwrap_or_else(|| std::mem::take(&mut entry.title));
        entry.contact = text("contact_id").unwrap_or_else(|| std::mem::take(&mut entry.contact));
        entry.currency = text("currency").unwrap_or_else(|| std::mem::take(&mut entry.currency));
        let total = after.get("total_minor").and_then(Value::as_i64);
        entry.total_minor = total.unwrap_or(entry.total_minor);
    }
    let names = if db.may_read("contact") { names(db, &known)? } else { BTreeMap::new() };
    for row in &mut rows {
        let Some(order) = of(row).and_then(|order| known.get(&order)) else { continue };
        if row.entity == "invoice" {
            let parts = [row.label.clone(), names.get(&order.contact).cloned()];
            row.label = Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
            continue;
        }
        let mut parts = vec![order.title.clone()];
        parts.extend(names.get(&order.contact).cloned());
        parts.push(amount(order.total_minor, &order.currency));
        let order =
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        row.label = Some(match payment(row) {
            Some(paid) => format!("{paid}, for order {order}"),
            None => order,
        });
    }
    Ok(rows)
}

fn columns(row: &RowChange) -> Option<&Columns> {
    row.after.as_ref().or(row.before.as_ref())
}

/// The order that a row is or is about; `documents` has those of documents that only changed.
fn order_of(row: &RowChange, documents: &BTreeMap<String, String>) -> Option<String> {
    let named = || columns(row)?.get("order_id")?.as_str().map(str::to_owned);
    match &*row.entity {
        "customer_order" => Some(row.key.clone()),
        "payment" => named(),
        "invoice" => named().or_else(|| documents.get(&row.key).cloned()),
        _ => None,
    }
}

/// The orders of the documents among the rows.
fn documents(db: &TenantRead<'_>, rows: &[RowChange]) -> Result<BTreeMap<String, String>> {
    const DOCUMENTS: Sql = Sql::scoped(portable!(
        "SELECT id, order_id FROM invoice WHERE tenant_id = :tenant AND id IN {list :ids}"
    ));
    let ids = rows.iter().filter(|row| row.entity == "invoice").map(|row| row.key.clone());
    let ids: Vec<String> = ids.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Value = ids.into_iter().collect();
    let read = db.all(&DOCUMENTS, &[(":ids", ids.to_string().into())], |row| {
        Ok((row.text("id")?, row.text("order_id")?))
    })?;
    Ok(read.into_iter().collect())
}

/// `500 EUR, cash`
fn payment(row: &RowChange) -> Option<String> {
    if row.entity != "payment" {
        return None;
    }
    let columns = columns(row)?;
    let minor = columns.get("amount_minor")?.as_i64()?;
    let amount = amount(minor, columns.get("currency")?.as_str()?);
    Some(format!("{amount}, {}", row.label.as_deref().unwrap_or_default()))
}

fn amount(minor: i64, currency: &str) -> String {
    let known = Currency::stored(currency);
    known.map_or_else(String::new, |known| amount_text(minor, known))
}

fn known(db: &TenantRead<'_>, orders: &[String]) -> Result<BTreeMap<String, Known>> {
    const ORDERS: Sql = Sql::scoped(portable!(
        "SELECT id, title, contact_id, total_minor, currency FROM customer_order
         WHERE tenant_id = :tenant AND id IN {list :ids}"
    ));
    let ids = Value::from_iter(orders.to_vec()).to_string();
    let found = db.all(&ORDERS, &[(":ids", ids.into())], |row| {
        let known = Known {
            title: row.text("title")?,
            contact: row.text("contact_id")?,
            total_minor: row.integer("total_minor")?,
            currency: row.text("currency")?,
        };
        Ok((row.text("id")?, known))
    })?;
    Ok(found.into_iter().collect())
}

/// The names of the contacts that the business itself has given.
fn names(db: &TenantRead<'_>, known: &BTreeMap<String, Known>) -> Result<BTreeMap<String, String>> {
    const NAMES: Sql = Sql::scoped(portable!(
        "SELECT id, name FROM contact
         WHERE tenant_id = :tenant AND name_from IS NULL AND id IN {list :ids}"
    ));
    let ids: Value = known.values().map(|order| order.contact.clone()).collect();
    let read = db.all(&NAMES, &[(":ids", ids.to_string().into())], |row| {
        Ok((row.text("id")?, row.text("name")?))
    })?;
    Ok(read.into_iter().collect())
}
