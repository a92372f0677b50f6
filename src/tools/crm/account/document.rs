//! The documents of an order, in short.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::standing;
use crate::{
    error::Result,
    id::{InvoiceId, OrderId},
    store::TenantRead,
    value::Choice as _,
};

/// A document of an order, in short.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct DocumentOut {
    id: InvoiceId,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    total: Option<Value>,
}

impl DocumentOut {
    /// The documents of an order, first to last.
    pub(in crate::tools::crm) fn of_order(
        db: &TenantRead<'_>,
        order: OrderId,
    ) -> Result<Vec<DocumentOut>> {
        let rows = super::documents(db, &[order])?;
        let standings = standing::of_orders(db, &[order], db.site()?.today())?;
        let shown = rows.into_iter().filter_map(|row| {
            let status = standings.get(&row.id)?.status;
            let (kind, currency) = (row.kind.as_str(), row.currency);
            let total = row.total_minor.map(|minor| currency.to_major(minor));
            Some(DocumentOut { id: row.id, kind, number: row.number, status, total })
        });
        Ok(shown.collect())
    }
}
