//! Payments as tools return them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    error::Result,
    id::{OrderId, PaymentId},
    store::{
        TenantRead,
        entity::{PaymentRow, Select, select},
    },
    value::{Choice as _, Currency, Day, Untrusted, Words, words_schema},
};

/// A payment as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PaymentOut {
    id: PaymentId,
    order_id: OrderId,
    /// In major units; negative where money went back.
    #[schemars(with = "f64")]
    amount: Value,
    #[schemars(with = "String")]
    currency: Currency,
    method: &'static str,
    #[schemars(with = "String")]
    paid_on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    reference: Option<Untrusted<Words>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    reason: Option<Untrusted<Words>>,
    /// What is still due of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    balance: Option<Value>,
}

impl PaymentOut {
    /// A payment, with what is still due after it.
    pub(in crate::tools::crm) fn of(row: PaymentRow, balance: Option<i64>) -> PaymentOut {
        PaymentOut {
            id: row.id,
            order_id: row.order_id,
            amount: row.currency.to_major(row.amount_minor),
            currency: row.currency,
            method: row.method.as_str(),
            paid_on: row.paid_on,
            reference: Untrusted::words("notes", row.reference),
            reason: Untrusted::words("notes", row.reason),
            balance: balance.map(|minor| row.currency.to_major(minor)),
        }
    }
}

/// What was paid for an order, first to last.
pub(in crate::tools::crm) fn payments(
    db: &TenantRead<'_>,
    order: OrderId,
) -> Result<Vec<PaymentOut>> {
    const OF_ORDER: Select<PaymentRow> =
        select!(PaymentRow, "order_id = :order ORDER BY paid_on, id LIMIT 200");
    let rows = db.rows(&OF_ORDER, &[(":order", order.into())])?;
    Ok(rows.into_iter().map(|row| PaymentOut::of(row, None)).collect())
}
