//! Quotes, deposit invoices, invoices and credit notes: drafts that follow their order, and documents that stay.

pub mod create;
pub mod get;
pub mod update;

pub(in crate::tools) mod attach;

mod content;
mod issue;
mod limits;
mod print;
mod requirements;
mod row;
mod shown;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::shown::InvoiceOut;
use super::order;
use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        TenantRead,
        entity::{InvoiceRow, OrderRow},
    },
    value::{DocumentKind, Line, Ref, Text},
};

/// Who buys, where it is not as the contact says; parts that are left out stay.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct BuyerInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-personal" = true))]
    name: Option<Line<0, 200>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-personal" = true))]
    address: Option<Text<0, 500>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-personal" = true))]
    tax_id: Option<Line<0, 60>>,
}

impl BuyerInput {
    /// These parts over those that were there.
    fn over(self, before: BuyerInput) -> BuyerInput {
        BuyerInput {
            name: self.name.or(before.name),
            address: self.address.or(before.address),
            tax_id: self.tax_id.or(before.tax_id),
        }
    }
}

/// The document, which must exist, by its id or its number.
fn require(db: &TenantRead<'_>, invoice: &Ref<id::Invoice>) -> Result<InvoiceRow> {
    find(db, invoice)?.ok_or_else(|| {
        Error::new(
            Code::InvoiceNotFound,
            format!("there is no quote, invoice or credit note `{invoice}`"),
        )
        .suggest("find it with getInvoice { orderId }")
    })
}

fn find(db: &TenantRead<'_>, invoice: &Ref<id::Invoice>) -> Result<Option<InvoiceRow>> {
    match invoice {
        Ref::Id(id) => InvoiceRow::by_id(db, *id),
        Ref::Name(number) => row::by_number(db, number),
    }
}

/// The order that a document is about.
pub(super) fn order_of(db: &TenantRead<'_>, invoice: &Ref<id::Invoice>) -> Result<OrderRow> {
    let invoice = require(db, invoice)?;
    order::require(db, &Ref::Id(invoice.order_id))
}

/// What people call a kind of document.
fn noun(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Quote => "quote",
        DocumentKind::Deposit => "deposit invoice",
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit note",
    }
}
